"""One question to a source, and the reply to it, whatever stands between."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from connectors.evidence import Evidence, Method, digest
from connectors.outcomes import Outcome
from connectors.retrying import is_limit

KIB = 1_024
MIB = 1_024 * KIB
TEXT_LIMIT = MIB
JSON_LIMIT = 16 * MIB
_OK = range(200, 300)
_DOWN = range(500, 600)


@dataclass(frozen=True, slots=True)
class Question:
    """One request."""

    url: str
    method: Method = Method.GET
    accept: str | None = None
    body: bytes | None = None
    """Sent as JSON; only with `POST`."""
    most: int = JSON_LIMIT
    """The largest body that is read."""
    elsewhere: bool = False
    """It may lead to another origin, as downloads do; credentials stay behind."""
    fixed: bool = False
    """The address names its content, so that what was got once is right for ever."""
    link: bool = False
    """The address is of somebody else's making, so that no credentials go with it."""
    etag: str | None = None
    """Only if the content is another."""
    beginning: bool = False
    """Of a larger file only the beginning is read, and no more than `most`."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    outcome: Outcome
    """`ANSWERED` for any whole answer; its status says what it means."""
    url: str
    """From where, after all redirects."""
    time: datetime
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """Those that are kept, names in lower case."""
    body: bytes = field(default=b"", repr=False)
    hops: tuple[Evidence, ...] = ()
    """The redirects on the way."""
    from_cache: bool = False

    @property
    def good(self) -> bool:
        """Return whether this is what was asked for."""
        return self.outcome is Outcome.ANSWERED and self.status in _OK

    def evidence(self, method: Method, outcome: Outcome) -> Evidence:
        """Return the record of this reply, `outcome` being what it means."""
        answered = self.outcome is Outcome.ANSWERED
        return Evidence(
            url=self.url,
            method=method,
            outcome=outcome,
            time=self.time,
            status=self.status,
            headers=self.headers,
            sha256=digest(self.body) if answered else None,
            size=len(self.body) if answered else None,
            from_cache=self.from_cache,
        )

    def kept(self) -> "Reply":
        """Return this reply as one that was kept from earlier."""
        return replace(self, from_cache=True)


class Asker(Protocol):
    """Somebody who puts a question and brings the reply; never raises over an answer."""

    def ask(self, question: Question) -> Reply:
        """Return the reply to `question`."""
        ...


class Clock(Protocol):
    """What time it is, and how to let it pass."""

    def now(self) -> datetime:
        """Return the moment, in UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


def usual_outcome(reply: Reply) -> Outcome:
    """Return what a reply means where a hub has no meaning of its own for it."""
    if reply.outcome is not Outcome.ANSWERED or reply.status is None:
        return reply.outcome
    if reply.status in _OK:
        return Outcome.ANSWERED
    if is_limit(reply.status, reply.headers):
        return Outcome.RATE_LIMITED
    if reply.status in _DOWN or reply.status == 408:  # noqa: PLR2004 its usual name
        return Outcome.UNAVAILABLE
    return _USUAL.get(reply.status, Outcome.UNEXPECTED)


_USUAL = {
    400: Outcome.BAD_REQUEST,
    401: Outcome.BAD_CREDENTIALS,
    403: Outcome.FORBIDDEN,
    404: Outcome.NOT_FOUND_OR_PRIVATE,
    410: Outcome.DISABLED,
    451: Outcome.DISABLED,
}
