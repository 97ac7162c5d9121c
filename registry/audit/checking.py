"""Checks the log in the database: by its tiles and last head, or record by record."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection

from distillgate.gate.checkpoints import Checkpoint, Head
from distillgate.gate.notes import NoteError
from distillgate.gate.tiles import WIDTH, levels, widths
from distillgate.gate.tree import Nodes, edge_at, extended, leaf_hash, root_at, root_of
from distillgate.gate.trust import TrustPolicy, UnsignedError, UnwitnessedError
from registry.audit.actlinks import first_untold
from registry.audit.decisionlinks import first_mismatch
from registry.audit.glances import Stored, count_in, stored_in
from registry.audit.ledger import (
    LedgerError,
    LedgerHead,
    head_of,
    nodes_in,
    tile_in,
)
from registry.audit.publishing import checkpoints_in, latest_checkpoint
from registry.audit.recordchecks import first_fault
from registry.audit.tilenodes import first_unlike, root_of_tile
from registry.audit.verifying import Outcome, Standing


class _FoundError(ValueError):
    """Something that is not as it was."""

    def __init__(self, reason: str, index: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.index = index


class _UntoldError(ValueError):
    """Something that it takes to tell is not there."""


@dataclass(frozen=True, slots=True)
class _Log:
    """A log that is being checked."""

    connection: Connection
    head: LedgerHead

    @property
    def name(self) -> str:
        return self.head.log


def check_structure(connection: Connection, log: str) -> Outcome:
    """Return whether every record, tile and head fits the others; needs no key."""
    return _outcome(connection, log, _records, _root, _decisions, _acts)


def check_heads(
    connection: Connection, log: str, policy: TrustPolicy, kept: Checkpoint | None = None
) -> Outcome:
    """Return whether the tiles come to the head, and to the last one that was signed."""

    def heads(found: _Log) -> None:
        _signed(found, policy, kept, latest_checkpoint(connection, log))

    return _outcome(connection, log, _root, heads)


def check_all(
    connection: Connection, log: str, policy: TrustPolicy, kept: Checkpoint | None = None
) -> Outcome:
    """Return whether every record is as it was, and every head that was signed part of it."""

    def heads(found: _Log) -> None:
        _covered(found, policy, list(checkpoints_in(connection, log))[:-1])
        _signed(found, policy, kept, latest_checkpoint(connection, log))

    return _outcome(connection, log, _records, _root, _decisions, _acts, heads)


def _outcome(connection: Connection, log: str, *steps: Callable[[_Log], None]) -> Outcome:
    origin = log
    try:
        found = _Log(connection, head_of(connection, log))
        origin = found.head.origin or log
        for step in steps:
            step(found)
    except _FoundError as error:
        return Outcome(Standing.BROKEN, origin=origin, reason=error.reason, index=error.index)
    except LedgerError as error:
        return Outcome(Standing.BROKEN, origin=origin, reason=error.message)
    except _UntoldError as error:
        return Outcome(Standing.UNKNOWN, origin=origin, reason=str(error))
    last = latest_checkpoint(connection, log)
    heads = 0 if last is None else 1
    return Outcome(Standing.HOLDS, found.head.size, origin, heads=heads)


def _records(log: _Log) -> None:
    """Read every record: dense, hashed as stored, copied as it says, later than the last.

    Each full tile is hashed once: its root is what the tiles above it must hold.
    """
    roots: list[bytes] = []
    rest: list[bytes] = []
    before: str | None = None
    for start, found in _pages(log):
        hashes = _hashed(log, start, found)
        fault, before = first_fault(
            [each.leaf for each in found], before, [each.copies for each in found]
        )
        if fault is not None:
            raise _FoundError(fault.reason, start + fault.place)
        if len(hashes) == WIDTH:
            roots.append(root_of_tile(b"".join(hashes)))
        else:
            rest = hashes
    edge = extended(extended((), 0, roots), len(roots) * WIDTH, rest)
    if root_of(edge) != log.head.root:
        raise _FoundError("the records do not come to the root of the head")
    count = count_in(log.connection, log.name)
    if count != log.head.size:
        raise _FoundError(f"{count} records are stored, and the head covers {log.head.size}")
    _upper_tiles(log, roots)


def _pages(log: _Log) -> Iterator[tuple[int, list[Stored]]]:
    size = log.head.size
    rows = stored_in(log.connection, log.name, size)
    for number, width in widths(size):
        start = number * WIDTH
        found = list(islice(rows, width))
        for place, index in enumerate(range(start, start + width)):
            if place >= len(found) or found[place].place != index:
                raise _FoundError("the record is missing", index)
        yield start, found


def _hashed(log: _Log, start: int, found: Sequence[Stored]) -> list[bytes]:
    """Return the hashes of up to 256 records, held against those stored and their tile."""
    hashes = [leaf_hash(each.leaf) for each in found]
    tile = tile_in(log.connection, log.name, 0, start // WIDTH, len(hashes))
    if tile != b"".join(hashes):
        place = first_unlike(hashes, tile)
        if place is None:
            raise _FoundError(f"tile 0/{start // WIDTH} has more hashes than records")
        raise _FoundError("the record is another one than was hashed", start + place)
    for place, (each, hashed) in enumerate(zip(found, hashes, strict=True)):
        if each.leaf_hash != hashed:
            raise _FoundError(
                "the hash that is stored is not that of the record", start + place
            )
    return hashes


def _upper_tiles(log: _Log, roots: Sequence[bytes]) -> None:
    """Hold every tile above the lowest against the `roots` of the tiles below it."""
    size, below = log.head.size, roots
    for level in levels(size)[1:]:
        above = []
        for number, width in widths(size, level):
            tile = tile_in(log.connection, log.name, level, number, width)
            start = number * WIDTH
            if b"".join(below[start : start + width]) != tile:
                raise _FoundError(f"tile {level}/{number} does not match the tiles below it")
            if width == WIDTH:
                above.append(root_of_tile(tile))
        below = above


def _root(log: _Log) -> None:
    nodes = nodes_in(log.connection, log.name, log.head.size)
    if root_at(nodes, log.head.size) != log.head.root:
        raise _FoundError("the tiles do not come to the root of the head")
    if edge_at(nodes, log.head.size) != log.head.edge:
        raise _FoundError("the edge of the head is not that of the tiles")


def _decisions(log: _Log) -> None:
    """Hold every decision against the record that tells of it."""
    found = first_mismatch(log.connection, log.name)
    if found is not None:
        raise _FoundError(found.reason, found.index)


def _acts(log: _Log) -> None:
    """Hold acts in reviews, what lies on file and words on duties against the records."""
    found = first_untold(log.connection)
    if found is not None:
        raise _FoundError(found.reason, found.index)


def _signed(
    log: _Log, policy: TrustPolicy, kept: Checkpoint | None, last: Checkpoint | None
) -> None:
    """Hold the last head and one that was kept against the tiles and the policy.

    Raises `_UntoldError` where all holds, and the last head has too few witnesses.
    """
    nodes = nodes_in(log.connection, log.name, log.head.size)
    for each in filter(None, (kept, last)):
        _accepted(each, policy, UnwitnessedError)
        _contained(log, nodes, each.head)
    try:
        if last is not None:
            policy.accept(last)
    except UnwitnessedError as error:
        raise _UntoldError(str(error)) from error


def _covered(log: _Log, policy: TrustPolicy, heads: Sequence[Checkpoint]) -> None:
    """Hold earlier heads against the tiles; keys that no longer sign may have signed them.

    The last head vouches for what is part of it, so only a signature that does
    not hold is amiss.
    """
    nodes = nodes_in(log.connection, log.name, log.head.size)
    for each in heads:
        _accepted(each, policy, UnwitnessedError, UnsignedError)
        _contained(log, nodes, each.head)


def _accepted(checkpoint: Checkpoint, policy: TrustPolicy, *left: type[NoteError]) -> None:
    """Raise where a policy does not accept a head, for reasons other than those `left`."""
    try:
        policy.accept(checkpoint)
    except left:
        return
    except NoteError as error:
        message = f"the head at {checkpoint.head.size} is not to be trusted: {error}"
        raise _FoundError(message) from error


def _contained(log: _Log, nodes: Nodes, head: Head) -> None:
    """Raise where a head is not one of this log."""
    if head.origin != log.head.origin:
        raise _FoundError(f"the head at {head.size} is of another log, `{head.origin}`")
    if head.size > log.head.size:
        raise _FoundError(
            f"a head was signed at {head.size} records, and there are {log.head.size}"
        )
    if root_at(nodes, head.size) != head.root:
        raise _FoundError(f"the head at {head.size} has another root: history was changed")
