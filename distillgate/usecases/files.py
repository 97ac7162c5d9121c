"""Files that people name: read within limits, written whole or not at all."""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from distillgate.usecases.names import readable
from policy.diagnostics import Code, Diagnostic, Span
from policy.yamltext import MAX_BYTES, UnreadableError

# A file that is a byte longer than what is read is refused as too large by whoever parses it.
MOST_BYTES = MAX_BYTES + 1
_OPENING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NEW_FILE = 0o666


def read_file(path: str, shown: str | None = None, most: int = MOST_BYTES) -> bytes:
    """Return the content of the file at `path`, its first `most` bytes if it is larger.

    Raises `UnreadableError` with codes `file-not-found` or `unusable-file`;
    `shown` is the path as people read it. A pipe never blocks: it is no file.
    """
    place = Span(readable(path) if shown is None else shown, 1, 1)
    try:
        number = os.open(path, _OPENING)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise refused(Code.FILE_NOT_FOUND, "there is no such file", place) from error
    except (OSError, ValueError) as error:
        raise refused(Code.UNUSABLE_FILE, _why(error, "read"), place) from error
    try:
        known = os.fstat(number)
        _refuse_no_file(known.st_mode, place)
        return _whole(number, known.st_size, most)
    except OSError as error:
        raise refused(Code.UNUSABLE_FILE, _why(error, "read"), place) from error
    finally:
        os.close(number)


def lines_of(path: str) -> Iterator[bytes]:
    """Yield the lines of the file at `path`, however long it is; raises as `read_file` does."""
    place = Span(readable(path), 1, 1)
    try:
        number = os.open(path, _OPENING)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise refused(Code.FILE_NOT_FOUND, "there is no such file", place) from error
    except (OSError, ValueError) as error:
        raise refused(Code.UNUSABLE_FILE, _why(error, "read"), place) from error
    with os.fdopen(number, "rb") as file:
        _refuse_no_file(os.fstat(number).st_mode, place)
        while line := file.readline(MOST_BYTES):
            yield line


def _refuse_no_file(mode: int, place: Span) -> None:
    if not stat.S_ISREG(mode):
        what = "this is a folder" if stat.S_ISDIR(mode) else "this is a pipe or a device"
        raise refused(Code.UNUSABLE_FILE, f"{what}, and no file", place)


def _whole(number: int, size: int, most: int) -> bytes:
    """Return what a file of `size` holds, up to `most` bytes; one read may give only a part.

    Some files that the system makes up have no size, and are read to their end.
    """
    content = os.read(number, min(size + 1, most))
    if 0 < size == len(content) or len(content) >= most:
        return content
    parts = [content]
    left = most - len(content)
    while left > 0 and parts[-1]:
        parts.append(os.read(number, left))
        left -= len(parts[-1])
    return b"".join(parts)


def write_file(path: str, text: str, *, replace: bool) -> None:
    """Write `text` to `path` as a whole; a file that is there stays unless `replace`.

    Raises `UnreadableError` with codes `file-exists`, `file-not-found` or
    `unusable-file`. What is no plain file, such as a device, is written into.
    """
    place = Span(readable(path), 1, 1)
    target = Path(path)
    try:
        if target.exists() and not target.is_file():
            target.write_text(text, encoding="utf-8", newline="\n")
        else:
            _write(target, text, place, replace=replace)
    except (FileNotFoundError, NotADirectoryError) as error:
        message = "the folder for this file is not there"
        raise refused(Code.FILE_NOT_FOUND, message, place) from error
    except (OSError, ValueError) as error:
        raise refused(Code.UNUSABLE_FILE, _why(error, "written"), place) from error


def refuse_existing(path: str, hint: str = "`--force` writes over it") -> None:
    """Raise `UnreadableError` with code `file-exists` where something lies at `path`."""
    if os.path.lexists(path):
        raise refused(
            Code.FILE_EXISTS, "the file is there already", Span(readable(path), 1, 1), hint
        )


def _write(target: Path, text: str, place: Span, *, replace: bool) -> None:
    number, name = tempfile.mkstemp(dir=target.parent, prefix=".distillgate-")
    try:
        with os.fdopen(number, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(_NEW_FILE & ~_umask())
        if replace:
            Path(name).replace(target)
        else:
            _link(name, target)
    except FileExistsError as error:
        hint = "`--force` writes over it"
        raise refused(Code.FILE_EXISTS, "the file is there already", place, hint) from error
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()


def _link(name: str, target: Path) -> None:
    """Give the finished file its name, which must be free; some file systems have no links."""
    try:
        os.link(name, target)
    except FileExistsError:
        raise
    except OSError:
        if target.exists():
            raise FileExistsError from None
        Path(name).replace(target)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _why(error: OSError | ValueError, done: str) -> str:
    """Return why a file cannot be read or written, in lower case and without its path."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else "its name"
    return f"the file cannot be {done}: {reason[:1].lower()}{reason[1:]}"


def refused(code: Code, message: str, span: Span, hint: str | None = None) -> UnreadableError:
    """Return the error that carries one diagnostic."""
    return UnreadableError((Diagnostic(code, message, span, hint),))
