"""Conditions in plain words, for people who do not write packs."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from policy.conditions import AllOf, AnyOf, Condition, Defined, NotThat, Operator, Test
from policy.explaining_words import listed, number_words
from policy.facts.vocabulary import VOCABULARY
from policy.values import Scalar

_OF_ONE: Mapping[Operator, str] = {
    Operator.IS: "is",
    Operator.IN: "is",
    Operator.IS_NOT: "is not",
    Operator.NOT_IN: "is not",
    Operator.ABOVE: "is above",
    Operator.AT_LEAST: "is at least",
    Operator.BELOW: "is below",
    Operator.AT_MOST: "is at most",
    Operator.BEFORE: "is before",
    Operator.AFTER: "is after",
    Operator.ON_OR_BEFORE: "is on or before",
    Operator.ON_OR_AFTER: "is on or after",
    Operator.HAS: "includes",
    Operator.HAS_ANY: "includes",
    Operator.HAS_ALL: "includes all of",
    Operator.HAS_NONE: "includes none of",
    Operator.WITHIN: "lies in",
    Operator.OUTSIDE: "lies outside of",
    Operator.ALL_WITHIN: "lies wholly in",
    Operator.ONLY: "is nothing but",
    Operator.STARTS_WITH: "begins with",
    Operator.CONTAINS: "contains",
    Operator.MATCHES: "fits",
}
_OF_LISTS: Mapping[Operator, str] = {
    Operator.IS: "includes",
    Operator.IN: "includes",
    Operator.IS_NOT: "does not include",
    Operator.NOT_IN: "includes none of",
    Operator.STARTS_WITH: "includes one that begins with",
    Operator.CONTAINS: "includes one that contains",
    Operator.MATCHES: "includes one that fits",
}
_ALL_OF_THEM = frozenset({Operator.HAS_ALL, Operator.HAS_NONE, Operator.ONLY})
"""Operators whose operands belong together, so that they are joined by `and`."""


def condition_words(condition: Condition) -> str:
    """Return `condition` as a part of a sentence; one that always holds is `always`."""
    match condition:
        case Test():
            return _test(condition)
        case AllOf(parts=parts):
            return " and ".join(_part(each) for each in parts) or "always"
        case AnyOf(parts=parts):
            return " or ".join(_part(each) for each in parts) or "never"
        case NotThat(part=part):
            return f"not: {_part(part)}"
        case Defined(name=name):
            return f"`{name}` holds"


def _part(condition: Condition) -> str:
    """Return a part of a larger condition, in brackets where it would be misread."""
    words = condition_words(condition)
    joined = isinstance(condition, AllOf | AnyOf) and len(condition.parts) > 1
    return f"({words})" if joined else words


def _test(test: Test) -> str:
    fact = VOCABULARY.get(test.fact)
    verb = (_OF_LISTS if fact.many else _OF_ONE).get(test.operator) or _OF_ONE[test.operator]
    return f"`{test.fact}` {verb} {operand_words(test.operands, test.operator)}"


def operand_words(operands: Iterable[Scalar], operator: Operator) -> str:
    """Return the operands of a test as a list in a sentence."""
    last = "and" if operator in _ALL_OF_THEM else "or"
    return listed(map(_value, operands), last)


def _value(value: Scalar) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return number_words(value)
        case date():
            return value.isoformat()
        case str():
            return value


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """Return what must all hold for `condition` to hold."""
    if not isinstance(condition, AllOf):
        return (condition,)
    return tuple(part for each in condition.parts for part in parts_of(each))
