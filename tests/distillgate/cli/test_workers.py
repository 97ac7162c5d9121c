"""Several processes that answer at one place, with one registry: nothing is lost or doubled."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import environ  # noqa: TID251 a process of its own needs one
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from distillgate.ledgers import ledger_over
from distillgate.settings import Settings
from distillgate.usecases.apikeys import KeyWish, make_key
from distillgate.usecases.auditlog import Sought, check_stored, records_in
from policy.diagnostics import Span
from registry.audit.verifying import Standing
from registry.database import Database
from tests.databases import JO, fresh, migrated
from tests.distillgate.libraries import approved

_SECONDS = 120
_PLACE = re.compile(r"at (http://127\.0\.0\.1:\d+)")
_WISH = KeyWish("ci", "load", frozenset({"evaluate", "plans:submit", "plans:read"}))
_TRIES = 60


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs, with two processes that answer."""

    process: "subprocess.Popen[bytes]"
    place: str
    key: str
    database: Database

    def client(self) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/yaml"}
        return httpx.Client(base_url=self.place, headers=headers, timeout=_SECONDS)

    def workers(self) -> set[int]:
        """Return the processes that answer."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        found = map(int, children.read_text("utf-8").split())
        return {each for each in found if b"spawn_main" in _command(each)}


def _command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


KINDS = [pytest.param("sqlite", marks=pytest.mark.soak), "postgresql"]


@pytest.fixture(params=KINDS)
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """Run the command with two processes over a registry of either kind."""
    where: str | Path = tmp_path / "registry.db"
    if request.param != "sqlite":
        where = fresh(request.getfixturevalue("postgresql"), uuid4().hex)
    database = migrated(where)
    ledger = ledger_over(database, Settings(registry=where))
    _, key = make_key(_WISH, ledger, JO, Span("tests", 1, 1))
    env = {name: value for name, value in environ.items() if "DISTILLGATE" not in name}
    env |= {"DISTILLGATE_REGISTRY": str(where), "DISTILLGATE_SCREENING_DIR": "off"}
    env |= {"DISTILLGATE_KEYS": str(tmp_path / "keys"), "DISTILLGATE_RATE_LIMIT": "0"}
    command = [sys.executable, "-m", "distillgate", "serve", "--port", "0", "--workers", "2"]
    with (tmp_path / "said").open("w+b") as said:
        running = subprocess.Popen(command, env=env, stderr=said)  # noqa: S603 our own program
        try:
            yield Server(running, _place(running, tmp_path / "said"), key, database)
        finally:
            running.terminate()
            running.wait(_SECONDS)
            database.engine.dispose()


def _place(running: "subprocess.Popen[bytes]", said: Path) -> str:
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end and running.poll() is None:
        found = _PLACE.search(said.read_text("utf-8"))
        if found is not None:
            return found[1]
        time.sleep(0.1)
    raise TimeoutError(said.read_text("utf-8"))


def plan(number: int) -> str:
    return approved().replace("document-reader", f"reader-{number}")


def insisted(client: httpx.Client, number: int) -> int:
    """Submit a plan until it is acknowledged, as a client does that wants to be sure."""
    for _ in range(_TRIES):
        try:
            answer = client.post(
                "/v1/plans", content=plan(number), headers={"Idempotency-Key": f"k-{number}"}
            )
        except httpx.TransportError:
            time.sleep(0.5)
            continue
        assert answer.status_code in {200, 201}, answer.text
        return int(answer.json()["decision"])
    raise TimeoutError(number)


def load(server: Server, numbers: range, half: threading.Event) -> dict[int, int]:
    """Submit plans from four clients; return the decision that each was told."""

    def submit(start: int) -> dict[int, int]:
        found = {}
        for number in numbers[start::4]:
            # Each on a connection of its own, so that both processes are asked.
            with server.client() as client:
                found[number] = insisted(client, number)
            if len(found) > len(numbers) // 8:
                half.set()
        return found

    with ThreadPoolExecutor(4) as pool:
        return {key: each for part in pool.map(submit, range(4)) for key, each in part.items()}


def holds(database: Database, told: dict[int, int]) -> None:
    """See that each decision that was told is there once, in one log without a gap."""
    assert len(set(told.values())) == len(told)
    records = records_in(database, Sought("decision.made", most=100_000))
    assert len(records) == len(told)
    assert check_stored(database).standing is Standing.HOLDS


def killed(server: Server, rounds: int, size: int) -> dict[int, int]:
    """Kill a process under load, over and over; return all that was told."""
    told: dict[int, int] = {}
    for turn in range(rounds):
        half = threading.Event()
        with ThreadPoolExecutor(1) as pool:
            loading = pool.submit(load, server, range(turn * size, (turn + 1) * size), half)
            assert half.wait(_SECONDS)
            before = both(server)
            os.kill(min(before), signal.SIGKILL)
            told |= loading.result(_SECONDS)
        assert min(before) not in both(server)
    return told


def both(server: Server) -> set[int]:
    """Return the two processes that answer, once both have been started."""
    end = time.monotonic() + _SECONDS
    while len(found := server.workers()) < 2 and time.monotonic() < end:
        time.sleep(0.1)
    return found


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
    with socket.create_connection((host, int(port)), timeout=_SECONDS) as asking:
        asking.sendall(head.encode())
        # It reads this request, and then is told to end.
        assert asking.recv(1_000).startswith(b"HTTP/1.1 100")
        server.process.send_signal(signal.SIGTERM)
        refused = False
        end = time.monotonic() + _SECONDS
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
    assert server.process.wait(_SECONDS) == 0


@pytest.mark.soak
def test_many_killed_processes_lose_and_double_nothing(server: Server) -> None:
    told = killed(server, 20, 200)
    assert sorted(told) == list(range(4_000))
    holds(server.database, told)
