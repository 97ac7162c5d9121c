"""How one thing stands that was looked for in a finished model."""

from dataclasses import dataclass
from enum import IntEnum

from distillgate.usecases.demands import Demand
from policy.diagnostics import Span


class Standing(IntEnum):
    """What came of looking, the best first."""

    __hash__ = int.__hash__

    HOLDS = 0
    NOTE = 1
    """Worth knowing; it changes nothing."""
    OPEN = 2
    """It could not be checked: a person has to look."""
    FAILS = 3

    @property
    def word(self) -> str:
        """The word that people and programs read."""
        return _WORDS[self]


_WORDS = ("holds", "note", "not checked", "fails")


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that was looked for."""

    standing: Standing
    what: str
    place: Span | None
    asked_by: tuple[Demand, ...] = ()
