"""A server that runs in processes of its own, clients that insist, and what holds after."""

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from os import environ  # noqa: TID251 a process of its own needs one
from pathlib import Path

import httpx

from distillgate.ledgers import ledger_over
from distillgate.settings import Settings
from distillgate.usecases.apikeys import KeyWish, make_key
from distillgate.usecases.auditlog import Sought, check_stored, records_in
from policy.diagnostics import Span
from registry.audit.verifying import Standing
from registry.database import Database
from tests.databases import JO, migrated
from tests.distillgate.libraries import approved

SECONDS = 120
_PLACE = re.compile(r"at (http://127\.0\.0\.1:\d+)")
_WISH = KeyWish("ci", "load", frozenset({"evaluate", "plans:submit", "plans:read"}))


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs, with several processes that answer."""

    process: "subprocess.Popen[bytes]"
    place: str
    key: str
    database: Database

    def client(self) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/yaml"}
        return httpx.Client(base_url=self.place, headers=headers, timeout=SECONDS)

    def workers(self) -> set[int]:
        """Return the processes that answer."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        found = map(int, children.read_text("utf-8").split())
        return {each for each in found if b"spawn_main" in _command(each)}

    def all_workers(self, count: int) -> set[int]:
        """Return the processes that answer, once all of them have been started."""
        end = time.monotonic() + SECONDS
        while len(found := self.workers()) < count and time.monotonic() < end:
            time.sleep(0.1)
        return found


def _command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


@contextmanager
def running(where: str | Path, folder: Path, workers: int = 2, **env: str) -> Iterator[Server]:
    """Run the command over the registry at `where`, which is made there."""
    database = migrated(where)
    ledger = ledger_over(database, Settings(registry=where))
    _, key = make_key(_WISH, ledger, JO, Span("tests", 1, 1))
    kept = {name: value for name, value in environ.items() if "DISTILLGATE" not in name}
    kept |= {"DISTILLGATE_REGISTRY": str(where), "DISTILLGATE_SCREENING_DIR": "off"}
    kept |= {"DISTILLGATE_KEYS": str(folder / "keys"), "DISTILLGATE_RATE_LIMIT": "0"}
    command = [sys.executable, "-m", "distillgate", "serve", "--port", "0"]
    command += ["--workers", str(workers)]
    with (folder / "said").open("w+b") as said:
        process = subprocess.Popen(command, env={**kept, **env}, stderr=said)  # noqa: S603 our own program
        try:
            yield Server(process, _place(process, folder / "said"), key, database)
        finally:
            process.terminate()
            process.wait(SECONDS)
            database.engine.dispose()


def _place(process: "subprocess.Popen[bytes]", said: Path) -> str:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and process.poll() is None:
        found = _PLACE.search(said.read_text("utf-8"))
        if found is not None:
            return found[1]
        time.sleep(0.1)
    raise TimeoutError(said.read_text("utf-8"))


def plan(number: int) -> str:
    return approved().replace("document-reader", f"reader-{number}")


@dataclass(slots=True)
class Refused:
    """How often clients were told to come back later, and how often nobody answered."""

    away: int = 0
    broken: int = 0
    seen: threading.Event = field(default_factory=threading.Event)


def insisted(client: httpx.Client, number: int, refused: Refused | None = None) -> int:
    """Submit a plan until it is acknowledged, as a client does that wants to be sure.

    Whoever may not be answered now must be told so, and when to come back.
    """
    told = refused or Refused()
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        try:
            answer = client.post(
                "/v1/plans", content=plan(number), headers={"Idempotency-Key": f"k-{number}"}
            )
        except httpx.TransportError:
            told.broken += 1
            time.sleep(0.5)
            continue
        if refused is not None and answer.status_code == 503:
            assert answer.json()["code"] == "unusable-registry", answer.text
            assert int(answer.headers["Retry-After"]) > 0
            told.away += 1
            told.seen.set()
            time.sleep(0.5)
            continue
        assert answer.status_code in {200, 201}, answer.text
        return int(answer.json()["decision"])
    raise TimeoutError(number)


def load(
    server: Server,
    numbers: range,
    half: threading.Event | None = None,
    refused: Refused | None = None,
) -> dict[int, int]:
    """Submit plans from four clients; return the decision that each was told."""

    def submit(start: int) -> dict[int, int]:
        found = {}
        for number in numbers[start::4]:
            # Each on a connection of its own, so that all processes are asked.
            with server.client() as client:
                found[number] = insisted(client, number, refused)
            if half is not None and len(found) > len(numbers) // 8:
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


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """Give a disk of its own that is soon full; it takes the right to mount one."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)  # noqa: S603 the tool of the system
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True, timeout=SECONDS)  # noqa: S603, S607 as above


def may_mount(folder: Path) -> bool:
    """Return whether disks may be made here."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return False
    try:
        with small_disk(folder / "trial", 1):
            return True
    except (OSError, subprocess.SubprocessError):
        return False


def filled(disk: Path) -> Path:
    """Fill a disk to its last byte, and return the file that does."""
    found = disk / "filler"
    with found.open("wb", buffering=0) as file:
        for size in (65_536, 4_096, 512, 1):
            try:
                while file.write(b"\0" * size):
                    pass
            except OSError:
                continue
    return found
