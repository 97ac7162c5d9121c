"""Which state a registry is in, by the head of its log: all that counts is told there."""

from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.pool import PoolProxiedConnection

from registry.audit.records import RecordKind
from registry.database import Database, unusable

_NEWEST = "SELECT log, size, root FROM audit_head ORDER BY closed, epoch DESC LIMIT 1"
_BETWEEN = text("""
SELECT kind FROM audit_entry WHERE log = :log AND idx >= :start AND idx < :end
GROUP BY kind
""")
_CHANGE_NOTHING = frozenset(
    {
        RecordKind.DECISION_MADE,
        RecordKind.PERMIT_ISSUED,
        RecordKind.PERMIT_REVOKED,
        RecordKind.PERMIT_CONSUMED,
        RecordKind.STATUS_LISTED,
        RecordKind.COLLECTION_MADE,
        RecordKind.AUDIT_READ,
        RecordKind.CHECK_FAILED,
        RecordKind.CLOCK_ANOMALY,
    }
)
"""What tells of something that no later verdict rests on; all else may change one."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The head of the log that is written to; two states with one mark are one state."""

    log: str
    size: int
    root: bytes


NO_LOG = Mark("", 0, b"")


def lock_head(connection: Connection) -> None:
    """Wait until nobody else writes to the log; then others wait for the commit."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"{_NEWEST} FOR UPDATE"))


@dataclass(slots=True)
class MarkReader:
    """Reads the mark through a connection of its own, quickly enough for each request."""

    database: Database
    _connection: PoolProxiedConnection | None = None
    _lock: Lock = field(default_factory=Lock)

    def read(self) -> Mark:
        """Return the mark as it is now; raises `RegistryError` where it cannot be read."""
        with self._lock:
            try:
                return self._read()
            except self._errors as error:
                self._drop()
                raise unusable(error, self.database.shown) from error

    def changes_nothing(self, before: Mark, now: Mark) -> bool:
        """Return whether what was recorded since `before` leaves all verdicts as they were."""
        if before.log != now.log or before.size > now.size:
            return False
        asked = {"log": now.log, "start": before.size, "end": now.size}
        with self.database.reading() as connection:
            kinds = {str(kind) for (kind,) in connection.execute(_BETWEEN, asked)}
        # A log that grew has records; where none are found, it is not the one that grew.
        return bool(kinds) and kinds <= _CHANGE_NOTHING

    def close(self) -> None:
        """Let go of the connection."""
        with self._lock:
            self._drop()

    @property
    def _errors(self) -> tuple[type[Exception], ...]:
        driver: Any = self.database.engine.dialect.dbapi
        return (driver.Error, OSError)

    def _read(self) -> Mark:
        if self._connection is not None and not self.database.is_there(self._connection):
            self._drop()
        if self._connection is None:
            self._connection = self.database.connected()
        cursor = self._connection.cursor()
        try:
            cursor.execute(_NEWEST)
            row = cursor.fetchone()
        finally:
            cursor.close()
        # So that the next read sees what is committed by then.
        self._connection.rollback()
        return NO_LOG if row is None else Mark(str(row[0]), int(row[1]), bytes(row[2]))

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection = None
