"""Retire what was declared: it no longer counts, and it stays on record."""

from registry.database import Database
from registry.declarations import StatementStore
from registry.statements import Subject, Writer


def retire_subject(subject: Subject, reason: str, database: Database, writer: Writer) -> None:
    """Write down that `subject` no longer counts, by whom and why."""
    with database.writing() as connection:
        StatementStore(connection).retire(subject, writer, reason)
