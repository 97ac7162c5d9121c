from collections.abc import Iterable
from decimal import Decimal

import pytest

from policy import conditions, testing
from policy.conditions import AllOf, AnyOf, Condition, Defined, NotThat, Operator
from policy.facts.vocabulary import VOCABULARY
from policy.suggesting.levers import Bench, inputs_of, levers
from policy.suggesting.valuing import kept, values_for
from policy.truth import FALSE, TRUE, Truth
from policy.values import UNKNOWN, Bounds, Value, several

TESTER = testing.tester_for({})
PAID = conditions.Test("student.monetized", Operator.IS, (True,))
PRODUCT = conditions.Test("use.purpose", Operator.IN, ("product", "research"))
NAMED = conditions.Test("student.name", Operator.STARTS_WITH, ("Llama",))
FACTS: dict[str, Value] = {
    "student.monetized": True,
    "use.purpose": "product",
    "student.name": "Bank-8B",
    "release.forms": several("api", "weights"),
    "release.places": several("DE"),
    "release.weights_public": True,
}


def found(condition: Condition, wanted: Truth) -> set[frozenset[tuple[str, Value]]]:
    def values(path: str, test: conditions.Test | None) -> Iterable[Value]:
        fact = VOCABULARY.get(path)
        stated = fact.settable and not fact.derived
        return list(values_for(fact, FACTS.get(path, UNKNOWN), test)) if stated else []

    return set(levers(condition, Bench(FACTS, TESTER, values), wanted))


def pull(fact: str, value: Value) -> frozenset[tuple[str, Value]]:
    return frozenset({(fact, value)})


def test_one_false_part_is_enough_for_a_conjunction() -> None:
    levers_found = found(AllOf((PAID, PRODUCT)), FALSE)
    assert pull("student.monetized", False) in levers_found  # noqa: FBT003 the value
    assert pull("use.purpose", "evaluation") in levers_found
    assert all(len(each) == 1 for each in levers_found)


def test_all_parts_of_an_alternative_must_become_false_together() -> None:
    levers_found = found(AnyOf((PAID, PRODUCT)), FALSE)
    assert {len(each) for each in levers_found} == {2}
    want = {("student.monetized", False), ("use.purpose", "personal")}
    assert frozenset(want) in levers_found


def test_what_holds_already_needs_no_lever() -> None:
    assert found(Defined("paid", PAID), TRUE) == {frozenset()}
    assert found(NotThat(PAID), FALSE) == {frozenset()}


def test_a_name_takes_the_prefix_that_is_asked_for() -> None:
    assert found(NAMED, TRUE) == {pull("student.name", "Llama-Bank-8B")}


def test_a_name_cannot_begin_with_two_prefixes() -> None:
    other = conditions.Test("student.name", Operator.STARTS_WITH, ("Gemma",))
    assert found(AllOf((NAMED, other)), TRUE) == set()


def test_a_fact_that_is_worked_out_is_moved_through_what_it_comes_from() -> None:
    shown = conditions.Test("release.weights_public", Operator.IS, (True,))
    moved = {fact for each in found(shown, FALSE) for fact, _ in each}
    assert {"release.forms", "release.recipients"} <= moved


def test_places_matter_no_more_where_nothing_is_released() -> None:
    offered = conditions.Test("release.places", Operator.WITHIN, ("DE",))
    assert pull("release.forms", several()) in found(offered, FALSE)


def test_inputs_go_down_to_what_is_stated() -> None:
    assert "student.training_flop" in inputs_of("student.cumulative_flop")
    assert inputs_of("student.name") == ()


@pytest.mark.parametrize(
    ("fact", "now", "test", "some"),
    [
        ("student.monetized", True, None, False),
        ("use.purpose", "product", None, "research"),
        ("student.markets", several("a", "b"), None, several("a")),
        ("release.forms", several("api"), None, several()),
        (
            "release.notices",
            several("mit"),
            conditions.Test("release.notices", Operator.HAS_ALL, ("a", "b")),
            several("a", "b", "mit"),
        ),
        (
            "use.product_monthly_users",
            UNKNOWN,
            conditions.Test("use.product_monthly_users", Operator.ABOVE, (Decimal(700),)),
            Bounds(None, Decimal(700)),
        ),
        ("student.name", UNKNOWN, NAMED, "Llama"),
        (
            "student.name",
            "a",
            conditions.Test("student.name", Operator.CONTAINS, ("b",)),
            "a-b",
        ),
        ("student.license", "a", conditions.Test("student.license", Operator.IN, ("b",)), "b"),
        ("organization.country", "DE", None, None),
    ],
)
def test_values_come_from_the_vocabulary_and_the_test(
    fact: str, now: Value, test: conditions.Test | None, some: Value | None
) -> None:
    values = list(values_for(VOCABULARY.get(fact), now, test))
    assert now not in values
    assert (some in values) if some is not None else (values == [])


def test_a_list_keeps_what_is_not_in_the_way() -> None:
    fact = VOCABULARY.get("release.places")
    now = several("DE", "KR", "US")
    truths = [("DE", FALSE), ("KR", TRUE), ("US", FALSE)]
    assert list(kept(fact, now, truths)) == [several("DE", "US"), several("KR")]
    assert list(kept(fact, UNKNOWN, ())) == []
