"""Which values a fact may be given: from its vocabulary, and from what a test asks for."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from policy.conditions import Operator, Test
from policy.facts.fact import Fact, Kind, Scalar
from policy.truth import FALSE, TRUE, Truth
from policy.values import UNKNOWN, Bounds, Several, Value, several

_GROWS = frozenset({"release.notices"})
"""Lists that a suggestion may add to; from others it only takes out."""
_MAY_BE_EMPTY = frozenset({"release.forms", "use.domains", "release.recipient_names"})
_LONG = 24
_A_DAY = timedelta(days=1)


def values_for(fact: Fact, now: Value, test: Test | None) -> Iterator[Value]:
    """Yield the values that `fact` may have instead of `now`, what `test` names first."""
    if fact.many:
        yield from _lists(fact, now, test)
        return
    match fact.kind:
        case Kind.BOOLEAN:
            yield from (value for value in (False, True) if value is not now)
        case Kind.ENUM:
            named = [each for each in _operands(test) if each in fact.values]
            yield from (each for each in dict.fromkeys((*named, *fact.values)) if each != now)
        case Kind.DATE:
            yield from _days(test)
        case Kind.NUMBER:
            yield from _numbers(test)
        case Kind.STRING:
            yield from _texts(now, test)
        case Kind.PLACE:
            yield from (each for each in _operands(test) if each != now)


def kept(fact: Fact, now: Value, holds: "Iterable[tuple[str, Truth]]") -> Iterator[Value]:
    """Yield the list `now` without those of its items that are in the way."""
    if not isinstance(now, Several):
        return
    for wanted in (FALSE, TRUE):
        left = [item for item, truth in holds if truth is wanted]
        if 0 < len(left) < len(now.items) or (not left and fact.path in _MAY_BE_EMPTY):
            yield several(*left, more=now.open)


def _lists(fact: Fact, now: Value, test: Test | None) -> Iterator[Value]:
    """Yield shorter lists; longer ones only where that costs nothing but words."""
    operands = [str(each) for each in _operands(test)]
    if now is UNKNOWN:
        if fact.kind is not Kind.PLACE:
            yield several()
        yield from (several(each) for each in operands)
        return
    if not isinstance(now, Several):
        return
    if fact.path in _GROWS and operands:
        yield several(*now.items, *operands)
        yield from (several(*now.items, each) for each in operands)
        return
    if 1 < len(now.items) <= _LONG:
        for left in now.items:
            yield several(*(each for each in now.items if each != left))
        yield from (several(each) for each in now.items)
    if now.items and fact.path in _MAY_BE_EMPTY:
        yield several()


def _operands(test: Test | None) -> tuple[Scalar, ...]:
    return test.operands if test else ()


def _days(test: Test | None) -> Iterator[Value]:
    for each in _operands(test):
        if isinstance(each, date):
            yield from (each, each + _A_DAY, each - _A_DAY)


def _numbers(test: Test | None) -> Iterator[Value]:
    for each in _operands(test):
        if isinstance(each, Decimal):
            yield Bounds(None, each)
            yield Bounds(each, None)
            yield each
            yield Bounds(None, max(each - 1, Decimal(0)))


def _texts(now: Value, test: Test | None) -> Iterator[Value]:
    """Yield texts that a test asks for; a name keeps what it had as far as it can."""
    if test is None:
        return
    words = [str(each) for each in test.operands]
    match test.operator:
        case Operator.STARTS_WITH:
            yield from (_prefixed(word, now) for word in words)
        case Operator.CONTAINS:
            yield from (word if now is UNKNOWN else f"{now}-{word}" for word in words)
        case Operator.IS | Operator.IN:
            yield from (word for word in words if word != now)
        case _:
            pass


def _prefixed(word: str, now: Value) -> str:
    if now is UNKNOWN:
        return word
    gap = "" if word.endswith(("-", " ")) else "-"
    return f"{word}{gap}{now}"
