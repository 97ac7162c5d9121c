"""Conditions printed back as the YAML that they are written in."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from distillgate.usecases.planwriting import scalar
from policy.conditions import AllOf, AnyOf, Condition, Defined, NotThat, Operator, Test
from policy.facts.describing import value_in_words
from policy.values import Scalar

_BARE = frozenset({Operator.IN, Operator.HAS_ANY})
"""What a matcher without an operator means: one of these, or for a list any of these."""
_STEP = "  "
_LONG = Decimal(10) ** 12
"""From here on a number is read more easily with an exponent."""


def condition_lines(condition: Condition) -> tuple[str, ...]:
    """Return `condition` as the lines of a YAML mapping; one that always holds has none."""
    return tuple(_lines(condition))


def _lines(condition: Condition) -> Iterator[str]:
    match condition:
        case Test():
            yield f"{condition.fact}: {_matcher([condition])}"
        case AllOf(parts=parts):
            yield from _all(parts)
        case AnyOf(parts=parts):
            yield from ("any:", *_listed(parts))
        case NotThat(part=part):
            yield from ("not:", *_indented(_lines(part)))
        case Defined(name=name):
            yield f"defined: {name}"


def _all(parts: tuple[Condition, ...]) -> Iterator[str]:
    """Yield the entries of one mapping, where each key stands once; else a list of parts."""
    groups: dict[str, list[Condition]] = {}
    for part in _flattened(parts):
        groups.setdefault(_key(part), []).append(part)
    if any(len(group) > 1 and not _one_matcher(group) for group in groups.values()):
        yield from ("all:", *_listed(parts))
        return
    for group in groups.values():
        tests = [each for each in group if isinstance(each, Test)]
        if tests:
            yield f"{tests[0].fact}: {_matcher(tests)}"
        else:
            yield from _lines(group[0])


def _flattened(parts: Iterable[Condition]) -> Iterator[Condition]:
    """Yield `parts`, with those of a conjunction in place of it: it says the same."""
    for part in parts:
        if isinstance(part, AllOf):
            yield from _flattened(part.parts)
        else:
            yield part


def _key(condition: Condition) -> str:
    """Return the key under which `condition` stands in a mapping."""
    match condition:
        case Test(fact=fact):
            return fact
        case AllOf():
            return "all"
        case AnyOf():
            return "any"
        case NotThat():
            return "not"
        case Defined():
            return "defined"


def _one_matcher(group: Iterable[Condition]) -> bool:
    """Return whether several tests of one fact can stand as one matcher."""
    operators = [each.operator for each in group if isinstance(each, Test)]
    return bool(operators) and len({*operators, *_BARE}) == len(operators) + len(_BARE)


def _matcher(tests: list[Test]) -> str:
    if len(tests) == 1 and tests[0].operator in _BARE:
        return _values(tests[0].operands)
    inside = (f"{test.operator}: {_operand(test)}" for test in tests)
    return f"{{{', '.join(inside)}}}"


def _operand(test: Test) -> str:
    return _values(test.operands)


def _values(operands: tuple[Scalar, ...]) -> str:
    words = [_value(each) for each in operands]
    return words[0] if len(words) == 1 else f"[{', '.join(words)}]"


def _value(value: Scalar) -> str:
    match value:
        case str():
            return scalar(value)
        case Decimal() if abs(value) >= _LONG:
            return f"{value.normalize():e}".replace("e+", "e")
        case _:
            return value_in_words(value)


def _listed(parts: Iterable[Condition]) -> Iterator[str]:
    for part in parts:
        first, *rest = _lines(part) if part != AllOf(()) else ["{}"]
        yield f"{_STEP}- {first}"
        yield from (f"{_STEP}{_STEP}{line}" for line in rest)


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"{_STEP}{line}" for line in lines)
