"""What commands share that show packs: the pack when it is needed, a reason when not."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import typer

from distillgate.cli.drawing import Lines, draw_errors, said
from distillgate.cli.terminal import Terminal
from distillgate.usecases.library import Library, UnreadableLibraryError
from distillgate.wiring import Layers, load_library
from policy.compiling import Pack
from policy.diagnostics import Span
from policy.yamltext import UnreadableError

Packs = tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Stock:
    """The packs that a command shows, loaded when they are asked for."""

    terminal: Terminal
    packs: tuple[Path, ...] = ()

    def library(self) -> Library:
        """Return pack and catalog; raises `UnreadableLibraryError`."""
        return load_library(Layers(self.packs), self.terminal.settings)

    def pack(self) -> Pack:
        """Return the pack; raises `UnreadableLibraryError`."""
        return self.library().pack

    def said(self, word: str) -> Span:
        """Return the place at which `word` was typed."""
        return said(self.terminal, word)


@contextmanager
def shown(terminal: Terminal, packs: tuple[Path, ...] = ()) -> Iterator[Stock]:
    """Give the packs to show; what cannot be read or found ends the command with its reason."""
    try:
        yield Stock(terminal, packs)
    except (UnreadableError, UnreadableLibraryError) as error:
        raise typer.Exit(draw_errors(error.diagnostics, Lines(terminal))) from error
