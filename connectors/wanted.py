"""What is to be read from a source, and what can read it."""

from dataclasses import dataclass
from typing import Protocol

from connectors.ledger import Pulled
from connectors.record import Kind


@dataclass(frozen=True, slots=True)
class Wanted:
    """One model or data set."""

    id: str
    kind: Kind = Kind.MODEL
    revision: str | None = None


class Reader(Protocol):
    """Reads what one source says; never raises over what it says."""

    def read(self, wanted: Wanted) -> Pulled:
        """Return the record of `wanted`, with the bodies behind it."""
        ...
