"""Checks the log in the database: by its tiles and last head, or record by record."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from distillgate.gate.checkpoints import Checkpoint
from distillgate.gate.notes import NoteError
from distillgate.gate.tiles import WIDTH, levels, widths
from distillgate.gate.tree import edge_at, extended, leaf_hash, root_at, root_of
from distillgate.gate.trust import TrustPolicy, UnwitnessedError
from registry.audit.actlinks import first_unlike
from registry.audit.decisionlinks import first_mismatch
from registry.audit.ledger import (
    Entry,
    LedgerError,
    LedgerHead,
    count_in,
    entries_in,
    head_of,
    nodes_in,
    tile_in,
)
from registry.audit.publishing import checkpoints_in, latest_checkpoint
from registry.audit.recordchecks import first_fault
from registry.audit.tilenodes import root_of_tile
from registry.audit.verifying import Outcome, Standing


class _FoundError(ValueError):
    """Something that is not as it was."""

    def __init__(self, reason: str, index: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.index = index


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
    return _outcome(connection, log, _records, _upper_tiles, _root, _decisions, _acts)


def check_heads(
    connection: Connection, log: str, policy: TrustPolicy, kept: Checkpoint | None = None
) -> Outcome:
    """Return whether the tiles come to the head, and to the last one that was signed."""

    def heads(found: _Log) -> None:
        last = latest_checkpoint(connection, log)
        _signed(found, policy, [each for each in (last, kept) if each is not None])

    return _outcome(connection, log, _root, heads)


def check_all(
    connection: Connection, log: str, policy: TrustPolicy, kept: Checkpoint | None = None
) -> Outcome:
    """Return whether every record is as it was, and every head that was signed part of it."""

    def heads(found: _Log) -> None:
        more = [] if kept is None else [kept]
        _signed(found, policy, [*checkpoints_in(connection, log), *more])

    return _outcome(connection, log, _records, _upper_tiles, _root, _decisions, _acts, heads)


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
    last = latest_checkpoint(connection, log)
    heads = 0 if last is None else 1
    return Outcome(Standing.HOLDS, found.head.size, origin, heads=heads)


def _records(log: _Log) -> None:
    """Read every record: dense, hashed as stored, copied as it says, later than the last."""
    edge: tuple[bytes, ...] = ()
    before: str | None = None
    for start, found in _pages(log):
        hashes = [leaf_hash(each.leaf) for each in found]
        _same_hashes(log, start, hashes)
        fault, before = first_fault((each.leaf for each in found), before)
        if fault is not None:
            raise _FoundError(fault.reason, start + fault.place)
        for each, hashed in zip(found, hashes, strict=True):
            _same_copies(each, hashed)
        edge = extended(edge, start, hashes)
    if root_of(edge) != log.head.root:
        raise _FoundError("the records do not come to the root of the head")
    count = count_in(log.connection, log.name)
    if count != log.head.size:
        raise _FoundError(f"{count} records are stored, and the head covers {log.head.size}")


def _pages(log: _Log) -> Iterator[tuple[int, list[Entry]]]:
    size = log.head.size
    for number, width in widths(size):
        start = number * WIDTH
        found = list(entries_in(log.connection, log.name, start, start + width))
        for place, index in enumerate(range(start, start + width)):
            if place >= len(found) or found[place].index != index:
                raise _FoundError("the record is missing", index)
        yield start, found


def _same_hashes(log: _Log, start: int, hashes: list[bytes]) -> None:
    """Hold the hashes of up to 256 records against their tile."""
    tile = tile_in(log.connection, log.name, 0, start // WIDTH, len(hashes))
    for place, each in enumerate(hashes):
        if tile[place * 32 : place * 32 + 32] != each:
            raise _FoundError("the record is another one than was hashed", start + place)


def _same_copies(entry: Entry, hashed: bytes) -> None:
    """Hold what stands beside a record for searching against the record itself."""
    if entry.leaf_hash != hashed:
        raise _FoundError("the hash that is stored is not that of the record", entry.index)
    told = json.loads(entry.leaf)
    copies = (told["kind"], told["subject"]["digest"], told["outcome"], told["recorded_at"])
    if copies != (entry.kind, entry.subject, entry.outcome, entry.recorded_at):
        raise _FoundError("what stands beside the record is not what it says", entry.index)


def _upper_tiles(log: _Log) -> None:
    """Hold every tile above the lowest against the tiles below it."""
    size = log.head.size
    for level in levels(size)[1:]:
        for number, width in widths(size, level):
            tile = tile_in(log.connection, log.name, level, number, width)
            below = (
                root_of_tile(
                    tile_in(log.connection, log.name, level - 1, number * WIDTH + place, WIDTH)
                )
                for place in range(width)
            )
            if b"".join(below) != tile:
                raise _FoundError(f"tile {level}/{number} does not match the tiles below it")


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
    """Hold every act in a review, and all that lies on file, against the records."""
    found = first_unlike(log.connection)
    if found is not None:
        raise _FoundError(found.reason, found.index)


def _signed(log: _Log, policy: TrustPolicy, heads: list[Checkpoint]) -> None:
    """Hold heads against the tiles, and their signatures against the policy."""
    nodes = nodes_in(log.connection, log.name, log.head.size)
    for each in heads:
        head = each.head
        try:
            policy.accept(each)
        except UnwitnessedError:
            pass
        except NoteError as error:
            raise _FoundError(
                f"the head at {head.size} is not to be trusted: {error}"
            ) from error
        if head.origin != log.head.origin:
            raise _FoundError(f"the head at {head.size} is of another log, `{head.origin}`")
        if head.size > log.head.size:
            raise _FoundError(
                f"a head was signed at {head.size} records, and there are {log.head.size}"
            )
        if root_at(nodes, head.size) != head.root:
            raise _FoundError(f"the head at {head.size} has another root: history was changed")
