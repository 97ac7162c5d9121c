"""Duties: their state by `check`, and duties that no value can satisfy together."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from policy.builtin import (
    DENIES,
    OPEN_QUESTION,
    OWED,
    REVIEW,
    UNSURE_REVIEW,
    Particulars,
    finding,
)
from policy.bundles import CompiledClause
from policy.case import Case
from policy.conditions import AllOf, Condition, Defined, NotThat, Operator, Test
from policy.documents import Act, Effect
from policy.frozen import dataclass
from policy.holding import Held
from policy.testing import bare_name
from policy.truth import FALSE, TRUE, Truth
from policy.truth import UNKNOWN as MAYBE
from policy.verdict import (
    NOTHING,
    DutyState,
    Finding,
    Obligation,
    Ruling,
    Severity,
    State,
    Weight,
)

# Looked up once: members of an enumeration are slow to reach.
_REQUIRES = Effect.REQUIRES
_MET = DutyState.MET
_UNMET = DutyState.UNMET
_OPEN = DutyState.OPEN
_UNSURE_DUTY = DutyState.UNSURE

_OF_INGREDIENTS = ("ingredient.", "terms.")
BEFORE_TRAINING = frozenset({Act.COLLECT, Act.TRAIN})


class Duty(NamedTuple):
    """One `requires` that stands, with the truth of its check."""

    held: Held
    check: Truth | None
    """Nothing where the clause has no check."""

    @property
    def state(self) -> DutyState:
        """How the duty stands; met is met, whether or not it is owed.

        Whether it is met must be known where it is due before training.
        """
        if self.check is TRUE:
            return _MET
        if self.held.truth is not TRUE or self.is_asked:
            return _UNSURE_DUTY
        return _UNMET if self.check is FALSE else _OPEN

    @property
    def is_asked(self) -> bool:
        """Whether what its check reads must be known, and is not."""
        return self.check is MAYBE and self.held.clause.due in BEFORE_TRAINING

    @property
    def weight(self) -> Weight:
        """What the duty does to the verdict as it stands, at best and at worst."""
        state = self.state
        if state is _MET:
            return NOTHING
        before = self.held.clause.due in BEFORE_TRAINING
        if state is _UNMET:
            return REVIEW if before else OWED
        if state is _UNSURE_DUTY:
            return UNSURE_REVIEW if before else _PERHAPS_OWED
        return OWED if self.check is None else _PERHAPS_OWED


_PERHAPS_OWED = Weight(Ruling.WITH_OBLIGATIONS, Ruling.APPROVED, Ruling.WITH_OBLIGATIONS)


def obligations_of(findings: Iterable[Finding]) -> tuple[Obligation, ...]:
    """Return the duties among `findings`, one for each clause and state."""
    groups: dict[tuple[str, str, DutyState], list[Finding]] = {}
    for each in findings:
        stands = each.state in {State.APPLIES, State.UNSURE}
        if each.effect is _REQUIRES and each.duty is not None and stands:
            key = (each.due or Act.RELEASE, each.clause, each.duty)
            groups.setdefault(key, []).append(each)
    return tuple(_obligation(groups[key]) for key in sorted(groups))


def _obligation(group: Sequence[Finding]) -> Obligation:
    first = group[0]
    names = sorted({each.ingredient for each in group if each.ingredient is not None})
    return Obligation(
        clause=first.clause,
        duty=first.statement,
        due=first.due or Act.RELEASE,
        state=first.duty or _OPEN,
        ingredient=names[0] if names else None,
        issuer=first.issuer,
        section=first.section,
        ingredients=tuple(names),
    )


def conflicts(duties: Sequence[Duty], case: Case) -> Iterator[Finding]:
    """Yield a finding for each two duties whose checks exclude each other."""
    by_name: dict[str, list[Duty]] = {}
    for duty in duties:
        if duty.held.clause.check_reads:
            by_name.setdefault(duty.held.clause.name, []).append(duty)
    for some, others in itertools.combinations(by_name.values(), 2):
        if _may_exclude(some, others):
            both = sorted([*some, *others], key=_nearest_first)
            pair = _excluding(both)
            if pair is not None:
                yield _conflict(*pair, case)


def _may_exclude(some: Sequence[Duty], others: Sequence[Duty]) -> bool:
    """Return whether two of their checks clash, were they about the same ingredient."""
    mine, yours = _clauses(some), _clauses(others)
    return any(
        not one.check_reads.isdisjoint(other.check_reads) and _clashing(one, other)
        for one in mine
        for other in yours
    )


def _clauses(duties: Iterable[Duty]) -> list[CompiledClause]:
    """Return the clauses of `duties`, each once."""
    found = {id(duty.held.clause): duty.held.clause for duty in duties}
    return list(found.values())


def _excluding(duties: Sequence[Duty]) -> tuple[Duty, Duty] | None:
    """Return the first two of different names that exclude each other, sure ones before all."""
    sure = [duty for duty in duties if duty.held.truth is TRUE]
    pairs = itertools.chain(itertools.combinations(sure, 2), itertools.combinations(duties, 2))
    for one, other in pairs:
        if one.held.clause.name != other.held.clause.name and _exclude(one, other):
            return one, other
    return None


def _nearest_first(duty: Duty) -> tuple[object, ...]:
    each = duty.held.ingredient
    about = (each.depth, each.id, each.key) if each else ()
    return (duty.held.clause.ref, about)


def _conflict(one: Duty, other: Duty, case: Case) -> Finding:
    sure = one.held.truth is TRUE and other.held.truth is TRUE
    ingredients = tuple(
        duty.held.ingredient for duty in (one, other) if duty.held.ingredient is not None
    )
    missing = () if sure else tuple(sorted(one.held.missing | other.held.missing))
    notes = [
        f"{ref.ref}: {ref.clause.statement}" for ref in (one.held.clause, other.held.clause)
    ]
    particulars = Particulars(
        State.APPLIES if sure else State.UNSURE,
        Severity.DENY if sure else Severity.REVIEW,
        DENIES if sure else OPEN_QUESTION,
        missing,
        tuple(sorted(notes)),
    )
    return finding("duties-conflict", case, ingredients, particulars)


def _exclude(one: Duty, other: Duty) -> bool:
    here, there = one.held.ingredient, other.held.ingredient
    apart = here is not None and there is not None and here.key != there.key
    return _clashing(one.held.clause, other.held.clause, apart=apart)


def _clashing(one: CompiledClause, other: CompiledClause, *, apart: bool = False) -> bool:
    """Return whether two checks clash; `apart` they are of different ingredients."""
    return any(
        mine.test.fact == yours.test.fact
        and not (apart and mine.test.fact.startswith(_OF_INGREDIENTS))
        and _clash(mine, yours)
        for mine in _demands(one.clause.check)
        for yours in _demands(other.clause.check)
    )


@dataclass(frozen=True, slots=True)
class _Demand:
    """One test that a check needs to hold, or not to hold."""

    test: Test
    wanted: bool


def _demands(condition: Condition | None, *, wanted: bool = True) -> tuple[_Demand, ...]:
    match condition:
        case Test():
            return (_Demand(condition, wanted),)
        case AllOf(parts=parts) if wanted:
            return tuple(demand for part in parts for demand in _demands(part, wanted=True))
        case Defined(condition=inner):
            return _demands(inner, wanted=wanted)
        case NotThat(part=part):
            return _demands(part, wanted=not wanted)
        case _:
            return ()


def _clash(one: _Demand, other: _Demand) -> bool:
    """Return whether no value of the fact meets both demands."""
    return _clash_one_way(one, other) or _clash_one_way(other, one)


_NEGATION = {
    Operator.IN: Operator.NOT_IN,
    Operator.HAS_ANY: Operator.HAS_NONE,
    Operator.NOT_IN: Operator.IN,
    Operator.HAS_NONE: Operator.HAS_ANY,
}


def _clash_one_way(one: _Demand, other: _Demand) -> bool:
    first, second = _as_written(one), _as_written(other)
    if first is None or second is None:
        return _prefix_forbidden(one, other)
    clash = _CLASHES.get((first, second))
    return clash is not None and clash(one.test, other.test)


def _as_written(demand: _Demand) -> Operator | None:
    if demand.wanted:
        return demand.test.operator
    return _NEGATION.get(demand.test.operator)


def _prefix_forbidden(one: _Demand, other: _Demand) -> bool:
    """Return whether a name must begin with a word and must not begin with a part of it."""
    both = one.test.operator is other.test.operator is Operator.STARTS_WITH
    if not both or not one.wanted or other.wanted:
        return False
    return all(word.startswith(tuple(_words(other.test))) for word in _words(one.test))


def _share_a_prefix(one: Test, other: Test) -> bool:
    return any(
        mine.startswith(yours) or yours.startswith(mine)
        for mine in _words(one)
        for yours in _words(other)
    )


def _words(test: Test) -> frozenset[str]:
    return frozenset(str(each).casefold() for each in test.operands)


def _gapless(lower: Test, upper: Test) -> bool:
    """Return whether no number lies above the lower and below the upper limit."""
    low, high = lower.operands[0], upper.operands[0]
    if not isinstance(low, Decimal) or not isinstance(high, Decimal):
        return False
    inclusive = lower.operator is Operator.AT_LEAST and upper.operator is Operator.AT_MOST
    return low > high if inclusive else low >= high


def _disjoint(one: Test, other: Test) -> bool:
    return not _words(one) & _words(other)


def _inside(one: Test, other: Test) -> bool:
    return _words(one) <= _words(other)


def _overlap(one: Test, other: Test) -> bool:
    return bool(_words(one) & _words(other))


def _no_name_begins(one: Test, other: Test) -> bool:
    names = [bare_name(word) for word in _words(one)]
    return not any(name.startswith(tuple(_words(other))) for name in names)


def _prefixes_differ(one: Test, other: Test) -> bool:
    return not _share_a_prefix(one, other)


_LOWER = (Operator.ABOVE, Operator.AT_LEAST)
_UPPER = (Operator.BELOW, Operator.AT_MOST)
_CLASHES: Mapping[tuple[Operator, Operator], Callable[[Test, Test], bool]] = {
    (Operator.STARTS_WITH, Operator.STARTS_WITH): _prefixes_differ,
    (Operator.IN, Operator.IN): _disjoint,
    (Operator.IN, Operator.NOT_IN): _inside,
    (Operator.IN, Operator.STARTS_WITH): _no_name_begins,
    (Operator.HAS_ALL, Operator.HAS_NONE): _overlap,
    (Operator.HAS_ANY, Operator.HAS_NONE): _inside,
    **{(lower, upper): _gapless for lower in _LOWER for upper in _UPPER},
}
"""For two operators on one fact: whether no value meets both tests."""
