"""Suggest what would pass: changes to a plan, each judged from the very text that it makes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from distillgate.usecases.check import PlanText
from distillgate.usecases.library import Library
from distillgate.usecases.questions import order_questions
from policy.asking.tree import Ask, Tree
from policy.diagnostics import Diagnostic, Level, in_order
from policy.judging import judge
from policy.packs import SourceFile
from policy.plan import Plan
from policy.planparsing import parse_plan
from policy.reading import Notebook
from policy.suggesting.changes import Change, ChangeKind, Option, Prices, Remove, Write
from policy.suggesting.choosing import Choosing
from policy.suggesting.conflicts import Obstacle, obstacles
from policy.suggesting.editing import Edit, NoSuchPlaceError, edited, edits_of
from policy.suggesting.options import Options
from policy.suggesting.outcome import Outcome, World
from policy.suggesting.programs import authorized
from policy.suggesting.searching import Search, Suggestion
from policy.verdict import Finding
from policy.yamltext import UnreadableError, read_yaml
from registry.alternatives import offers_of
from registry.casework import Records, make_case
from registry.onfile import OnFile, load_on_file

MOST_ANSWERS = 60
"""How many answers are judged to find out what to ask first."""
ENOUGH = 5
"""How many distinct ways are looked for."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What is wanted of suggestions."""

    as_of: date
    keep_going: Callable[[int, int], bool]
    """Told how many plans were judged and how many ways were found, says whether to go on."""
    kept: frozenset[ChangeKind] = frozenset()
    """Kinds of change that are not wanted."""
    enough: int = ENOUGH


@dataclass(frozen=True, slots=True)
class Way:
    """One way that passes, with the edit that makes it."""

    suggestion: Suggestion
    edits: tuple[Edit, ...]
    files: tuple[Write, ...]
    text: str
    """The plan after the edit."""


class End(StrEnum):
    """Why the search ended."""

    __hash__ = str.__hash__

    TRIED = "everything was tried"
    ENOUGH = "enough ways were found"
    OFFERS = "not every offer of the catalog was tried"
    TIME = "the time ran out"


@dataclass(frozen=True, slots=True)
class Suggested:
    """What came of looking for what would pass."""

    path: str
    outcome: Outcome | None
    """The plan as it stands; nothing where it could not be read."""
    ways: tuple[Way, ...] = ()
    judged: int = 0
    end: End = End.TRIED
    obstacles: tuple[Obstacle, ...] = ()
    """Where nothing passes: the clauses that cannot be met together."""
    asked: Tree | None = None
    """Which questions to ask first; nothing where no answer changes the verdict."""
    diagnostics: tuple[Diagnostic, ...] = ()


def suggest(plan: PlanText, library: Library, asking: Asking) -> Suggested:
    """Return the ways in which `plan` would pass, the cheapest first.

    Each was judged from the text that its edit makes, with the files that it
    lays beside the agreements. A plan that passes as it is needs none.
    """
    bench = _Bench(plan, library, asking.as_of)
    start = bench.judge(())
    if start is None:
        return Suggested(plan.path, None, diagnostics=bench.told)
    if start.passes:
        return Suggested(plan.path, start, diagnostics=bench.told)
    catalog = library.records.catalog
    offers = offers_of(catalog, authorized(library.pack))
    prices = Prices(library.pack.house.costs)
    world = World(library.pack, offers, prices, asking.as_of, asking.kept)
    found: list[Suggestion] = []
    end = End.TRIED

    def keep_going() -> bool:
        return asking.keep_going(search.judged, len(found))

    search = Search(bench.judge, _options_in(world), keep_going)
    for each in search.run(start):
        found = [other for other in found if not _does_no_more(each, other)]
        found.append(each)
        if len(found) >= asking.enough:
            end = End.ENOUGH
            break
    found.sort(key=lambda each: (each.cost, len(each.changes)))
    return Suggested(
        plan.path,
        start,
        tuple(map(bench.way, found)),
        search.judged,
        _end(search, end),
        obstacles=() if found else _obstacles(search, start, library, asking),
        diagnostics=bench.told,
        asked=_asked(plan, library, asking),
    )


def _end(search: Search, end: End) -> End:
    """Return why the search ended, the gravest first."""
    if search.stopped:
        return End.TIME
    return End.OFFERS if end is End.TRIED and search.narrowed else end


def _asked(plan: PlanText, library: Library, asking: Asking) -> Tree | None:
    """Return the order of questions, for what it costs few judgements to lay out."""

    def keep_going(judged: int) -> bool:
        return judged < MOST_ANSWERS and asking.keep_going(judged, 0)

    found = order_questions(plan, library, as_of=asking.as_of, keep_going=keep_going)
    return found.tree if found.tree and isinstance(found.tree.root, Ask) else None


def _does_no_more(one: Suggestion, other: Suggestion) -> bool:
    """Return whether `one` needs no other kinds of change than `other`, and costs no more."""
    return one.kinds <= other.kinds and one.cost <= other.cost


def _obstacles(
    search: Search, start: Outcome, library: Library, asking: Asking
) -> tuple[Obstacle, ...]:
    choosing = Choosing(start.plan, asking.as_of)
    return obstacles(search.stuck, choosing, library.pack)


def _options_in(world: World) -> Callable[[Outcome, Finding], tuple[Option, ...]]:
    def options(outcome: Outcome, finding: Finding) -> tuple[Option, ...]:
        return Options(world, outcome).of(finding)

    return options


class _Bench:
    """Judges one plan with changes."""

    def __init__(self, plan: PlanText, library: Library, as_of: date) -> None:
        self._plan = plan
        self._library = library
        self._as_of = as_of
        self._text = plan.content.decode("utf-8-sig", errors="replace")
        self._filed: dict[str, OnFile | None] = {}
        self.told: tuple[Diagnostic, ...] = plan.diagnostics

    def judge(self, changes: tuple[Change, ...]) -> Outcome | None:
        """Return what the plan with `changes` comes to, or nothing where it has an error."""
        text = self._edited(changes)
        if text is None or (not changes and self._plan.diagnostics):
            return None
        found: list[Diagnostic] = []
        plan = self._parsed(text, found)
        records = self._records(changes)
        if plan is None or records is None:
            self._tell(changes, found)
            return None
        casework = make_case(plan, records, self._library.pack, as_of=self._as_of)
        found += casework.diagnostics
        self._tell(changes, found)
        if any(each.level is Level.ERROR for each in found):
            return None
        verdict = judge(self._library.pack, casework.case)
        acts = (act for change in changes for act in change.acts)
        gone = frozenset(act.place for act in acts if isinstance(act, Remove))
        return Outcome(plan, casework.case, verdict, gone)

    def way(self, suggestion: Suggestion) -> Way:
        """Return `suggestion` with the lines and files that make it."""
        text = self._edited(suggestion.changes) or self._text
        acts = [act for change in suggestion.changes for act in change.acts]
        files = tuple(act for act in acts if isinstance(act, Write))
        return Way(suggestion, edits_of(self._text, text), files, text)

    def _tell(self, changes: tuple[Change, ...], found: list[Diagnostic]) -> None:
        if not changes:
            self.told = in_order(found)

    def _edited(self, changes: tuple[Change, ...]) -> str | None:
        if not changes:
            return self._text
        try:
            return edited(self._text, (act for change in changes for act in change.acts))
        except NoSuchPlaceError:
            return None

    def _parsed(self, text: str, found: list[Diagnostic]) -> Plan | None:
        notebook = Notebook()
        try:
            node = read_yaml(text.encode(), self._plan.path)
        except UnreadableError as error:
            found += error.diagnostics
            return None
        plan = parse_plan(node, notebook, self._plan.include)
        found += notebook.found
        return plan

    def _records(self, changes: tuple[Change, ...]) -> Records | None:
        """Return what is on file with the files that `changes` lay beside it."""
        records = self._library.records
        on_file = records.on_file
        for act in (act for change in changes for act in change.acts):
            if isinstance(act, Write):
                more = self._read(act)
                if more is None:
                    return None
                on_file = OnFile(
                    (*on_file.agreements, *more.agreements),
                    (*on_file.determinations, *more.determinations),
                    (*on_file.waivers, *more.waivers),
                )
        return replace(records, on_file=on_file)

    def _read(self, file: Write) -> OnFile | None:
        if file.text not in self._filed:
            files = [SourceFile(file.name, file.text.encode())]
            on_file, found = load_on_file(files, self._library.pack)
            bad = any(each.level is Level.ERROR for each in found)
            self._filed[file.text] = None if bad else on_file
        return self._filed[file.text]
