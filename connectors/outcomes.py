"""How asking a source ended: one closed list for all hubs."""

from enum import StrEnum


class Outcome(StrEnum):
    """How one request, or reading one file, ended."""

    ANSWERED = "answered"
    ABSENT = "absent"
    """The source says that there is no such file or entry: a fact, not a failure."""
    NOT_FOUND_OR_PRIVATE = "not-found-or-private"
    """Hubs do not tell what does not exist from what we may not see."""
    REVISION_NOT_FOUND = "revision-not-found"
    GATED_NO_LOGIN = "gated-no-login"
    GATED_NOT_GRANTED = "gated-not-granted"
    BAD_CREDENTIALS = "bad-credentials"
    DISABLED = "disabled"
    """The hub took it down."""
    FORBIDDEN = "forbidden"
    BAD_REQUEST = "bad-request"
    RATE_LIMITED = "rate-limited"
    UNAVAILABLE = "unavailable"
    """The source answers that it cannot answer."""
    UNREACHABLE = "unreachable"
    """No connection, or it broke off."""
    TIMED_OUT = "timed-out"
    TOO_LARGE = "too-large"
    TOO_MANY_REDIRECTS = "too-many-redirects"
    REDIRECT_REFUSED = "redirect-refused"
    ADDRESS_REFUSED = "address-refused"
    """A private or malformed address, or one that is not https."""
    UNREADABLE = "unreadable"
    """The answer is not of the form in which it has to be."""
    UNEXPECTED = "unexpected"
    """A status that means nothing here."""
    NOT_CACHED = "not-cached"
    """Offline, and nothing kept from earlier."""
    NOT_RECORDED = "not-recorded"
    """Replayed from a bundle that does not hold this answer."""

    @property
    def words(self) -> str:
        """Return what it means, in words."""
        return _WORDS[self]


_WORDS = {
    Outcome.ANSWERED: "answered",
    Outcome.ABSENT: "the source says that it is not there",
    Outcome.NOT_FOUND_OR_PRIVATE: "it does not exist, or is private",
    Outcome.REVISION_NOT_FOUND: "the revision does not exist",
    Outcome.GATED_NO_LOGIN: "gated, and no token was sent",
    Outcome.GATED_NOT_GRANTED: "gated, and access is not granted to this token",
    Outcome.BAD_CREDENTIALS: "the source does not take this token",
    Outcome.DISABLED: "the hub has disabled it",
    Outcome.FORBIDDEN: "the source refuses access",
    Outcome.BAD_REQUEST: "the source does not understand the question",
    Outcome.RATE_LIMITED: "the source asks to come back later",
    Outcome.UNAVAILABLE: "the source is out of service",
    Outcome.UNREACHABLE: "no connection",
    Outcome.TIMED_OUT: "no whole answer in time",
    Outcome.TOO_LARGE: "larger than what is read",
    Outcome.TOO_MANY_REDIRECTS: "redirected too often",
    Outcome.REDIRECT_REFUSED: "redirected to a place that is not followed",
    Outcome.ADDRESS_REFUSED: "an address that is not asked",
    Outcome.UNREADABLE: "the answer cannot be read",
    Outcome.UNEXPECTED: "an answer that means nothing here",
    Outcome.NOT_CACHED: "offline, and nothing is kept from earlier",
    Outcome.NOT_RECORDED: "the bundle does not hold this answer",
}
