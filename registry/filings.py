"""What the organization has signed or decided, kept on file: agreements and the like."""

from datetime import date
from enum import StrEnum

from policy.frozen import dataclass


class FilingKind(StrEnum):
    """What lies on file."""

    __hash__ = str.__hash__

    AGREEMENT = "agreement"
    DETERMINATION = "determination"
    WAIVER = "waiver"
    REQUEST = "waiver-request"
    """A waiver that somebody asks for: it sets nothing aside until it is granted."""
    POLICY = "policy-draft"
    """A text of house policy that somebody proposes: nothing is judged by it from here."""
    HOUSE = "house-policy"
    """A text of house policy that two people agreed to: it counts from its day on."""


ASKED = frozenset({FilingKind.REQUEST, FilingKind.POLICY})
"""What somebody else must agree to; all other kinds count once they are filed."""
COUNTING = (FilingKind.AGREEMENT, FilingKind.DETERMINATION, FilingKind.WAIVER)
"""What a person signs and files alone, and what a case then holds."""


PLACE = "registry"
"""What texts on file are called where something is told about them, before kind and name."""
GRANTED = "granted"
"""How it begins why a request is closed that was granted."""
NARROWED = "narrowed: "
"""How it begins why something no longer counts that a narrower one has replaced."""


class FilingState(StrEnum):
    """How something on file stands."""

    __hash__ = str.__hash__

    REQUESTED = "requested"
    REFUSED = "refused"
    GRANTED = "granted"
    NARROWED = "narrowed"
    REVOKED = "revoked"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Revocation:
    """By whom, when and why something on file no longer counts."""

    actor: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class Filing:
    """One text on file, as it was filed; it is never changed, and never erased."""

    kind: FilingKind
    name: str
    content: str
    """The digest of its text."""
    actor: str
    """Who filed it."""
    at: str
    begins: date | None
    until: date | None
    """The first day on which it no longer counts; nothing for an agreement without an end."""
    revoked: Revocation | None = None
    number: int = 0

    def state(self, day: date) -> FilingState:
        """Return how it stands on `day`; what was filed and has not begun is granted too."""
        asked = self.kind in ASKED
        if self.revoked is None:
            ended = self.until is not None and day >= self.until
            if asked:
                return FilingState.EXPIRED if ended else FilingState.REQUESTED
            return FilingState.EXPIRED if ended else FilingState.GRANTED
        if asked:
            granted = self.revoked.reason.startswith(GRANTED)
            return FilingState.GRANTED if granted else FilingState.REFUSED
        narrowed = self.revoked.reason.startswith(NARROWED)
        return FilingState.NARROWED if narrowed else FilingState.REVOKED

    def standing(self, day: date) -> str:
        """Return in one word or two how it stands on `day`."""
        if self.revoked is not None or self.kind in ASKED:
            return self.state(day).value
        if self.until is not None and day >= self.until:
            return f"ended on {self.until}"
        if self.begins is not None and day < self.begins:
            return f"from {self.begins}"
        return f"until {self.until}" if self.until else "in force"
