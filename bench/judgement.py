"""How long one judgement takes: by ingredients, by ancestors, and by documents in the pack."""

from dataclasses import asdict

from bench.plans import MOST, Desk, mixture_plan, small_plan, with_mixtures
from bench.tables import Part, Plot, Table, Target, milliseconds
from bench.timing import Job, Timing, interleaved, ratio, settle
from bench.widepacks import wide_pack
from distillgate.usecases.library import Library
from policy.case import Case
from policy.compiling import Pack
from policy.judging import judge
from registry.casework import Records
from registry.catalogs import SeedCatalog

ANCESTORS = (0, 10, 20, 60)
WIDER = (200, 2_000, 20_000)
_JUDGEMENT_US = 1_000
_FURTHER_US = 100
_FLAT = 1.1
_SECONDS = 2.5


def measure(library: Library) -> Part:
    """Return how long judgements take with all packs of `library`."""
    catalog = library.records.catalog
    if not isinstance(catalog, SeedCatalog):
        raise TypeError("the benchmark starts from the catalog that ships")
    desk = Desk(library.pack, Records(with_mixtures(catalog, ANCESTORS)))
    small = {size: desk.case(small_plan(size)) for size in range(1, MOST + 1)}
    mixed = {size: desk.case(mixture_plan(size)) for size in ANCESTORS}
    packs = {extra: wide_pack(library.pack, extra) for extra in WIDER}
    jobs: dict[str, Job] = {}
    jobs |= {f"small {size}": _judging(library.pack, case) for size, case in small.items()}
    jobs |= {f"mixed {size}": _judging(library.pack, case) for size, case in mixed.items()}
    jobs |= {f"wide {extra}": _judging(pack, small[3]) for extra, pack in packs.items()}
    for job in jobs.values():
        job()
    settle()
    times = interleaved(jobs, _SECONDS)
    tables = (
        _small_table(library.pack, small, times),
        _mixed_table(library.pack, mixed, times),
        _wide_table(len(library.pack.documents), times),
    )
    raw: dict[str, object] = {name: asdict(each) for name, each in times.items()}
    return Part(tables, _targets(times), raw, (_plot(times),))


def _plot(times: dict[str, Timing]) -> Plot:
    """Return the picture of one judgement among more documents, and with more ingredients."""
    kinds = (
        ("documents not governing", "wide", WIDER),
        ("ingredients upstream", "mixed", ANCESTORS),
    )
    return Plot(
        "judgement",
        "Milliseconds of CPU for one judgement",
        "documents that do not govern, ingredients upstream",
        "milliseconds",
        tuple(
            (name, tuple((size, times[f"{key} {size}"].cpu / 1_000) for size in sizes if size))
            for name, key, sizes in kinds
        ),
    )


def _judging(pack: Pack, case: Case) -> Job:
    return lambda: judge(pack, case)


def _targets(times: dict[str, Timing]) -> tuple[Target, ...]:
    slowest = max((times[f"small {size}"] for size in range(1, MOST + 1)), key=lambda t: t.cpu)
    further = _further(times, ANCESTORS[-1])
    widest = ratio(times[f"wide {WIDER[-1]}"], times["small 3"])
    return (
        Target(
            "one judgement, up to five ingredients",
            "1 ms",
            f"{milliseconds(slowest.cpu)} ms CPU",
            slowest.cpu / _JUDGEMENT_US,
        ),
        Target(
            "each further ingredient",
            "100 µs",
            f"{further:.0f} µs CPU",
            further / _FURTHER_US,
        ),
        Target(
            f"{WIDER[-1]:,} documents that do not govern",
            "as without (within a tenth)",
            f"{widest:.2f} times",
            widest / _FLAT,
        ),
    )


def _further(times: dict[str, Timing], ancestors: int) -> float:
    """Return what each of `ancestors` adds, in microseconds of CPU."""
    more, none = times[f"mixed {ancestors}"], times["mixed 0"]
    return (more.cpu - none.cpu) / ancestors


def _small_table(pack: Pack, cases: dict[int, Case], times: dict[str, Timing]) -> Table:
    rows = []
    for size, case in cases.items():
        verdict = judge(pack, case)
        rows.append(
            (
                str(len(case.ingredients)),
                verdict.ruling.word,
                f"{len(verdict.findings)} / {len(verdict.bases)} / {len(verdict.questions)}",
                *_cells(times[f"small {size}"]),
            )
        )
    head = ("ingredients", "verdict", "findings / bases / questions", *_HEAD)
    return Table(
        f"One judgement, all {len(pack.documents)} documents that ship (milliseconds)",
        head,
        tuple(rows),
        ("`judge`: case in, verdict out with findings, bases, obligations, questions, range",),
    )


def _mixed_table(pack: Pack, cases: dict[int, Case], times: dict[str, Timing]) -> Table:
    rows = []
    for size, case in cases.items():
        verdict = judge(pack, case)
        each = f"{_further(times, size):.0f}" if size else "-"
        rows.append(
            (
                str(size),
                str(len(case.ingredients)),
                str(len(verdict.findings)),
                *_cells(times[f"mixed {size}"]),
                each,
            )
        )
    head = ("ancestors", "ingredients", "findings", *_HEAD, "µs CPU for each further one")
    return Table("A data set mixed from many others (milliseconds)", head, tuple(rows))


def _wide_table(shipped: int, times: dict[str, Timing]) -> Table:
    alone = times["small 3"]
    rows = [(f"{shipped:,} that ship", *_cells(alone), "1.00")]
    for extra in WIDER:
        each = times[f"wide {extra}"]
        rows.append((f"{extra:,} more", *_cells(each), f"{ratio(each, alone):.2f}"))
    return Table(
        "Documents that do not govern (milliseconds)",
        ("documents", *_HEAD, "times as long"),
        tuple(rows),
        (
            (
                "beside those that ship: terms and licenses that nothing in the plan links to,"
                " and laws of other places, sectors and makers' countries, a third of each"
            ),
        ),
    )


_HEAD = ("median", "p99", "CPU", "least CPU")


def _cells(timing: Timing) -> tuple[str, ...]:
    return tuple(
        map(milliseconds, (timing.median, timing.p99, timing.cpu, timing.best)),
    )
