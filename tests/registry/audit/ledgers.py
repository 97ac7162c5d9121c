"""Logs in databases, for tests: written, read, and tampered with as an owner could."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, text

from distillgate.gate.trust import TrustPolicy
from registry.audit.ledger import Appended, append, name_log
from registry.audit.publishing import sign_head
from registry.audit.records import Record
from registry.database import Database
from tests.distillgate.gate.signers import ORIGIN, policy_text, signer
from tests.registry.audit.logs import MOMENT, a_record

LOG = "main"
POLICY = TrustPolicy.parse(policy_text("quorum none"))
_KEPT = ("audit_entry", "audit_tile", "audit_checkpoint", "audit_cosignature")


def opened_log(database: Database, count: int = 0) -> None:
    """Give the log its name and `count` records."""
    with database.writing() as connection:
        name_log(connection, LOG, ORIGIN)
        if count:
            append(connection, LOG, records(count), now=MOMENT)


def records(count: int, start: int = 0) -> list[Record]:
    return [a_record(f"r-{number}") for number in range(start, start + count)]


def written(
    database: Database, found: Sequence[Record], *, later: timedelta = timedelta()
) -> tuple[Appended, ...]:
    with database.writing() as connection:
        return append(connection, LOG, found, now=MOMENT + later)


def signed(database: Database, *, now: datetime = MOMENT) -> None:
    with database.writing() as connection:
        sign_head(connection, LOG, [signer()], now=now)


def tamper(database: Database, statement: str, **values: object) -> None:
    """Change what is stored, as whoever owns the database can: the triggers go first."""
    with database.writing() as connection:
        for table in _KEPT:
            unguard(connection, table)
        connection.execute(text(statement), values)


def unguard(connection: Connection, table: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_kept ON {table}"))
        connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_whole ON {table}"))
        return
    for change in ("update", "delete"):
        connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_kept_{change}"))
