"""Asks at a terminal, or takes answers from a pipe, and writes what came of it."""

import sys
import textwrap
from pathlib import Path

from distillgate.cli.terminal import Terminal, answer, talk
from distillgate.usecases.files import refuse_existing, refused, write_file
from distillgate.usecases.planfiles import SHOWN_INPUT
from policy.diagnostics import Code, Span, printable

_LONGEST_LINE = 20_000
_STANDARD_OUTPUT = "-"


class TerminalAsker:
    """Puts questions on standard error and reads answers from standard input, one a line."""

    def __init__(self, terminal: Terminal) -> None:
        self.over = False
        self._typed = sys.stdin.isatty()
        self._width = terminal.width
        self._number = 0
        self._last = ""

    def ask(self, question: str, choices: str) -> str:
        """Return the answer as typed; empty for not known, and once the input has ended."""
        if self.over:
            return ""
        self.say(f"{question} [{choices}]" if choices else question)
        sys.stderr.write("> ")
        sys.stderr.flush()
        line = sys.stdin.buffer.readline(_LONGEST_LINE)
        self.over = not line
        self._number += 1
        self._last = line.decode("utf-8", "replace").strip()
        if not self._typed:
            talk(printable(self._last))
        return self._last

    def tell(self, text: str) -> None:
        """Say something that needs no answer."""
        self.say(text, "  ")

    def reject(self, message: str, hint: str | None) -> None:
        """Say why the last answer is none; ends the sitting where answers come from a pipe."""
        if not self._typed:
            place = Span(SHOWN_INPUT, self._number, 1, len(self._last))
            note = "after a wrong answer the next would answer another question"
            raise refused(Code.WRONG_VALUE, message, place, hint or note)
        self.tell(f"{message} ({hint})" if hint else message)

    def say(self, text: str, indent: str = "") -> None:
        """Write text over as many lines as it takes."""
        shown = printable(" ".join(text.split()))
        lines = textwrap.wrap(
            shown,
            self._width,
            initial_indent=indent,
            subsequent_indent=indent,
            break_on_hyphens=False,
        )
        talk("\n".join(lines))


def must_be_free(path: str, *, force: bool) -> None:
    """Raise `UnreadableError` where no file can be made, before anybody has answered."""
    if path == _STANDARD_OUTPUT:
        return
    if not Path(path).absolute().parent.is_dir():
        message = "the folder for this file is not there"
        raise refused(Code.FILE_NOT_FOUND, message, Span(path, 1, 1))
    if not force:
        refuse_existing(path)


def keep(path: str, text: str, *, force: bool) -> None:
    """Write what came of the questions to a file, as a whole, or to standard output."""
    if path == _STANDARD_OUTPUT:
        answer(text)
        return
    write_file(path, text, replace=force)
    talk(f"wrote {printable(path)}")
