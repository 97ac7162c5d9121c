"""Runs the use cases that look for what would pass, with a clock and a word on progress."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from distillgate.cli.checking import Shelf
from distillgate.cli.choices import Color, Shape
from distillgate.cli.drawing import Lines, draw_errors
from distillgate.cli.terminal import Terminal, answer, read_input, talk
from distillgate.exits import Exit, exit_of
from distillgate.rendering.pen import Pen
from distillgate.rendering.suggestions import suggestions_json, suggestions_text
from distillgate.rendering.teachers import teachers_json, teachers_text
from distillgate.settings import today
from distillgate.usecases.check import PlanText
from distillgate.usecases.files import MOST_BYTES, write_file
from distillgate.usecases.library import UnreadableLibraryError
from distillgate.usecases.planfiles import plans_at
from distillgate.usecases.suggest import Asking, Suggested
from distillgate.usecases.suggest import suggest as suggested_for
from distillgate.usecases.teachers import ALL_SIGNED, Wish, teachers_for
from policy.diagnostics import Code, Diagnostic, Span, printable
from policy.suggesting.changes import ChangeKind
from policy.yamltext import UnreadableError

_TELL_AFTER = 2.0
"""Seconds without an answer after which it is said how far the search has come."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of suggestions."""

    plan: str
    within: float
    kept: tuple[str, ...] = ()
    enough: int = 5


@dataclass(frozen=True, slots=True)
class Paper:
    """How the answer is wanted."""

    form: Shape = Shape.TEXT
    color: Color = Color.AUTO
    output: Path | None = None
    full: bool = False


class Watch:
    """Keeps the time of a search, and tells on standard error how far it has come."""

    def __init__(
        self, seconds: float, judged: str = "changed plans judged", found: str = "ways found"
    ) -> None:
        self._words = (judged, found)
        self._began = time.monotonic()
        self._seconds = seconds
        self._told = 0.0
        self._found = 0

    def __call__(self, judged: int, found: int) -> bool:
        """Return whether there is time left."""
        passed = time.monotonic() - self._began
        early = found > self._found and self._words[1] == "ways found"
        if early or passed - self._told > _TELL_AFTER:
            self._found, self._told = found, passed
            talk(f"{passed:.1f} s: {judged} {self._words[0]}, {found} {self._words[1]}")
        return passed < self._seconds


def suggest(wanted: Wanted, shelf: Shelf, paper: Paper, terminal: Terminal) -> Exit:
    """Look for what would pass, draw it, and return the exit."""
    lines = Lines(terminal)
    try:
        plans = plans_at((wanted.plan,), lambda: read_input(MOST_BYTES))
        plan = _only(plans, wanted.plan)
        library = shelf.library(terminal)
    except (UnreadableError, UnreadableLibraryError) as error:
        return draw_errors(error.diagnostics, lines)
    lines.know(plans)
    asking = Asking(
        shelf.as_of or today(),
        Watch(wanted.within),
        frozenset(map(ChangeKind, wanted.kept)),
        wanted.enough,
    )
    suggested = suggested_for(plan, library, asking)
    pen = Pen(paper.output is None and terminal.wants_color(paper.color), terminal.width)
    json = paper.form is Shape.JSON
    text = (
        suggestions_json(suggested)
        if json
        else suggestions_text(suggested, pen, lines, full=paper.full)
    )
    return show(text, paper, lines, exit_for(suggested))


def exit_for(suggested: Suggested) -> Exit:
    """Return 0 where a way was found or none is needed, else what the plan comes to."""
    if suggested.ways:
        return Exit.APPROVED
    return exit_of(suggested.outcome.verdict if suggested.outcome else None)


def show(text: str, paper: Paper, lines: Lines, code: Exit) -> Exit:
    """Write the answer to its file or to standard output, and return the exit."""
    if paper.output is None:
        answer(text)
        return code
    try:
        write_file(str(paper.output), text, replace=True)
    except UnreadableError as error:
        return draw_errors(error.diagnostics, lines)
    talk(f"wrote {printable(str(paper.output))}")
    return code


def _only(plans: Sequence[PlanText], name: str) -> PlanText:
    if len(plans) == 1:
        return plans[0]
    message = f"`{printable(name)}` holds {len(plans)} plans, and suggestions are for one"
    found = Diagnostic(Code.UNUSABLE_FILE, message, Span(name, 1, 1), "name one plan")
    raise UnreadableError((found,))


@dataclass(frozen=True, slots=True)
class Asked:
    """What teachers are wanted for, as options say it."""

    purpose: str
    places: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    base: str = "none"
    organization: str | None = None
    attests: tuple[str, ...] | None = None
    """Nothing: everything that can be signed."""

    @property
    def wish(self) -> Wish:
        """Return it as the use case takes it."""
        signed = ALL_SIGNED if self.attests is None else self.attests
        said = (self.purpose, self.places, self.signals, self.forms, self.markets)
        return Wish(*said, self.base, self.organization, signed)


def teachers(
    asked: Asked, seconds: float, shelf: Shelf, paper: Paper, terminal: Terminal
) -> Exit:
    """List the teachers of the catalog by verdict, and return the exit."""
    lines = Lines(terminal)
    day = shelf.as_of or today()
    watch = Watch(seconds, "teachers judged", "may be used")
    try:
        library = shelf.library(terminal)
        found = teachers_for(asked.wish, library, as_of=day, keep_going=watch)
    except (UnreadableError, UnreadableLibraryError) as error:
        return draw_errors(error.diagnostics, lines)
    pen = Pen(paper.output is None and terminal.wants_color(paper.color), terminal.width)
    shown = day.isoformat()
    if paper.form is Shape.JSON:
        text = teachers_json(found, asked.wish, shown)
    else:
        text = teachers_text(found, asked.wish, shown, pen, full=paper.full)
    return show(text, paper, lines, Exit.APPROVED)
