"""Values that put a condition on a side, each of its parts made to decide in turn.

From the closed, typed condition: to be true, every part of `all` holds and one
part of `any` at a time, with the others false; to be false or unknown, one part
of `all` at a time. Numbers and dates are taken at the border of the constants.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
    facts_read,
)
from policy.facts.fact import Fact, Kind
from policy.facts.vocabulary import VOCABULARY
from policy.packtests.demands import ALWAYS_KNOWN
from policy.places import Territory
from policy.truth import FALSE, TRUE, Truth, negate
from policy.truth import UNKNOWN as MAYBE
from policy.values import UNKNOWN, Scalar, Value, several

Wanted = tuple[tuple[Test, Truth, int], ...]
"""Tests with what each must come to; the number says by which of its operands, 0: by any."""
_NONE = frozenset(
    {Operator.IS_NOT, Operator.NOT_IN, Operator.HAS_NONE, Operator.OUTSIDE, Operator.HAS_ALL}
)
"""Operators that fail by one operand, where others hold by one."""
_MOST_WAYS = 60
_PLACES = (
    "DE",
    "US",
    "CN",
    "GB",
    "FR",
    "JP",
    "KR",
    "IN",
    "BR",
    "CH",
    "IR",
    "RU",
    "US-CA",
    "AU",
)
_MORE = Decimal("1.01")
_EXACT = Decimal("1e12")


def ways(condition: Condition, truth: Truth) -> tuple[Wanted, ...]:
    """Return ways in which `condition` comes to `truth`, each by another part of it."""
    return tuple(dict.fromkeys(itertools.islice(_ways(condition, truth), _MOST_WAYS)))


def _ways(condition: Condition, truth: Truth) -> Iterator[Wanted]:
    match condition:
        case Test():
            if truth is not MAYBE or condition.fact not in ALWAYS_KNOWN:
                yield ((condition, truth, 0),)
            yield from (((condition, truth, place),) for place in _picks(condition, truth))
        case NotThat(part=part):
            yield from _ways(part, negate(truth))
        case Defined(condition=named):
            yield from _ways(named, truth)
        case AllOf(parts=parts):
            yield from _joined(parts, truth, TRUE)
        case AnyOf(parts=parts):
            yield from _joined(parts, truth, FALSE)


def _picks(test: Test, truth: Truth) -> Iterable[int]:
    """Return the operands of which each is to decide by itself, counted from 1."""
    ordered = isinstance(test.operands[0], Decimal | date)
    if truth is MAYBE or not (ordered or truth is (FALSE if test.operator in _NONE else TRUE)):
        return ()
    return range(1, len(test.operands) + 1)


def _joined(parts: Sequence[Condition], truth: Truth, neutral: Truth) -> Iterator[Wanted]:
    """Yield the ways of a conjunction (`neutral` is true) or a disjunction."""
    if not parts:
        if truth is neutral:
            yield ()
        return
    if truth is neutral:
        yield from _each_varied([(part, neutral) for part in parts])
        return
    for place, part in enumerate(parts):
        others = [each for at, each in enumerate(parts) if at != place]
        rest = _neutral(part, others, truth, neutral)
        if rest is not None:
            yield from ((*way, *rest) for way in _ways(part, truth))


def _neutral(
    part: Condition, others: Sequence[Condition], truth: Truth, neutral: Truth
) -> Wanted | None:
    """Return what leaves the decision to `part`: the others neutral, where facts allow it.

    What reads a fact of `part` is unknown with it, and is left open otherwise.
    """
    mine = facts_read(part)
    apart = [(each, neutral) for each in others if not facts_read(each) & mine]
    if truth is MAYBE:
        apart += [(each, MAYBE) for each in others if facts_read(each) & mine]
    return next(_each_varied(apart), None) if apart else ()


def _each_varied(wanted: Sequence[tuple[Condition, Truth]]) -> Iterator[Wanted]:
    """Yield the parts at their first way, then each in turn at its others."""
    every = [list(itertools.islice(_ways(part, truth), _MOST_WAYS)) for part, truth in wanted]
    if not all(every):
        return
    first = [each[0] for each in every]
    yield tuple(itertools.chain.from_iterable(first))
    for place, each in enumerate(every):
        for way in each[1:]:
            taken = [*first[:place], way, *first[place + 1 :]]
            yield tuple(itertools.chain.from_iterable(taken))


def together(*each: Wanted) -> Wanted:
    """Return what all of `each` want together."""
    return tuple(itertools.chain.from_iterable(each))


@dataclass(frozen=True, slots=True)
class Picker:
    """Picks values of facts by which tests come out as wanted."""

    tester: Tester
    territories: Mapping[str, Territory]

    def values(self, wanted: Wanted, now: Mapping[str, Value]) -> dict[str, Value] | None:
        """Return a value for each fact that `wanted` reads, or nothing where none fits.

        What is so already (`now`) stays where it fits and no other value is picked.
        """
        by_fact: dict[str, list[tuple[Test, Truth, int]]] = {}
        for each in wanted:
            by_fact.setdefault(each[0].fact, []).append(each)
        found: dict[str, Value] = {}
        for path, tests in by_fact.items():
            value = self._value(path, tests, now.get(path, UNKNOWN))
            if value is None:
                return None
            found[path] = value
        return found

    def _value(
        self, path: str, tests: list[tuple[Test, Truth, int]], now: Value
    ) -> Value | None:
        fact = VOCABULARY.get(path)
        read = [test for test, _, _ in tests]
        alone = [
            (replace(test, operands=(test.operands[place - 1],)), truth)
            for test, truth, place in tests
            if place
        ]
        wanted = [*((test, truth) for test, truth, _ in tests), *alone]
        ordered = bool(alone) and fact.kind in {Kind.NUMBER, Kind.DATE}
        values = candidates(fact, read, self.territories)
        for value in values if ordered else (now, *values):
            if all(self.tester(test)({path: value}) is truth for test, truth in wanted):
                return value
        return None


def candidates(
    fact: Fact, tests: Iterable[Test], territories: Mapping[str, Territory]
) -> Iterator[Value]:
    """Yield values of `fact` in every region that `tests` tell apart, and unknown."""
    tests = tuple(tests)
    scalars = list(dict.fromkeys(_scalars(fact, tests, territories)))
    yield UNKNOWN
    if not fact.many:
        yield from scalars
    else:
        words = [str(each) for each in scalars]
        yield from (several(word) for word in words)
        yield several()
        for test in tests:
            if test.operator in {Operator.HAS_ALL, Operator.ONLY}:
                yield several(*map(str, test.operands))
        yield from (several(*pair) for pair in itertools.combinations(words[:12], 2))


def _scalars(
    fact: Fact, tests: tuple[Test, ...], territories: Mapping[str, Territory]
) -> Iterator[Scalar]:
    if fact.kind is Kind.PLACE:
        yield from _PLACES
    for test in tests:
        for operand in test.operands:
            yield from _around(fact, test.operator, operand, territories)
    match fact.kind:
        case Kind.ENUM:
            yield from fact.values
        case Kind.BOOLEAN:
            yield from (True, False)
        case Kind.STRING:
            yield from _words(fact)
        case Kind.NUMBER:
            yield from (Decimal(0), Decimal(1))
        case _:
            return


def _words(fact: Fact) -> tuple[str, ...]:
    if fact.path in {"student.base", "ingredient.id"}:
        return ("hf:example/other",)
    return ("other", "Other-1")


def _around(
    fact: Fact, operator: Operator, operand: Scalar, territories: Mapping[str, Territory]
) -> Iterator[Scalar]:
    match operand:
        case bool():
            yield operand
        case Decimal():
            step = Decimal(1) if operand < _EXACT else operand * (_MORE - 1)
            near = (operand, operand + step, operand - step)
            yield from (each for each in near if each >= 0)
        case date():
            day = timedelta(days=1)
            yield from (operand, operand + day, operand - day)
        case str() if fact.kind is Kind.PLACE and operand in territories:
            area = territories[operand]
            yield from sorted(area.codes)[:3]
            yield from sorted(area.excluded)[:2]
        case str() if fact.kind is Kind.STRING:
            yield from _spelled(fact, operator, operand)
        case str():
            yield operand


def _spelled(fact: Fact, operator: Operator, operand: str) -> Iterator[str]:
    plain = operand.replace("*", "x").replace("?", "x")
    if fact.path in {"student.base", "ingredient.id"} and ":" not in plain:
        yield f"hf:example/{plain}-x"
        yield f"hf:{plain}" if "/" in plain else f"hf:example/{plain}"
    elif operator is Operator.STARTS_WITH:
        yield f"{plain}x" if plain.endswith(":") else f"{plain}-1"
    elif operator is Operator.CONTAINS:
        yield f"Example-{plain}-1"
    yield plain
