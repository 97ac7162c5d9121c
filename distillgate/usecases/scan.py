"""Who wrote a data set, by the traces in it, and whether the plan says so."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from connectors.scanning.signals import FIELD, SIGNALS, Kind, Signal
from connectors.scanning.traces import (
    OTHERS,
    Key,
    Sample,
    Sureness,
    Tally,
    Trace,
    by_count,
    sample_json,
)
from distillgate.usecases.check import PlanText
from distillgate.usecases.library import Library
from policy.diagnostics import Diagnostic, Level
from policy.planparsing import parse_plan
from policy.reading import Notebook
from policy.values import UNKNOWN
from policy.yamltext import UnreadableError, read_yaml
from registry.casework import make_case
from registry.records import Provider
from registry.seednames import Names

SCHEMA = "distillgate/scan/v1"
_SIGNALS: Mapping[str, Signal] = {each.id: each for each in SIGNALS}


@dataclass(frozen=True, slots=True)
class Told:
    """One trace, in words."""

    signal: Signal
    key: Key
    count: int
    sureness: Sureness
    samples: tuple[Sample, ...]

    @property
    def what(self) -> str:
        """Return what was found, in a few words."""
        if self.signal.kind is Kind.FIELD:
            return f"{self.key.field}: {self.key.value}"
        return self.signal.says


@dataclass(frozen=True, slots=True)
class Author:
    """Whose models the traces speak of."""

    maker: str | None
    """A slug of the catalog; nothing where the traces tell nobody."""
    name: str
    declared: bool | None
    """Whether the plan has something of that maker; nothing without a plan."""
    told: tuple[Told, ...]

    @property
    def sureness(self) -> Sureness:
        """Return how sure the surest trace is."""
        return max(each.sureness for each in self.told)

    @property
    def is_asked(self) -> bool:
        """Whether the plan must say more: it has nothing of whom good traces speak."""
        return self.declared is False and self.sureness > Sureness.LOW


@dataclass(frozen=True, slots=True)
class Declared:
    """What a plan says of who wrote its data."""

    plan: str
    path: str
    makers: frozenset[str]
    unknown: tuple[str, ...]
    """Ingredients of which nobody knows who made them."""


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What the traces in data files come to."""

    files: tuple[str, ...]
    size: int
    rows: int
    authors: tuple[Author, ...]
    declared: Declared | None = None

    @property
    def questions(self) -> tuple[str, ...]:
        """Return what the plan leaves open, one question for each maker."""
        return tuple(_question(each) for each in self.authors if each.is_asked)


def declared_in(plan: PlanText, library: Library, *, as_of: date) -> Declared:
    """Return whose models the ingredients of a plan come from, upstream ones included.

    Raises `UnreadableError` where the plan cannot be read.
    """
    found: list[Diagnostic] = [*plan.diagnostics]
    notebook = Notebook()
    parsed = (
        None
        if found
        else parse_plan(read_yaml(plan.content, plan.path), notebook, plan.include)
    )
    found += [each for each in notebook.found if each.level is Level.ERROR]
    if parsed is None or found:
        raise UnreadableError(tuple(found))
    case = make_case(parsed, library.records, library.pack, as_of=as_of).case
    makers = {each.id: each.value("ingredient.maker") for each in case.ingredients}
    known = frozenset(str(maker) for maker in makers.values() if maker is not UNKNOWN)
    unknown = tuple(name for name, maker in makers.items() if maker is UNKNOWN)
    return Declared(parsed.id, plan.path, known, unknown)


def report_of(
    tally: Tally,
    files: Sequence[str],
    providers: Iterable[Provider],
    declared: Declared | None = None,
) -> ScanReport:
    """Return what a tally comes to: the traces by maker, the surest and most frequent first."""
    names = Names(tuple(providers))
    groups: dict[str | None, list[Told]] = {}
    for key, trace in by_count(tally):
        maker, told = _told(key, trace, names)
        groups.setdefault(maker, []).append(told)
    authors = [_author(maker, told, names, declared) for maker, told in groups.items()]
    return ScanReport(
        tuple(files), tally.size, tally.rows, tuple(sorted(authors, key=_gravest)), declared
    )


def _told(key: Key, trace: Trace, names: Names) -> tuple[str | None, Told]:
    signal = _SIGNALS.get(key.signal, FIELD)
    maker, sureness = signal.maker, signal.sureness
    if signal.kind is Kind.FIELD:
        provider = None if key.value == OTHERS else names.bare(key.value)
        maker = provider.slug if provider else None
        sureness = Sureness.HIGH if provider else Sureness.LOW
    return maker, Told(signal, key, trace.count, sureness, tuple(trace.samples))


def _author(
    maker: str | None, told: list[Told], names: Names, declared: Declared | None
) -> Author:
    provider = names.provider(maker) if maker else None
    known = None if declared is None or maker is None else maker in declared.makers
    name = provider.name if provider else maker or "nobody that the traces tell"
    return Author(maker, name, known, tuple(told))


def _gravest(each: Author) -> tuple[bool, bool, int, int, str]:
    count = sum(told.count for told in each.told)
    return (not each.is_asked, each.maker is None, -each.sureness, -count, each.maker or "")


def _question(author: Author) -> str:
    return (
        f"Which model of {author.maker} wrote this data, and how was it reached? The plan has"
        f" nothing of {author.maker}: name it under `teachers`, or under `made_from` of the"
        " data set."
    )


def report_json(report: ScanReport) -> Mapping[str, object]:
    """Return a report as JSON, form `distillgate/scan/v1`."""
    declared = report.declared
    return {
        "schema": SCHEMA,
        "files": list(report.files),
        "bytes": report.size,
        "rows": report.rows,
        "plan": None
        if declared is None
        else {
            "id": declared.plan,
            "path": declared.path,
            "makers": sorted(declared.makers),
            "unknown": list(declared.unknown),
        },
        "authors": [_author_json(each) for each in report.authors],
        "questions": list(report.questions),
    }


def _author_json(author: Author) -> Mapping[str, object]:
    return {
        "maker": author.maker,
        "name": author.name if author.maker else None,
        "declared": author.declared,
        "sureness": author.sureness.word,
        "traces": list(_traces_json(author.told)),
    }


def _traces_json(told: Iterable[Told]) -> Iterator[Mapping[str, object]]:
    for each in told:
        yield {
            "signal": each.signal.id,
            "kind": each.signal.kind.value,
            "field": each.key.field or None,
            "value": each.key.value or None,
            "says": each.signal.says,
            "sureness": each.sureness.word,
            "data": each.signal.data,
            "count": each.count,
            "samples": [sample_json(sample) for sample in each.samples],
        }
