"""Writes what happens in the registry to its log, in the transaction in which it happens."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import Connection

from registry.audit.commitments import Randomness, SealError
from registry.audit.ledger import LedgerError, append_to, current
from registry.audit.records import (
    Actor,
    ActorType,
    Record,
    RecordKind,
    Subject,
    moment_of,
)
from registry.audit.vault import Vault
from registry.events import Event, Place
from registry.statements import Writer

_KEY_BYTES = 16


@dataclass(frozen=True, slots=True)
class LogRecorder:
    """Records events; calling it is one append.

    It raises where the record cannot be written, which undoes what the record
    tells of: there is no decision without one.
    """

    clock: Callable[[], datetime]
    randomness: Randomness
    master: bytes | None = None
    """The key over the keys of people, where one is kept outside the database."""

    def __call__(self, connection: Connection, event: Event) -> Place:
        """Append the record of `event` and return where it stands."""
        head = current(connection, lock=True)
        record = self.record(connection, event)
        (found,) = append_to(connection, head, [record], now=self.clock())
        return Place(head.log, found.index, found.new)

    def record(self, connection: Connection, event: Event) -> Record:
        """Return `event` as a record, with commitments to who acts and what they wrote."""
        kind, _, name = event.subject.partition(":")
        written = {
            name: self._commitment(connection, event.writer, text)
            for name, text in event.private.items()
        }
        return Record(
            RecordKind(event.kind),
            event.key or f"{event.kind}-{self.randomness(_KEY_BYTES).hex()}",
            moment_of(event.writer.at).replace(tzinfo=UTC),
            self.actor(connection, event.writer),
            Subject(kind, event.digest or f"sha256:{sha256(name.encode()).hexdigest()}"),
            outcome=event.outcome,
            result=event.result,
            context=event.context,
            reasons=event.reasons,
            withheld=("/actor/ref", *(f"/details/{name}" for name in written)),
            details={**event.details, **written},
        )

    def actor(self, connection: Connection, writer: Writer) -> Actor:
        """Return who acts, by a fresh commitment, and how they are known."""
        made = self._commitment(connection, writer, writer.name)
        kind = ActorType.SERVICE if writer.machine else ActorType.USER
        return Actor(kind, made, writer.known_by)

    def vault(self, connection: Connection) -> Vault:
        """Return the vault in which it seals what leaves commit to."""
        return Vault(connection, self.master, self.randomness)

    def _commitment(self, connection: Connection, writer: Writer, value: str) -> str:
        vault = self.vault(connection)
        try:
            return vault.commitment(writer.name, value)
        except SealError as error:
            raise LedgerError(str(error), "it lies with the keys of the log") from error
