"""Files of statements: those that are named, else those that ship with the packs."""

import os
from collections.abc import Sequence
from pathlib import Path

from distillgate.packfiles import ENDINGS, STATEMENTS
from distillgate.usecases.files import read_file
from distillgate.usecases.names import readable
from distillgate.wiring import shipped_packs
from policy.compiling import Pack
from policy.diagnostics import Code, Diagnostic, Level, Span
from policy.proving.statements import Statement, parse_statements, said_twice
from policy.reading import Notebook
from policy.yamltext import UnreadableError, read_yaml


def read_statements(named: Sequence[Path], pack: Pack) -> tuple[Statement, ...]:
    """Return the statements of files and folders, read against the documents of `pack`.

    Raises `UnreadableError` with everything that is wrong with them.
    """
    paths = [path for each in named or (shipped_packs() / STATEMENTS,) for path in _files(each)]
    notebook, found = Notebook(), list[Statement]()
    for path in paths:
        shown = readable(str(path))
        node = read_yaml(read_file(str(path), shown), shown)
        found += parse_statements(node, notebook, pack)
    wrong = [*notebook.found, *said_twice(found)]
    if not found and not wrong:
        place = Span(readable(str(next(iter(named), STATEMENTS))), 1, 1)
        hint = "a file of statements is a mapping with the key `statements`"
        wrong.append(Diagnostic(Code.EMPTY_FILE, "no statement stands here", place, hint))
    if any(each.level is Level.ERROR for each in wrong):
        raise UnreadableError(tuple(wrong))
    return tuple(found)


def _files(path: Path) -> list[Path]:
    """Return the files that `path` is or holds."""
    if not path.is_dir():
        return [path]
    names = sorted(entry.name for entry in os.scandir(path) if entry.is_file())
    return [path / name for name in names if name.endswith(ENDINGS) and name[0] != "."]
