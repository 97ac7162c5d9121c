"""`check` from process start to answer, beside a bare Python and the commands of peers."""

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.peersetup import ROOT
from bench.plans import AS_OF, small_plan
from bench.tables import Part, Table, Target

_RUNS = 15
_AIM_MS = 350
_LAST_CODE = 4
"""`check` leaves with up to this where it answered."""
CHECK = "distillgate check"


@dataclass(frozen=True, slots=True)
class Start:
    """One run of a process, in milliseconds."""

    wall: float
    cpu: float


def measure(folder: Path, peers: Path | None) -> Part:
    """Return how long whole processes take; `folder` holds the plan while it is checked."""
    plan = folder / "plan.yaml"
    plan.write_text(small_plan(3), encoding="utf-8")
    commands = _commands(plan, peers)
    runs: dict[str, list[Start]] = {name: [] for name in commands}
    dropped = []
    for name, command in commands.items():
        if _run(command) is None:
            dropped.append(name)
    for _ in range(_RUNS):
        for name, command in commands.items():
            done = None if name in dropped else _run(command)
            if done is not None:
                runs[name].append(done)
    notes = tuple(f"{name} does not run here" for name in dropped)
    table = _table({name: each for name, each in runs.items() if each}, notes)
    raw: dict[str, object] = {
        name: [asdict(run) for run in each] for name, each in runs.items()
    }
    return Part((table,), tuple(_targets(runs)), raw)


def _commands(plan: Path, peers: Path | None) -> dict[str, Sequence[str]]:
    python = sys.executable
    day = AS_OF.isoformat()
    commands: dict[str, Sequence[str]] = {
        "python -c pass": (python, "-c", "pass"),
        "importing the command alone": (python, "-c", "import distillgate.cli.main"),
        CHECK: (python, "-m", "distillgate", "check", str(plan), "--as-of", day),
    }
    if peers is not None:
        commands["cel (CEL, Rust)"] = (str(peers.parent / "cel"), "1 + 1 == 2")
        commands["python -m celpy (CEL, Python)"] = (str(peers), "-m", "celpy", "-n", "1 + 1")
    return commands


def _run(command: Sequence[str]) -> Start | None:
    """Return what one run takes, or nothing where it ends without an answer."""
    before, start = _children(), time.perf_counter()
    try:
        done = subprocess.run(  # noqa: S603 our own commands
            command, cwd=ROOT, check=False, capture_output=True, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    wall, cpu = time.perf_counter() - start, _children() - before
    answered = done.returncode in {0, *range(3, _LAST_CODE + 1)}
    return Start(wall * 1_000, cpu * 1_000) if answered else None


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _targets(runs: dict[str, list[Start]]) -> list[Target]:
    if not runs[CHECK]:
        return [Target("`check` from process start", f"{_AIM_MS} ms", "it does not run", 99)]
    wall = statistics.median(each.wall for each in runs[CHECK])
    return [
        Target(
            "`check` from process start, warm cache",
            f"{_AIM_MS} ms",
            f"{wall:.0f} ms",
            wall / _AIM_MS,
        )
    ]


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
            f"`{CHECK}` reads a plan of three ingredients and all packs, without a registry",
            *notes,
        ),
    )
