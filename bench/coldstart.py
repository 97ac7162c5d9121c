"""From process start to the first decision, and the memory that it takes, by engine."""

import json
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.peers import PEERS
from bench.peersetup import ROOT
from bench.tables import Part, Plot, Table
from bench.worker import NOTHING, OURS
from bench.workload import SIZES

_RUNS = 3
_SECONDS = 150


@dataclass(frozen=True, slots=True)
class Cold:
    """One start: milliseconds until the first answer, megabytes at most."""

    clock: float
    memory: float


def measure(peers: Path | None, *, full: bool) -> Part:
    """Return how long each engine takes from process start, and how much memory it holds."""
    commands = {NOTHING: sys.executable, OURS: sys.executable}
    if peers is not None:
        commands |= {name: str(peers) for name, each in PEERS.items() if full or not each.slow}
    found: dict[str, dict[int, list[Cold]]] = {name: {} for name in commands}
    for _ in range(_RUNS):
        for name, python in commands.items():
            for size in PEERS[name].sizes if name in PEERS else SIZES:
                started = _start(python, name, size)
                if started is not None:
                    found[name].setdefault(size, []).append(started)
    rows = tuple(_row(name, each) for name, each in found.items())
    sizes = tuple(f"{size:,}" for size in SIZES)
    table = Table(
        "Bare rules from process start: milliseconds to the first decision, and megabytes",
        ("engine", *(f"ms, {size}" for size in sizes), *(f"MB, {size}" for size in sizes)),
        rows,
        (
            f"median of {_RUNS} starts in turns: imports, compiling the rules, one decision",
            f"`{NOTHING}` is the harness alone, part of every other line",
            "ours reads YAML and knows the place of each word; later starts have a cache",
            "memory: the most that was resident, that of a server included",
        ),
    )
    raw: dict[str, object] = {
        name: {str(size): [asdict(cold) for cold in colds] for size, colds in each.items()}
        for name, each in found.items()
    }
    plot = Plot(
        "cold-starts",
        "Milliseconds from process start to the first decision (less is better)",
        "rules",
        "milliseconds",
        tuple(
            (name, tuple((size, _middle(colds)) for size, colds in each.items()))
            for name, each in found.items()
            if each
        ),
    )
    return Part((table,), (), raw, (plot,))


def _middle(colds: list[Cold]) -> float:
    return statistics.median(each.clock for each in colds)


def _start(python: str, name: str, size: int) -> Cold | None:
    """Return what one start takes, or nothing where it ends without an answer."""
    begun = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 our own interpreter
        [python, "-m", "bench.worker", name, str(size)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        line = process.stdout.readline() if process.stdout else ""
        clock = (time.perf_counter() - begun) * 1_000
        try:
            process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
    return Cold(clock, json.loads(line)["memory"]) if line else None


def _row(name: str, found: dict[int, list[Cold]]) -> tuple[str, ...]:
    clocks = (_median([each.clock for each in found.get(size, ())]) for size in SIZES)
    memories = (_median([each.memory for each in found.get(size, ())]) for size in SIZES)
    return (name, *clocks, *memories)


def _median(values: list[float]) -> str:
    return f"{statistics.median(values):,.0f}" if values else "-"
