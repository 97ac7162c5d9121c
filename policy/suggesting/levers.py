"""What moves a condition: the values of which facts make it true, or false."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from policy.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Defined,
    Facts,
    NotThat,
    Test,
    Tester,
)
from policy.facts.vocabulary import VOCABULARY
from policy.truth import FALSE, TRUE, Truth, negate
from policy.values import Value, several

Pull = tuple[str, Value]
"""One fact with the value that it would have."""
Lever = frozenset[Pull]
"""Facts that must change together; none: nothing needs to."""
Values = Callable[[str, Test | None], Iterable[Value]]
"""Gives the values that a fact may be given, those for a test first."""

MOST_PULLS = 3
MOST_LEVERS = 40
_NO_LEVER: Lever = frozenset()


@dataclass(frozen=True, slots=True)
class Bench:
    """What levers are looked for over."""

    facts: Facts
    tester: Tester
    values: Values


def levers(condition: Condition, bench: Bench, wanted: Truth) -> tuple[Lever, ...]:
    """Return what would make `condition` come to `wanted`, the smallest first.

    Facts that are worked out from others are moved through these: whether
    that does it is for judging to say.
    """
    found = _levers(condition, bench, wanted)
    least = [each for each in found if not any(other < each for other in found)]
    return tuple(sorted(dict.fromkeys(least), key=_order))[:MOST_LEVERS]


def _order(lever: Lever) -> tuple[int, list[tuple[str, str]]]:
    return len(lever), sorted((fact, str(value)) for fact, value in lever)


def _levers(condition: Condition, bench: Bench, wanted: Truth) -> list[Lever]:
    match condition:
        case Test():
            return _of_test(condition, bench, wanted)
        case AllOf(parts=parts):
            return _of_parts(parts, bench, wanted, every=wanted is TRUE)
        case AnyOf(parts=parts):
            return _of_parts(parts, bench, wanted, every=wanted is FALSE)
        case NotThat(part=part):
            return _levers(part, bench, negate(wanted))
        case Defined(condition=named):
            return _levers(named, bench, wanted)


def _of_parts(
    parts: Sequence[Condition], bench: Bench, wanted: Truth, *, every: bool
) -> list[Lever]:
    """Return the levers of parts of which every one must come to `wanted`, or one of them."""
    each = [_levers(part, bench, wanted) for part in parts]
    if not every:
        return [lever for found in each for lever in found]
    combined: list[Lever] = [_NO_LEVER]
    for found in each:
        joined = (one | other for one, other in product(combined, found))
        combined = [lever for lever in joined if _fits(lever)][:MOST_LEVERS]
    return combined


def _fits(lever: Lever) -> bool:
    return len(lever) <= MOST_PULLS and len({fact for fact, _ in lever}) == len(lever)


def _of_test(test: Test, bench: Bench, wanted: Truth) -> list[Lever]:
    holds = bench.tester(test)
    if holds(bench.facts) is wanted:
        return [_NO_LEVER]
    direct = [
        value
        for value in bench.values(test.fact, test)
        if holds({**bench.facts, test.fact: value}) is wanted
    ]
    if direct:
        return [frozenset({(test.fact, value)}) for value in direct]
    return [
        frozenset({(path, value)})
        for path in inputs_of(test.fact)
        for value in bench.values(path, None)
    ] + [
        frozenset({(path, several())})
        for path in _emptied(test.fact)
        if several() in bench.values(path, None)
    ]


def _emptied(fact: str) -> Iterable[str]:
    """Yield the lists without which `fact` cannot matter."""
    known = VOCABULARY.find(fact)
    rules = known.moot if known else ()
    return dict.fromkeys(path for rule in rules for path, values in rule.when if not values)


def inputs_of(fact: str) -> tuple[str, ...]:
    """Return the facts that `fact` is worked out from, down to those that are stated."""
    found: dict[str, None] = {}
    waiting = [*_inputs(fact)]
    while waiting:
        path = waiting.pop(0)
        if path not in found:
            found[path] = None
            waiting += _inputs(path)
    return tuple(found)


def _inputs(fact: str) -> tuple[str, ...]:
    known = VOCABULARY.find(fact)
    return known.inputs if known else ()
