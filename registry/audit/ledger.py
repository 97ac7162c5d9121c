"""The log in the database: one function writes to it, in the transaction it is called in.

LedgerError
    NoLogError          there is none, or it has no name yet
    ClosedLogError      the log has ended, and another goes on
    OtherRecordError    the key of a record was used for another one
    MovedLogError       somebody else wrote in between, past the lock
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, RowMapping, insert, select, update

from distillgate.gate.tiles import HEIGHT, WIDTH
from distillgate.gate.tree import EMPTY_ROOT, HASH_BYTES, Nodes, extended, leaf_hash, root_of
from registry.audit.records import SYSTEM, Record, RecordKind, Subject, body_of, leaf_of, stamp
from registry.audit.tables import EntryRow, HeadRow, TileRow
from registry.audit.tilenodes import nodes_of, root_of_tile
from registry.database import RegistryError
from registry.tables import table_of

_HEAD, _ENTRY, _TILE = table_of(HeadRow), table_of(EntryRow), table_of(TileRow)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BACK_US = 5_000_000
"""A clock that goes back by more than this is worth a record."""
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
    query = select(_HEAD.c.log).order_by(_HEAD.c.closed, _HEAD.c.epoch.desc()).limit(1)
    found = connection.execute(query).scalar()
    if found is None:
        raise NoLogError("the log is gone", _RESTORE)
    return str(found)


def head_of(connection: Connection, log: str, *, lock: bool = False) -> LedgerHead:
    """Return the head of a log; raises `NoLogError`."""
    query = select(_HEAD).where(_HEAD.c.log == log)
    row = connection.execute(query.with_for_update() if lock else query).mappings().first()
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
    # 1. The head is the one lock; whoever has it writes alone.
    head = head_of(connection, log, lock=True)
    if head.closed:
        raise ClosedLogError(f"the log `{log}` has ended")
    # 2. What was written before is told, and left.
    known = _known(connection, log, records)
    fresh = _fresh(records, known)
    if not fresh:
        return tuple(known[each.id] for each in records)
    # 3. Each record has a later time than the one before it.
    clock = _Clock(head.last_us, now)
    told = [*clock.anomaly(head), *fresh]
    rows = _rows(log, head.size, told, clock)
    # 4. Entries, full tiles, head.
    connection.execute(insert(_ENTRY), [row.model_dump() for row in rows])
    hashes = [row.leaf_hash for row in rows]
    _store_tiles(connection, log, head.size, head.size + len(rows))
    _move_head(connection, head, hashes, clock.last_us)
    made = {row.idem_key: Appended(row.idx, row.leaf_hash, new=True) for row in rows}
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


@dataclass(slots=True)
class _Clock:
    """Gives each record a later time than the one before, whatever the clock does."""

    last_us: int
    now: datetime

    def tick(self) -> datetime:
        """Return the moment of the next record."""
        self.last_us = max(_microseconds(self.now), self.last_us + 1)
        return _EPOCH + timedelta(microseconds=self.last_us)

    def anomaly(self, head: LedgerHead) -> Iterator[Record]:
        """Yield a record where the clock has gone back by more than a little."""
        back = head.last_us - _microseconds(self.now)
        if back > _BACK_US:
            digest = f"sha256:{sha256(head.log.encode()).hexdigest()}"
            yield Record(
                RecordKind.CLOCK_ANOMALY,
                f"clock-{head.size}",
                self.now,
                SYSTEM,
                Subject("log", digest),
                details={"back_us": back},
            )


def _known(connection: Connection, log: str, records: Sequence[Record]) -> dict[str, Appended]:
    """Return where those of `records` stand that were written before."""
    found: dict[str, Appended] = {}
    bodies = {each.id: _body_hash(each) for each in records}
    names = list(bodies)
    for first in range(0, len(names), _MOST_KEYS):
        query = select(
            _ENTRY.c.idem_key, _ENTRY.c.idx, _ENTRY.c.body_hash, _ENTRY.c.leaf_hash
        ).where(_ENTRY.c.log == log, _ENTRY.c.idem_key.in_(names[first : first + _MOST_KEYS]))
        for key, index, body, hashed in connection.execute(query):
            if as_bytes(body) != bodies[key]:
                raise OtherRecordError(f"the key `{key}` was used for another record")
            found[key] = Appended(index, as_bytes(hashed), new=False)
    return found


def _fresh(records: Sequence[Record], known: dict[str, Appended]) -> list[Record]:
    """Return those of `records` that are not known, each once."""
    found: dict[str, Record] = {}
    for each in records:
        if each.id in known:
            continue
        twin = found.setdefault(each.id, each)
        if body_of(twin) != body_of(each):
            raise OtherRecordError(f"the key `{each.id}` is used for two records at once")
    return list(found.values())


def _rows(log: str, start: int, records: Iterable[Record], clock: _Clock) -> list[EntryRow]:
    rows = []
    for index, each in enumerate(records, start):
        recorded_at = clock.tick()
        leaf = leaf_of(each, recorded_at)
        row = EntryRow(
            log=log,
            idx=index,
            idem_key=each.id,
            body_hash=_body_hash(each),
            leaf=leaf,
            leaf_hash=leaf_hash(leaf),
            kind=each.kind.value,
            subject=each.subject.digest,
            outcome=each.outcome,
            recorded_at=stamp(recorded_at),
        )
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
        update(_HEAD)
        .where(_HEAD.c.log == head.log, _HEAD.c.size == head.size)
        .values(
            size=head.size + len(hashes),
            root=root_of(edge),
            edge=b"".join(edge),
            last_us=last_us,
        )
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


def _body_hash(record: Record) -> bytes:
    return sha256(body_of(record)).digest()


def as_bytes(stored: object) -> bytes:
    """Return what a column of bytes holds; SQLite also keeps texts there, if told to."""
    if isinstance(stored, str):
        return stored.encode()
    return stored if isinstance(stored, bytes) else b""


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)
