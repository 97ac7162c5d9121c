"""What the organization has signed or decided, kept on file: agreements and the like."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class FilingKind(StrEnum):
    """What lies on file."""

    __hash__ = str.__hash__

    AGREEMENT = "agreement"
    DETERMINATION = "determination"
    WAIVER = "waiver"


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

    def standing(self, day: date) -> str:
        """Return in one word or two how it stands on `day`."""
        if self.revoked is not None:
            return "revoked"
        if self.until is not None and day >= self.until:
            return f"ended on {self.until}"
        if self.begins is not None and day < self.begins:
            return f"from {self.begins}"
        return f"until {self.until}" if self.until else "in force"
