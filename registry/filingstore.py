"""The store of what lies on file: written in one transaction that somebody else commits."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from registry.contents import YAML, ContentStore
from registry.filings import Filing, FilingKind, Revocation
from registry.filingtables import FilingRow
from registry.inserting import actor_number
from registry.statements import Writer
from registry.tables import ActorRow, table_of

_FILING, _ACTOR = table_of(FilingRow), table_of(ActorRow)
_REVOKER = _ACTOR.alias("revoker")


class FilingStore:
    """Writes and reads what lies on file through one connection; it never commits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._contents = ContentStore(connection)

    def file(self, filing: Filing, text: bytes, writer: Writer) -> Filing:
        """Put a text on file."""
        row = {
            "kind": filing.kind.value,
            "name": filing.name,
            "content": self._contents.put(text, YAML),
            "begins": filing.begins.isoformat() if filing.begins else None,
            "until": filing.until.isoformat() if filing.until else None,
            "actor_id": actor_number(self._connection, writer),
            "made_at": writer.at,
        }
        written = insert(_FILING).returning(_FILING.c.id)
        number = int(self._connection.execute(written, [row]).scalar_one())
        return _filing(self._connection.execute(_all().where(_FILING.c.id == number)).one())

    def revoke(self, filing: Filing, reason: str, writer: Writer) -> None:
        """Say that something on file no longer counts; it stays on record."""
        change = update(_FILING).where(
            _FILING.c.id == filing.number, _FILING.c.revoked_at.is_(None)
        )
        self._connection.execute(
            change.values(
                revoked_at=writer.at,
                revoked_by=actor_number(self._connection, writer),
                revoked_for=reason,
            )
        )

    def filings(self, *kinds: FilingKind) -> tuple[Filing, ...]:
        """Return all of these kinds that lies on file, or lay there, the oldest first."""
        wanted = _all().order_by(_FILING.c.id)
        if kinds:
            wanted = wanted.where(_FILING.c.kind.in_([each.value for each in kinds]))
        return tuple(map(_filing, self._connection.execute(wanted)))

    def named(self, kind: FilingKind, name: str) -> tuple[Filing, ...]:
        """Return what bears this name, the oldest first; all but the last are revoked."""
        wanted = _all().where(_FILING.c.kind == kind.value, _FILING.c.name == name)
        return tuple(map(_filing, self._connection.execute(wanted.order_by(_FILING.c.id))))

    def numbered(self, number: int) -> Filing | None:
        """Return the filing with that number."""
        row = self._connection.execute(_all().where(_FILING.c.id == number)).first()
        return None if row is None else _filing(row)

    def text(self, filing: Filing) -> bytes:
        """Return the text of a filing; raises `DamagedContentError`."""
        return self._contents.get(filing.content)


def _all() -> Select[Any]:
    return (
        select(_FILING, _ACTOR.c.name.label("actor"), _REVOKER.c.name.label("revoker"))
        .join_from(_FILING, _ACTOR, _ACTOR.c.id == _FILING.c.actor_id)
        .outerjoin(_REVOKER, _REVOKER.c.id == _FILING.c.revoked_by)
    )


def _filing(row: Any) -> Filing:  # noqa: ANN401 a row
    revoked = None
    if row.revoked_at is not None:
        revoked = Revocation(row.revoker, row.revoked_at, row.revoked_for)
    return Filing(
        kind=FilingKind(row.kind),
        name=row.name,
        content=row.content,
        actor=row.actor,
        at=row.made_at,
        begins=date.fromisoformat(row.begins) if row.begins else None,
        until=date.fromisoformat(row.until) if row.until else None,
        revoked=revoked,
        number=row.id,
    )
