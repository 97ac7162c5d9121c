"""What a change of packs does to plans that there are: each is judged by both."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from distillgate.usecases.answerquestion import with_answers
from distillgate.usecases.check import PlanText, examine
from distillgate.usecases.library import Library
from distillgate.usecases.storedplans import stored_plan
from policy.diagnostics import Level, Span
from policy.plan import Plan
from policy.verdict import NOTHING, Ruling, Verdict, Weight
from policy.yamltext import UnreadableError
from registry.contents import DamagedContentError
from registry.database import Database
from registry.decisionstore import DecisionStore, Sought
from registry.reviews import Review
from registry.reviewstore import ReviewStore

BATCH = 200
NOBODY = "(plan files)"
"""Whose the plans are that are named by their files."""
Progress = Callable[[int, int], bool]
"""Is told how many plans were judged and how many flip; returns whether there is time."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One plan that there is."""

    name: str
    owner: str
    text: PlanText | None
    """Nothing where it cannot be read any more."""
    review: Review | None = None
    """What people have answered about it counts on both sides."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What the change does to one plan; a side without a verdict could not judge it."""

    name: str
    owner: str
    before: Ruling | None
    after: Ruling | None
    clauses: tuple[str, ...] = ()
    """Those that weigh otherwise, or that are there on one side only."""

    @property
    def flips(self) -> bool:
        """Return whether the verdict is another one."""
        return self.before is not self.after

    @property
    def rank(self) -> tuple[int, int, int, str, str]:
        """What puts the worst first: the gravest verdict, then the longest way to it.

        Verdicts that become milder come after those, and what stays as it is last.
        """
        was, now = _grave(self.before), _grave(self.after)
        turn = 2 if was == now else int(now < was)
        return (turn, -now, was, self.owner, self.name)


@dataclass(frozen=True, slots=True)
class Impact:
    """What a change does to all plans that were looked at."""

    plans: int
    effects: tuple[Effect, ...]
    """Plans of which the verdict or a finding is another one, the worst first."""
    complete: bool
    """Otherwise the time was over before all plans were judged."""

    @property
    def flips(self) -> tuple[Effect, ...]:
        """Return the plans of which the verdict is another one."""
        return tuple(each for each in self.effects if each.flips)

    @property
    def by_owner(self) -> tuple[tuple[str, Ruling | None, Ruling | None, int], ...]:
        """Return how many flip from what to what, by owner, the worst first."""
        counts = Counter((each.owner, each.before, each.after) for each in self.flips)
        order = sorted(
            counts, key=lambda key: (Effect("", key[0], key[1], key[2]).rank, key[0])
        )
        return tuple((*key, counts[key]) for key in order)


def impact(
    plans: Iterable[Standing],
    libraries: tuple[Library, Library],
    as_of: date,
    progress: Progress,
) -> Impact:
    """Return what the step from the first library to the second does to `plans`."""
    effects: list[Effect] = []
    flips = judged = 0
    complete = True
    for each in plans:
        if not progress(judged, flips):
            complete = False
            break
        judged += 1
        found = _effect(each, libraries, as_of)
        flips += found.flips
        if found.flips or found.clauses:
            effects.append(found)
    effects.sort(key=lambda each: each.rank)
    return Impact(judged, tuple(effects), complete)


def stored_plans(database: Database) -> Iterator[Standing]:
    """Yield the last version of every plan in the registry, with what was answered about it."""
    after = ""
    while True:
        with database.reading() as connection:
            store = DecisionStore(connection)
            versions = store.plans(after, BATCH)
            numbers = {each.plan: _last(store, each.plan) for each in versions}
            known = [number for number in numbers.values() if number is not None]
            reviews = ReviewStore(connection).of_decisions(known)
            batch = [
                Standing(
                    each.plan,
                    each.owner,
                    _text(each.source, store),
                    reviews.get(numbers[each.plan] or 0),
                )
                for each in versions
            ]
        if not batch:
            return
        yield from batch
        after = batch[-1].name


def named_plans(texts: Sequence[PlanText]) -> Iterator[Standing]:
    """Yield plans that are named by their files."""
    return (Standing(each.path, NOBODY, each) for each in texts)


def _last(store: DecisionStore, plan: str) -> int | None:
    found = store.decisions(Sought(plan=plan, most=1))
    return found[0].number if found else None


def _text(source: str, store: DecisionStore) -> PlanText | None:
    try:
        return stored_plan(store.contents.get(source).decode())
    except (DamagedContentError, UnreadableError, ValueError):
        return None


def _effect(standing: Standing, libraries: tuple[Library, Library], as_of: date) -> Effect:
    before, after = (verdict_by(standing, each, as_of) for each in libraries)
    return Effect(
        standing.name,
        standing.owner,
        before.ruling if before else None,
        after.ruling if after else None,
        _clauses(before, after),
    )


def verdict_by(standing: Standing, library: Library, as_of: date) -> Verdict | None:
    """Return what a plan comes to by `library`; nothing where it cannot be judged."""
    if standing.text is None:
        return None
    place = Span(f"plan:{standing.name}", 1, 1)

    def told(plan: Plan) -> Plan:
        return plan if standing.review is None else with_answers(plan, standing.review, place)

    try:
        checked = examine(standing.text, library, as_of=as_of, told=told).checked
    except UnreadableError:
        return None
    wrong = any(each.level is Level.ERROR for each in checked.diagnostics)
    return None if wrong else checked.verdict


def _clauses(before: Verdict | None, after: Verdict | None) -> tuple[str, ...]:
    """Return the clauses that weigh otherwise, those of the gravest findings first."""
    if before is None or after is None:
        return ()
    was, now = _weights(before), _weights(after)
    names = [name for name in {*was, *now} if was.get(name) != now.get(name)]
    return tuple(sorted(names, key=lambda name: (-now.get(name, NOTHING).now, name)))


def _weights(verdict: Verdict) -> dict[str, Weight]:
    found: dict[str, Weight] = {}
    for each in verdict.findings:
        known = found.get(each.name)
        if known is None or each.weight.now > known.now:
            found[each.name] = each.weight
    return found


def _grave(ruling: Ruling | None) -> int:
    """Return how grave a verdict is; what cannot be judged is worst."""
    return int(Ruling.DENIED) + 1 if ruling is None else int(ruling)
