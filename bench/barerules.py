"""Bare rules side by side with other engines: every engine in its own process, in turns."""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO

from bench import cerbos
from bench.ours import HOW
from bench.peers import ABSENT, PEERS
from bench.peersetup import ROOT
from bench.tables import Part, Plot, Table, Target
from bench.worker import OURS
from bench.workload import INPUTS, OURS_ALONE, SIZES

_PASSES = 5
_SECONDS = 0.4
_AIM = 20
_ALL = (*SIZES, OURS_ALONE)
Figures = dict[str, float]


@dataclass(slots=True)
class Engine:
    """One engine in its process."""

    name: str
    how: str
    sizes: tuple[int, ...]
    complete: bool
    process: "subprocess.Popen[str]"
    passes: dict[int, list[Figures]] = field(default_factory=dict)
    fault: str | None = None

    def ask(self, size: int) -> None:
        """Take one more pass over `size` rules; an engine that failed is left alone."""
        if self.fault is not None or size not in self.sizes:
            return
        try:
            _pipe(self.process.stdin).write(
                json.dumps({"size": size, "seconds": _SECONDS}) + "\n"
            )
            _pipe(self.process.stdin).flush()
            line = _pipe(self.process.stdout).readline()
        except OSError as error:
            self.fault = str(error)
            return
        reply: dict[str, float] = json.loads(line) if line else {}
        if "calls" not in reply:
            self.fault = str(reply.get("error", "its process ended"))
        else:
            self.passes.setdefault(size, []).append(reply)

    def median(self, size: int, name: str) -> float:
        """Return the median over passes of one figure."""
        return statistics.median(each[name] for each in self.passes[size])

    @property
    def wrong(self) -> float:
        """Answers that deny where none should, or the other way round; over all sizes."""
        return sum(each[0]["wrong"] for each in self.passes.values())

    @property
    def short(self) -> float:
        """Answers that do not name every rule that matches; over all sizes."""
        return sum(each[0]["short"] for each in self.passes.values())

    @property
    def compared(self) -> float:
        """Answers that were compared, over all sizes."""
        return sum(each[0]["compared"] for each in self.passes.values())


def measure(peers: Path | None, said: tuple[str, ...], *, full: bool) -> Part:
    """Return how fast bare rules are here and elsewhere; `said` is about peers that lack.

    With `full` the peers are there too that take minutes.
    """
    engines = [_engine(OURS, HOW, sys.executable, sizes=_ALL)]
    if peers is not None:
        engines += [
            _engine(name, each.how, str(peers), sizes=each.sizes, complete=each.complete)
            for name, each in PEERS.items()
            if full or not each.slow
        ]
    try:
        for _ in range(_PASSES):
            for size in _ALL:
                for engine in engines:
                    engine.ask(size)
    finally:
        for engine in engines:
            engine.process.kill()
            engine.process.wait()
    rivals = [each for each in engines[1:] if each.passes and not each.short]
    tables = (_table(engines, peers, said), _tails(engines), _ratios(engines[0], rivals))
    raw: dict[str, object] = {
        each.name: each.fault or {str(size): passes for size, passes in each.passes.items()}
        for each in engines
    }
    targets = tuple(_targets(engines[0], rivals))
    differing = round(sum(each.wrong for each in engines))
    return Part(tables, targets, raw, (_plot(engines),), differing)


def _engine(
    name: str, how: str, python: str, *, sizes: tuple[int, ...] = SIZES, complete: bool = True
) -> Engine:
    process = subprocess.Popen(  # noqa: S603 our own interpreter
        [python, "-m", "bench.worker", name],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    return Engine(name, how, sizes, complete, process)


def _pipe(pipe: IO[str] | None) -> IO[str]:
    if pipe is None:
        raise OSError("the process has no pipe")
    return pipe


def _targets(ours: Engine, rivals: list[Engine]) -> list[Target]:
    found = []
    for size in SIZES:
        best = _best(ours, rivals, size)
        if best is not None:
            rival, times = best
            what = f"bare rules, {size:,}: the best peer ({rival.name}) over ours"
            found.append(Target(what, f"{_AIM} times", f"{times:.1f} times", _AIM / times))
    return found


def _best(ours: Engine, rivals: list[Engine], size: int) -> tuple[Engine, float] | None:
    """Return the fastest peer with right answers, and how many times our time it takes."""
    there = [each for each in rivals if size in each.passes and size in ours.passes]
    if not there:
        return None
    best = min(there, key=lambda each: each.median(size, "cpu"))
    return best, _times(best, ours, size)


def _times(one: Engine, other: Engine, size: int) -> float:
    """Return the ratio of two engines: the median over passes that ran side by side."""
    return statistics.median(_each_time(one, other, size))


def _table(engines: list[Engine], peers: Path | None, said: tuple[str, ...]) -> Table:
    rows = []
    for each in engines:
        times = (_cell(each, size, "median") for size in _ALL)
        rows.append((_titled(each, peers), *times, each.how, *_right(each)))
    head = (
        "engine",
        *(f"{size:,}" for size in _ALL),
        "how",
        "allow or deny",
        "names every rule",
    )
    faults = tuple(f"{each.name} is left out: {each.fault}" for each in engines if each.fault)
    return Table(
        "Bare rules side by side (microseconds a decision, median, by number of rules)",
        head,
        tuple(rows),
        (
            (
                f"timed: dict of twelve facts in, set of matching ids out, {INPUTS:,} inputs,"
                " conversion included; numbers are ints for peers and decimals for us"
            ),
            "ours: `ClauseIndex.holding`, narrowed by the index, the rest evaluated",
            *said,
            *faults,
            *ABSENT,
        ),
    )


def _plot(engines: list[Engine]) -> Plot:
    """Return the picture of all engines over the sizes."""
    return Plot(
        "bare-rules",
        "Microseconds a decision, by number of rules (less is better)",
        "rules",
        "microseconds, median",
        tuple(
            (each.name, tuple((size, each.median(size, "median")) for size in each.passes))
            for each in engines
            if each.passes
        ),
    )


def _tails(engines: list[Engine]) -> Table:
    """Return the slowest calls, the CPU and the time to get ready."""
    rows = []
    for each in engines:
        tails = (_cell(each, size, "p99") for size in _ALL)
        cpus = (_cell(each, size, "cpu") for size in _ALL)
        rows.append((each.name, *tails, *cpus, *(_ready(each, size) for size in _ALL)))
    head = (
        "engine",
        *(f"p99, {size:,}" for size in _ALL),
        *(f"CPU, {size:,}" for size in _ALL),
        *(f"ready, {size:,} (ms)" for size in _ALL),
    )
    return Table(
        "Bare rules: 99 of 100 calls, CPU a call (microseconds), and the time to get ready",
        head,
        tuple(rows),
        (
            "ready: from the text of the rules to an engine that can be asked",
            "CPU is that of the process which asks: the server of Cerbos is not in it",
        ),
    )


def _ready(engine: Engine, size: int) -> str:
    found = engine.passes.get(size)
    return f"{found[0]['prepare_ms']:,.0f}" if found else "-"


def _ratios(ours: Engine, rivals: list[Engine]) -> Table:
    rows = []
    for each in rivals:
        cells = (
            _spread(each, ours, size) if size in each.passes and size in ours.passes else "-"
            for size in SIZES
        )
        rows.append((each.name, *cells))
    head = ("engine", *(f"{size:,}" for size in SIZES))
    return Table(
        "Times as long as ours, of peers whose every answer is right",
        head,
        tuple(rows),
        (
            "of CPU time a decision, the mean over inputs: half of them match nothing",
            f"the median of {_PASSES} passes side by side, and the least and most of them",
        ),
    )


def _titled(engine: Engine, peers: Path | None) -> str:
    package = "distillgate" if engine.name == OURS else PEERS[engine.name].package
    if package == cerbos.PACKAGE:
        return f"{engine.name} ({package} {cerbos.VERSION})"
    found = _version(package, None if engine.name == OURS else peers)
    return f"{engine.name} ({package} {found})"


def _version(package: str, python: Path | None) -> str:
    if python is None:
        try:
            return version(package)
        except PackageNotFoundError:
            return "of the source tree"
    code = f"from importlib.metadata import version; print(version({package!r}))"
    done = subprocess.run(  # noqa: S603 our own interpreter
        [str(python), "-c", code], check=False, capture_output=True, text=True
    )
    return done.stdout.strip() or "not installed"


def _cell(engine: Engine, size: int, name: str) -> str:
    return f"{engine.median(size, name):,.1f}" if size in engine.passes else "-"


def _spread(one: Engine, other: Engine, size: int) -> str:
    """Return the ratio of two engines with its spread over passes."""
    found = sorted(_each_time(one, other, size))
    return f"{statistics.median(found):.1f} ({found[0]:.1f} to {found[-1]:.1f})"


def _each_time(one: Engine, other: Engine, size: int) -> Iterator[float]:
    pairs = zip(one.passes[size], other.passes[size], strict=False)
    yield from (first["cpu"] / second["cpu"] for first, second in pairs)


def _right(engine: Engine) -> tuple[str, str]:
    """Return whether allow and deny are right, and whether every rule is named."""
    if not engine.passes:
        return "not measured", "not measured"
    compared = f"{engine.compared:,.0f} of {INPUTS * len(engine.passes):,} compared"
    differ = f"{engine.wrong:,.0f} differ" if engine.wrong else "all alike"
    decided = f"{compared}, {differ}"
    if not engine.short:
        return decided, "yes"
    kind = "no, one at most" if not engine.complete else "no"
    return decided, f"{kind}: {engine.short:,.0f} short"
