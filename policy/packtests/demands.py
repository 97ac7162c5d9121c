"""Which sides of a clause there are: what tests of a pack could see, from its conditions.

A clause without a condition of its own cannot be false by it, nor miss a fact
for it: it is tried by the nexus of its document, and where there is none, by
nothing but its presence. What a condition can come to is worked out from its
parts in three values, each test by itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from policy.conditions import (
    ALWAYS,
    AllOf,
    AnyOf,
    Condition,
    Defined,
    NotThat,
    Test,
)
from policy.diagnostics import Span
from policy.documents import Clause, Document, Effect, Reach
from policy.packtests.suite import Side
from policy.truth import FALSE, TRUE, Truth, all_of, any_of, negate
from policy.truth import UNKNOWN as MAYBE

ALWAYS_KNOWN = frozenset(
    {
        "ingredient.depth",
        "ingredient.id",
        "ingredient.role",
        "organization.name",
        "student.name",
    }
)
"""Facts that every case has: no plan is read without them, and casework gives the others."""


class Part(StrEnum):
    """The part of a clause that a side belongs to."""

    CLAUSE = "clause"
    EXCEPT = "except"
    LIFTS = "lifts"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Logic:
    """What a clause decides, apart from its words: equal in two versions, it is one rule."""

    id: str
    effect: Effect
    when: Condition
    exceptions: tuple[Condition, ...]
    check: Condition | None
    lifts: tuple[str, ...]
    reach: Reach | None
    protects: str | None
    per_plan: bool


def logic_of(clause: Clause) -> Logic:
    """Return what `clause` decides, apart from its words."""
    return Logic(
        id=clause.id,
        effect=clause.effect,
        when=clause.when,
        exceptions=tuple(each.when for each in clause.exceptions),
        check=clause.check,
        lifts=clause.lifts,
        reach=clause.reach,
        protects=clause.protects,
        per_plan=clause.per_plan,
    )


@dataclass(frozen=True, slots=True)
class Demand:
    """One side of one part of a rule."""

    part: Part
    side: Side
    which: str = ""
    """The place of an exception, counted from 1; the name of what is lifted."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a document, in every version that has it."""

    document: str
    logic: Logic
    versions: tuple[str, ...]
    demands: tuple[Demand, ...]
    span: Span | None = field(default=None, compare=False)


def rules_of(document: Document) -> tuple[Rule, ...]:
    """Return the rules of `document`, each with the sides that there are."""
    versions: dict[Logic, list[str]] = {}
    spans: dict[Logic, Span | None] = {}
    for version in document.versions:
        for clause in version.clauses:
            logic = logic_of(clause)
            versions.setdefault(logic, []).append(version.label)
            spans[logic] = clause.span
    return tuple(
        Rule(
            document.id,
            logic,
            tuple(labels),
            tuple(_demands(logic, document.nexus)),
            spans[logic],
        )
        for logic, labels in versions.items()
    )


def _demands(logic: Logic, nexus: Condition | None) -> Iterator[Demand]:
    when = nexus if logic.when == ALWAYS and nexus is not None else logic.when
    own = tuple(_sides(outcomes(when)))
    yield from (Demand(Part.CLAUSE, side) for side in own)
    for place, exception in enumerate(logic.exceptions, 1):
        sides = _sides(outcomes(exception))
        yield from (Demand(Part.EXCEPT, side, str(place)) for side in sides)
    for target in logic.lifts:
        yield from (Demand(Part.LIFTS, side, target) for side in own)
    if logic.check is not None:
        truths = outcomes(logic.check)
        done = ((TRUE, Side.MET), (FALSE, Side.UNMET))
        yield from (Demand(Part.CHECK, side) for truth, side in done if truth in truths)


def _sides(truths: frozenset[Truth]) -> Iterator[Side]:
    for truth, side in ((TRUE, Side.APPLIES), (FALSE, Side.NOT), (MAYBE, Side.MISSING)):
        if truth in truths:
            yield side


def outcomes(condition: Condition) -> frozenset[Truth]:
    """Return what `condition` can come to, each of its tests taken by itself."""
    match condition:
        case Test(fact=fact):
            return frozenset({TRUE, FALSE} | (set() if fact in ALWAYS_KNOWN else {MAYBE}))
        case AllOf(parts=parts):
            return _combined([outcomes(part) for part in parts], TRUE)
        case AnyOf(parts=parts):
            return _combined([outcomes(part) for part in parts], FALSE)
        case NotThat(part=part):
            return frozenset(negate(each) for each in outcomes(part))
        case Defined(condition=named):
            return outcomes(named)


def _combined(parts: Iterable[frozenset[Truth]], empty: Truth) -> frozenset[Truth]:
    """Return what a conjunction (`empty` is true) or a disjunction can come to."""
    join = all_of if empty is TRUE else any_of
    found = frozenset({empty})
    for part in parts:
        found = frozenset(join((here, there)) for here in found for there in part)
    return found
