"""Retire what was declared: it no longer counts, and it stays on record."""

from distillgate.usecases.ledger import Ledger
from registry.declarations import StatementStore
from registry.events import Event
from registry.statements import Subject, Writer


def retire_subject(subject: Subject, reason: str, ledger: Ledger, writer: Writer) -> None:
    """Write down that `subject` no longer counts, by whom and why."""
    with ledger.writing() as entry:
        StatementStore(entry.connection).retire(subject, writer, reason)
        name = f"{subject.kind}:{subject.ref}"
        details: dict[str, str | int] = {"change": "retired", "count": 1}
        private = {"reason": reason}
        entry.tell(Event("registry.changed", writer, name, details=details, private=private))
