"""The files of a pack from a folder: read within limits, in one order on every machine.

A pack is a folder of YAML files at any depth. Folders called `tests`, `cases`
or `statements` (what the pack is held against), and whatever has a name that
begins with a dot, are no part of it. A link to a
folder is refused: no pack leads out of its folder, and no rule drops out unseen.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from distillgate.usecases.files import read_file, refused
from distillgate.usecases.names import readable
from policy.diagnostics import Code, Diagnostic, Span
from policy.frozen import dataclass
from policy.packs import SourceFile
from policy.yamltext import UnreadableError

ENDINGS = (".yaml", ".yml")
CASES = "cases"
STATEMENTS = "statements"
_APART = frozenset({"tests", CASES, STATEMENTS})
MOST_FILES = 50_000
MOST_BYTES = 500_000_000
MOST_LEVELS = 16


@dataclass(frozen=True, slots=True)
class Layer:
    """One folder of documents, as it was read."""

    name: str
    files: tuple[SourceFile, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    """What could not be read; then the pack must not judge."""


def read_layer(folder: Path, name: str | None = None) -> Layer:
    """Return the pack files in `folder`; `name` is the folder as people read it."""
    shown = readable(str(folder) if name is None else name)
    try:
        paths = list(_paths(folder, shown))
    except UnreadableError as error:
        return Layer(shown, (), error.diagnostics)
    return _read(paths, shown)


def is_pack_file(path: str) -> bool:
    """Return whether the file at `path`, seen from its pack, is a part of it."""
    *folders, name = path.split("/")
    hidden = any(each.startswith(".") for each in (*folders, name))
    return name.endswith(ENDINGS) and not hidden and not _APART.intersection(folders)


def _read(paths: list[tuple[str, str]], name: str) -> Layer:
    files: list[SourceFile] = []
    found: list[Diagnostic] = []
    left = MOST_BYTES
    for path, shown in paths:
        try:
            content = read_file(path, shown)
        except UnreadableError as error:
            found += error.diagnostics
            continue
        left -= len(content)
        if left < 0:
            message = f"the pack is larger than {MOST_BYTES // 1_000_000} MB"
            return Layer(name, (), (Diagnostic(Code.TOO_LARGE, message, Span(name, 1, 1)),))
        files.append(SourceFile(shown, content))
    return Layer(name, tuple(files), tuple(found))


def _paths(folder: Path, shown: str) -> Iterator[tuple[str, str]]:
    """Yield every pack file as it is opened and as it is shown, sorted within its folder."""
    place = Span(shown, 1, 1)
    if not folder.exists():
        raise refused(Code.FILE_NOT_FOUND, "there is no such folder", place)
    if not folder.is_dir():
        hint = "a pack is a folder of .yaml files, one document each"
        raise refused(Code.UNUSABLE_FILE, "this is no folder", place, hint)
    for count, (path, name) in enumerate(_walked(str(folder), shown, 0)):
        if count >= MOST_FILES:
            raise refused(Code.TOO_LARGE, f"the pack has more than {MOST_FILES:,} files", place)
        yield path, name


def _walked(folder: str, shown: str, level: int) -> Iterator[tuple[str, str]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda each: each.name)
    except OSError as error:
        message = f"the folder cannot be read: {(error.strerror or 'its name').lower()}"
        raise refused(Code.UNUSABLE_FILE, message, Span(shown, 1, 1)) from error
    for entry in entries:
        if entry.name.startswith("."):
            continue
        path, name = entry.path, f"{shown.rstrip('/')}/{readable(entry.name)}"
        if entry.is_dir():
            if entry.name not in _APART:
                _may_descend(entry, name, level)
                yield from _walked(path, name, level + 1)
        elif entry.name.endswith(ENDINGS):
            yield path, name


def _may_descend(entry: "os.DirEntry[str]", name: str, level: int) -> None:
    """Raise where a folder is a link, or lies too deep."""
    place = Span(name, 1, 1)
    if entry.is_symlink():
        message = "this is a link to a folder, and such links are not followed"
        raise refused(Code.UNUSABLE_FILE, message, place, "put the files there themselves")
    if level >= MOST_LEVELS:
        message = f"the folders are nested more than {MOST_LEVELS} levels deep"
        raise refused(Code.TOO_DEEP, message, place)
