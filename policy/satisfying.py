"""Whether a condition can hold at all, and whether one implies another.

An answer of "cannot" is sure; where the search gives up, or a pattern of text
is too free to be followed, the answer is "can".
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from policy.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Defined,
    NotThat,
    Operator,
    Test,
    Tester,
)
from policy.derivable import DERIVATIONS, can_be_derived, inputs_of
from policy.facts.fact import Fact, Kind
from policy.facts.vocabulary import VOCABULARY
from policy.places import COUNTRIES, EUROPEAN_UNION, Territory
from policy.testing import tester_for
from policy.truth import FALSE, TRUE
from policy.values import Scalar, Several, Value

_MOST_STEPS = 20_000
_FRESH = "\N{ZERO WIDTH SPACE}other"
"""A word that no pack writes."""
_OF_EVERY = frozenset(
    {
        Operator.IS_NOT,
        Operator.NOT_IN,
        Operator.HAS_NONE,
        Operator.OUTSIDE,
        Operator.ALL_WITHIN,
        Operator.ONLY,
    }
)
"""Operators that ask every element of a list; the others ask for some element."""
_FREE_TEXT = frozenset({Operator.CONTAINS, Operator.MATCHES})
_WHOLE = frozenset({Operator.IS, Operator.IN})


@dataclass(frozen=True, slots=True)
class Literal:
    """One test that is to come out true, or false."""

    test: Test
    holds: bool


@dataclass(frozen=True, slots=True)
class Solver:
    """Answers about conditions over the places of given territories."""

    territories: Mapping[str, Territory]
    tester: Tester
    _known: dict[frozenset[Literal], bool] = field(default_factory=dict)
    _derived: dict[tuple[str, frozenset[Literal]], bool] = field(default_factory=dict)

    def can_hold(self, condition: Condition) -> bool:
        """Return whether facts can be such that `condition` is true."""
        return _Search(self).run([(condition, True)])

    def implies(self, condition: Condition, other: Condition) -> bool:
        """Return whether `other` is surely true wherever `condition` is."""
        return not _Search(self).run([(condition, True), (other, False)])

    def same(self, condition: Condition, other: Condition) -> bool:
        """Return whether both surely hold for the same facts."""
        return condition == other or (
            self.implies(condition, other) and self.implies(other, condition)
        )

    def derivable(self, chosen: Mapping[str, frozenset[Literal]]) -> bool:
        """Return whether each derived fact in `chosen` agrees with what it is derived from."""
        for path in DERIVATIONS.keys() & chosen.keys():
            facts = (path, *(fact.path for fact in inputs_of(path)))
            about = frozenset().union(*(chosen.get(fact, frozenset()) for fact in facts))
            known = self._derived.get((path, about))
            if known is None:
                known = self._derived[path, about] = can_be_derived(
                    path, lambda fact, value: _met(chosen.get(fact, ()), value, self)
                )
            if not known:
                return False
        return True

    def fit(self, literals: frozenset[Literal]) -> bool:
        """Return whether one value of the fact of all `literals` meets them together."""
        known = self._known.get(literals)
        if known is None:
            known = self._known[literals] = _fit(literals, self)
        return known


def solver_for(territories: Mapping[str, Territory]) -> Solver:
    """Return the solver over `territories`."""
    return Solver(territories, tester_for(territories))


Goal = tuple[Condition, bool]


class _Search:
    """One search through the ways in which a condition may hold."""

    def __init__(self, solver: Solver) -> None:
        self._solver = solver
        self._steps = 0

    def run(self, goals: Sequence[Goal]) -> bool:
        """Return whether all `goals` can be met, or the search is given up."""
        return self._meet(list(goals), {})

    def _meet(self, goals: list[Goal], chosen: Mapping[str, frozenset[Literal]]) -> bool:
        self._steps += 1
        if self._steps > _MOST_STEPS:
            return True
        tests, choices = _opened(goals)
        found = dict(chosen)
        for literal in tests:
            fact = literal.test.fact
            found[fact] = found.get(fact, frozenset()) | {literal}
            if not self._solver.fit(found[fact]):
                return False
        if not choices:
            return self._solver.derivable(found)
        first, *rest = sorted(choices, key=len)
        left = [goal for choice in rest for goal in [_as_goal(choice)]]
        return any(self._meet([goal, *left], found) for goal in first)


def _as_goal(choice: Sequence[Goal]) -> Goal:
    """Return the choice as one condition again."""
    parts = (part if wanted else NotThat(part) for part, wanted in choice)
    return AnyOf(tuple(parts)), True


def _opened(goals: Iterable[Goal]) -> tuple[list[Literal], list[list[Goal]]]:
    """Return the tests that all must come out so, and the choices that are left to make."""
    tests: list[Literal] = []
    choices: list[list[Goal]] = []
    todo = [*goals]
    while todo:
        condition, wanted = todo.pop()
        match condition:
            case Test():
                tests.append(Literal(condition, wanted))
            case NotThat(part=part):
                todo.append((part, not wanted))
            case Defined(condition=part):
                todo.append((part, wanted))
            case AllOf(parts=parts) | AnyOf(parts=parts):
                each = [(part, wanted) for part in parts]
                if isinstance(condition, AllOf) is wanted:
                    todo += each
                else:
                    choices.append(each)
    return tests, choices


def _fit(literals: frozenset[Literal], solver: Solver) -> bool:
    fact = VOCABULARY.get(next(iter(literals)).test.fact)
    if fact.many:
        return _list_fits(literals, fact, solver)
    if any(_met(literals, value, solver) for value in _candidates(literals, fact, solver)):
        return True
    wanted = {each.test.operator for each in literals if each.holds}
    return bool(wanted & _FREE_TEXT) and not wanted & _WHOLE


def _met(literals: Iterable[Literal], value: Value, solver: Solver) -> bool:
    return all(_comes_out(each, value, solver) for each in literals)


def _comes_out(literal: Literal, value: Value, solver: Solver) -> bool:
    truth = solver.tester(literal.test)({literal.test.fact: value})
    return truth is (TRUE if literal.holds else FALSE)


def _candidates(literals: frozenset[Literal], fact: Fact, solver: Solver) -> Iterator[Scalar]:
    """Yield values of `fact`, so many that if none of them fits, none does."""
    said = sorted({operand for each in literals for operand in each.test.operands}, key=str)
    match fact.kind:
        case Kind.BOOLEAN:
            yield from (True, False)
        case Kind.ENUM:
            yield from fact.values
        case Kind.PLACE:
            yield from _places(map(str, said), solver)
        case Kind.NUMBER:
            yield from _numbers([each for each in said if isinstance(each, Decimal)])
        case Kind.DATE:
            yield from _days([each for each in said if isinstance(each, date)])
        case Kind.STRING:
            yield from _texts(literals)


def _places(said: Iterable[str], solver: Solver) -> Iterator[str]:
    yield from sorted(COUNTRIES)
    for name in said:
        territory = solver.territories.get(name)
        codes = territory.codes | territory.excluded if territory else {name}
        yield from sorted(codes - {EUROPEAN_UNION})


def _numbers(said: list[Decimal]) -> Iterator[Decimal]:
    """Yield each number that is said, and one between every two, below and above them."""
    ordered = sorted(said)
    yield from ordered
    yield ordered[0] - 1
    yield ordered[-1] + 1
    yield from ((low + high) / 2 for low, high in itertools.pairwise(ordered))


def _days(said: list[date]) -> Iterator[date]:
    for day in said:
        yield from (day, day - timedelta(days=1), day + timedelta(days=1))


def _texts(literals: Iterable[Literal]) -> Iterator[str]:
    """Yield the words that are said, also with something after them, and one that is not."""
    yield _FRESH
    for literal in literals:
        for operand in literal.test.operands:
            word = str(operand)
            yield word
            if literal.test.operator is Operator.MATCHES:
                yield word.replace("*", "").replace("?", "x")
            yield f"{word}{_FRESH}"


def _list_fits(literals: frozenset[Literal], fact: Fact, solver: Solver) -> bool:
    """Return whether some list meets `literals`: each element one by one, then all together."""
    split = [part for literal in literals for part in _one_by_one(literal)]
    every = [each for each in split if (each.test.operator in _OF_EVERY) is each.holds]
    some = [each for each in split if (each.test.operator in _OF_EVERY) is not each.holds]
    if _lacks_all(some, every):
        return False
    every = [each for each in every if each.test.operator is not Operator.HAS_ALL]
    elements = [Several((each,)) for each in _elements(literals, fact, solver)]
    allowed = [each for each in elements if _met(every, each, solver)]
    return all(
        literal.test.operator in _FREE_TEXT
        or any(_comes_out(literal, each, solver) for each in allowed)
        for literal in some
    )


def _one_by_one(literal: Literal) -> Iterator[Literal]:
    """Yield a wanted `has_all` as one `has` for each element, anything else as it is."""
    test = literal.test
    if test.operator is Operator.HAS_ALL and literal.holds:
        for operand in test.operands:
            yield Literal(Test(test.fact, Operator.HAS, (operand,)), holds=True)
    else:
        yield literal


def _lacks_all(some: Iterable[Literal], every: Iterable[Literal]) -> bool:
    """Return whether a `has_all` must fail of which every element must be there."""
    needed = {
        str(each.test.operands[0]).casefold()
        for each in some
        if each.holds and len(each.test.operands) == 1
    }
    return any(
        {str(operand).casefold() for operand in each.test.operands} <= needed
        for each in every
        if each.test.operator is Operator.HAS_ALL
    )


def _elements(literals: frozenset[Literal], fact: Fact, solver: Solver) -> Iterator[str]:
    said = {str(operand) for each in literals for operand in each.test.operands}
    match fact.kind:
        case Kind.ENUM:
            yield from fact.values
        case Kind.PLACE:
            yield from _places(sorted(said), solver)
        case _:
            yield from _texts(literals)
