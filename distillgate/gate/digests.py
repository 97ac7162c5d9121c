"""Digests of files and folders on disk, with word of how far the reading has come."""

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from distillgate.gate.canonical import canonical

Progress = Callable[[str, int, int], None]
"""Hears the name of a file, how many of its bytes are read, and how many it has."""
_CHUNK = 1 << 22


class DigestError(ValueError):
    """A file or a folder that has no digest that would cover all of it."""


def silent(_name: str, _done: int, _total: int) -> None:
    """Say nothing."""


def digest_of(path: Path, progress: Progress = silent) -> str:
    """Return the digest of a file, or of a folder with all that lies in it.

    That of a folder covers names, sizes and contents of its files, at any
    depth. Raises `DigestError` for what cannot be read whole, such as a link
    to a folder, a pipe, or a name that is no UTF-8.
    """
    try:
        if path.is_dir():
            return f"sha256:{_of_folder(path, progress)}"
        return f"sha256:{_of_file(path, str(path), progress)[1]}"
    except OSError as error:
        where = error.filename or path
        raise DigestError(f"`{where}` cannot be read: {error.strerror}") from error


def _of_folder(folder: Path, progress: Progress) -> str:
    listed = []
    for name, path in sorted(_files(folder)):
        size, digest = _of_file(path, name, progress)
        listed.append([name, size, digest])
    try:
        return hashlib.sha256(canonical(listed)).hexdigest()
    except ValueError as error:
        raise DigestError(f"a name in `{folder}` is no UTF-8") from error


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield each file below `folder` with its path from there, in which `/` parts folders."""
    for root, folders, files in os.walk(folder, onerror=_raise):
        for name in folders:
            if Path(root, name).is_symlink():
                raise DigestError(f"`{Path(root, name)}` is a link to a folder")
        for name in files:
            path = Path(root, name)
            yield path.relative_to(folder).as_posix(), path


def _raise(error: OSError) -> None:
    raise error


def _of_file(path: Path, name: str, progress: Progress) -> tuple[int, str]:
    """Return size and digest of a file, as they were in one reading."""
    number = os.open(
        path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    with open(number, "rb", buffering=0) as file:  # noqa: PTH123 a pipe must not block
        told = os.fstat(number)
        if not stat.S_ISREG(told.st_mode):
            raise DigestError(f"`{path}` is no plain file")
        hasher, done = hashlib.sha256(), 0
        progress(name, 0, told.st_size)
        while part := file.read(_CHUNK):
            hasher.update(part)
            done += len(part)
            progress(name, done, told.st_size)
    return done, hasher.hexdigest()
