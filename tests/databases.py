"""The databases that tests run on: a file each, or a real server of PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, text

from registry.database import Database, database_at
from registry.statements import Writer

JO = Writer("jo", "2026-11-24T10:00:00.000000Z")
MAX = Writer("max", "2026-11-24T11:00:00.000000Z")
DIALECTS = ("sqlite", "postgresql")


def fresh(url: str, name: str, template: str = "template1") -> str:
    """Return the URL of a new database on the server at `url`, a copy of `template`."""
    with alone(url) as connection:
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    head, _, query = url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}?{query}"


def dropped(url: str, name: str) -> None:
    """Drop the database called `name`, whoever is still connected to it."""
    with alone(url) as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))


@contextmanager
def alone(url: str) -> Iterator[Connection]:
    """Give a connection without transactions, as making databases wants it."""
    database = database_at(url)
    with database.engine.connect() as connection:
        yield connection.execution_options(isolation_level="AUTOCOMMIT")
    database.engine.dispose()


def migrated(where: str | Path) -> Database:
    """Return the database at `where` with the schema of this program, from its migrations."""
    database = database_at(where)
    database.upgrade()
    return database
