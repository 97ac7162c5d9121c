"""The condition language: its syntax tree, and what it comes to over the facts of a case.

Closed on purpose: no arithmetic, loops, regular expressions or user code, and
no test for "is known" (design, section 5). Trees are typed when they are
parsed (`policy.conditionparsing`), so evaluation cannot fail.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from enum import StrEnum

from policy.diagnostics import Span
from policy.frozen import dataclass
from policy.truth import FALSE, TRUE, Truth, negate
from policy.truth import UNKNOWN as MAYBE
from policy.values import Scalar, Value


class Operator(StrEnum):
    """Every comparison that a matcher may make."""

    __hash__ = str.__hash__

    IS = "is"
    IS_NOT = "is_not"
    IN = "in"
    NOT_IN = "not_in"
    ABOVE = "above"
    AT_LEAST = "at_least"
    BELOW = "below"
    AT_MOST = "at_most"
    BEFORE = "before"
    AFTER = "after"
    ON_OR_BEFORE = "on_or_before"
    ON_OR_AFTER = "on_or_after"
    HAS = "has"
    HAS_ANY = "has_any"
    HAS_ALL = "has_all"
    HAS_NONE = "has_none"
    WITHIN = "within"
    OUTSIDE = "outside"
    ALL_WITHIN = "all_within"
    ONLY = "only"
    STARTS_WITH = "starts_with"
    CONTAINS = "contains"
    MATCHES = "matches"


@dataclass(frozen=True, slots=True)
class Test:
    """One fact held against one operator."""

    fact: str
    operator: Operator
    operands: tuple[Scalar, ...]
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part must hold."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part must hold."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class NotThat:
    """The part must not hold."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class Defined:
    """A condition that has a name, by a version or by the pack."""

    name: str
    condition: "Condition"
    weight: int = field(default=1, compare=False)
    """How many tests it makes, with those of the definitions in it."""
    depth: int = field(default=1, compare=False)
    """How many levels lie in it, with those of the definitions in it."""


Condition = Test | AllOf | AnyOf | NotThat | Defined
Facts = Mapping[str, Value]
Evaluator = Callable[[Facts], Truth]
Tester = Callable[[Test], Evaluator]
"""Gives the evaluator of one test; `policy.testing` makes it for given territories."""

ALWAYS = AllOf(())


def compile_condition(condition: Condition, tester: Tester) -> Evaluator:
    """Return the function from facts to truth that `condition` stands for."""
    match condition:
        case Test():
            return tester(condition)
        case AllOf(parts=parts):
            return _conjunction(tuple(compile_condition(part, tester) for part in parts))
        case AnyOf(parts=parts):
            return _disjunction(tuple(compile_condition(part, tester) for part in parts))
        case NotThat(part=part):
            inner = compile_condition(part, tester)
            return lambda facts: negate(inner(facts))
        case Defined(condition=named):
            return compile_condition(named, tester)


def _conjunction(parts: tuple[Evaluator, ...]) -> Evaluator:
    if len(parts) == 1:
        return parts[0]

    def evaluate(facts: Facts) -> Truth:
        result = TRUE
        for part in parts:
            truth = part(facts)
            if truth is FALSE:
                return FALSE
            if truth is MAYBE:
                result = MAYBE
        return result

    return evaluate


def _disjunction(parts: tuple[Evaluator, ...]) -> Evaluator:
    if len(parts) == 1:
        return parts[0]

    def evaluate(facts: Facts) -> Truth:
        result = FALSE
        for part in parts:
            truth = part(facts)
            if truth is TRUE:
                return TRUE
            if truth is MAYBE:
                result = MAYBE
        return result

    return evaluate


def tests_of(condition: Condition) -> Iterator[Test]:
    """Yield every test in `condition`, definitions included."""
    match condition:
        case Test():
            yield condition
        case AllOf(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from tests_of(part)
        case NotThat(part=part) | Defined(condition=part):
            yield from tests_of(part)


def weight_of(condition: Condition) -> int:
    """Return how many tests `condition` makes; what is defined is not opened again."""
    match condition:
        case Test():
            return 1
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return sum(map(weight_of, parts))
        case NotThat(part=part):
            return weight_of(part)
        case Defined(weight=weight):
            return weight


def depth_of(condition: Condition) -> int:
    """Return how many levels `condition` has; what is defined is not opened again."""
    match condition:
        case Test():
            return 1
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return 1 + max(map(depth_of, parts), default=0)
        case NotThat(part=part):
            return 1 + depth_of(part)
        case Defined(depth=depth):
            return 1 + depth


def facts_read(condition: Condition) -> frozenset[str]:
    """Return the paths of all facts that `condition` reads."""
    return frozenset(test.fact for test in tests_of(condition))


def joined(*conditions: Condition | None) -> Condition:
    """Return the conjunction of those `conditions` that are there."""
    parts = tuple(each for each in conditions if each is not None and each != ALWAYS)
    return parts[0] if len(parts) == 1 else AllOf(parts)


def deciding(condition: Condition, facts: Facts, tester: Tester) -> frozenset[str]:
    """Return the facts that `condition` hangs on as `facts` stand.

    Where it is true or false, the facts that make it so; where it is
    unknown, the facts whose value would move it.
    """
    return _decided(condition, facts, tester)[1]


_NO_FACTS: frozenset[str] = frozenset()


def _decided(
    condition: Condition, facts: Facts, tester: Tester
) -> tuple[Truth, frozenset[str]]:
    """Return the truth of `condition` with the facts that make it so."""
    match condition:
        case Test(fact=fact):
            return tester(condition)(facts), frozenset({fact})
        case AllOf(parts=parts):
            return _joined([_decided(part, facts, tester) for part in parts], min, TRUE)
        case AnyOf(parts=parts):
            return _joined([_decided(part, facts, tester) for part in parts], max, FALSE)
        case NotThat(part=part):
            truth, found = _decided(part, facts, tester)
            return negate(truth), found
        case Defined(condition=named):
            return _decided(named, facts, tester)


def _joined(
    parts: list[tuple[Truth, frozenset[str]]],
    choose: Callable[..., Truth],
    empty: Truth,
) -> tuple[Truth, frozenset[str]]:
    truth = choose((each for each, _ in parts), default=empty)
    return truth, _NO_FACTS.union(*(found for each, found in parts if each is truth))
