"""Suggest what would pass: changes to a plan, each judged from the very text that it makes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from distillgate.usecases.check import PlanText
from distillgate.usecases.library import Library
from distillgate.usecases.planbench import PlanBench
from distillgate.usecases.questions import order_questions
from policy.asking.tree import Ask, Tree
from policy.diagnostics import Diagnostic
from policy.suggesting.changes import ChangeKind, Option, Prices, Write
from policy.suggesting.choosing import Choosing
from policy.suggesting.conflicts import Obstacle, obstacles
from policy.suggesting.editing import Edit
from policy.suggesting.offers import Offers
from policy.suggesting.options import Options
from policy.suggesting.outcome import Outcome, World
from policy.suggesting.programs import authorized
from policy.suggesting.searching import Search, Suggestion
from policy.verdict import Finding
from registry.alternatives import offers_of

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
    bench = PlanBench(plan, library, asking.as_of)
    start = bench.judge(())
    if start is None:
        return Suggested(plan.path, None, diagnostics=bench.told)
    if start.passes:
        return Suggested(plan.path, start, diagnostics=bench.told)
    offers = offers_in(library)
    prices = Prices(library.pack.house.costs)
    world = World(library.pack, offers, prices, asking.as_of, asking.kept)
    found: list[Suggestion] = []
    end = End.TRIED

    def keep_going() -> bool:
        return asking.keep_going(search.judged, len(found))

    search = Search(bench.judge, options_in(world), keep_going)
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
        tuple(_way(each, bench) for each in found),
        search.judged,
        _end(search, end),
        obstacles=() if found else _obstacles(search, start, library, asking),
        diagnostics=bench.told,
        asked=_asked(plan, library, asking),
    )


def offers_in(library: Library) -> Offers:
    """Return what the catalog of `library` has to offer instead of what a plan names."""
    return offers_of(library.records.catalog, authorized(library.pack))


def _way(suggestion: Suggestion, bench: PlanBench) -> Way:
    written = bench.written(suggestion.changes)
    return Way(suggestion, written.edits, written.files, written.text)


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


def options_in(world: World) -> Callable[[Outcome, Finding], tuple[Option, ...]]:
    """Return what gives the options of a finding in `world`."""

    def options(outcome: Outcome, finding: Finding) -> tuple[Option, ...]:
        return Options(world, outcome).of(finding)

    return options
