"""The processes that answer: one, or several that share a port and a registry."""

import gc
import logging
import multiprocessing
import os
import signal
import socket
import sys
import tempfile
import time
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from threading import Thread
from types import FrameType

import uvicorn
from fastapi import FastAPI

from distillgate.cli.terminal import talk
from distillgate.server import make_app
from distillgate.settings import Settings
from distillgate.web.figures import SHARED

_COLLECT = 700
_GRACE_SECONDS = 20
_MOST_AT_ONCE = 512
_PAUSE_SECONDS = 1.0
"""Before another process takes the place of one, so that one that cannot start costs little."""
_ENDING = (signal.SIGTERM, signal.SIGINT)


def answering(app: FastAPI, listening: socket.socket) -> None:
    """Answer at `listening` until a signal ends it; requests under way are finished first."""
    # A server runs for long, unlike other commands.
    gc.set_threshold(_COLLECT)
    gc.freeze()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    log = logging.getLogger("distillgate")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        limit_concurrency=_MOST_AT_ONCE,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        h11_max_incomplete_event_size=64 * 1024,
    )
    server = uvicorn.Server(config)
    _end_with_parent(server)
    # uvicorn raises the signal that ended it once more, after everything is finished.
    signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        server.run(sockets=[listening])
    except KeyboardInterrupt:
        return
    finally:
        log.removeHandler(handler)


def _end_with_parent(server: uvicorn.Server) -> None:
    """Let a process that was started by another one end where that is gone."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        server.should_exit = True

    Thread(target=watch, daemon=True).start()


def work(settings: Settings, listening: socket.socket) -> None:
    """Be one of several processes that answer at `listening`."""
    answering(make_app(settings), listening)


@dataclass(slots=True)
class Workers:
    """Several processes that answer at one place; whichever dies is started anew."""

    settings: Settings
    listening: socket.socket
    count: int
    _running: list[SpawnProcess] = field(default_factory=list)
    _ending: bool = False

    def run(self) -> None:
        """Keep the processes running until a signal ends them all."""
        for each in _ENDING:
            signal.signal(each, self._end)
        # Figures of all processes are added up in files that none of them outlives.
        with tempfile.TemporaryDirectory(prefix="distillgate-figures-") as folder:
            os.environ[SHARED] = folder
            self._watch()

    def _watch(self) -> None:
        self._running = [self._started() for _ in range(self.count)]
        while not self._ending:
            wait([each.sentinel for each in self._running], timeout=_PAUSE_SECONDS)
            self._start_anew()
        self._finish()

    def _started(self) -> SpawnProcess:
        context = multiprocessing.get_context("spawn")
        made = context.Process(target=work, args=(self.settings, self.listening))
        made.start()
        return made

    def _start_anew(self) -> None:
        """Start a process in the place of each that is gone."""
        gone = [at for at, each in enumerate(self._running) if not each.is_alive()]
        if not gone or self._ending:
            return
        time.sleep(_PAUSE_SECONDS)
        for at in gone:
            talk(f"a process has ended ({self._running[at].exitcode}); another takes its place")
            self._running[at] = self._started()

    def _end(self, _: int, __: FrameType | None) -> None:
        self._ending = True
        for each in self._running:
            if each.pid is not None and each.is_alive():
                os.kill(each.pid, signal.SIGTERM)

    def _finish(self) -> None:
        """Wait for what is under way; what takes too long is ended."""
        self.listening.close()
        until = time.monotonic() + _GRACE_SECONDS + _PAUSE_SECONDS
        for each in self._running:
            each.join(max(0.0, until - time.monotonic()))
            if each.is_alive():
                each.kill()
                each.join()
