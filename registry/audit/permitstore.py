"""The permits that were issued, which of them were taken back, and how often each was used."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, insert, select, update

from registry.audit.tables import PermitRow
from registry.tables import table_of

_PERMIT = table_of(PermitRow)


@dataclass(frozen=True, slots=True)
class IssuedPermit:
    """A permit as it was issued."""

    id: str
    log: str
    index: int
    """Where the log tells of it."""
    plan: str
    bundle: bytes
    not_after: str
    max_runs: int | None = None
    runs: int = 0
    revoked_at: str | None = None


def keep_permit(connection: Connection, permit: IssuedPermit) -> None:
    """Store a permit that is issued."""
    row = PermitRow(
        id=permit.id,
        log=permit.log,
        idx=permit.index,
        plan=permit.plan,
        bundle=permit.bundle,
        not_after=permit.not_after,
        max_runs=permit.max_runs,
    )
    connection.execute(insert(_PERMIT).values(**row.model_dump()))


def permit_called(
    connection: Connection, name: str, *, lock: bool = False
) -> IssuedPermit | None:
    """Return a permit by its id; with `lock` nobody else changes it before the commit."""
    query = select(_PERMIT).where(_PERMIT.c.id == name)
    row = connection.execute(query.with_for_update() if lock else query).mappings().first()
    return None if row is None else _permit(row)


def permits_in(connection: Connection, most: int) -> Iterable[IssuedPermit]:
    """Yield the latest permits, the latest first."""
    query = select(_PERMIT).order_by(_PERMIT.c.log.desc(), _PERMIT.c.idx.desc()).limit(most)
    for row in connection.execute(query).mappings():
        yield _permit(row)


def live_permits(connection: Connection, moment: str) -> Iterable[IssuedPermit]:
    """Yield the permits that were not taken back and have not ended at `moment`."""
    query = select(_PERMIT).where(_PERMIT.c.revoked_at.is_(None), _PERMIT.c.not_after >= moment)
    for row in connection.execute(query).mappings():
        yield _permit(row)


def ending_permits(connection: Connection, start: str, end: str) -> Iterable[IssuedPermit]:
    """Yield the permits that were not taken back and end between two moments."""
    query = select(_PERMIT).where(
        _PERMIT.c.revoked_at.is_(None), _PERMIT.c.not_after >= start, _PERMIT.c.not_after <= end
    )
    for row in connection.execute(query.order_by(_PERMIT.c.not_after)).mappings():
        yield _permit(row)


def mark_revoked(connection: Connection, name: str, at: str) -> None:
    """Store that a permit was taken back."""
    connection.execute(update(_PERMIT).where(_PERMIT.c.id == name).values(revoked_at=at))


def mark_run(connection: Connection, name: str, runs: int) -> None:
    """Store how often a permit was used."""
    connection.execute(update(_PERMIT).where(_PERMIT.c.id == name).values(runs=runs))


def revoked_after(connection: Connection, moment: str) -> frozenset[str]:
    """Return the permits that were taken back and would still be valid at `moment`."""
    query = select(_PERMIT.c.id).where(
        _PERMIT.c.revoked_at.is_not(None), _PERMIT.c.not_after >= moment
    )
    return frozenset(connection.execute(query).scalars())


def _permit(row: RowMapping) -> IssuedPermit:
    return IssuedPermit(
        row["id"],
        row["log"],
        row["idx"],
        row["plan"],
        bytes(row["bundle"]),
        row["not_after"],
        row["max_runs"],
        row["runs"],
        row["revoked_at"],
    )
