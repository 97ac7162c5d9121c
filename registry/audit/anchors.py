"""Heads kept outside the database, so that an older or rewritten one is noticed.

An anchor is a folder with one file for each head, named by its size, and
nothing in it is ever replaced. It may be a work tree of git; then each head is
a commit, and is pushed where there is a remote.
"""

import os
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from distillgate.gate.checkpoints import Checkpoint
from distillgate.gate.notes import MOST_BYTES, NoteError, VerifierKey
from distillgate.gate.tree import Nodes, root_at

_SUFFIX = ".checkpoint"
_DIGITS = 19
_GIT_SECONDS = 60


class AnchorError(Exception):
    """An anchor that cannot be read or written, or that holds another history."""


class Anchor(Protocol):
    """A place outside the database that keeps heads."""

    def add(self, checkpoint: Checkpoint) -> None:
        """Keep a head; raises `AnchorError`."""
        ...

    def heads(self) -> Iterator[Checkpoint]:
        """Yield the heads that are kept, the largest first; raises `AnchorError`."""
        ...


@dataclass(frozen=True, slots=True)
class FolderAnchor:
    """Heads in a folder, which should lie on another disk, under another owner."""

    folder: Path

    def add(self, checkpoint: Checkpoint) -> None:
        """Keep a head, on disk when this returns; raises `AnchorError`."""
        path = self._path(checkpoint.head.size)
        try:
            if not self.folder.is_dir():
                self.folder.mkdir(parents=True)
            if path.exists() or not _written(path, str(checkpoint.note).encode()):
                self._same(path, checkpoint)
        except OSError as error:
            raise AnchorError(f"`{path}` cannot be written: {error.strerror}") from error

    def heads(self) -> Iterator[Checkpoint]:
        """Yield the heads that are kept, the largest first; raises `AnchorError`."""
        try:
            paths = sorted(self.folder.glob(f"*{_SUFFIX}"), reverse=True)
        except OSError as error:
            raise AnchorError(f"`{self.folder}` cannot be read: {error.strerror}") from error
        if not paths and not self.folder.is_dir():
            raise AnchorError(f"`{self.folder}` is not there")
        yield from map(_read, paths)

    def _path(self, size: int) -> Path:
        return self.folder / f"{size:0{_DIGITS}d}{_SUFFIX}"

    def _same(self, path: Path, checkpoint: Checkpoint) -> None:
        kept = _read(path).head
        if kept != checkpoint.head:
            message = f"`{path}` holds another root of `{kept.origin}` at {kept.size} records"
            raise AnchorError(message)


@dataclass(frozen=True, slots=True)
class GitAnchor:
    """Heads as commits in a work tree of git."""

    folder: Path

    def add(self, checkpoint: Checkpoint) -> None:
        """Keep a head and commit it; push where there is a remote; raises `AnchorError`."""
        kept = FolderAnchor(self.folder)
        kept.add(checkpoint)
        self._git("add", "--", f"*{_SUFFIX}")
        if self._git("status", "--porcelain", "--", f"*{_SUFFIX}"):
            head = checkpoint.head
            self._git("commit", "-q", "-m", f"{head.origin} at {head.size}")
        if self._git("remote"):
            self._git("push", "-q")

    def heads(self) -> Iterator[Checkpoint]:
        """Yield the heads that were committed, the largest first; raises `AnchorError`."""
        names = self._git("ls-tree", "--name-only", "HEAD").splitlines()
        for name in sorted((each for each in names if each.endswith(_SUFFIX)), reverse=True):
            yield _parsed(self._git("show", f"HEAD:./{name}").encode(), name)

    def _git(self, *arguments: str) -> str:
        command = ["git", "-C", str(self.folder), *arguments]
        try:
            done = subprocess.run(  # noqa: S603 no word of it comes from input
                command, capture_output=True, timeout=_GIT_SECONDS, check=True
            )
        except (OSError, subprocess.SubprocessError) as error:
            said = getattr(error, "stderr", b"") or str(error).encode()
            reason = said.decode(errors="replace").strip().splitlines()
            raise AnchorError(f"git in `{self.folder}`: {reason[-1]}") from error
        return done.stdout.decode()


def anchor_called(name: str) -> Anchor:
    """Return the anchor that `name` says: `file:FOLDER` or `git:FOLDER`."""
    kind, colon, place = name.partition(":")
    match kind:
        case "file" if place:
            return FolderAnchor(Path(place))
        case "git" if place:
            return GitAnchor(Path(place))
        case _:
            shown = name if colon else f"{name}:"
            raise AnchorError(f"`{shown}` is no anchor; it is file:FOLDER or git:FOLDER")


@dataclass(frozen=True, slots=True)
class LogView:
    """A log as its database has it."""

    origin: str
    size: int
    nodes: Nodes
    keys: tuple[VerifierKey, ...]
    """The keys that signed for it, retired ones included."""


def contradiction(heads: Iterable[Checkpoint], log: LogView) -> str | None:
    """Return how the `heads` of an anchor contradict the log; nothing where they do not.

    Raises `AnchorError` where one of them was signed by nobody who may.
    """
    for each in heads:
        head = each.head
        if head.origin != log.origin:
            continue
        _refuse_unsigned(each, log)
        if head.size > log.size:
            return (
                f"the anchor has a head at {head.size} records, and the database has"
                f" {log.size}: it is older, as after a restore"
            )
        if root_at(log.nodes, head.size) != head.root:
            return f"the anchor has another root at {head.size} records: history was rewritten"
    return None


def _refuse_unsigned(checkpoint: Checkpoint, log: LogView) -> None:
    try:
        signed = checkpoint.note.signed_by(log.keys)
    except NoteError as error:
        raise AnchorError(f"the anchor holds a head that is forged: {error}") from error
    if not signed:
        raise AnchorError("the anchor holds a head that no key of this log signed")


def _written(path: Path, content: bytes) -> bool:
    """Write a new file, whole and to stay; return whether none was there before."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(part, path)
    except FileExistsError:
        return False
    finally:
        part.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return True


def _read(path: Path) -> Checkpoint:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise AnchorError(f"`{path}` cannot be read: {error.strerror}") from error
    return _parsed(content, path.name)


def _parsed(content: bytes, name: str) -> Checkpoint:
    try:
        return Checkpoint.parse(content)
    except NoteError as error:
        raise AnchorError(f"`{name}` is no checkpoint: {error}") from error
