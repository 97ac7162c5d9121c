"""`check` from process start to answer, beside a bare Python and the commands of peers."""

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench.peersetup import ROOT
from bench.plans import AS_OF, small_plan
from bench.tables import Part, Table, Target
from registry.database import database_at

_RUNS = 15
_AIM_MS = 350
_LAST_CODE = 4
"""`check` leaves with up to this where it answered."""
CHECK = "distillgate check"
FILED = "distillgate check, with a registry"
FIRST = "distillgate check, without a cache"
_FILED_AIM_MS = 900
_FIRST_RUNS = 3
"""A run without a cache takes seconds, so there are fewer of them."""


@dataclass(frozen=True, slots=True)
class Command:
    """What is run, with what is set for it."""

    words: Sequence[str]
    settings: Mapping[str, str] = field(default_factory=dict)
    runs: int = _RUNS


@dataclass(frozen=True, slots=True)
class Start:
    """One run of a process, in milliseconds."""

    wall: float
    cpu: float


def measure(folder: Path, peers: Path | None) -> Part:
    """Return how long whole processes take; `folder` holds the plan while it is checked."""
    plan = folder / "plan.yaml"
    plan.write_text(small_plan(3), encoding="utf-8")
    registry = folder / "starting.db"
    database_at(registry).upgrade()
    commands = _commands(plan, registry, peers)
    runs: dict[str, list[Start]] = {name: [] for name in commands}
    dropped = []
    for name, command in commands.items():
        if _run(command) is None:
            dropped.append(name)
    for turn in range(_RUNS):
        for name, command in commands.items():
            left_out = name in dropped or turn >= command.runs
            done = None if left_out else _run(command)
            if done is not None:
                runs[name].append(done)
    notes = tuple(f"{name} does not run here" for name in dropped)
    table = _table({name: each for name, each in runs.items() if each}, notes)
    raw: dict[str, object] = {
        name: [asdict(run) for run in each] for name, each in runs.items()
    }
    return Part((table,), tuple(_targets(runs)), raw)


def _commands(plan: Path, registry: Path, peers: Path | None) -> dict[str, Command]:
    python = sys.executable
    check = (python, "-m", "distillgate", "check", str(plan), "--as-of", AS_OF.isoformat())
    alone = {"DISTILLGATE_REGISTRY": str(registry.with_name("no-registry.db"))}
    commands = {
        "python -c pass": Command((python, "-c", "pass")),
        "importing the command alone": Command((python, "-c", "import distillgate.cli.main")),
        CHECK: Command(check, alone),
        FILED: Command(check, {"DISTILLGATE_REGISTRY": str(registry)}),
        FIRST: Command(check, {**alone, "DISTILLGATE_CACHE_DIR": "off"}, _FIRST_RUNS),
    }
    if peers is not None:
        commands["cel (CEL, Rust)"] = Command((str(peers.parent / "cel"), "1 + 1 == 2"))
        celpy = Command((str(peers), "-m", "celpy", "-n", "1 + 1"))
        commands["python -m celpy (CEL, Python)"] = celpy
    return commands


def _run(command: Command) -> Start | None:
    """Return what one run takes, or nothing where it ends without an answer."""
    before, start = _children(), time.perf_counter()
    try:
        done = subprocess.run(  # noqa: S603 our own commands
            command.words,
            cwd=ROOT,
            env={**os.environ, **command.settings},  # noqa: TID251 as the shell has it
            check=False,
            capture_output=True,
            timeout=60,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    wall, cpu = time.perf_counter() - start, _children() - before
    answered = done.returncode in {0, *range(3, _LAST_CODE + 1)}
    return Start(wall * 1_000, cpu * 1_000) if answered else None


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _targets(runs: dict[str, list[Start]]) -> Iterator[Target]:
    for name, aim, what in (
        (CHECK, _AIM_MS, "`check` from process start, warm cache"),
        (FILED, _FILED_AIM_MS, "the same with a registry"),
    ):
        if not runs[name]:
            yield Target(what, f"{aim} ms", "it does not run", 99)
            continue
        wall = statistics.median(each.wall for each in runs[name])
        yield Target(what, f"{aim} ms", f"{wall:.0f} ms", wall / aim)


def _table(runs: dict[str, list[Start]], notes: tuple[str, ...]) -> Table:
    bare = statistics.median(each.wall for each in runs["python -c pass"])
    rows = []
    for name, each in runs.items():
        wall = statistics.median(run.wall for run in each)
        cpu = statistics.median(run.cpu for run in each)
        least = min(run.wall for run in each)
        rows.append(
            (f"`{name}`", f"{wall:.0f}", f"{least:.0f}", f"{cpu:.0f}", f"{wall / bare:.1f}")
        )
    return Table(
        "From process start to exit (milliseconds)",
        ("command", "median", "least", "CPU", "times a bare Python"),
        tuple(rows),
        (
            f"{_RUNS} runs of each, in turns, after one that warms the cache",
            f"without a cache: {_FIRST_RUNS} runs, each of which reads all packs from YAML",
            f"`{CHECK}` reads a plan of three ingredients and all packs",
            *notes,
        ),
    )
