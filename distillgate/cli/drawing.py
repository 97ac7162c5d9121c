"""Draws an answer and says what to exit with; loaded once there is something to draw."""

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import field
from pathlib import Path

from distillgate.cli.choices import Color, FormatChoice
from distillgate.cli.terminal import Terminal, answer, talk
from distillgate.exits import Exit, exit_of, gravest
from distillgate.rendering import Format, Options, render
from distillgate.usecases.check import PlanText
from distillgate.usecases.checked import CheckedPlan
from distillgate.usecases.files import read_file, write_file
from policy.diagnostics import Code, Diagnostic, Span, printable
from policy.diagnostics import render as drawn
from policy.frozen import dataclass
from policy.yamltext import UnreadableError, source_line

COMMAND_LINE = "<command line>"
_WHOLE = frozenset(
    {
        Code.FILE_EXISTS,
        Code.NEWER_REGISTRY,
        Code.OLDER_REGISTRY,
        Code.UNUSABLE_FILE,
        Code.UNUSABLE_REGISTRY,
    }
)
"""What is about a file as a whole, so that no line of it is shown."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """How an answer is wanted."""

    form: FormatChoice = FormatChoice.TEXT
    color: Color = Color.AUTO
    output: Path | None = None
    notes: bool = False
    full: bool = False
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """Gives the lines that spans lie on, from what was read and else from the files."""

    terminal: Terminal
    _read: dict[str, bytes | None] = field(default_factory=dict)

    def know(self, plans: Iterable[PlanText]) -> None:
        """Take the texts of `plans`, which may lie in no file."""
        self._read.update((plan.path, plan.content) for plan in plans if not plan.diagnostics)

    def __call__(self, span: Span) -> str | None:
        """Return the line of `span`, or nothing where it cannot be had again."""
        if span.path == COMMAND_LINE:
            return self.terminal.command_line
        content = self._file(span.path)
        return None if content is None else source_line(content, span.line)

    def _file(self, path: str) -> bytes | None:
        if path not in self._read:
            try:
                self._read[path] = read_file(path)
            except UnreadableError:
                self._read[path] = None
        return self._read[path]


def said(terminal: Terminal, word: str) -> Span:
    """Return the place at which `word` was typed."""
    line, quoted = terminal.command_line, shlex.quote(word)
    for shown in (quoted, word):
        at = max(line.rfind(f" {shown}"), line.rfind(f"={shown}"))
        if at >= 0:
            return Span(COMMAND_LINE, 1, at + 2, len(shown))
    return Span(COMMAND_LINE, 1, 1, len(line))


def draw_checked(checked: Sequence[CheckedPlan], drawing: Drawing, lines: Lines) -> Exit:
    """Draw what was checked, and return what it comes to."""
    to_file = drawing.output is not None
    options = Options(
        color=not to_file and lines.terminal.wants_color(drawing.color),
        width=lines.terminal.width,
        notes=drawing.notes,
        full=drawing.full,
        root=str(Path.cwd()),
    )
    text = render(checked, Format(drawing.form), options, lines)
    if drawing.output is not None:
        try:
            write_file(str(drawing.output), text, replace=True)
        except UnreadableError as error:
            return draw_errors(error.diagnostics, lines)
        talk(f"wrote {printable(str(drawing.output))}")
    else:
        answer(text)
    return gravest(exit_of(each.verdict, strict=drawing.strict) for each in checked)


def draw_errors(diagnostics: Sequence[Diagnostic], lines: Lines) -> Exit:
    """Draw diagnostics on standard error, and return the exit for what cannot be read."""
    talk("\n\n".join(_drawn(each, lines) for each in diagnostics))
    return Exit.UNREADABLE


def _drawn(diagnostic: Diagnostic, lines: Lines) -> str:
    """Return a diagnostic; one that is about a file as a whole shows no line of it."""
    return drawn(diagnostic, (lambda _: None) if diagnostic.code in _WHOLE else lines)
