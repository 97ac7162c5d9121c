"""The part of a server that tells subscribers of events, and does chores, by itself.

Each subscriber has a thread while it is told something, so that one that hangs
holds up nobody else. Whatever goes wrong is written to the log of the server,
and tried again.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from time import monotonic

from distillgate.usecases.chores import Chores, do_chores
from distillgate.usecases.delivering import (
    Delivering,
    deliver_to,
    hooks_due,
    plan_deliveries,
)
from distillgate.usecases.library import UnreadableLibraryError
from policy.yamltext import UnreadableError
from registry.database import RegistryError

LOG = logging.getLogger("distillgate.events")
PAUSE = 1.0
"""Seconds between two looks at the outbox."""
CHORES = 60.0
"""Seconds between two looks at what else there is to do."""
_PATIENCE = 10.0


@dataclass(slots=True)
class OutboxWorker:
    """Looks at the outbox until it is told to stop."""

    delivering: Delivering
    pause: float = PAUSE
    _stopping: Event = field(default_factory=Event)
    _busy: dict[str, Thread] = field(default_factory=dict)

    def run(self) -> None:
        """Plan and deliver, over and over."""
        while not self._stopping.is_set():
            wait = self.pause
            try:
                plan_deliveries(self.delivering)
                self._start_due()
            except RegistryError as error:
                LOG.warning("events wait: %s", error.message)
                wait = self.pause * 5
            except Exception:
                LOG.exception("events wait")
                wait = self.pause * 5
            self._stopping.wait(wait)

    def stop(self) -> None:
        """Begin nothing any more; what breaks off under way is tried again later."""
        self._stopping.set()

    def wait(self, seconds: float) -> None:
        """Let what is under way come to its end, for so long at most."""
        end = monotonic() + seconds
        for thread in tuple(self._busy.values()):
            thread.join(max(0.0, end - monotonic()))

    def _start_due(self) -> None:
        self._busy = {name: each for name, each in self._busy.items() if each.is_alive()}
        for number in hooks_due(self.delivering):
            if number not in self._busy:
                # A receiver that hangs does not keep the server from ending.
                thread = Thread(target=self._tell, args=(number,), daemon=True)
                self._busy[number] = thread
                thread.start()

    def _tell(self, number: str) -> None:
        try:
            deliver_to(number, self.delivering)
        except RegistryError as error:
            LOG.warning("events for %s wait: %s", number, error.message)
        except Exception:
            LOG.exception("events for %s wait", number)


@dataclass(slots=True)
class ChoresWorker:
    """Sees to what is due from time to time, until it is told to stop."""

    chores: Chores
    pause: float = field(default_factory=lambda: CHORES)
    _stopping: Event = field(default_factory=Event)

    def run(self) -> None:
        """Do what there is to do, over and over."""
        while not self._stopping.is_set():
            try:
                do_chores(self.chores)
            except RegistryError as error:
                LOG.warning("chores wait: %s", error.message)
            except (UnreadableError, UnreadableLibraryError) as error:
                LOG.warning("chores wait: %s", error.diagnostics[0].message)
            except Exception:
                LOG.exception("chores wait")
            self._stopping.wait(self.pause)

    def stop(self) -> None:
        """Begin nothing any more."""
        self._stopping.set()


@contextmanager
def delivering_events(
    delivering: Delivering | None, chores: Chores | None = None
) -> Iterator[None]:
    """Deliver events and do chores while the body runs, as far as there is anything to do."""
    worker = None if delivering is None else OutboxWorker(delivering)
    others = None if chores is None else ChoresWorker(chores)
    running = [each for each in (worker, others) if each is not None]
    threads = [Thread(target=each.run, daemon=True) for each in running]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for each in running:
            each.stop()
        for thread in threads:
            thread.join(_PATIENCE)
        if worker is not None:
            worker.wait(_PATIENCE)
