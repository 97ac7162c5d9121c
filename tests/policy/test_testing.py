from datetime import date
from decimal import Decimal

import pytest

from policy import testing
from policy.conditions import Operator
from policy.conditions import Test as FactTest
from policy.facts.fact import Scalar
from policy.facts.vocabulary import VOCABULARY
from policy.truth import FALSE, TRUE, UNKNOWN, Truth, negate
from policy.values import UNKNOWN as MISSING
from policy.values import Bounds, Several, Value, several
from tests.policy import naive
from tests.policy.strategies import (
    ALL_FACTS,
    TERRITORIES,
    Tape,
    a_test,
    a_value,
    drawn,
    holds_for,
    is_wider,
)

TESTER = testing.tester_for(TERRITORIES)
NAME = "student.name"
TYPE = "student.type"
MARKETS = "student.markets"
SIZE = "student.parameters"
DAY = "release.first_date"
NOTICES = "release.notices"
PLACES = "release.places"
COUNTRY = "organization.country"
OWNERS = "organization.owner_countries_over_50"
FIVE = Decimal(5)
SPRING = date(2026, 4, 1)
NEGATIVES = {
    Operator.NOT_IN: Operator.IN,
    Operator.HAS_NONE: Operator.HAS_ANY,
    Operator.OUTSIDE: Operator.WITHIN,
}


def truth(fact: str, operator: str, operands: tuple[Scalar, ...], value: Value) -> Truth:
    return TESTER(FactTest(fact, Operator(operator), operands))({fact: value})


@pytest.mark.parametrize(
    ("operator", "below", "at", "above"),
    [
        ("above", FALSE, FALSE, TRUE),
        ("at_least", FALSE, TRUE, TRUE),
        ("below", TRUE, FALSE, FALSE),
        ("at_most", TRUE, TRUE, FALSE),
        ("in", FALSE, TRUE, FALSE),
        ("not_in", TRUE, FALSE, TRUE),
    ],
)
def test_numbers_below_at_and_above_a_limit(
    operator: str, below: Truth, at: Truth, above: Truth
) -> None:
    found = [truth(SIZE, operator, (FIVE,), FIVE + step) for step in (-1, 0, 1)]

    assert found == [below, at, above]


@pytest.mark.parametrize(
    ("operator", "before", "on", "after"),
    [
        ("before", TRUE, FALSE, FALSE),
        ("on_or_before", TRUE, TRUE, FALSE),
        ("after", FALSE, FALSE, TRUE),
        ("on_or_after", FALSE, TRUE, TRUE),
        ("in", FALSE, TRUE, FALSE),
        ("not_in", TRUE, FALSE, TRUE),
    ],
)
def test_days_before_on_and_after_a_day(
    operator: str, before: Truth, on: Truth, after: Truth
) -> None:
    days = (date(2026, 3, 31), SPRING, date(2026, 4, 2))

    assert [truth(DAY, operator, (SPRING,), day) for day in days] == [before, on, after]


@pytest.mark.parametrize(
    ("operator", "low", "high", "expected"),
    [
        ("above", 5, None, UNKNOWN),
        ("above", 6, None, TRUE),
        ("above", None, 5, FALSE),
        ("above", None, None, UNKNOWN),
        ("at_least", 5, None, TRUE),
        ("at_least", None, 5, UNKNOWN),
        ("at_least", None, 4, FALSE),
        ("below", None, 5, UNKNOWN),
        ("below", None, 4, TRUE),
        ("below", 5, 9, FALSE),
        ("at_most", None, 5, TRUE),
        ("at_most", 5, None, UNKNOWN),
        ("at_most", 6, 9, FALSE),
        ("in", 5, 5, TRUE),
        ("in", 4, 6, UNKNOWN),
        ("in", 6, 9, FALSE),
        ("in", None, 4, FALSE),
        ("not_in", 6, 9, TRUE),
        ("not_in", 5, 9, UNKNOWN),
    ],
)
def test_a_number_of_which_bounds_are_known(
    operator: str, low: int | None, high: int | None, expected: Truth
) -> None:
    ends = (None if end is None else Decimal(end) for end in (low, high))

    assert truth(SIZE, operator, (FIVE,), Bounds(*ends)) is expected


@pytest.mark.parametrize(
    ("operator", "operands", "items", "closed", "more"),
    [
        ("has_any", ("search",), ("search", "speech"), TRUE, TRUE),
        ("has_any", ("search",), ("speech",), FALSE, UNKNOWN),
        ("has_any", ("search",), (), FALSE, UNKNOWN),
        ("has_none", ("search",), ("speech",), TRUE, UNKNOWN),
        ("has_none", ("search",), ("search",), FALSE, FALSE),
        ("has_all", ("search", "speech"), ("search", "speech"), TRUE, TRUE),
        ("has_all", ("search", "speech"), ("search",), FALSE, UNKNOWN),
        ("only", ("search", "speech"), ("search",), TRUE, UNKNOWN),
        ("only", ("search",), ("search", "speech"), FALSE, FALSE),
        ("only", ("search",), (), TRUE, UNKNOWN),
    ],
)
def test_lists_that_are_closed_and_lists_that_may_hold_more(
    operator: str, operands: tuple[str, ...], items: tuple[str, ...], closed: Truth, more: Truth
) -> None:
    assert truth(MARKETS, operator, operands, several(*items)) is closed
    assert truth(MARKETS, operator, operands, several(*items, more=True)) is more


@pytest.mark.parametrize(
    ("fact", "operator", "operands", "value", "expected"),
    [
        (COUNTRY, "within", ("members",), "DE", TRUE),
        (COUNTRY, "outside", ("members",), "DE", FALSE),
        (COUNTRY, "within", ("DE",), "EU", UNKNOWN),
        (OWNERS, "within", ("DE", "FR"), several("US", "FR"), TRUE),
        (OWNERS, "within", ("DE",), several("EU"), UNKNOWN),
        (OWNERS, "within", ("DE",), several(more=True), UNKNOWN),
        (OWNERS, "outside", ("DE",), several("US"), TRUE),
        (OWNERS, "outside", ("DE",), several("US", more=True), UNKNOWN),
        (OWNERS, "all_within", ("members",), several("DE", "FR"), TRUE),
        (OWNERS, "all_within", ("members",), several("DE", "US", more=True), FALSE),
        (OWNERS, "all_within", ("members",), several("DE", more=True), UNKNOWN),
        (OWNERS, "has_all", ("DE", "FR"), several("DE", "US"), FALSE),
        (OWNERS, "has_all", ("DE", "FR"), several("DE", "FR"), TRUE),
        (OWNERS, "has_all", ("DE", "FR"), several("DE", more=True), UNKNOWN),
        (PLACES, "within", ("DE",), several("EU"), TRUE),
        (PLACES, "all_within", ("DE",), several("EU"), FALSE),
        (PLACES, "has_all", ("DE", "FR"), several("EU"), TRUE),
        (PLACES, "outside", ("CN",), several("worldwide"), FALSE),
    ],
)
def test_places(
    fact: str, operator: str, operands: tuple[str, ...], value: Value, expected: Truth
) -> None:
    assert truth(fact, operator, operands, value) is expected


@pytest.mark.parametrize(
    ("operator", "operand", "name", "expected"),
    [
        ("starts_with", "Llama 3", "Llama 3 Support", TRUE),
        ("starts_with", "llama 3", "acme/LLAMA 3 Support", TRUE),
        ("starts_with", "Llama", "hf:acme/Llama-Support", TRUE),
        ("starts_with", "Llama", "openai:llama", TRUE),
        ("starts_with", "Llama", "note: Llama", FALSE),
        ("starts_with", "Llama", "My Llama", FALSE),
        ("contains", "llama", "hf:acme/My-Llama-3", TRUE),
        ("contains", "acme", "hf:acme/My-Llama-3", FALSE),
        ("matches", "llama-3*", "hf:acme/Llama-3.1-8B@abc123", TRUE),
        ("matches", "hf:acme/*", "hf:acme/Llama-3.1-8B", TRUE),
        ("matches", "hf:other/*", "hf:acme/Llama-3.1-8B", FALSE),
        ("matches", "llama", "llama-3", FALSE),
        ("in", "llama-3", "LLAMA-3", TRUE),
        ("in", "llama-3", "acme/llama-3", FALSE),
        ("not_in", "llama-3", "Llama-3", FALSE),
    ],
)
def test_names_are_compared_without_case_and_owner(
    operator: str, operand: str, name: str, expected: Truth
) -> None:
    assert truth(NAME, operator, (operand,), name) is expected


def test_a_list_of_names_asks_for_some_of_them() -> None:
    said = several("Built with Llama", "other")

    assert truth(NOTICES, "starts_with", ("built",), said) is TRUE
    assert truth(NOTICES, "contains", ("gemma",), said) is FALSE
    assert truth(NOTICES, "contains", ("gemma",), several(*said.items, more=True)) is UNKNOWN


@pytest.mark.parametrize(
    ("fact", "operator", "operands", "value"),
    [
        (TYPE, "in", ("classifier",), several("classifier")),
        (SIZE, "above", (FIVE,), several("6")),
        (MARKETS, "has_any", ("search",), "search"),
        (MARKETS, "has_all", ("search",), "search"),
        (MARKETS, "only", ("search",), "search"),
    ],
)
def test_what_is_of_another_type_is_no_answer(
    fact: str, operator: str, operands: tuple[Scalar, ...], value: Value
) -> None:
    """Plans are typed when they are read; a case that is made up must not raise."""
    assert truth(fact, operator, operands, value) is UNKNOWN


def test_what_has_no_order_is_refused_and_not_guessed() -> None:
    with pytest.raises(TypeError, match="have no order"):
        truth(SIZE, "above", (FIVE,), "many")


def a_case(tape: Tape) -> tuple[FactTest, Value]:
    test = a_test(tape, ALL_FACTS)
    return test, a_value(tape, VOCABULARY.get(test.fact))


@holds_for(400, case=drawn(a_case, 20))
def test_every_operator_over_every_fact_is_as_the_naive_evaluator_has_it(
    case: tuple[FactTest, Value],
) -> None:
    test, value = case

    assert TESTER(test)({test.fact: value}) is naive.holds(test, {test.fact: value})
    assert TESTER(test)({}) is TESTER(test)({test.fact: MISSING}) is UNKNOWN


@holds_for(200, case=drawn(a_case, 20))
def test_a_negative_operator_is_the_opposite_of_its_positive_one(
    case: tuple[FactTest, Value],
) -> None:
    test, value = case
    positive = NEGATIVES.get(test.operator)
    if positive is not None:
        opposite = FactTest(test.fact, positive, test.operands)

        assert TESTER(test)({test.fact: value}) is negate(TESTER(opposite)({test.fact: value}))


def two_values(tape: Tape) -> tuple[FactTest, Value, Value]:
    test, value = a_case(tape)
    return test, value, a_value(tape, VOCABULARY.get(test.fact))


@holds_for(400, case=drawn(two_values, 30))
def test_what_holds_of_little_knowledge_holds_of_more(
    case: tuple[FactTest, Value, Value],
) -> None:
    test, wide, narrow = case
    if is_wider(wide, narrow):
        before = TESTER(test)({test.fact: wide})

        assert before in {UNKNOWN, TESTER(test)({test.fact: narrow})}


def test_lists_know_no_order_and_no_repeats() -> None:
    assert several("b", "a", "b") == Several(("a", "b"))
