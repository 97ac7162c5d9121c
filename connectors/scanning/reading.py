"""Streams the text of data files in blocks that end with a line; memory stays flat."""

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from connectors.scanning.scanner import Block
from connectors.scanning.storage import UnreadableDataError, bare, library, opened

BLOCK = 4 << 20
_PACKED_AT_ONCE = 4 << 10
LONGEST_LINE = 32 << 20
"""A longer line is looked at in pieces."""


if TYPE_CHECKING:
    from typing_extensions import Buffer


class Form(StrEnum):
    """How a data file is written."""

    LINES = "lines"
    COMMAS = "commas"
    TABS = "tabs"
    PARQUET = "parquet"


_FORMS = {
    **dict.fromkeys((".jsonl", ".ndjson", ".json", ".txt", ".md"), Form.LINES),
    ".csv": Form.COMMAS,
    ".tsv": Form.TABS,
    ".parquet": Form.PARQUET,
}
_PACKED = frozenset({".gz", ".zst"})


def form_of(name: str) -> Form | None:
    """Return how a file of this name is written; nothing where no data is in it."""
    path = Path(bare(name).lower())
    inner = path.with_suffix("") if path.suffix in _PACKED else path
    return _FORMS.get(inner.suffix)


def is_packed(name: str) -> bool:
    """Return whether a file of this name is compressed as a whole."""
    return Path(bare(name).lower()).suffix in _PACKED


def blocks(path: str, shown: str, start: int = 0, line: int = 1) -> Iterator[Block]:
    """Yield the text of a file from byte `start`, which is the begin of line `line`.

    Raises `UnreadableDataError` where it ends in the middle or is damaged.
    """
    with _told(), _opened(path) as file:
        if start:
            file.seek(start)
        yield from _blocks(file, shown, start, line)


@contextmanager
def _told() -> Iterator[None]:
    """Turn what reading complains about into `UnreadableDataError`."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or "it is damaged").lower()
        raise UnreadableDataError(f"the file cannot be read: {reason}") from error
    except (EOFError, zlib.error) as error:
        raise UnreadableDataError("the compressed file ends early or is damaged") from error


def blocks_between(path: str, shown: str, start: int, end: int | None) -> Iterator[Block]:
    """Yield the lines of a file that begin from byte `start` on and before `end`.

    They are counted from 1. A packed file cannot be read so. Raises `UnreadableDataError`.
    """
    with _told(), opened(path) as file:
        if start:
            file.seek(start - 1)
            start = _next_line(file, start - 1)
        if end is None:
            yield from _blocks(file, shown, start, 1)
        elif start < end:
            yield from _blocks(_Part(file, end - start), shown, start, 1)


def _next_line(file: BinaryIO, at: int) -> int:
    """Read to the end of the line in which byte `at` lies; return where the next begins."""
    while part := file.readline(BLOCK):
        at += len(part)
        if part.endswith(b"\n"):
            break
    return at


class _Read(Protocol):
    """What gives bytes, one after the other."""

    def read(self, size: int, /) -> bytes: ...


class _Part:
    """The next bytes of a file, and what is left of the line in which they end."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._left = size

    def read(self, size: int, /) -> bytes:
        """Return the next bytes; none at the end."""
        part = self._file.read(min(size, self._left)) if self._left > 0 else b""
        self._left -= len(part)
        if self._left <= 0 and part and not part.endswith(b"\n"):
            rest = self._file.readline(size)
            self._left = 0 if rest.endswith(b"\n") or len(rest) < size else 1
            part += rest
        return part


def _blocks(file: _Read, shown: str, offset: int, line: int) -> Iterator[Block]:
    left = b""
    while part := file.read(BLOCK):
        cut = part.rfind(b"\n") + 1
        if not cut and len(left) + len(part) < LONGEST_LINE:
            left += part
            continue
        text = left + (part[:cut] if cut else part)
        left = part[cut:] if cut else b""
        yield Block(shown, text, offset, line)
        offset += len(text)
        line += text.count(b"\n")
    if left:
        yield Block(shown, left, offset, line)


@contextmanager
def _opened(path: str) -> Iterator[BinaryIO]:
    """Give a file as it is unpacked."""
    suffix = Path(bare(path).lower()).suffix
    with opened(path) as file:
        if suffix == ".gz":
            with gzip.GzipFile(fileobj=file) as unpacked:
                yield unpacked  # type: ignore[misc]  # it reads as a file does
        elif suffix == ".zst":
            with _zstd(file) as unpacked:
                yield unpacked
        else:
            yield file


@contextmanager
def _zstd(file: BinaryIO) -> Iterator[BinaryIO]:
    zstandard = library("zstandard")
    fault: type[Exception] = zstandard.ZstdError  # type: ignore[attr-defined]
    make: Callable[[], _Unpacker] = zstandard.ZstdDecompressor().decompressobj  # type: ignore[attr-defined]
    try:
        yield io.BufferedReader(_Frames(file, make), BLOCK)
    except fault as error:
        raise UnreadableDataError("the compressed file ends early or is damaged") from error


class _Unpacker(Protocol):
    """Unpacks one frame."""

    eof: bool
    unused_data: bytes

    def decompress(self, data: bytes, /) -> bytes: ...


class _Frames(io.RawIOBase):
    """The frames of a file, one after the other; one that ends early is an error."""

    def __init__(self, file: BinaryIO, make: Callable[[], _Unpacker]) -> None:
        self._file = file
        self._make = make
        self._frame: _Unpacker | None = None
        self._packed = b""
        self._text = b""

    def readable(self) -> bool:
        """Return that it is read."""
        return True

    def readinto(self, buffer: "Buffer", /) -> int:
        """Fill `buffer` with the next bytes; none at the end of the last frame."""
        view = memoryview(buffer)
        while not self._text and self._more():
            pass
        size = min(len(view), len(self._text))
        view[:size] = self._text[:size]
        self._text = self._text[size:]
        return size

    def _more(self) -> bool:
        """Unpack a little, so that little packed text cannot fill the memory."""
        packed = self._packed or self._file.read(_PACKED_AT_ONCE)
        if not packed:
            if self._frame is not None:
                raise EOFError
            return False
        self._frame = self._frame or self._make()
        self._text = self._frame.decompress(packed)
        self._packed = b""
        if self._frame.eof:
            self._packed, self._frame = self._frame.unused_data, None
        return True
