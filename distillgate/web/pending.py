"""A sign-in that is under way at an identity provider, as the browser keeps it.

It lies in a cookie that no script reads, and nowhere else: who only begins to sign in
leaves nothing here. What it holds is of use to that browser alone, and the
provider takes a code once.
"""

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from fastapi import Request

from policy.canonical import canonical_json

COOKIE = "distillgate-sign-in"
SECURE_COOKIE = "__Host-distillgate-sign-in"
LASTS = timedelta(minutes=10)
"""How long somebody may take to sign in."""
_HERE = re.compile(r"/(?!/)[!-\[\]-~]{0,1000}")
_MOST = 4_096
_APART = 60
"""Seconds by which the clocks of two servers may differ."""


def is_here(path: str) -> bool:
    """Return whether a path leads to a page of this server, and signs nobody in or out.

    Browsers take two slashes, and a slash with a backslash, for the name of another place.
    """
    return _HERE.fullmatch(path) is not None and not path.startswith("/sign-")


@dataclass(frozen=True, slots=True)
class Pending:
    """What must come back, and where to go on."""

    state: str
    """Comes back with the code: who has it not did not begin here."""
    nonce: str
    """Comes back in the token: it answers this sign-in alone."""
    verifier: str
    """Goes with the code: who has it not cannot redeem that (PKCE)."""
    onward: str
    """The page to go on to."""
    begun: int
    """In seconds since 1970."""

    @classmethod
    def new(cls, onward: str, now: datetime) -> "Pending":
        """Return a sign-in that begins."""
        state, nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        verifier = secrets.token_urlsafe(48)
        return cls(state, nonce, verifier, onward, int(now.timestamp()))

    @property
    def challenge(self) -> str:
        """What the provider holds the verifier against."""
        made = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(made).rstrip(b"=").decode()

    def lasts(self, now: datetime) -> bool:
        """Return whether it may still be finished."""
        return -_APART <= int(now.timestamp()) - self.begun <= LASTS.total_seconds()

    def written(self) -> str:
        """Return it as the cookie has it."""
        return base64.urlsafe_b64encode(canonical_json(asdict(self)).encode()).decode()


def pending_in(request: Request) -> Pending | None:
    """Return the sign-in that a browser has under way; nothing where there is none."""
    text = request.cookies.get(pending_cookie(request), "")
    if not text or len(text) > _MOST:
        return None
    try:
        said = json.loads(base64.urlsafe_b64decode(text))
        found = Pending(**said)
    except (ValueError, TypeError):
        return None
    return found if _is_whole(said) else None


def _is_whole(said: Mapping[str, object]) -> bool:
    """Return whether a cookie holds the kinds of words that we write into it."""
    words = (each for name, each in said.items() if name != "begun")
    return isinstance(said["begun"], int) and all(isinstance(each, str) for each in words)


def pending_cookie(request: Request) -> str:
    """Return what the cookie is called, by whether TLS protects it."""
    return SECURE_COOKIE if request.url.scheme == "https" else COOKIE
