"""The files that may hold a license, from files and folders that people name."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from distillgate.usecases.files import read_file, refused
from distillgate.usecases.names import readable
from policy.diagnostics import Code, Diagnostic, Span
from policy.yamltext import UnreadableError

MOST_LEVELS = 8
MOST_ENTRIES = 20_000
MOST_FILES = 2_000
_NAME = re.compile(
    r"licen[sc]e|copying|notice|copyright|(?:use|usage)[-_ ]?policy|terms[-_ ]?of",
    re.IGNORECASE,
)
_CARD = re.compile(r"(?:readme|model_?card|dataset_?card)(?:\.[a-z]{2,8})?", re.IGNORECASE)
_CODE = frozenset(
    ".py .pyc .pyi .js .mjs .ts .tsx .c .h .cc .cpp .hpp .rs .go .java .rb .sh .css .json .yaml"
    " .yml .toml .lock .csv .so .png .jpg .svg .safetensors .bin .gguf".split()
)


@dataclass(frozen=True, slots=True)
class LicenseFile:
    """A file that may hold a license."""

    path: str
    """As people read it."""
    content: bytes
    is_card: bool
    """It is a card or a readme, which need not hold a license text."""


def gather(paths: Iterable[Path]) -> tuple[tuple[LicenseFile, ...], tuple[Diagnostic, ...]]:
    """Return the files that `paths` name, of folders those named like a license, in order.

    Links to folders are not followed. What cannot be read is told beside them.
    """
    files: list[LicenseFile] = []
    found: list[Diagnostic] = []
    for path in paths:
        try:
            named = list(_in_folder(path)) if path.is_dir() else [(str(path), str(path))]
        except UnreadableError as error:
            found += error.diagnostics
            continue
        for opened, shown in named:
            try:
                content = read_file(opened, readable(shown))
            except UnreadableError as error:
                found += error.diagnostics
                continue
            files.append(LicenseFile(readable(shown), content, _is_card(shown)))
    return tuple(files), tuple(found)


def _is_card(path: str) -> bool:
    return _CARD.fullmatch(Path(path).name) is not None


def looks_like_license(name: str) -> bool:
    """Return whether a file in a folder has the name of a license, a notice or a card."""
    if Path(name).suffix.lower() in _CODE:
        return False
    return _NAME.search(name) is not None or _CARD.fullmatch(name) is not None


def _in_folder(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the files of a folder as they are opened and as they are shown."""
    place = Span(readable(str(folder)), 1, 1)
    count = 0
    for number, entry in enumerate(entries_below(str(folder), 0, place)):
        if number >= MOST_ENTRIES:
            message = f"the folder has more than {MOST_ENTRIES:,} entries"
            raise refused(Code.TOO_LARGE, message, place, "name a folder further down")
        if looks_like_license(entry.name) and entry.is_file():
            count += 1
            yield entry.path, str(Path(entry.path))
        if count > MOST_FILES:
            message = f"the folder has more than {MOST_FILES:,} files named like a license"
            raise refused(Code.TOO_LARGE, message, place, "name a folder further down")
    if count == 0:
        hint = "name the file itself, whatever it is called"
        message = "no file in this folder is named like a license"
        raise refused(Code.FILE_NOT_FOUND, message, place, hint)


def entries_below(folder: str, level: int, place: Span) -> Iterator["os.DirEntry[str]"]:
    """Yield what lies in a folder and below, in one order on every machine."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda each: each.name)
    except OSError as error:
        message = f"a folder cannot be read: {(error.strerror or 'its name').lower()}"
        raise refused(Code.UNUSABLE_FILE, message, place) from error
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            if level < MOST_LEVELS:
                yield from entries_below(entry.path, level + 1, place)
        else:
            yield entry
