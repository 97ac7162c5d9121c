"""Several processes that answer at one place, with one registry: nothing is lost or doubled."""

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest

from tests.databases import fresh
from tests.distillgate.libraries import approved
from tests.running import SECONDS, Server, holds, insisted, load, running

KINDS = [pytest.param("sqlite", marks=pytest.mark.soak), "postgresql"]


@pytest.fixture(params=KINDS)
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """Run the command with two processes over a registry of either kind."""
    where: str | Path = tmp_path / "registry.db"
    if request.param != "sqlite":
        where = fresh(request.getfixturevalue("postgresql"), uuid4().hex)
    with running(where, tmp_path) as found:
        yield found


def killed(server: Server, rounds: int, size: int) -> dict[int, int]:
    """Kill a process under load, over and over; return all that was told."""
    told: dict[int, int] = {}
    for turn in range(rounds):
        half = threading.Event()
        with ThreadPoolExecutor(1) as pool:
            loading = pool.submit(load, server, range(turn * size, (turn + 1) * size), half)
            assert half.wait(SECONDS)
            before = server.all_workers(2)
            os.kill(min(before), signal.SIGKILL)
            told |= loading.result(SECONDS)
        assert min(before) not in server.all_workers(2)
    return told


def test_a_kill_loses_and_doubles_nothing_and_a_signal_lets_it_finish(server: Server) -> None:
    told = killed(server, 1, 24)
    assert sorted(told) == list(range(24))
    holds(server.database, told)
    # Who asks again under the same key hears of the same decision.
    with server.client() as client:
        assert insisted(client, 7) == told[7]
    holds(server.database, told)
    finishes(server)


def finishes(server: Server) -> None:
    """See that a signal ends it, after what is under way."""
    host, _, port = server.place.removeprefix("http://").partition(":")
    body = approved().encode()
    head = (
        f"POST /v1/evaluate HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {server.key}\r\n"
        f"Content-Type: application/yaml\r\nContent-Length: {len(body)}\r\n"
        "Expect: 100-continue\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=SECONDS) as asking:
        asking.sendall(head.encode())
        # It reads this request, and then is told to end.
        assert asking.recv(1_000).startswith(b"HTTP/1.1 100")
        server.process.send_signal(signal.SIGTERM)
        refused = False
        end = time.monotonic() + SECONDS
        while not refused and time.monotonic() < end:
            try:
                socket.create_connection((host, int(port)), timeout=1).close()
            except OSError:
                refused = True
            time.sleep(0.1)
        asking.sendall(body)
        answer = b""
        while part := asking.recv(65_536):
            answer += part
    assert answer.startswith(b"HTTP/1.1 200"), answer[:300]
    assert b"distillgate/verdict/v1" in answer
    assert server.process.wait(SECONDS) == 0


@pytest.mark.soak
def test_many_killed_processes_lose_and_double_nothing(server: Server) -> None:
    told = killed(server, 20, 200)
    assert sorted(told) == list(range(4_000))
    holds(server.database, told)
