"""The compiled cache: what was parsed once is read back as JSON, never as code.

An entry is found by the digest of everything that it was made from, so a
changed file is never served stale. What is broken or foreign is ignored and
written anew; a cache that cannot be used costs time and nothing else.
"""

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from policy.frozen import dataclass

MOST_ENTRIES = 16
"""So many entries of one kind are kept, the newest."""
MAX_BYTES = 256_000_000
_MAGIC = b"distillgate cache 1 "


def key_of(parts: Iterable[bytes]) -> str:
    """Return the key for what `parts` make up: their order and their borders count."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Cache:
    """Entries in a folder of the user; without a folder nothing is kept."""

    folder: Path | None

    def read(self, kind: str, key: str) -> str | None:
        """Return the text that was kept, or nothing where there is none to be trusted."""
        if self.folder is None or not _is_private(self.folder):
            return None
        try:
            content = _bytes(self._path(self.folder, kind, key))
        except OSError:
            return None
        head, _, body = content.partition(b"\n")
        if head != _MAGIC + hashlib.sha256(body).hexdigest().encode():
            return None
        try:
            return body.decode()
        except UnicodeDecodeError:
            return None

    def write(self, kind: str, key: str, text: str) -> None:
        """Keep `text`; does nothing where the folder cannot be written."""
        if self.folder is None:
            return
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _is_private(self.folder):
                _replace(self._path(self.folder, kind, key), text.encode())
                _prune(self.folder, kind)

    @staticmethod
    def _path(folder: Path, kind: str, key: str) -> Path:
        return folder / f"{kind}-{key}.json"


def _is_private(folder: Path) -> bool:
    """Return whether nobody else can write into `folder`.

    What is read from it decides plans, so a folder that others can write is
    not used. Windows has no such bits; there the folder is in the profile.
    """
    if os.name == "nt":
        return folder.is_dir()
    try:
        found = folder.stat()
    except OSError:
        return False
    others = found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not others


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError("an entry is a file")
        return file.read(MAX_BYTES)


def _replace(path: Path, body: bytes) -> None:
    """Write `body` beside `path` and move it there, so that no reader sees a part of it."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(_MAGIC + hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _prune(folder: Path, kind: str) -> None:
    """Remove the oldest entries of one kind beyond the number that is kept."""
    entries = sorted(folder.glob(f"{kind}-*.json"), key=lambda each: each.stat().st_mtime)
    for old in entries[:-MOST_ENTRIES]:
        old.unlink(missing_ok=True)
