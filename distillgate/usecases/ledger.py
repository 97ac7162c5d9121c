"""The registry as use cases write it: one transaction for what is done and its record."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection

from registry.audit.marks import lock_head
from registry.database import Database
from registry.events import Event, Place, Recorder, unrecorded
from registry.outbox import put_event


@dataclass(frozen=True, slots=True)
class Ledger:
    """A registry, and who keeps its log."""

    database: Database
    recorder: Recorder = unrecorded

    @contextmanager
    def writing(self) -> Iterator["Entry"]:
        """Give one transaction: what is written, and what is told of it, or neither.

        The head of the log is taken before anything else, by everybody who
        writes: of two who take rows in any order, none then waits for one that
        waits for it.
        """
        with self.database.writing() as connection:
            lock_head(connection)
            yield Entry(connection, self.recorder)


@dataclass(frozen=True, slots=True)
class Entry:
    """One transaction that is under way."""

    connection: Connection
    recorder: Recorder

    def tell(self, event: Event) -> Place | None:
        """Record that something was done; where that fails, nothing was done.

        With the record goes the event by which others are told. Returns where
        the log holds it; nothing where none is kept.
        """
        place = self.recorder(self.connection, event)
        if place is not None:
            put_event(self.connection, event, place)
        return place
