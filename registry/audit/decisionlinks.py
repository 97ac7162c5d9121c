"""Which record of the log tells of which decision."""

import json
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select

from registry.audit.ledger import as_bytes
from registry.audit.tables import DecisionRecordRow, EntryRow
from registry.events import Place
from registry.tables import DecisionRow, table_of

_LINK, _ENTRY = table_of(DecisionRecordRow), table_of(EntryRow)
_DECISION = table_of(DecisionRow)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A decision that is not as the log tells of it, or that the log does not tell of."""

    decision: int
    reason: str
    index: int | None = None


def link_decision(connection: Connection, decision: int, place: Place) -> None:
    """Store where the log tells of a decision."""
    row = DecisionRecordRow(decision_id=decision, log=place.log, idx=place.index)
    connection.execute(insert(_LINK).values(**row.model_dump()))


def place_of(connection: Connection, decision: int) -> Place | None:
    """Return where the log tells of a decision; nothing where it was made without one."""
    query = select(_LINK.c.log, _LINK.c.idx).where(_LINK.c.decision_id == decision)
    row = connection.execute(query).first()
    return None if row is None else Place(row.log, row.idx, new=False)


def decision_at(connection: Connection, place: Place) -> int | None:
    """Return the number of the decision that a record tells of."""
    query = select(_LINK.c.decision_id).where(
        _LINK.c.log == place.log, _LINK.c.idx == place.index
    )
    found = connection.execute(query).scalar()
    return None if found is None else int(found)


def decision_under(connection: Connection, log: str, key: str) -> int | None:
    """Return the number of the decision that a record with this key tells of."""
    query = (
        select(_LINK.c.decision_id)
        .join_from(_LINK, _ENTRY, (_ENTRY.c.log == _LINK.c.log) & (_ENTRY.c.idx == _LINK.c.idx))
        .where(_ENTRY.c.log == log, _ENTRY.c.idem_key == key)
    )
    found = connection.execute(query).scalar()
    return None if found is None else int(found)


def first_mismatch(connection: Connection, log: str) -> Mismatch | None:
    """Return the first decision since the log began that the log does not tell of as it is."""
    since = connection.execute(select(func.min(_LINK.c.decision_id))).scalar()
    if since is None:
        return None
    query = (
        select(
            _DECISION.c.id, _DECISION.c.verdict, _DECISION.c.ruling, _LINK.c.idx, _ENTRY.c.leaf
        )
        .join_from(_DECISION, _LINK, _LINK.c.decision_id == _DECISION.c.id, isouter=True)
        .join(
            _ENTRY, (_ENTRY.c.log == _LINK.c.log) & (_ENTRY.c.idx == _LINK.c.idx), isouter=True
        )
        .where(_DECISION.c.id >= since, (_LINK.c.log == log) | _LINK.c.log.is_(None))
        .order_by(_DECISION.c.id)
    )
    for row in connection.execute(query):
        if row.leaf is None:
            return Mismatch(row.id, f"no record tells of decision {row.id}", row.idx)
        told = json.loads(as_bytes(row.leaf))
        if (told["result"], told["outcome"]) != (row.verdict, row.ruling):
            reason = f"decision {row.id} is not the one that its record tells of"
            return Mismatch(row.id, reason, row.idx)
    return None
