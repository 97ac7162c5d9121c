"""A whole copy of a registry in a file, made while others write."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from registry.database import Database, RegistryError, UnusableRegistryError, unusable


def copy_to(database: Database, place: Path) -> None:
    """Copy the registry, as it is at one moment, into a new file at `place`.

    Raises `RegistryError`; then no file is there. A server of PostgreSQL is
    copied by its own programs.
    """
    if database.is_server:
        hint = "`pg_dump` and `pg_basebackup` of PostgreSQL do"
        raise RegistryError("only a registry in a file is copied by this command", hint)
    beside = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        _copy(database, beside)
        # A link, unlike a renaming, takes nobody's place.
        os.link(beside, place)
    except FileExistsError as error:
        raise RegistryError(f"{place} is there already", "name a new file") from error
    except sqlite3.Error as error:
        raise unusable(error, database.shown) from error
    except OSError as error:
        message = f"{place} cannot be written: {(error.strerror or 'its name').lower()}"
        raise UnusableRegistryError(message) from error
    finally:
        beside.unlink(missing_ok=True)


def _copy(database: Database, place: Path) -> None:
    # Nobody else may read what a registry holds.
    os.close(os.open(place, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    source = f"file:{Path(database.engine.url.database or '').absolute()}?mode=ro"
    with (
        closing(sqlite3.connect(source, uri=True)) as own,
        closing(sqlite3.connect(place)) as made,
    ):
        # In one piece, which holds up nobody who writes ahead; in parts it would begin anew
        # with each write of others, and never end.
        own.backup(made)
        # A copy is one file: what it needs lies in it.
        made.execute("PRAGMA journal_mode = DELETE")
        (found,) = made.execute("PRAGMA integrity_check").fetchone()
        if found != "ok":
            raise sqlite3.DatabaseError("malformed")
    with place.open("rb+") as file:
        os.fsync(file.fileno())
