"""Says one line in a chat, through the library that knows their services.

Only services are let through whose address the library knows, or whose origin
was allowed by name: a chat of one's own is a private place as any other.
"""

import importlib
import importlib.util
from typing import Any
from urllib.parse import urlsplit

from connectors.origins import Origin
from connectors.posting import Posted, Sent

HOSTED = frozenset({"slack", "discord", "gchat", "wxteams", "tgram"})
"""Services that are reached at one address, which nobody chooses."""
OWN = {
    "mmost": ("http", 80),
    "mmosts": ("https", 443),
    "rocket": ("http", 80),
    "rockets": ("https", 443),
}
"""Services that run at an address of one's own, and how they are reached there."""
_LIBRARY = "apprise"
_TITLE = "Distillgate"


def is_installed() -> bool:
    """Return whether the library is there; it comes with the extra `chat`."""
    return importlib.util.find_spec(_LIBRARY) is not None


def may_say(url: str, allowed: frozenset[Origin]) -> bool:
    """Return whether a chat at `url` may be told: a known service, or one allowed by name.

    It has no query: by some of its words the library would read files.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    if "?" in url or parts.scheme not in {*HOSTED, *OWN}:
        return False
    if parts.scheme in HOSTED:
        return True
    if not parts.hostname:
        return False
    scheme, usual = OWN[parts.scheme]
    return Origin(scheme, parts.hostname, port or usual) in allowed


def is_readable(url: str) -> bool:
    """Return whether the library can make something of `url`; it is not asked yet."""
    return _chat(url) is not None


def say(url: str, line: str, allowed: frozenset[Origin]) -> Posted:
    """Say `line` once, and return what came of it."""
    if not may_say(url, allowed):
        return Posted(Sent.ADDRESS_REFUSED)
    chat = _chat(url)
    if chat is None:
        return Posted(Sent.UNREACHABLE)
    taken = chat.notify(body=line, title=_TITLE, body_format="text")
    return Posted(Sent.TAKEN if taken else Sent.REFUSED)


def _chat(url: str) -> Any | None:  # noqa: ANN401 the library has no types
    if not is_installed():
        return None
    found = importlib.import_module(_LIBRARY).Apprise()
    if not found.add(url):
        return None
    for service in found:
        # Where it leads on to is an address that nobody has looked at.
        service.redirects = False
    return found
