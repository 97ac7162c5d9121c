"""The terminal that a command was called from: what was typed, what is shown, and how wide."""

import os
import shlex
import shutil
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TextIO

import typer

from distillgate.cli.choices import Color
from distillgate.settings import Settings
from distillgate.usecases.names import readable

PROGRAM = "distillgate"
_PIPE_WIDTH = 100
_WIDEST = 120


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where a command was typed."""

    arguments: tuple[str, ...]
    settings: Settings

    @property
    def command_line(self) -> str:
        """Return what was typed, quoted as a shell wants it."""
        return shlex.join((PROGRAM, *map(readable, self.arguments)))

    def wants_color(self, color: Color) -> bool:
        """Return whether standard output is to be colored."""
        match color:
            case Color.ALWAYS:
                return True
            case Color.NEVER:
                return False
            case Color.AUTO:
                return not self.settings.plain and _is_terminal(sys.stdout)

    @property
    def width(self) -> int:
        """Return how many columns a line may have; a pipe has a width of its own."""
        if self.settings.width is not None:
            return self.settings.width
        if not _is_terminal(sys.stdout):
            return _PIPE_WIDTH
        return min(shutil.get_terminal_size((_PIPE_WIDTH, 1)).columns, _WIDEST)


def terminal_of(context: typer.Context) -> Terminal:
    """Return the terminal that a command was typed in."""
    found = context.find_root().obj
    if not isinstance(found, Terminal):
        raise TypeError("the command was called without a terminal")
    return found


def answer(text: str) -> None:
    """Write `text` to standard output, as UTF-8 whatever the locale says.

    A reader that has gone away, as `head` does, is no fault: the exit still
    says what the command came to.
    """
    try:
        _write(sys.stdout, text)
    except BrokenPipeError:
        _close_quietly()


def talk(text: str) -> None:
    """Write a line to standard error."""
    with suppress(OSError):
        _write(sys.stderr, f"{text}\n")


def read_input(most: int) -> bytes:
    """Return what standard input holds, up to `most` bytes."""
    return sys.stdin.buffer.read(most)


def _write(stream: TextIO | None, text: str) -> None:
    """Write bytes, so that no locale can refuse a character and no line end changes."""
    if stream is None:
        return
    content = text.encode("utf-8", "backslashreplace")
    stream.flush()
    raw = getattr(stream, "buffer", None)
    if raw is None:
        stream.write(content.decode())
    else:
        raw.write(content)
    stream.flush()


def _close_quietly() -> None:
    """Send the rest of standard output nowhere, so that closing it does not fail once more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError, ValueError):
        os.dup2(nowhere, sys.stdout.fileno())


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except ValueError:
        return False


def arguments_of(given: Sequence[str] | None) -> tuple[str, ...]:
    """Return the arguments that were typed, those of the process where none are given."""
    return tuple(sys.argv[1:] if given is None else given)
