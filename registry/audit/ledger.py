"""The log in the database: one function writes to it, in the transaction it is called in.

LedgerError
    NoLogError          there is none, or it has no name yet
    ClosedLogError      the log has ended, and another goes on
    OtherRecordError    the key of a record was used for another one
    MovedLogError       somebody else wrote in between, past the lock
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, insert, select, update

from distillgate.gate.tiles import HEIGHT, WIDTH
from distillgate.gate.tree import EMPTY_ROOT, HASH_BYTES, Nodes, extended, leaf_hash, root_of
from registry.audit.recordclock import RecordClock
from registry.audit.records import Record, body_of, leaf_of, stamp
from registry.audit.tables import EntryRow, HeadRow, TileRow
from registry.audit.tilenodes import nodes_of, root_of_tile
from registry.database import RegistryError
from registry.tables import table_of

_HEAD, _ENTRY, _TILE = table_of(HeadRow), table_of(EntryRow), table_of(TileRow)
# Made once: each append says them, and making them takes longer than running them.
_CURRENT = select(_HEAD).order_by(_HEAD.c.closed, _HEAD.c.epoch.desc()).limit(1)
_LOCKED_CURRENT = _CURRENT.with_for_update()
_HEAD_OF = select(_HEAD).where(_HEAD.c.log == bindparam("named"))
_LOCKED_HEAD = _HEAD_OF.with_for_update()
_KNOWN = select(_ENTRY.c.idem_key, _ENTRY.c.idx, _ENTRY.c.body_hash, _ENTRY.c.leaf_hash).where(
    _ENTRY.c.log == bindparam("named"),
    _ENTRY.c.idem_key.in_(bindparam("keys", expanding=True)),
)
_NEW_ENTRIES = insert(_ENTRY)
_MOVE = (
    update(_HEAD)
    .where(_HEAD.c.log == bindparam("named"), _HEAD.c.size == bindparam("before"))
    .values(
        size=bindparam("after"),
        root=bindparam("new_root"),
        edge=bindparam("new_edge"),
        last_us=bindparam("moment"),
    )
)
_MOST_KEYS = 400
_RESTORE = "restore the registry from a backup; nothing is written without its log"
_PAGE = 1024


class LedgerError(RegistryError):
    """The log cannot be written or read."""


class NoLogError(LedgerError):
    """There is no log: it begins with the registry, and is never made anew silently."""


class ClosedLogError(LedgerError):
    """The log has ended."""


class OtherRecordError(LedgerError):
    """A record with the same key and another body is there."""


class MovedLogError(LedgerError):
    """The head is another one than was locked."""


@dataclass(frozen=True, slots=True)
class LedgerHead:
    """The head of a log as its row has it."""

    log: str
    origin: str | None
    """The name in checkpoints, where it has one yet."""
    size: int
    root: bytes
    edge: tuple[bytes, ...]
    last_us: int
    epoch: int
    closed: bool


@dataclass(frozen=True, slots=True)
class Appended:
    """Where a record stands; to be told only after the commit."""

    index: int
    leaf_hash: bytes
    new: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as it is stored."""

    index: int
    leaf: bytes
    leaf_hash: bytes
    kind: str
    subject: str
    outcome: str | None
    recorded_at: str


def make_log(connection: Connection, log: str, origin: str, *, epoch: int) -> None:
    """Make an empty log; raises `LedgerError` where one is there."""
    there = connection.execute(select(_HEAD.c.log).where(_HEAD.c.log == log)).first()
    if there is not None:
        raise LedgerError(f"there is a log `{log}` already")
    row = HeadRow(
        log=log, origin=origin, size=0, root=EMPTY_ROOT, edge=b"", last_us=0, epoch=epoch
    )
    connection.execute(insert(_HEAD).values(**row.model_dump()))


def name_log(connection: Connection, log: str, origin: str) -> None:
    """Give a log its name in checkpoints; raises `LedgerError` where it has one."""
    head = head_of(connection, log, lock=True)
    if head.origin is not None:
        raise LedgerError(f"the log is called `{head.origin}` already")
    connection.execute(update(_HEAD).where(_HEAD.c.log == log).values(origin=origin))


def close_log(connection: Connection, log: str) -> None:
    """End a log: nothing is written to it any more."""
    connection.execute(update(_HEAD).where(_HEAD.c.log == log).values(closed=True))


def the_log(connection: Connection) -> str:
    """Return the log that is written to; raises `NoLogError`."""
    return current(connection).log


def current(connection: Connection, *, lock: bool = False) -> LedgerHead:
    """Return the head of the log that is written to; raises `NoLogError`."""
    query = _LOCKED_CURRENT if lock else _CURRENT
    row = connection.execute(query).mappings().first()
    if row is None:
        raise NoLogError("the log is gone", _RESTORE)
    return _head(row)


def head_of(connection: Connection, log: str, *, lock: bool = False) -> LedgerHead:
    """Return the head of a log; raises `NoLogError`."""
    query = _LOCKED_HEAD if lock else _HEAD_OF
    row = connection.execute(query, {"named": log}).mappings().first()
    if row is None:
        raise NoLogError(f"there is no log `{log}`", _RESTORE)
    return _head(row)


def append(
    connection: Connection, log: str, records: Sequence[Record], *, now: datetime
) -> tuple[Appended, ...]:
    """Write `records` to the log and return where each stands.

    It is called in the transaction of what the records tell of, and commits
    nothing. A record whose key is known is not written twice. Raises
    `LedgerError`; then the transaction has to be rolled back.
    """
    # The head is the one lock; whoever has it writes alone.
    return append_to(connection, head_of(connection, log, lock=True), records, now=now)


def append_to(
    connection: Connection, head: LedgerHead, records: Sequence[Record], *, now: datetime
) -> tuple[Appended, ...]:
    """Do as `append` does, to the log with this head, which is locked already."""
    # 1. What has ended takes nothing more.
    log = head.log
    if head.closed:
        raise ClosedLogError(f"the log `{log}` has ended")
    # 2. What was written before is told, and left.
    bodies = {each.id: body_of(each) for each in records}
    known = _known(connection, log, bodies)
    fresh = _fresh(records, known)
    if not fresh:
        return tuple(known[each.id] for each in records)
    # 3. Each record has a later time than the one before it.
    clock = RecordClock(head.last_us, now)
    odd = clock.anomaly(log, head.size)
    if odd is not None:
        fresh, bodies = [odd, *fresh], {**bodies, odd.id: body_of(odd)}
    rows = _rows(head, fresh, bodies, clock)
    # 4. Entries, full tiles, head.
    connection.execute(_NEW_ENTRIES, rows)
    hashes = [row["leaf_hash"] for row in rows]
    _store_tiles(connection, log, head.size, head.size + len(rows))
    _move_head(connection, head, hashes, clock.last_us)
    made = {row["idem_key"]: Appended(row["idx"], row["leaf_hash"], new=True) for row in rows}
    return tuple((known | made)[each.id] for each in records)


def nodes_in(connection: Connection, log: str, size: int) -> Nodes:
    """Return the nodes of the first `size` leaves."""

    def read(level: int, number: int, width: int) -> bytes:
        return tile_in(connection, log, level, number, width)

    return nodes_of(read, size)


def tile_in(
    connection: Connection, log: str, level: int, number: int, width: int
) -> bytes:  # a place of five parts
    """Return the hashes of a tile; of a partial one they are put together."""
    if width == WIDTH:
        query = select(_TILE.c.hashes).where(
            _TILE.c.log == log, _TILE.c.level == level, _TILE.c.idx == number
        )
        found = connection.execute(query).scalar()
        return as_bytes(found) if found is not None else b""
    start = number * WIDTH
    if level == 0:
        query = select(_ENTRY.c.leaf_hash).where(
            _ENTRY.c.log == log, _ENTRY.c.idx >= start, _ENTRY.c.idx < start + width
        )
        rows = connection.execute(query.order_by(_ENTRY.c.idx)).scalars()
    else:
        query = select(_TILE.c.root).where(
            _TILE.c.log == log,
            _TILE.c.level == level - 1,
            _TILE.c.idx >= start,
            _TILE.c.idx < start + width,
        )
        rows = connection.execute(query.order_by(_TILE.c.idx)).scalars()
    return b"".join(map(as_bytes, rows))


def entries_in(connection: Connection, log: str, start: int, end: int) -> Iterator[Entry]:
    """Yield the records from `start` to before `end`, page by page."""
    for first in range(start, end, _PAGE):
        query = select(_ENTRY).where(
            _ENTRY.c.log == log, _ENTRY.c.idx >= first, _ENTRY.c.idx < min(end, first + _PAGE)
        )
        for row in connection.execute(query.order_by(_ENTRY.c.idx)).mappings():
            yield _entry(row)


def found_in(
    connection: Connection, log: str, *, kind: str | None, subject: str | None, most: int
) -> list[Entry]:
    """Return the latest `most` records of a kind and on a subject, the oldest first."""
    query = select(_ENTRY).where(_ENTRY.c.log == log)
    if kind is not None:
        query = query.where(_ENTRY.c.kind == kind)
    if subject is not None:
        query = query.where(_ENTRY.c.subject == subject)
    rows = connection.execute(query.order_by(_ENTRY.c.idx.desc()).limit(most)).mappings()
    return [_entry(row) for row in rows][::-1]


def _known(
    connection: Connection, log: str, bodies: Mapping[str, bytes]
) -> dict[str, Appended]:
    """Return where those records stand that were written before, by keys and bodies."""
    found: dict[str, Appended] = {}
    names = list(bodies)
    for first in range(0, len(names), _MOST_KEYS):
        sought = {"named": log, "keys": names[first : first + _MOST_KEYS]}
        for key, index, body, hashed in connection.execute(_KNOWN, sought):
            if as_bytes(body) != sha256(bodies[key]).digest():
                raise OtherRecordError(f"the key `{key}` was used for another record")
            found[key] = Appended(index, as_bytes(hashed), new=False)
    return found


def _fresh(records: Sequence[Record], known: Mapping[str, Appended]) -> list[Record]:
    """Return those of `records` that are not known, each once."""
    found: dict[str, Record] = {}
    for each in records:
        if each.id in known:
            continue
        twin = found.setdefault(each.id, each)
        if twin is not each and body_of(each) != body_of(twin):
            raise OtherRecordError(f"the key `{each.id}` is used for two records at once")
    return list(found.values())


def _rows(
    head: LedgerHead,
    records: Iterable[Record],
    bodies: Mapping[str, bytes],
    clock: RecordClock,
) -> list[dict[str, Any]]:
    """Return the rows of `records`, by the names of `EntryRow`."""
    rows = []
    for index, each in enumerate(records, head.size):
        recorded_at = clock.tick()
        leaf = leaf_of(each, recorded_at)
        row: dict[str, Any] = {
            "log": head.log,
            "idx": index,
            "idem_key": each.id,
            "body_hash": sha256(bodies[each.id]).digest(),
            "leaf": leaf,
            "leaf_hash": leaf_hash(leaf),
            "kind": each.kind.value,
            "subject": each.subject.digest,
            "outcome": each.outcome,
            "recorded_at": stamp(recorded_at),
        }
        rows.append(row)
    return rows


def _store_tiles(connection: Connection, log: str, before: int, after: int) -> None:
    """Store the tiles that became full between two sizes, level by level."""
    level = 0
    while after >> HEIGHT * (level + 1):
        first, last = (size >> HEIGHT * (level + 1) for size in (before, after))
        for number in range(first, last):
            hashes = _full(connection, log, level, number)
            row = TileRow(
                log=log, level=level, idx=number, hashes=hashes, root=root_of_tile(hashes)
            )
            connection.execute(insert(_TILE).values(**row.model_dump()))
        level += 1


def _full(connection: Connection, log: str, level: int, number: int) -> bytes:
    """Return the hashes of a tile that has just become full."""
    start = number * WIDTH
    source, column = (_ENTRY, _ENTRY.c.leaf_hash) if level == 0 else (_TILE, _TILE.c.root)
    query = select(column).where(
        source.c.log == log, source.c.idx >= start, source.c.idx < start + WIDTH
    )
    if level:
        query = query.where(_TILE.c.level == level - 1)
    rows = connection.execute(query.order_by(source.c.idx)).scalars()
    hashes = b"".join(map(as_bytes, rows))
    if len(hashes) != WIDTH * HASH_BYTES:
        raise MovedLogError(f"tile {level}/{number} of `{log}` has gaps")
    return hashes


def _move_head(
    connection: Connection, head: LedgerHead, hashes: Sequence[bytes], last_us: int
) -> None:
    edge = extended(head.edge, head.size, hashes)
    moved = connection.execute(
        _MOVE,
        {
            "named": head.log,
            "before": head.size,
            "after": head.size + len(hashes),
            "new_root": root_of(edge),
            "new_edge": b"".join(edge),
            "moment": last_us,
        },
    )
    if moved.rowcount != 1:
        raise MovedLogError(f"the head of `{head.log}` moved while it was locked")


def _head(row: RowMapping) -> LedgerHead:
    edge = as_bytes(row["edge"])
    return LedgerHead(
        row["log"],
        row["origin"],
        row["size"],
        as_bytes(row["root"]),
        tuple(edge[at : at + HASH_BYTES] for at in range(0, len(edge), HASH_BYTES)),
        row["last_us"],
        row["epoch"],
        row["closed"],
    )


def _entry(row: RowMapping) -> Entry:
    return Entry(
        row["idx"],
        as_bytes(row["leaf"]),
        as_bytes(row["leaf_hash"]),
        row["kind"],
        row["subject"],
        row["outcome"],
        row["recorded_at"],
    )


def as_bytes(stored: object) -> bytes:
    """Return what a column of bytes holds; SQLite also keeps texts there, if told to."""
    if isinstance(stored, str):
        return stored.encode()
    return stored if isinstance(stored, bytes) else b""
