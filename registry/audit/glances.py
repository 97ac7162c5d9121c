"""What is read of logs at a glance: which there are, how much lies in one, and since when."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from registry.audit.ledger import as_bytes
from registry.audit.recordchecks import Copies
from registry.audit.records import moment_of
from registry.audit.tables import EntryRow, HeadRow
from registry.tables import table_of

_HEAD, _ENTRY = table_of(HeadRow), table_of(EntryRow)


def logs_in(connection: Connection) -> tuple[str, ...]:
    """Return all logs there were, the one that is written to last."""
    query = select(_HEAD.c.log).order_by(_HEAD.c.closed.desc(), _HEAD.c.epoch)
    return tuple(connection.execute(query).scalars())


def count_in(connection: Connection, log: str) -> int:
    """Return how many records are stored, whatever the head says."""
    query = select(func.count()).select_from(_ENTRY).where(_ENTRY.c.log == log)
    return int(connection.execute(query).scalar() or 0)


def recorded_at(connection: Connection, log: str, index: int) -> datetime | None:
    """Return when a record was written; nothing where it is not there."""
    query = select(_ENTRY.c.recorded_at).where(_ENTRY.c.log == log, _ENTRY.c.idx == index)
    found = connection.execute(query).scalar()
    return None if found is None else moment_of(found)


class Stored(NamedTuple):
    """One record as it is stored, and what stands beside it; made often in a check."""

    place: int
    leaf: bytes
    leaf_hash: bytes
    copies: Copies


_PAGE = 2048
_STORED = (
    _ENTRY.c.idx,
    _ENTRY.c.leaf,
    _ENTRY.c.leaf_hash,
    _ENTRY.c.kind,
    _ENTRY.c.subject,
    _ENTRY.c.outcome,
    _ENTRY.c.recorded_at,
)


def stored_in(connection: Connection, log: str, size: int) -> Iterator[Stored]:
    """Yield the records of a log below `size` in their order, page by page."""
    for start in range(0, size, _PAGE):
        query = select(*_STORED).where(
            _ENTRY.c.log == log, _ENTRY.c.idx >= start, _ENTRY.c.idx < min(size, start + _PAGE)
        )
        for index, leaf, hashed, *copies in connection.execute(query.order_by(_ENTRY.c.idx)):
            yield Stored(index, as_bytes(leaf), as_bytes(hashed), tuple(copies))
