"""Time calls on a machine that others use too: interleaved passes, medians, CPU beside wall."""

import gc
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PASSES = 5
_LEAST_CALLS = 3
_WARM_UP_CALLS = 2
_NS_PER_US = 1_000
Job = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Timing:
    """What one thing took, in microseconds."""

    median: float
    """Wall time: the median over passes of the median of each."""
    p99: float
    """Wall time, over all calls of all passes."""
    cpu: float
    """CPU time of the process, as `median`."""
    best: float
    """The least CPU time of any call: what it costs when nobody is in the way."""
    calls: int
    passes: tuple[float, ...]
    """The median CPU time of each pass, in the order of the passes."""


@dataclass(frozen=True, slots=True)
class Pass:
    """The calls of one pass, in microseconds."""

    wall: tuple[float, ...]
    cpu: tuple[float, ...]


def pin() -> int | None:
    """Keep this process and its children on one CPU; return which, or nothing if it cannot."""
    if sys.platform != "linux":
        return None
    chosen = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {chosen})
    return chosen


def settle() -> None:
    """Leave what was built out of the garbage collector's way, as a long-lived server does."""
    gc.collect()
    gc.freeze()


def one_pass(job: Job, seconds: float) -> Pass:
    """Return the times of calls of `job`, made for `seconds`, at least three."""
    for _ in range(_WARM_UP_CALLS):
        job()
    wall: list[float] = []
    cpu: list[float] = []
    end = time.perf_counter() + seconds
    while len(wall) < _LEAST_CALLS or time.perf_counter() < end:
        busy, start = time.process_time_ns(), time.perf_counter_ns()
        job()
        wall.append((time.perf_counter_ns() - start) / _NS_PER_US)
        cpu.append((time.process_time_ns() - busy) / _NS_PER_US)
    return Pass(tuple(wall), tuple(cpu))


def interleaved(
    jobs: Mapping[str, Job], seconds: float, passes: int = PASSES
) -> dict[str, Timing]:
    """Return the timing of each job; all take turns, so that noise falls on all alike."""
    found: dict[str, list[Pass]] = {name: [] for name in jobs}
    for _ in range(passes):
        for name, job in jobs.items():
            found[name].append(one_pass(job, seconds / passes))
    return {name: summed(each) for name, each in found.items()}


def summed(passes: list[Pass]) -> Timing:
    """Return what `passes` come to."""
    walls = sorted(time for each in passes for time in each.wall)
    middles = tuple(statistics.median(each.cpu) for each in passes)
    return Timing(
        median=statistics.median(statistics.median(each.wall) for each in passes),
        p99=walls[min(len(walls) - 1, int(len(walls) * 0.99))],
        cpu=statistics.median(middles),
        best=min(min(each.cpu) for each in passes),
        calls=len(walls),
        passes=middles,
    )


def ratio(one: Timing, other: Timing) -> float:
    """Return how many times `other` the first took: the median over passes side by side."""
    pairs = zip(one.passes, other.passes, strict=False)
    return statistics.median(first / max(second, 1e-3) for first, second in pairs)


def yardstick() -> float:
    """Return the milliseconds of CPU that a fixed piece of Python takes here and now."""

    def work() -> int:
        table = {str(number): number for number in range(2_000)}
        return sum(table[str(number)] * number % 7 for number in range(2_000))

    return one_pass(lambda: [work() for _ in range(10)], 0.5).cpu[0] / 1_000


def machine(cpu: int | None) -> dict[str, str]:
    """Return what machine and which versions this is measured with."""
    load = f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "unknown"
    return {
        "measured": time.strftime("%Y-%m-%d", time.gmtime()),
        "processor": _processor(),
        "cpus": str(os.cpu_count()),
        "pinned to": "no CPU" if cpu is None else f"CPU {cpu}",
        "load average at start": load,
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "distillgate": _version("distillgate"),
        "pyyaml": _version("pyyaml"),
        "yardstick": f"{yardstick():.2f} ms (a fixed piece of Python; compare between runs)",
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else "unknown"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
