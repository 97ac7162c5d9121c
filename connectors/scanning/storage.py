"""Data files where they lie: on this machine, or in the storage of a cloud (by pyarrow)."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

_REMOTE = re.compile(r"(?:s3|gs|gcs|hdfs|abfss?)://", re.IGNORECASE)
_BUFFER = 4 << 20
_Arrow: TypeAlias = Any
"""What pyarrow gives, which has no types of its own."""


class UnreadableDataError(Exception):
    """A data file cannot be read, or not to its end; says why."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Stored:
    """One data file, and what tells that it is still the same."""

    path: str
    """Where it is read: a path, or the address of an object."""
    shown: str
    """As people read it: without what an address holds behind the name."""
    size: int
    modified: int
    """In nanoseconds, as the storage says."""


def library(name: str) -> object:
    """Return a library of the extra `scan`; raises `UnreadableDataError` without it."""
    try:
        return import_module(name)
    except ImportError as error:
        hint = "install it: `pip install 'distillgate[scan]'`"
        raise UnreadableDataError("reading this needs the extra `scan`", hint) from error


def is_remote(path: str) -> bool:
    """Return whether `path` is the address of an object, or of a folder of them."""
    return _REMOTE.match(path) is not None


def bare(path: str) -> str:
    """Return an address without what may hold a secret: who asks, and the settings."""
    if not is_remote(path):
        return path
    scheme, mark, rest = path.partition("?")[0].partition("://")
    bucket, slash, name = rest.partition("/")
    return f"{scheme}{mark}{bucket.rpartition('@')[2]}{slash}{name}"


def remote_files(address: str) -> tuple[Stored, ...]:
    """Return the objects below an address, or the one that it names, in order.

    Raises `UnreadableDataError` where there is nothing, or where it cannot be reached.
    """
    arrow: _Arrow = library("pyarrow.fs")
    base, mark, settings = address.partition("?")
    behind = mark + settings
    with _reached(bare(address)):
        system, path = arrow.FileSystem.from_uri(address)
        known = system.get_file_info(path)
        if known.type == arrow.FileType.NotFound:
            raise UnreadableDataError("there is no such object in the storage")
        found = [known]
        if known.type == arrow.FileType.Directory:
            found = system.get_file_info(arrow.FileSelector(path, recursive=True))
        return tuple(
            _stored(base.removesuffix("/") + each.path.removeprefix(path), behind, each)
            for each in sorted(found, key=lambda each: str(each.path))
            if each.type == arrow.FileType.File
        )


def _stored(address: str, behind: str, known: _Arrow) -> Stored:
    path = address + behind
    return Stored(path, bare(path), known.size or 0, known.mtime_ns or 0)


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """Give the bytes of a file as they lie there; raises `UnreadableDataError` or `OSError`."""
    if not is_remote(path):
        with Path(path).open("rb") as file:
            yield file
        return
    arrow: _Arrow = library("pyarrow.fs")
    with _reached(bare(path)):
        system, name = arrow.FileSystem.from_uri(path)
        with system.open_input_file(name) as stored:
            yield io.BufferedReader(stored, _BUFFER)


@contextmanager
def _reached(shown: str) -> Iterator[None]:
    """Turn what a storage complains about into `UnreadableDataError`."""
    arrow: _Arrow = library("pyarrow")
    try:
        yield
    except (OSError, arrow.ArrowException, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise UnreadableDataError(f"{shown} cannot be read: {reason}") from error
