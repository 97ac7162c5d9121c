"""How fast a real server answers `evaluate`, asked from a second process.

Alone: `python -m bench.serving [SECONDS]`.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from os import environ  # noqa: TID251 a process of its own needs one
from pathlib import Path

from bench.load import Load, Order
from bench.peersetup import ROOT
from bench.tables import Part, Table, Target, markdown
from distillgate.api.bodies import EXAMPLE
from distillgate.ledgers import ledger_over
from distillgate.registries import registry_at
from distillgate.settings import read_settings
from distillgate.usecases.apikeys import KeyWish, make_key
from policy.diagnostics import Span
from registry.statements import Writer

SECONDS = 8.0
WORKERS = 2
_CONNECTIONS = 8
_AIM_RATE = 1_000
_AIM_MS = 20
_START_SECONDS = 120
_PLACE = re.compile(r"at http://([\d.]+):(\d+)")
_HERE = Span("bench", 1, 1)
_WRITER = Writer("bench", "2026-01-01T00:00:00.000000Z")
_KEPT, _FRESH = "the same plan again", "each plan for the first time"
_WHERE = (
    f"{WORKERS} processes on {os.cpu_count()} CPUs, SQLite, {_CONNECTIONS} connections;"
    " who asks is a process on the same CPUs"
)


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs, and how it is asked."""

    process: int
    order: Order

    def memory(self) -> float:
        """Return the megabytes that all its processes take."""
        return sum(map(_resident, self._all()))

    def cpu(self) -> float:
        """Return the seconds of CPU that all its processes have taken."""
        return sum(map(_busy, self._all()))

    def _all(self) -> tuple[int, ...]:
        return (self.process, *_children(self.process))


def measure(folder: Path, seconds: float = SECONDS) -> Part:
    """Return how fast a server, with its registry in `folder`, answers."""
    loads: dict[str, Load] = {}
    spent: list[str] = []
    with serving(folder, frozenset({"evaluate"})) as server:
        before = server.memory()
        for name, fresh in ((_KEPT, False), (_FRESH, True)):
            asked = replace(
                server.order, fresh=fresh, seconds=seconds, connections=_CONNECTIONS
            )
            begun = server.cpu()
            full = loads[f"{name}, as often as it answers"] = _loaded(asked)
            taken = 1_000 * (server.cpu() - begun) / len(full.milliseconds)
            spent.append(f"{name}: {taken:.2f} ms of CPU of the server for each answer")
            half = _AIM_RATE / 2 if not fresh else max(1.0, full.rate / 2)
            loads[f"{name}, {half:.0f} a second"] = _loaded(replace(asked, rate=half))
        after = server.memory()
    rows = tuple((name, *_row(each)) for name, each in loads.items())
    first, second, *_ = loads.values()
    table = Table(
        "Serving `POST /v1/evaluate`",
        ("what is asked", "answers a second", "p50 ms", "p99 ms", "failed"),
        rows,
        (
            _WHERE,
            *spent,
            f"memory of all processes: {before:.0f} MB before, {after:.0f} MB after them all",
        ),
    )
    p99 = second.share(0.99)
    targets = (
        Target(
            "`evaluate`, asked again", "1,000/s", f"{first.rate:,.0f}/s", _AIM_RATE / first.rate
        ),
        Target("`evaluate`, p99 at 500/s", "20 ms", f"{p99:.1f} ms", p99 / _AIM_MS),
    )
    raw: dict[str, object] = {
        name: {"rate": each.rate, "p50": each.share(0.5), "p99": each.share(0.99)}
        for name, each in loads.items()
    }
    return Part((table,), targets, {**raw, "memory": [before, after]})


def _row(load: Load) -> tuple[str, ...]:
    p50, p99 = load.share(0.5), load.share(0.99)
    return (f"{load.rate:,.0f}", f"{p50:.1f}", f"{p99:.1f}", str(load.failed))


@contextmanager
def serving(folder: Path, rights: frozenset[str], **more: str) -> Iterator[Server]:
    """Run a server and give it once all its processes answer, with a key for `rights`."""
    where = folder / "serving.db"
    settings = replace(read_settings(), registry=where, keys=folder / "keys")
    database = registry_at(where, make=True)
    if database is None:
        raise FileNotFoundError(where)
    wish = KeyWish("bench", "load", rights)
    _, key = make_key(wish, ledger_over(database, settings), _WRITER, _HERE)
    env = {**environ, "DISTILLGATE_REGISTRY": str(where), "DISTILLGATE_RATE_LIMIT": "0"}
    env |= {"DISTILLGATE_KEYS": str(folder / "keys"), **more}
    command = [sys.executable, "-m", "distillgate", "serve", "--port", "0"]
    log = folder / "serving.log"
    with log.open("wb") as said, _all_cpus():
        running = subprocess.Popen(  # noqa: S603 our own program
            [*command, "--workers", str(WORKERS)], env=env, stderr=said, cwd=ROOT
        )
        try:
            host, port = _place(log, running)
            _wait(running.pid)
            yield Server(
                running.pid,
                Order(host, port, "/v1/evaluate", key, EXAMPLE),
            )
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(_START_SECONDS)


def _place(log: Path, running: "subprocess.Popen[bytes]") -> tuple[str, int]:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and running.poll() is None:
        found = _PLACE.search(log.read_text(encoding="utf-8"))
        if found is not None:
            return found[1], int(found[2])
        time.sleep(0.1)
    raise TimeoutError(log.read_text(encoding="utf-8"))


def _wait(process: int) -> None:
    """Wait until every process of the server has loaded the packs."""
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        found = [each for each in _children(process) if _listens(each)]
        if len(found) == WORKERS:
            return
        time.sleep(0.2)
    raise TimeoutError("the processes of the server do not start")


def _listens(process: int) -> bool:
    """Return whether a process waits for requests: it has opened what it waits with."""
    try:
        found = list(Path(f"/proc/{process}/fd").iterdir())
        return any("eventpoll" in str(each.readlink()) for each in found)
    except OSError:
        return False


def _children(process: int) -> list[int]:
    try:
        text = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="utf-8")
    except OSError:
        return []
    return [int(each) for each in text.split()]


def _busy(process: int) -> float:
    try:
        text = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    fields = text.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(process: int) -> float:
    try:
        text = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    found = re.search(r"VmRSS:\s+(\d+)", text)
    return int(found[1]) / 1_000 if found else 0.0


@contextmanager
def _all_cpus() -> Iterator[None]:
    """Let what is started here use every CPU, whatever one this process keeps to."""
    if sys.platform != "linux":
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _loaded(order: Order) -> Load:
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        input=json.dumps(asdict(order)).encode(),
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    return Load(**json.loads(done.stdout))


def main() -> None:
    """Measure and print."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    with tempfile.TemporaryDirectory(prefix="distillgate-bench-") as name:
        part = measure(Path(name), seconds)
    for table in part.tables:
        print(markdown(table))


if __name__ == "__main__":
    main()
