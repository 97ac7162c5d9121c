"""Checks an export with nothing but the folder and a trust policy.

Every entry is hashed and held against its tile, every tile against the tile
above it, and the root against the signed checkpoint; then every earlier head
that lies in the folder, or that the reader kept, against the same tiles.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from distillgate.gate.checkpoints import Checkpoint, Head
from distillgate.gate.notes import MOST_BYTES, NoteError
from distillgate.gate.tiles import (
    CHECKPOINT,
    WIDTH,
    BundleError,
    bundle_path,
    leaves_of,
    levels,
    tile_path,
    widths,
)
from distillgate.gate.tree import HASH_BYTES, Nodes, root_at
from distillgate.gate.trust import Accepted, TrustPolicy, UnsignedError, UnwitnessedError
from registry.audit.comparing import Copy
from registry.audit.exporting import HISTORY
from registry.audit.recordchecks import first_fault
from registry.audit.tilenodes import first_unlike, nodes_of, root_of_tile

_MOST_TILE_BYTES = WIDTH * (2**16 + 1)


class Standing(StrEnum):
    """What a check came to."""

    HOLDS = "holds"
    BROKEN = "broken"
    UNKNOWN = "unknown"
    """It could not be told: something that it takes is not there."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check came to, and why where it does not hold."""

    standing: Standing
    size: int = 0
    origin: str = ""
    reason: str = ""
    index: int | None = None
    """The first record that is not as it was, where one can be named."""
    witnessed: tuple[str, ...] = ()
    heads: int = 0
    """How many earlier heads were held against the log as well."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be checked beyond the export itself."""

    kept: Checkpoint | None = None
    """A checkpoint that the reader kept from an earlier day."""
    records: bool = False
    """Whether every record is read as well, and not hashed only."""


class ExportFaultError(ValueError):
    """An export that cannot be read whole."""


class _BrokenError(ExportFaultError):
    """Something in the export that is not as it was."""

    def __init__(self, reason: str, index: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.index = index


class _AbsentError(ExportFaultError):
    """Something that is needed to tell."""


def copy_in(folder: Path, name: str) -> Copy:
    """Return the copy of a log that an export holds; raises `ExportFaultError`.

    So does whoever reads a tile of it that is not there.
    """

    def read(level: int, number: int, width: int) -> bytes:
        return _tile(folder, level, number, width)

    return Copy(name, _checkpoint(folder / CHECKPOINT), read)


def verify_export(folder: Path, policy: TrustPolicy, asked: Asked | None = None) -> Outcome:
    """Return whether the export in `folder` is whole, unchanged and accepted by `policy`."""
    wanted = asked or Asked()
    try:
        checkpoint = _checkpoint(folder / CHECKPOINT)
        head = checkpoint.head
        accepted = _accepted(checkpoint, policy)
        _entries(folder, head.size, records=wanted.records)
        _tiles(folder, head.size)
        _root(folder, head)
        heads = _earlier(folder, accepted, policy, wanted.kept)
    except _BrokenError as error:
        return Outcome(Standing.BROKEN, reason=error.reason, index=error.index)
    except _AbsentError as error:
        return Outcome(Standing.UNKNOWN, reason=str(error))
    witnessed = tuple(sorted(accepted.witnessed))
    return Outcome(Standing.HOLDS, head.size, head.origin, witnessed=witnessed, heads=heads)


def _checkpoint(path: Path) -> Checkpoint:
    try:
        content = _read(path, MOST_BYTES)
    except _BrokenError as error:
        raise _AbsentError(
            "the folder has no checkpoint, so it is no finished export"
        ) from error
    try:
        return Checkpoint.parse(content)
    except NoteError as error:
        raise _BrokenError(f"the checkpoint cannot be read: {error}") from error


def _accepted(checkpoint: Checkpoint, policy: TrustPolicy) -> Accepted:
    try:
        return policy.accept(checkpoint)
    except UnwitnessedError as error:
        raise _AbsentError(str(error)) from error
    except NoteError as error:
        raise _BrokenError(str(error)) from error


def _entries(folder: Path, size: int, *, records: bool) -> None:
    """Hold every entry against the tiles of leaf hashes."""
    before: str | None = None
    for number, width in widths(size):
        try:
            leaves = leaves_of(_read(folder / bundle_path(number, width), _MOST_TILE_BYTES))
        except BundleError as error:
            raise _BrokenError(f"bundle {number} cannot be read: {error}") from error
        hashes = [sha256(b"\x00" + leaf).digest() for leaf in leaves]
        tile = _tile(folder, 0, number, width)
        if b"".join(hashes) != tile:
            place = first_unlike(hashes, tile)
            index = None if place is None else number * WIDTH + place
            raise _BrokenError(f"bundle {number} does not match its tile", index)
        if records:
            before = _read_records(leaves, number * WIDTH, before)


def _read_records(leaves: Sequence[bytes], start: int, before: str | None) -> str | None:
    """Return when the last of `leaves` was recorded; raises where one is no sound record."""
    fault, last = first_fault(leaves, before)
    if fault is not None:
        raise _BrokenError(fault.reason, start + fault.place)
    return last


def _tiles(folder: Path, size: int) -> None:
    """Hold every tile above the lowest against the full tiles below it."""
    for level in levels(size)[1:]:
        for number, width in widths(size, level):
            below = (
                root_of_tile(_tile(folder, level - 1, number * WIDTH + place, WIDTH))
                for place in range(width)
            )
            if b"".join(below) != _tile(folder, level, number, width):
                raise _BrokenError(f"tile {level}/{number} does not match the tiles below it")


def _root(folder: Path, head: Head) -> None:
    if root_at(_nodes(folder, head.size), head.size) != head.root:
        raise _BrokenError("the tiles do not come to the root of the checkpoint")


def _earlier(
    folder: Path, accepted: Accepted, policy: TrustPolicy, kept: Checkpoint | None
) -> int:
    """Hold earlier heads against the tiles, and return how many there were."""
    nodes = _nodes(folder, accepted.head.size)
    count = 0
    for name, each in _history(folder, kept):
        head = each.head
        if head.origin != accepted.head.origin:
            raise _BrokenError(f"{name} is of another log, `{head.origin}`")
        _signed(name, each, policy, earlier=each is not kept)
        if head.size > accepted.head.size:
            raise _BrokenError(f"{name} covers {head.size} records, and the export is older")
        if root_at(nodes, head.size) != head.root:
            raise _BrokenError(f"{name} at {head.size} has another root: the log was rewritten")
        count += 1
    return count


def _signed(name: str, checkpoint: Checkpoint, policy: TrustPolicy, *, earlier: bool) -> None:
    """Refuse a head that the log did not sign; witnesses may have come later.

    One that lies in the export may be by a key that no longer signs: the
    checkpoint vouches for what is part of it.
    """
    try:
        policy.accept(checkpoint)
    except UnwitnessedError:
        return
    except UnsignedError as error:
        if not earlier:
            raise _BrokenError(f"{name}: {error}") from error
    except NoteError as error:
        raise _BrokenError(f"{name}: {error}") from error


def _history(folder: Path, kept: Checkpoint | None) -> Iterator[tuple[str, Checkpoint]]:
    if kept is not None:
        yield "the checkpoint that you kept", kept
    history = folder / HISTORY
    names = sorted(history.iterdir()) if history.is_dir() else []
    for path in names:
        yield f"the earlier checkpoint `{path.name}`", _checkpoint(path)


def _nodes(folder: Path, size: int) -> Nodes:
    return nodes_of(lambda level, number, width: _tile(folder, level, number, width), size)


def _tile(folder: Path, level: int, number: int, width: int) -> bytes:
    tile = _read(folder / tile_path(level, number, width), WIDTH * HASH_BYTES)
    if len(tile) != width * HASH_BYTES:
        raise _BrokenError(f"tile {level}/{number} has not the {width} hashes that it must")
    return tile


def _read(path: Path, most: int) -> bytes:
    """Return a file of the export: one that is missing breaks it, one locked hides it."""
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise _BrokenError(f"`{path.name}` is missing: {path}") from error
    except OSError as error:
        raise _AbsentError(f"`{path}` cannot be read: {error.strerror}") from error
    if len(content) > most:
        raise _BrokenError(f"`{path}` is larger than it can be")
    return content
