"""What the catalog offers instead: models, data sets and ways to reach a model."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from policy.plan import Entry


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that may stand in the place of another, with how it is reached."""

    ref: str
    access: str | None = None
    """Nothing for data sets and bases, which are obtained."""
    through: tuple[str, ...] = ()
    program: str | None = None

    @property
    def way(self) -> str:
        """How it is reached, in words."""
        if self.program is not None:
            return f"in the program {self.program}"
        hops = f" through {', '.join(self.through)}" if self.through else ""
        return f"by {self.access}{hops}" if self.access else ""


Listing = Callable[[Entry], Iterable[Offer]]
"""Gives what may stand in the place of an entry, the likest first."""


def nothing(_: Entry) -> Iterable[Offer]:
    """Offer nothing."""
    return ()


@dataclass(frozen=True, slots=True)
class Offers:
    """Everything that the catalog offers for the entries of a plan."""

    teachers: Listing = nothing
    channels: Listing = nothing
    bases: Listing = nothing
    datasets: Listing = nothing
