"""What sets right a plan whose student is trained or released already."""

from dataclasses import dataclass

from policy.suggesting.changes import Write
from policy.suggesting.curing import Cured
from policy.suggesting.editing import Edit


@dataclass(frozen=True, slots=True)
class Written:
    """What changes make of a plan, as a person would write it."""

    edits: tuple[Edit, ...]
    files: tuple[Write, ...]
    text: str
    """The plan after the edit."""


@dataclass(frozen=True, slots=True)
class Remedied:
    """What sets a plan right, each remedy with what it makes of the plan."""

    cured: Cured
    written: tuple[Written, ...]
    """Of each remedy, in their order."""
    together: Written | None = None
    """Of all that is needed, where that was found."""
