"""How an answer is to be drawn."""

from collections.abc import Callable
from enum import StrEnum

from policy.diagnostics import Span
from policy.frozen import dataclass

LinesOf = Callable[[Span], str | None]
"""Gives the source line of a span, or nothing where the file cannot be read again."""


class Format(StrEnum):
    """The closed list of formats in which a check answers."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    MARKDOWN = "markdown"


@dataclass(frozen=True, slots=True)
class Options:
    """What the reader asked for, and what the terminal can show."""

    color: bool = False
    width: int = 80
    notes: bool = False
    """Show what is true of everybody, too, and what was lifted."""
    full: bool = False
    """Show each finding that waits for an answer, and each question, however many."""
    root: str = ""
    """The folder to which SARIF makes paths relative."""
