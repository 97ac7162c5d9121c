"""Cells lose nothing: whatever value a fact has, its cell is there."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy import testing
from policy.conditions import Operator
from policy.conditions import Test as FactTest
from policy.facts.vocabulary import VOCABULARY
from policy.proving.cells import Cell, Cutter, Ground, Reading, TooManyCellsError
from policy.values import UNKNOWN, Bounds, Value, several
from tests.policy.strategies import a_test, drawn, values

CUTTER = Cutter((Ground({}, testing.tester_for({})),))
FACTS = [
    VOCABULARY.get(path)
    for path in (
        "ingredient.signals",
        "organization.annual_revenue_usd",
        "organization.country",
        "release.first_date",
        "release.places",
        "student.name",
        "student.type",
        "use.noncommercial",
    )
]


def cells(*tests: FactTest) -> tuple[Cell, ...]:
    return CUTTER.cells(tests[0].fact, [Reading(0, test) for test in tests])


def truths(value: Value, *tests: FactTest) -> tuple[object, ...]:
    return tuple(CUTTER.grounds[0].tester(test)({test.fact: value}) for test in tests)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_the_cell_of_every_value_is_there(data: st.DataObject) -> None:
    fact = data.draw(st.sampled_from(FACTS))
    tests = data.draw(
        st.lists(drawn(lambda tape: a_test(tape, [fact]), 16), min_size=1, max_size=4)
    )
    value = data.draw(values(fact))
    try:
        found = cells(*tests)
    except TooManyCellsError:
        return
    assert truths(value, *tests) in {cell.truths for cell in found}


def test_the_value_of_a_cell_lies_in_it() -> None:
    tests = (
        FactTest("release.places", Operator.WITHIN, ("EU",)),
        FactTest("release.places", Operator.HAS_ALL, ("DE", "US")),
    )
    for cell in cells(*tests):
        assert cell.value is not None
        assert truths(cell.value, *tests) == cell.truths


@pytest.mark.parametrize(
    "value",
    [
        Decimal("699999999.5"),
        Decimal(700000000),
        Bounds(None, Decimal(3)),
        Bounds(Decimal(700000000), None),
        UNKNOWN,
    ],
)
def test_numbers_are_cut_at_what_tests_mention(value: Value) -> None:
    test = FactTest("organization.monthly_active_users", Operator.ABOVE, (Decimal(700000000),))
    assert truths(value, test) in {cell.truths for cell in cells(test)}
    assert len(cells(test)) == 3


def test_days_are_cut_at_what_tests_mention() -> None:
    tests = (
        FactTest("release.first_date", Operator.AFTER, (date(2025, 8, 2),)),
        FactTest("release.first_date", Operator.BEFORE, (date(2026, 8, 2),)),
    )
    assert len(cells(*tests)) == 4


def test_a_list_that_may_go_on_is_a_cell_of_its_own() -> None:
    tests = (
        FactTest("ingredient.signals", Operator.HAS_ANY, ("logits",)),
        FactTest("ingredient.signals", Operator.ONLY, ("text", "logits")),
    )
    found = {cell.truths for cell in cells(*tests)}
    assert truths(several("text", more=True), *tests) in found
    assert truths(several("logits", more=True), *tests) in found


def test_a_pattern_of_text_may_fit_or_not() -> None:
    test = FactTest("student.name", Operator.STARTS_WITH, ("Llama",))
    assert len(cells(test)) == 2


def test_too_many_patterns_are_refused_and_not_guessed() -> None:
    tests = [FactTest("student.name", Operator.CONTAINS, (f"part{n}",)) for n in range(9)]
    with pytest.raises(TooManyCellsError):
        cells(*tests)
