"""The database of the registry: opened, looked at, made and migrated.

RegistryError
    UnusableRegistryError   it cannot be reached, read or written
    NewerRegistryError      a newer program has made it
    OlderRegistryError      it waits for `db upgrade`
    NoRegistryError         there is none
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    DisconnectionError,
    IntegrityError,
    NoSuchModuleError,
    PendingRollbackError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as NoneFreeError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, PoolProxiedConnection, QueuePool

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0010"
"""The schema that this program reads and writes; a test holds it against the migrations."""
MIGRATIONS = Path(__file__).resolve().parent / "migrations"
_WAIT_MS = 30_000
_KEPT = 5
"""Connections that a server keeps open."""
_MOST = 45
"""Connections that a server opens; more than it has threads."""
_FREE_SECONDS = 10.0
_LOCK = 7_204_518_233
"""The number of the lock under which one process at a time migrates or imports."""


class RegistryError(Exception):
    """The registry cannot be used; `hint` says what to do."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UnusableRegistryError(RegistryError):
    """It cannot be reached, read or written."""


class NewerRegistryError(RegistryError):
    """A newer program has made it."""


class OlderRegistryError(RegistryError):
    """It waits for `db upgrade`."""


class NoRegistryError(RegistryError):
    """There is none."""


class Standing(StrEnum):
    """How the schema that is there stands to the one that this program knows."""

    EMPTY = "empty"
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"


@dataclass(frozen=True, slots=True)
class Database:
    """A database that may be empty; `opened` sees to its schema."""

    engine: Engine
    shown: str
    """Where it is, without password."""

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database."""
        with told(self.shown), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose work is committed as a whole, or not at all."""
        with told(self.shown), self.engine.connect() as opened_here:
            connection = opened_here.execution_options(distillgate_writes=True)
            with connection.begin():
                yield connection

    def connected(self) -> PoolProxiedConnection:
        """Return a connection of the driver; raises `RegistryError` where there is none."""
        with told(self.shown):
            return self.engine.raw_connection()

    def is_there(self, connection: PoolProxiedConnection) -> bool:
        """Return whether a connection leads to the file that is there now."""
        return "file" not in connection.info or connection.info["file"] == _file(self.engine)

    @property
    def is_server(self) -> bool:
        """Return whether others share it, so that nobody migrates it unasked."""
        return self.engine.dialect.name != "sqlite"

    def standing(self) -> Standing:
        """Return how its schema stands to that of this program."""
        with self.reading() as connection:
            revision = _revision(connection)
        if revision is None:
            return Standing.EMPTY
        if revision == HEAD:
            return Standing.CURRENT
        return Standing.OLDER if revision in _known() else Standing.NEWER

    def upgrade(self, to: str = "head") -> None:
        """Bring the schema to that of this program, in one transaction."""
        from alembic import command  # noqa: PLC0415 few runs migrate

        self._log_ahead()
        with self.writing() as connection:
            _take_head(connection)
            exclusively(connection)
            command.upgrade(alembic_config(connection), to)

    def _log_ahead(self) -> None:
        """Let readers go on while somebody writes; a file keeps this once it is set."""
        if not self.is_server:
            with told(self.shown), self.engine.connect() as connection:
                driver = connection.connection.driver_connection
                if isinstance(driver, sqlite3.Connection):
                    driver.execute("PRAGMA journal_mode = WAL")

    def downgrade(self, to: str) -> None:
        """Take the schema back to the revision `to`."""
        from alembic import command  # noqa: PLC0415 few runs migrate

        with self.writing() as connection:
            _take_head(connection)
            exclusively(connection)
            command.downgrade(alembic_config(connection), to)


def database_at(where: str | Path, *, kept: bool = False) -> Database:
    """Return the database at a path (SQLite) or URL; nothing is opened yet.

    Connections to a file are closed after each use, unless they are `kept`, as
    a server does; those to a server are always kept.
    """
    if isinstance(where, Path):
        url = URL.create("sqlite", database=str(where))
        shown = str(where)
    else:
        url = _url(where)
        shown = url.render_as_string(hide_password=True)
    is_file = url.get_backend_name() == "sqlite"
    try:
        if kept:
            engine = create_engine(
                url,
                poolclass=QueuePool,
                pool_size=_KEPT,
                max_overflow=_MOST - _KEPT,
                pool_timeout=_FREE_SECONDS,
            )
        else:
            engine = create_engine(url, poolclass=NullPool if is_file else None)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        hint = "PostgreSQL needs the extra: `pip install 'distillgate[postgresql]'`"
        raise UnusableRegistryError(f"no driver is installed for `{shown}`", hint) from error
    if is_file and kept:
        _watch_file(engine)
    if is_file:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _mark_process)
        event.listen(engine, "checkout", _refuse_of_others)
    return Database(engine, shown)


def opened(database: Database, *, make: bool) -> Database:
    """Return `database` with the schema of this program.

    A file is migrated unasked, and made where `make`; a server, which others
    share, is not. Raises `RegistryError`.
    """
    match database.standing():
        case Standing.CURRENT:
            return database
        case Standing.NEWER:
            message = f"the registry at {database.shown} was made by a newer program"
            raise NewerRegistryError(message, "update distillgate, or name another registry")
        case Standing.EMPTY if not make:
            raise NoRegistryError(f"there is no registry at {database.shown}")
        case Standing.EMPTY | Standing.OLDER if database.is_server:
            message = f"the registry at {database.shown} has not the schema of this program"
            raise OlderRegistryError(message, "`distillgate db upgrade` brings it up to date")
        case _:
            database.upgrade()
            return database


def exclusively(connection: Connection) -> None:
    """Wait until no other process imports or migrates; then others wait for the commit.

    Whoever also writes to the log has its head before this.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _take_head(connection: Connection) -> None:
    """Take the head of the log, where there is one yet, before anything that waits for it."""
    if connection.dialect.name == "postgresql":
        there = connection.execute(text("SELECT to_regclass('audit_head')")).scalar()
        if there is not None:
            connection.execute(text("SELECT log FROM audit_head ORDER BY log FOR UPDATE"))


def alembic_config(connection: Connection) -> "Config":
    """Return what Alembic needs to know to work on `connection`."""
    from alembic.config import Config  # noqa: PLC0415 few runs migrate

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def told(shown: str) -> Iterator[None]:
    """Turn what the database refuses into an error that says so in our words."""
    try:
        yield
    except (IntegrityError, ProgrammingError):
        # What we asked was wrong: a fault of ours, and not of the database.
        raise
    except DBAPIError as error:
        raise unusable(error.orig or error, shown) from error
    except PendingRollbackError as error:
        message = f"the registry at {shown} cannot be used: the connection broke"
        raise UnusableRegistryError(message, "say it again in a moment") from error
    except NoneFreeError as error:
        message = f"the registry at {shown} cannot be used: too many ask it at once"
        raise UnusableRegistryError(message, "say it again in a moment") from error


def unusable(error: BaseException, shown: str) -> UnusableRegistryError:
    """Return what is told where the driver of a database fails."""
    return UnusableRegistryError(*_why(error, shown))


_REASONS = (
    ("disk is full", "its disk is full; nothing was written", "make room, then say it again"),
    ("no space left", "its disk is full; nothing was written", "make room, then say it again"),
    ("disk i/o", "its disk fails or is full", "see whether it has room, then say it again"),
    ("readonly", "it is read-only", "have its owner let you write there"),
    ("read-only", "it is read-only", "have its owner let you write there"),
    ("locked", "another process has been writing for too long", "say it again in a moment"),
    (
        "unable to open",
        "its file cannot be opened",
        "see who owns the file and its folder, and whether these may be written",
    ),
    ("not a database", "this file is no registry", "name another file, or move this one away"),
    ("malformed", "its file is damaged", "restore it from a backup"),
    ("no such table", "its file is damaged: a table is gone", "restore it from a backup"),
)


def _why(error: BaseException, shown: str) -> tuple[str, str | None]:
    """Return why the database refused, and what to do about it."""
    said = str(error).strip().splitlines()
    first = said[0] if said else "no reason is given"
    for sign, why, hint in _REASONS:
        if sign in first.lower():
            return f"the registry at {shown} cannot be used: {why}", hint
    return f"the registry at {shown} cannot be used: {first[:1].lower()}{first[1:]}", None


def _url(text_of_url: str) -> URL:
    """Return the URL of a database that we can work with."""
    try:
        url = make_url(text_of_url)
    except ArgumentError as error:
        hint = "a path, or `postgresql://user@host/name`"
        raise UnusableRegistryError(
            "the registry is named by no path and no URL", hint
        ) from error
    name = url.get_backend_name()
    if name not in {"sqlite", "postgresql"}:
        hint = "SQLite by a path, or PostgreSQL by `postgresql://user@host/name`"
        raise UnusableRegistryError(f"a registry is not kept in `{name}`", hint)
    return url.set(drivername="postgresql+psycopg") if name == "postgresql" else url


def _revision(connection: Connection) -> str | None:
    """Return the revision of the schema that is there."""
    there = (
        "SELECT to_regclass('alembic_version')"
        if connection.dialect.name == "postgresql"
        else "SELECT name FROM sqlite_master WHERE name = 'alembic_version'"
    )
    if connection.execute(text(there)).scalar() is None:
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _known() -> frozenset[str]:
    """Return the revisions that this program knows, by the names of their files."""
    names = (path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    return frozenset(name.partition("_")[0] for name in names)


def _file(engine: Engine) -> tuple[int, int] | None:
    """Return which file a database lies in; nothing where there is none."""
    try:
        found = os.stat(engine.url.database or "")  # noqa: PTH116 asked at each request
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _watch_file(engine: Engine) -> None:
    """Let no connection lead to a file that was moved away, or put back from a backup."""

    def connected(_: object, entry: ConnectionPoolEntry) -> None:
        entry.info["file"] = _file(engine)

    def taken(_: object, entry: ConnectionPoolEntry, __: object) -> None:
        now = _file(engine)
        if entry.info.get("file") != now or now is None:
            raise DisconnectionError

    def connecting(*_: object) -> None:
        if _file(engine) is None:
            # SQLite would make an empty one, and nobody would hear of it.
            raise sqlite3.OperationalError("unable to open database file")

    event.listen(engine, "do_connect", connecting)
    event.listen(engine, "connect", connected)
    event.listen(engine, "checkout", taken)


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    """Set what SQLite keeps for each connection; we say ourselves where transactions begin."""
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {_WAIT_MS}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    # What is erased is written over, and not left in pages that are free.
    connection.execute("PRAGMA secure_delete = ON")


def _mark_process(_: object, record: Any) -> None:  # noqa: ANN401 a record of the pool
    record.info["process"] = os.getpid()


def _refuse_of_others(_: object, record: Any, proxy: Any) -> None:  # noqa: ANN401 as above
    """Have a copy of a process open connections of its own: two must not share one."""
    if record.info["process"] != os.getpid():
        # It stays open where it was made; the pool now opens another one.
        record.dbapi_connection = proxy.dbapi_connection = None
        raise DisconnectionError("this connection belongs to another process")


def _begin_sqlite(connection: Connection) -> None:
    """Begin a transaction; one that will write waits for its turn now, not in its middle."""
    writes = connection.get_execution_options().get("distillgate_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
