"""Origins of addresses, and which token goes to which of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import quote, urlsplit

ANONYMOUS = "anonymous"
_PORTS = {"http": 80, "https": 443}
LONGEST_URL = 4_000


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port; a token belongs to exactly one."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        mark = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{mark}"


def origin_of(url: str) -> Origin | None:
    """Return the origin of `url`, or nothing where it is no plain address of the web.

    An address with a user or a password in it is none.
    """
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
        return None
    return Origin(parts.scheme, parts.hostname, port or _PORTS[parts.scheme])


@dataclass(frozen=True, slots=True)
class Credentials:
    """The `Authorization` of each origin; it never shows in a text."""

    by_origin: Mapping[Origin, str] = field(default_factory=dict, repr=False)

    def for_origin(self, origin: Origin) -> str | None:
        """Return what to send to `origin`."""
        return self.by_origin.get(origin)

    def fingerprint(self, origin: Origin) -> str:
        """Return what tells answers to one token from those to another, and not the token."""
        secret = self.by_origin.get(origin)
        if secret is None:
            return ANONYMOUS
        return sha256(f"distillgate {origin} {secret}".encode()).hexdigest()[:24]


def bearer(token: str) -> str | None:
    """Return the header for `token`, or nothing where it can be none."""
    clean = token.strip()
    return f"Bearer {clean}" if clean and clean.isascii() and clean.isprintable() else None


def joined(base: str, *segments: str, query: tuple[tuple[str, str], ...] = ()) -> str:
    """Return `base` with path `segments` after it, each quoted, and a query.

    The base keeps its own path: a mirror may lie below one.
    """
    path = "".join(f"/{quote(segment, safe='')}" for segment in segments)
    asked = "&".join(f"{quote(key, safe='')}={quote(value, safe='')}" for key, value in query)
    return f"{base.rstrip('/')}{path}{'?' if asked else ''}{asked}"
