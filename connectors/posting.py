"""Sends one message to one place, within a time that no receiver can stretch."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import httpx

from connectors.addresses import AddressRefusedError, GuardedTransport, within
from connectors.origins import Origin, origin_of
from connectors.retrying import seconds_asked

CONNECT = 5.0
WHOLE = 15.0
_OK = range(200, 300)


class Sent(StrEnum):
    """What came of sending."""

    __hash__ = str.__hash__

    TAKEN = "taken"
    REFUSED = "refused"
    """It answered, and not with a 2xx."""
    GONE = "gone"
    """It says that it wants nothing more, ever."""
    TIMED_OUT = "timed-out"
    UNREACHABLE = "unreachable"
    ADDRESS_REFUSED = "address-refused"
    """It is a private address that nobody allowed, or none of the web."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of one attempt."""

    sent: Sent
    status: int | None = None
    wait: float | None = None
    """Seconds that the receiver asks to be left alone."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a receiver may take, in seconds."""

    connect: float = CONNECT
    whole: float = WHOLE


def may_post(url: str, allowed: frozenset[Origin]) -> bool:
    """Return whether `url` may be sent to: by https, or where its origin is allowed by name."""
    origin = origin_of(url)
    return origin is not None and (origin.scheme == "https" or origin in allowed)


class Poster:
    """Sends to one receiver; each has its own, so that none holds the lines of another."""

    def __init__(
        self, agent: str, allowed: frozenset[Origin] = frozenset(), limits: Limits | None = None
    ) -> None:
        self._allowed = allowed
        self._limits = limits or Limits()
        self._client = httpx.Client(
            transport=GuardedTransport(allowed),
            follow_redirects=False,
            trust_env=False,
            timeout=self._limits.connect,
            headers={"user-agent": agent, "content-type": "application/json"},
        )

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def post(
        self, url: str, body: bytes, headers: Mapping[str, str], *, now: datetime
    ) -> Posted:
        """Send `body` once, and return what came of it; what is answered is not read."""
        if not may_post(url, self._allowed):
            return Posted(Sent.ADDRESS_REFUSED)
        try:
            with within(self._limits.whole):
                request = self._client.build_request(
                    "POST", url, content=body, headers=dict(headers)
                )
                response = self._client.send(request, stream=True)
                response.close()
        except httpx.TimeoutException:
            return Posted(Sent.TIMED_OUT)
        except AddressRefusedError:
            return Posted(Sent.ADDRESS_REFUSED)
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError, ValueError):
            return Posted(Sent.UNREACHABLE)
        return _posted(response, now)


def _posted(response: httpx.Response, now: datetime) -> Posted:
    status = response.status_code
    if status in _OK:
        return Posted(Sent.TAKEN, status)
    if status == httpx.codes.GONE:
        return Posted(Sent.GONE, status)
    return Posted(Sent.REFUSED, status, seconds_asked(response.headers, now))
