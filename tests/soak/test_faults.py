"""Faults below a server with several processes, under load, as long as they last in life."""

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import make_url, text

from tests.databases import alone, fresh
from tests.running import (
    SECONDS,
    Refused,
    Server,
    filled,
    holds,
    load,
    may_mount,
    running,
    small_disk,
)

pytestmark = pytest.mark.soak
AWAY = 30.0
WORKERS = 4
PLANS, EACH = 240, 30
"""So many plans, and a process is killed each time that so many more were decided."""


def test_a_database_that_is_away_for_half_a_minute_loses_and_doubles_nothing(
    postgresql: str, tmp_path: Path
) -> None:
    where = fresh(postgresql, uuid4().hex)
    refused, half = Refused(), threading.Event()
    with running(where, tmp_path, WORKERS) as server, ThreadPoolExecutor(1) as pool:
        before = server.all_workers(WORKERS)
        loading = pool.submit(load, server, range(240), half, refused)
        assert half.wait(SECONDS)
        name = make_url(where).database
        with alone(postgresql) as connection:
            connection.execute(text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'))
            ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :n"
            connection.execute(text(ended), {"n": name})
            time.sleep(AWAY)
            connection.execute(text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'))
        told = loading.result(SECONDS)
        # It recovers by itself: the same processes answer.
        assert server.workers() == before
        # Connections of our own to it are gone, too.
        server.database.engine.dispose()
        holds(server.database, told)
    print(f"told {refused.away} times to come back later, {len(told)} decisions")  # noqa: T201 for whoever runs it
    assert refused.away
    assert sorted(told) == list(range(240))


def test_a_disk_that_is_full_for_a_while_loses_and_doubles_nothing(tmp_path: Path) -> None:
    if not may_mount(tmp_path):
        pytest.skip("it takes the right to mount a disk")
    refused = Refused()
    with (
        small_disk(tmp_path / "disk", 64) as disk,
        running(disk / "registry.db", tmp_path, WORKERS) as server,
        ThreadPoolExecutor(1) as pool,
    ):
        half = threading.Event()
        loading = pool.submit(load, server, range(240), half, refused)
        assert half.wait(SECONDS)
        for _ in range(3):
            filler = filled(disk)
            assert refused.seen.wait(SECONDS)
            time.sleep(2)
            filler.unlink()
            refused.seen.clear()
            time.sleep(1)
        told = loading.result(SECONDS)
        holds(server.database, told)
    print(f"told {refused.away} times to come back later, {len(told)} decisions")  # noqa: T201 for whoever runs it
    assert sorted(told) == list(range(240))


def test_processes_that_are_killed_one_after_another_lose_and_double_nothing(
    postgresql: str, tmp_path: Path
) -> None:
    where = fresh(postgresql, uuid4().hex)
    with running(where, tmp_path, WORKERS) as server:
        told = _killed(server)
        holds(server.database, told)
    assert sorted(told) == list(range(PLANS))


def _killed(server: Server) -> dict[int, int]:
    """Kill the oldest process each time that some more decisions were made."""
    with ThreadPoolExecutor(1) as pool:
        loading = pool.submit(load, server, range(PLANS))
        for wanted in range(EACH, PLANS, EACH):
            while _decisions(server) < wanted and not loading.done():
                time.sleep(0.1)
            os.kill(min(server.all_workers(WORKERS)), signal.SIGKILL)
        return loading.result(SECONDS)


def _decisions(server: Server) -> int:
    with server.database.reading() as connection:
        return int(connection.execute(text("SELECT count(*) FROM decision")).scalar_one())
