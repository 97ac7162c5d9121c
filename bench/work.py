"""Work as it comes: many plans, many ingredients, many decisions on file, and data to scan."""

import json
import statistics
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.plans import AS_OF, MOST, Desk, mixture_plan, small_plan, with_mixtures
from bench.pulls import pulled
from bench.tables import Part, Plot, Table
from bench.timing import one_pass
from connectors.scanning.files import scan_file
from connectors.scanning.pieces import new_tally
from connectors.scanning.scanner import Scanner
from distillgate.usecases.check import PlanText, check_plan, includes_nothing
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.library import Library
from distillgate.usecases.submit import submit_plan
from policy.judging import judge
from registry.casework import Records
from registry.catalogs import SeedCatalog
from registry.database import database_at
from registry.statements import Writer

PLANS = (10, 100, 1_000)
MANY_PLANS = 100_000
INGREDIENTS = (1, 10, 100, 300)
PULLED = (1, 20)
STORED = (100, 300, 1_000)
MANY_STORED = 10_000
_WRITER = Writer("bench", "2026-11-24T10:00:00.000000Z")
_SUBMITS = 30
"""So many submissions are timed at each number of decisions on file."""
_MEGABYTES = 32
_ROW = {
    "messages": [
        {"role": "user", "content": "How do I reset the pump on page %d of the manual?"},
        {"role": "assistant", "content": "Hold the button for five seconds, then wait. " * 6},
    ],
    "source": "manual",
}
_TRACED = {"model": "gpt-4o-mini", "messages": [], "id": "chatcmpl-%d"}


@dataclass(frozen=True, slots=True)
class Growth:
    """What something takes as it grows: size, and milliseconds for one."""

    size: int
    each_ms: float


def measure(folder: Path, library: Library, *, full: bool) -> Part:
    """Return how work grows, in `folder`; with `full` to the sizes that take long."""
    many = (*PLANS, MANY_PLANS) if full else PLANS
    plans = [Growth(size, _checked(library, size)) for size in many]
    ingredients = [Growth(size, _judged(library, size)) for size in INGREDIENTS]
    stored = (*STORED, MANY_STORED) if full else STORED
    submits = list(_submitted(folder, library, stored))
    rows = (
        *(
            _row("plans checked from their text", each, "plans in one process")
            for each in plans
        ),
        *(
            _row("one judgement", each, "parts of a data set, one line of a plan")
            for each in ingredients
        ),
        *(
            _row("one plan submitted and recorded", each, "decisions on file")
            for each in submits
        ),
    )
    tables = (
        Table(
            "Growth (milliseconds for one)",
            ("what", "with", "of what", "ms each", "a second"),
            rows,
            (
                "a check reads a plan from YAML, makes its case and judges it by all packs",
                "each plan differs, so that nothing is remembered",
                f"submitted: the median of {_SUBMITS}, each a commit to SQLite with its record",
            ),
        ),
        *_other_work(folder),
    )
    lines = {"plans in one process": plans, "ingredients": ingredients, "decisions": submits}
    plot = Plot(
        "growth",
        "Milliseconds for one, as the rest grows (flat is better)",
        "plans in one process, parts of a data set, decisions on file",
        "milliseconds",
        tuple((name, tuple((e.size, e.each_ms) for e in each)) for name, each in lines.items()),
    )
    raw: dict[str, object] = {
        name: [(e.size, e.each_ms) for e in each] for name, each in lines.items()
    }
    return Part(tables, (), raw, (plot,))


def _other_work(folder: Path) -> tuple[Table, ...]:
    """Return the tables of what is not judging: data that is scanned, models that are read."""
    scanned, pulls = _scanned(folder), pulled(folder, PULLED)
    return (
        Table(
            "Scanning data",
            ("what", "MB/s"),
            (
                ("JSONL of conversations without traces of models", f"{scanned[0]:,.0f}"),
                ("the same, every row with traces", f"{scanned[1]:,.0f}"),
            ),
            (f"{_MEGABYTES} MB each, one process",),
        ),
        Table(
            "Reading a hub, from process start to exit",
            ("models", "ms", "ms for each further one"),
            tuple(_pull_row(count, pulls) for count in PULLED),
            ("`model pull` from a hub on this machine that answers at once, kept in SQLite",),
        ),
    )


def plan_text(number: int) -> PlanText:
    """Return a plan that is not quite like any other."""
    text = small_plan(1 + number % MOST)
    text = text.replace("plan: bench-", f"plan: bench-{number}-", 1)
    text = text.replace("training_flop: 3e20", f"training_flop: {300 + number}e18", 1)
    return PlanText("plan.yaml", text.encode(), includes_nothing)


def _checked(library: Library, size: int) -> float:
    """Return the milliseconds that each of `size` plans takes."""
    begun = time.perf_counter()
    for number in range(size):
        if check_plan(plan_text(number), library, as_of=AS_OF).verdict is None:
            raise ValueError("a plan of the benchmark has an error")
    return (time.perf_counter() - begun) * 1_000 / size


def _judged(library: Library, size: int) -> float:
    catalog = library.records.catalog
    if not isinstance(catalog, SeedCatalog):
        raise TypeError("the benchmark starts from the catalog that ships")
    desk = Desk(library.pack, Records(with_mixtures(catalog, (size,))))
    case = desk.case(mixture_plan(size))
    return statistics.median(one_pass(lambda: judge(library.pack, case), 0.5).wall) / 1_000


def _submitted(folder: Path, library: Library, sizes: tuple[int, ...]) -> Iterator[Growth]:
    """Yield what one submission takes where so many decisions are on file."""
    database = database_at(folder / "work.db")
    database.upgrade()
    ledger = Ledger(database)
    number = 0
    for size in sizes:
        while number < size - _SUBMITS:
            submit_plan(plan_text(number), library, ledger, _WRITER, as_of=AS_OF)
            number += 1
        took = []
        for _ in range(_SUBMITS):
            begun = time.perf_counter()
            submit_plan(plan_text(number), library, ledger, _WRITER, as_of=AS_OF)
            took.append((time.perf_counter() - begun) * 1_000)
            number += 1
        yield Growth(size, statistics.median(took))


def _scanned(folder: Path) -> tuple[float, float]:
    """Return the megabytes a second, of data without traces and of data full of them."""
    return _rate(folder / "plain.jsonl", _ROW), _rate(folder / "traced.jsonl", _TRACED)


def _rate(path: Path, row: Mapping[str, object]) -> float:
    line = json.dumps(row)
    size = 0
    with path.open("w", encoding="utf-8") as file:
        number = 0
        while size < _MEGABYTES << 20:
            size += file.write(f"{line.replace('%d', str(number))}\n")
            number += 1
    scanner, tally = Scanner(), new_tally()
    begun = time.perf_counter()
    for _ in scan_file(str(path), path.name, scanner, tally):
        pass
    took = time.perf_counter() - begun
    path.unlink()
    return size / (1 << 20) / took


def _pull_row(count: int, pulls: Mapping[int, float]) -> tuple[str, ...]:
    first = PULLED[0]
    further = (pulls[count] - pulls[first]) / (count - first) if count > first else None
    return (f"{count}", f"{pulls[count]:,.0f}", "-" if further is None else f"{further:,.0f}")


def _row(what: str, growth: Growth, of: str) -> tuple[str, ...]:
    each = growth.each_ms
    return (what, f"{growth.size:,}", of, f"{each:.2f}", f"{1_000 / each:,.0f}")
