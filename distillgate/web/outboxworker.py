"""The part of a server that tells subscribers of events, in threads of its own.

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

from distillgate.usecases.delivering import (
    Delivering,
    deliver_to,
    hooks_due,
    plan_deliveries,
)
from registry.database import RegistryError

LOG = logging.getLogger("distillgate.events")
PAUSE = 1.0
"""Seconds between two looks at the outbox."""
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


@contextmanager
def delivering_events(delivering: Delivering | None) -> Iterator[None]:
    """Deliver events while the body runs; nothing where there is nothing to deliver by."""
    if delivering is None:
        yield
        return
    worker = OutboxWorker(delivering)
    thread = Thread(target=worker.run, daemon=True, name="events")
    thread.start()
    try:
        yield
    finally:
        worker.stop()
        thread.join(_PATIENCE)
        worker.wait(_PATIENCE)
