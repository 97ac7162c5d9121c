"""The files of a notice: what they say, and how they get into a folder without loss.

What was written before, and was not changed since, may be written over; a
list of digests in the folder tells it from what somebody else wrote.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from distillgate.usecases.cardfields import Blank
from distillgate.usecases.files import read_file, refused, write_file
from distillgate.usecases.names import readable
from distillgate.usecases.notice import LineKind, Notice
from policy.diagnostics import Code, Span
from policy.yamltext import UnreadableError
from registry.contents import digest_of

CARD, NOTICE = "README.md", "NOTICE"
WRITTEN = ".distillgate-notice.json"
"""Which files were written here, by their digests."""
LEFT_OPEN = "[to be filled in: "
"""Begins what a person has to fill in; a model with such a mark is not finished."""
_FORMAT = "distillgate/written/v1"
_UNNAMED = "This model"


def notice_files(notice: Notice) -> dict[str, str]:
    """Return the text of each file by its name."""
    return {
        NOTICE: "\n".join(_notice(notice)) + "\n",
        CARD: "\n".join(_card(notice)) + "\n",
    }


def _notice(notice: Notice) -> Iterator[str]:
    yield notice.name or _UNNAMED
    for line in notice.of_kind(LineKind.WORDS):
        yield from ("", line.text)
    yield from _part("It was made with:", notice, LineKind.CREDIT)
    yield from _part("These license texts go with it:", notice, LineKind.LICENSE_TEXT)
    if notice.blanks:
        yield ""
        yield from map(_open, notice.blanks)


def _card(notice: Notice) -> Iterator[str]:
    yield "---"
    for each in notice.fields:
        yield from each.lines()
    yield from ("---", "", f"# {notice.name or _UNNAMED}")
    for line in notice.of_kind(LineKind.WORDS):
        yield from ("", line.text)
    yield from _part("## Made with", notice, LineKind.CREDIT)
    yield from _part("## License texts", notice, LineKind.LICENSE_TEXT)


def _part(heading: str, notice: Notice, kind: LineKind) -> Iterator[str]:
    lines = notice.of_kind(kind)
    if lines:
        yield from ("", heading, "")
        yield from (f"- {each.text}" for each in lines)


def _open(blank: Blank) -> str:
    return f"{LEFT_OPEN}{blank.what}]"


def write_notice(notice: Notice, folder: Path, *, force: bool) -> tuple[str, ...]:
    """Write the files of `notice` into `folder`, and return their paths.

    Raises `UnreadableError`: before anything is written where a file is there
    that was not written so, unless `force`.
    """
    files = notice_files(notice)
    if folder.is_dir() and not force:
        _refuse_others(files, folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        place = Span(readable(str(folder)), 1, 1)
        why = (error.strerror or "its name").lower()
        raise refused(Code.UNUSABLE_FILE, f"the folder cannot be made: {why}", place) from error
    for name, text in files.items():
        write_file(str(folder / name), text, replace=True)
    digests = {name: digest_of(text.encode()) for name, text in files.items()}
    listed = json.dumps({"format": _FORMAT, "files": digests}, indent=2, sort_keys=True)
    write_file(str(folder / WRITTEN), listed + "\n", replace=True)
    return tuple(str(folder / name) for name in files)


def _refuse_others(files: Mapping[str, str], folder: Path) -> None:
    """Raise for the first file that was written by others, or changed since."""
    known = _written(folder)
    for name, text in files.items():
        path = folder / name
        if not path.is_symlink() and not path.exists():
            continue
        there = digest_of(read_file(str(path)))
        if path.is_symlink() or there not in {known.get(name), digest_of(text.encode())}:
            message = "this file was not written by `notice`, or was changed since"
            hint = "`--out` another folder, or `--force` to write over it"
            raise refused(Code.FILE_EXISTS, message, Span(readable(str(path)), 1, 1), hint)


def _written(folder: Path) -> Mapping[str, str]:
    """Return the digests of what was written before; nothing where that cannot be told."""
    with suppress(UnreadableError, ValueError):
        found = json.loads(read_file(str(folder / WRITTEN)))
        if isinstance(found, dict) and found.get("format") == _FORMAT:
            files = found.get("files")
            if isinstance(files, dict):
                return {str(name): str(each) for name, each in files.items()}
    return {}
