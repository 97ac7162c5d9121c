from collections.abc import Callable
from decimal import Decimal

import pytest

from policy.deriving import (
    GPAI_FLOP,
    INGREDIENT_DERIVATIONS,
    PLAN_DERIVATIONS,
    TERMS_DERIVATIONS,
    Get,
)
from policy.facts.fact import Fact, Kind
from policy.facts.vocabulary import VOCABULARY
from policy.places import COUNTRIES, atoms
from policy.values import UNKNOWN, Bounds, Several, Value, several
from tests.policy.strategies import NUMBERS, Tape, drawn, holds_for, is_wider

DERIVATIONS = {**PLAN_DERIVATIONS, **INGREDIENT_DERIVATIONS, **TERMS_DERIVATIONS}
_BASE = "student.base"
BASES = ("none", "hf:org/base")
LICENSES = ("apache-2.0", "none", "llama3")
FLOPS = (*NUMBERS, GPAI_FLOP / 3, GPAI_FLOP * 3)


def exact(tape: Tape, fact: Fact) -> Value:
    """Return a value of `fact` that leaves nothing open."""
    if fact.path == _BASE:
        return tape.pick(BASES)
    if fact.path == "student.license":
        return tape.pick(LICENSES)
    if fact.kind is Kind.PLACE:
        places = ("US", "DE", "CN", "KR")
        return several(*tape.some(places)) if fact.many else tape.pick(places)
    if fact.many:
        return several(*tape.some(fact.values))
    if fact.kind is Kind.NUMBER:
        return tape.pick(FLOPS)
    words: tuple[Value, ...] = fact.values or (True, False)
    return tape.pick(words)


def wider(tape: Tape, value: Value) -> Value:
    """Return what may be known instead of `value` where less is known."""
    if tape.pick((False, True)):
        return UNKNOWN
    match value:
        case Several(items=items):
            return tape.pick((value, several(*tape.some(items), more=True)))
        case Decimal():
            low = tape.pick([None, *(each for each in FLOPS if each <= value)])
            high = tape.pick([None, *(each for each in FLOPS if each >= value)])
            return Bounds(low, high)
        case str() if value in COUNTRIES:
            coarse = ["worldwide", *(["EU"] if value in atoms("EU") else [])]
            return tape.pick([value, *coarse])
        case _:
            return value


class Knowledge:
    """What is known of every fact that a derivation asks for, in full and in part."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self._exact: dict[str, Value] = {}
        self._wide: dict[str, Value] = {}

    def exact(self, path: str) -> Value:
        if path not in self._exact:
            value = exact(self._tape, VOCABULARY.get(path))
            if path == "student.base_training_flop" and self._exact.get(_BASE) == "none":
                value = Decimal(0)
            self._exact[path], self._wide[path] = value, wider(self._tape, value)
        return self._exact[path]

    def wide(self, path: str) -> Value:
        self.exact(path)
        return self._wide[path]


@holds_for(2_000, tape=drawn(lambda tape: tape, 40))
def test_whoever_knows_less_derives_nothing_that_knowing_more_would_change(tape: Tape) -> None:
    derive: Callable[[Get], Value] = DERIVATIONS[tape.pick(sorted(DERIVATIONS))]
    known = Knowledge(tape)

    assert is_wider(derive(known.wide), derive(known.exact))


@pytest.mark.parametrize("path", sorted(DERIVATIONS))
def test_nothing_follows_from_nothing(path: str) -> None:
    assert DERIVATIONS[path](lambda _: UNKNOWN) is UNKNOWN


@holds_for(tape=drawn(lambda tape: tape, 40))
def test_what_is_derived_is_a_value_of_its_fact(tape: Tape) -> None:
    path = tape.pick(sorted(DERIVATIONS))
    fact = VOCABULARY.get(path)

    value = DERIVATIONS[path](Knowledge(tape).exact)

    assert is_of(fact, value)


def is_of(fact: Fact, value: Value) -> bool:
    match value:
        case Several(items=items):
            return fact.many and (not fact.values or set(items) <= set(fact.values))
        case bool():
            return fact.kind is Kind.BOOLEAN
        case Decimal() | Bounds():
            return fact.kind is Kind.NUMBER
        case str():
            return fact.kind is Kind.ENUM and value in fact.values
        case _:
            return value is UNKNOWN


def given(**facts: Value) -> Get:
    """Return facts by names of which `__` stands for the dot."""
    known = {name.replace("__", "."): value for name, value in facts.items()}

    def get(path: str) -> Value:
        if path == "student.modification_flop" and path not in known:
            return DERIVATIONS[path](get)
        return known.get(path, UNKNOWN)

    return get


@pytest.mark.parametrize(
    ("training", "below"),
    [
        (Decimal("1e22"), True),
        (Decimal("1e22") + 1, False),
        (Bounds(None, Decimal("1e22")), True),
        (Bounds(Decimal("1e22"), None), UNKNOWN),
        (Bounds(Decimal("2e22"), None), False),
        (UNKNOWN, UNKNOWN),
    ],
)
def test_one_third_of_the_base_is_still_below(training: Value, below: Value) -> None:
    facts = given(
        student__base="hf:org/base",
        student__base_provider_is_us=False,
        student__training_flop=training,
        student__generation_flop=Decimal(0),
        student__base_training_flop=Decimal("3e22"),
    )

    assert DERIVATIONS["student.below_modifier_threshold"](facts) == below


def test_a_sum_with_an_unknown_part_is_a_bound() -> None:
    facts = given(student__training_flop=Decimal(7))

    assert DERIVATIONS["student.modification_flop"](facts) == Bounds(Decimal(7), None)


def test_the_change_counts_as_the_plan_gives_it() -> None:
    facts = given(student__base="none", student__modification_flop=Decimal(5))

    assert DERIVATIONS["student.cumulative_flop"](facts) == Decimal(5)


def test_what_changes_nothing_is_no_modification_under_either_test() -> None:
    facts = given(student__base="hf:org/base", student__modification_flop=Decimal(0))

    assert DERIVATIONS["student.modifier_tests_disagree"](facts) is False


def test_a_student_without_a_base_adds_nothing_to_it() -> None:
    facts = given(
        student__base="none",
        student__training_flop=Decimal(7),
        student__generation_flop=Bounds(Decimal(1), Decimal(2)),
    )

    found = DERIVATIONS["student.cumulative_flop"](facts)

    assert found == Bounds(Decimal(8), Decimal(9))
