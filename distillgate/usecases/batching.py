"""Writes of many at once, committed together: one flush of the disk for all who wait.

Each runs under a savepoint of its own, so that one that fails drops out alone;
its record is appended there too. Nobody hears of anything before the commit.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from threading import Condition, Event, Lock
from typing import Generic, TypeVar

from sqlalchemy import Connection

from distillgate.usecases.ledger import Entry, Ledger
from registry.audit.marks import lock_head
from registry.database import told

MOST = 256
T = TypeVar("T")


@dataclass(slots=True)
class _Waiting(Generic[T]):
    """One who waits for the commit, and what came of it."""

    work: Callable[[Entry], T]
    done: bool = False
    found: T | None = None
    error: BaseException | None = None


@dataclass(slots=True)
class Batching:
    """Lets the threads of one program write into a ledger together."""

    ledger: Ledger
    _waiting: deque[_Waiting[object]] = field(default_factory=deque)
    _changed: Condition = field(default_factory=Condition)
    _led: bool = False

    def run(self, work: Callable[[Entry], T]) -> T:
        """Return what `work` returns, once it is committed with all that was told of it.

        Whoever finds nobody at work commits for all who wait by then. Raises
        what `work` raised, or what kept the whole batch from being written;
        then nothing of it is there, unless the connection broke at the commit:
        the same key says.
        """
        mine: _Waiting[T] = _Waiting(work)
        with self._changed:
            self._waiting.append(mine)  # type: ignore[arg-type]  # of whatever it returns
            while self._led and not mine.done:
                self._changed.wait()
            if not mine.done:
                self._led = True
        if not mine.done:
            self._lead(mine)
        if mine.error is not None:
            raise mine.error
        return mine.found  # type: ignore[return-value]  # done without an error

    def _lead(self, mine: _Waiting[T]) -> None:
        """Commit batches until this one's own is done; then somebody else leads."""
        while not mine.done:
            with self._changed:
                batch = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
            self._written(batch)
            with self._changed:
                for each in batch:
                    each.done = True
                self._led = not mine.done
                self._changed.notify_all()

    def _written(self, batch: list[_Waiting[object]]) -> None:
        try:
            with self.ledger.writing() as entry:
                for each in batch:
                    _under_savepoint(entry, each)
        except BaseException as error:  # noqa: BLE001 each of those who wait raises it
            for each in batch:
                each.error = each.error or error


def _under_savepoint(entry: Entry, waiting: _Waiting[object]) -> None:
    try:
        with entry.connection.begin_nested():
            waiting.found = waiting.work(entry)
    except Exception as error:  # noqa: BLE001 whoever waits for it raises it
        waiting.error = error


@dataclass(slots=True)
class _Group:
    """A transaction that several threads write in, one after another."""

    connection: Connection
    close: ExitStack
    joined: int = 0
    ended: Event = field(default_factory=Event)
    error: BaseException | None = None


@dataclass(slots=True)
class Turns:
    """Whose turn it is, how many wait for theirs, and the transaction that is open."""

    turn: Lock = field(default_factory=Lock)
    count: Lock = field(default_factory=Lock)
    waiting: int = 0
    group: _Group | None = None

    def wait(self) -> None:
        """Wait for one's turn."""
        with self.count:
            self.waiting += 1
        self.turn.acquire()
        with self.count:
            self.waiting -= 1

    def others(self) -> bool:
        """Return whether somebody waits, who then commits for those before."""
        with self.count:
            return self.waiting > 0


@dataclass(frozen=True, slots=True)
class SharedLedger(Ledger):
    """A ledger that the threads of one server write in, with one commit for all who wait.

    Every use case writes in it as in any ledger: under a savepoint of its own,
    and it goes on only once the commit is made. Whoever finds nobody waiting
    commits at once, so that a single writer waits for nobody. Ledgers that
    share their turns are one.

    As with every ledger the head of the log is taken before anything is written.
    """

    turns: Turns = field(default_factory=Turns)

    @contextmanager
    def writing(self) -> Iterator[Entry]:
        """Give a part of one transaction; raises what kept the whole from being written."""
        turns = self.turns
        turns.wait()
        try:
            group = turns.group = turns.group or self._opened()
            group.joined += 1
        except BaseException:
            turns.turn.release()
            raise
        try:
            with told(self.database.shown), group.connection.begin_nested():
                yield Entry(group.connection, self.recorder)
        except BaseException:
            # What it was refused for may be of others, and is not there before the commit.
            self._ended(group)
            raise
        self._ended(group)

    def _ended(self, group: _Group) -> None:
        """Return once the transaction has ended; raises what kept it from being written."""
        self._go_on(group)
        group.ended.wait()
        if group.error is not None:
            raise group.error

    def _opened(self) -> _Group:
        with ExitStack() as opening:
            connection = opening.enter_context(self.database.writing())
            lock_head(connection)
            return _Group(connection, opening.pop_all())

    def _go_on(self, group: _Group) -> None:
        """Leave the transaction to the next, or commit it where nobody waits."""
        turns = self.turns
        if group.joined < MOST and turns.others():
            turns.turn.release()
            return
        try:
            group.close.close()
        except BaseException as error:  # noqa: BLE001 each of those who wait raises it
            group.error = error
        finally:
            turns.group = None
            group.ended.set()
            turns.turn.release()
