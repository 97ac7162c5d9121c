"""The data files in what people name: files as they are, of folders those with data in them."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from connectors.scanning.reading import form_of
from distillgate.licensefiles import entries_below
from distillgate.usecases.files import refused
from distillgate.usecases.names import readable
from policy.diagnostics import Code, Span

MOST_FILES = 100_000


def data_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files that `paths` name, each once, those of a folder in order.

    Raises `UnreadableError` where a path names nothing, or a folder without data.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found.update(dict.fromkeys(_in_folder(path)))
        elif path.is_file():
            found[path] = None
        else:
            place = Span(readable(str(path)), 1, 1)
            raise refused(Code.FILE_NOT_FOUND, "there is no such file", place)
    return tuple(found)


def _in_folder(folder: Path) -> Iterator[Path]:
    place = Span(readable(str(folder)), 1, 1)
    count = 0
    for entry in entries_below(str(folder), 0, place):
        if form_of(entry.name) is None or not entry.is_file():
            continue
        count += 1
        if count > MOST_FILES:
            message = f"the folder has more than {MOST_FILES:,} data files"
            raise refused(Code.TOO_LARGE, message, place, "name a folder further down")
        yield Path(entry.path)
    if count == 0:
        hint = "data ends in .jsonl, .json, .txt, .csv, .tsv or .parquet, also with .gz or .zst"
        message = "no file in this folder is named like data"
        raise refused(Code.FILE_NOT_FOUND, message, place, hint)
