"""Runs the use case that puts questions in order, with a clock and a word on progress."""

import time
from dataclasses import dataclass, field
from pathlib import Path

from distillgate.cli.checking import Shelf
from distillgate.cli.choices import Color, Shape
from distillgate.cli.drawing import Lines, draw_errors
from distillgate.cli.terminal import Terminal, answer, read_input, talk
from distillgate.exits import Exit, exit_of
from distillgate.rendering.pen import Pen
from distillgate.rendering.questions import questions_json, questions_text
from distillgate.settings import today
from distillgate.usecases.check import PlanText
from distillgate.usecases.files import MOST_BYTES, write_file
from distillgate.usecases.library import UnreadableLibraryError
from distillgate.usecases.planfiles import plans_at
from distillgate.usecases.questions import order_questions
from policy.diagnostics import Code, Diagnostic, Span, printable
from policy.yamltext import UnreadableError

_EVERY = 2.0
"""Seconds between two words on how far it has come."""


@dataclass(frozen=True, slots=True)
class Paper:
    """How the answer is wanted."""

    form: Shape = Shape.TEXT
    color: Color = Color.AUTO
    output: Path | None = None
    full: bool = False


@dataclass(slots=True)
class Watch:
    """Keeps the time of a search, and tells on standard error how far it has come."""

    seconds: float
    _began: float = field(default_factory=time.monotonic)
    _told: float = 0.0

    def __call__(self, judged: int) -> bool:
        """Return whether there is time left."""
        passed = time.monotonic() - self._began
        if passed - self._told > _EVERY:
            self._told = passed
            talk(f"{passed:.1f} s: {judged} plans judged")
        return passed < self.seconds


def order(plan: str, within: float, shelf: Shelf, paper: Paper, terminal: Terminal) -> Exit:
    """Put the questions of a plan in order, draw it, and return the exit."""
    lines = Lines(terminal)
    try:
        text = _one_plan(plan)
        library = shelf.library(terminal)
    except (UnreadableError, UnreadableLibraryError) as error:
        return draw_errors(error.diagnostics, lines)
    lines.know([text])
    as_of = shelf.as_of or today()
    ordered = order_questions(text, library, as_of=as_of, keep_going=Watch(within))
    pen = Pen(paper.output is None and terminal.wants_color(paper.color), terminal.width)
    if paper.form is Shape.JSON:
        drawn = questions_json(ordered)
    else:
        drawn = questions_text(ordered, pen, lines, full=paper.full)
    return show(drawn, paper, lines, exit_of(ordered.verdict))


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


def _one_plan(name: str) -> PlanText:
    """Return the plan at `name`; raises `UnreadableError` where there are several."""
    plans = plans_at((name,), lambda: read_input(MOST_BYTES))
    if len(plans) == 1:
        return plans[0]
    message = f"`{printable(name)}` holds {len(plans)} plans, and questions are about one"
    found = Diagnostic(Code.UNUSABLE_FILE, message, Span(name, 1, 1), "name one plan")
    raise UnreadableError((found,))
