"""Inserts that leave alone what is there already, on both databases."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Table, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from registry.statements import Writer
from registry.tables import ActorRow, table_of

_ACTOR = table_of(ActorRow)
_CALLED = select(_ACTOR.c.id).where(_ACTOR.c.name == bindparam("named"))


def insert_new(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]
) -> None:
    """Insert `rows`, less those whose place is taken."""
    if rows:
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        connection.execute(dialect.insert(table).on_conflict_do_nothing(), list(rows))


def actor_number(connection: Connection, writer: Writer) -> int:
    """Return the number of who writes, made where this is the first time."""
    named = {"named": writer.name}
    found = connection.execute(_CALLED, named).scalar()
    if found is None:
        insert_new(connection, _ACTOR, [{"name": writer.name, "machine": writer.machine}])
        found = connection.execute(_CALLED, named).scalar_one()
    return int(found)


def forget_actor(connection: Connection, name: str) -> bool:
    """Take the name off what somebody wrote; return whether anybody was called so."""
    number = connection.execute(_CALLED, {"named": name}).scalar()
    if number is None:
        return False
    gone = update(_ACTOR).where(_ACTOR.c.id == number).values(name=f"erased-{number}")
    connection.execute(gone)
    return True
