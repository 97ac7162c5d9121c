"""The data files in what people name: files as they are, of folders those with data in them."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from connectors.scanning.reading import form_of
from connectors.scanning.storage import (
    Stored,
    UnreadableDataError,
    bare,
    is_remote,
    remote_files,
)
from distillgate.licensefiles import entries_below
from distillgate.usecases.files import refused
from distillgate.usecases.names import readable
from policy.diagnostics import Code, Span
from policy.yamltext import UnreadableError

MOST_FILES = 100_000
_NO_DATA = "no file in this folder is named like data"
_DATA = "data ends in .jsonl, .json, .txt, .csv, .tsv or .parquet, also with .gz or .zst"


def data_files(paths: Iterable[str]) -> tuple[Stored, ...]:
    """Return the files that `paths` name, each once, those of a folder in order.

    Raises `UnreadableError` where a path names nothing, or a folder without data.
    """
    found: dict[str, Stored] = {}
    for path in paths:
        named = _remote(path) if is_remote(path) else map(_stored, _local(Path(path)))
        for each in named:
            found.setdefault(each.path, each)
    return tuple(found.values())


def _local(path: Path) -> Iterable[Path]:
    if path.is_dir():
        return _in_folder(path)
    if path.is_file():
        return (path,)
    place = Span(readable(str(path)), 1, 1)
    raise refused(Code.FILE_NOT_FOUND, "there is no such file", place)


def _stored(path: Path) -> Stored:
    known = path.stat()
    return Stored(str(path), readable(str(path)), known.st_size, known.st_mtime_ns)


def _remote(address: str) -> Iterable[Stored]:
    place = Span(readable(bare(address)), 1, 1)
    try:
        found = remote_files(address)
    except UnreadableDataError as error:
        raise refused(Code.UNUSABLE_FILE, error.message, place, error.hint) from error
    if len(found) == 1 and found[0].path == address:
        return found
    return _some([each for each in found if form_of(each.shown) is not None], place)


def _some(files: list[Stored], place: Span) -> list[Stored]:
    if not files:
        raise refused(Code.FILE_NOT_FOUND, _NO_DATA, place, _DATA)
    if len(files) > MOST_FILES:
        raise _too_many(place)
    return files


def _in_folder(folder: Path) -> Iterator[Path]:
    place = Span(readable(str(folder)), 1, 1)
    count = 0
    for entry in entries_below(str(folder), 0, place):
        if form_of(entry.name) is None or not entry.is_file():
            continue
        count += 1
        if count > MOST_FILES:
            raise _too_many(place)
        yield Path(entry.path)
    if count == 0:
        raise refused(Code.FILE_NOT_FOUND, _NO_DATA, place, _DATA)


def _too_many(place: Span) -> UnreadableError:
    message = f"the folder has more than {MOST_FILES:,} data files"
    return refused(Code.TOO_LARGE, message, place, "name a folder further down")
