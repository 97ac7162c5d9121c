import pytest

from policy.conditions import AllOf, Condition, Operator
from policy.conditions import Test as OneTest
from policy.facts.fact import Kind
from policy.facts.vocabulary import VOCABULARY
from policy.places import Territory
from policy.satisfying import Solver, solver_for
from tests.policy.packbuilders import clause

UNION = Territory("union", "A union", frozenset({"EU", "NO"}), frozenset({"FR"}))
SOLVER: Solver = solver_for({"union": UNION})


def condition(text: str) -> Condition:
    """Return the condition that `text` is, in one line."""
    return clause(
        f"id: no-training\ntopic: train-on-outputs\nforbids: Training.\nwhen: {{{text}}}\n"
    ).when


@pytest.mark.parametrize(
    "text",
    [
        "student.type: classifier",
        "not: {student.type: classifier}",
        "student.parameters: {above: 7e9, below: 7.1e9}",
        "student.parameters: {at_least: 7e9, at_most: 7e9}",
        "student.trained_from: {on_or_after: 2026-01-01, on_or_before: 2026-01-01}",
        "student.name: {starts_with: [Acme, Other]}, not: {student.name: Acme}",
        "student.name: {starts_with: Acme, contains: chat}",
        "release.forms: {has: api}, not: {release.forms: weights}",
        "release.forms: {has_all: [api, app]}",
        "release.forms: {only: [api]}",
        "release.places: {within: DE, outside: FR}",
        "release.places: {within: US-CA, outside: US-NY}",
        "organization.country: {within: EU, outside: FR}",
        "student.markets: {has: search, has_none: [coding-assistant]}",
        (
            "any: [{student.type: classifier}, {student.type: embedding}],"
            " not: {student.type: classifier}"
        ),
        (
            "not: {all: [{student.type: classifier}, {student.generality: narrow}]},"
            " student.type: classifier"
        ),
    ],
)
def test_what_some_plan_meets_can_hold(text: str) -> None:
    assert SOLVER.can_hold(condition(text))


@pytest.mark.parametrize(
    "text",
    [
        "student.type: classifier, not: {student.type: [classifier, embedding]}",
        "student.monetized: true, not: {student.monetized: true}",
        "student.parameters: {above: 7e9, below: 7e9}",
        "student.parameters: {at_least: 7e9, below: 7e9}",
        "student.trained_from: {after: 2026-01-01, before: 2026-01-01}",
        "student.name: {starts_with: Acme}, not: {student.name: {starts_with: ac}}",
        "student.name: {is: Other, starts_with: Acme}",
        "all: [{student.name: {starts_with: Acme}}, {student.name: {starts_with: Other}}]",
        "release.forms: {has: api, has_none: [api, app]}",
        "release.forms: {has_all: [api, app], only: [api]}",
        "release.forms: {has: api}, not: {release.forms: {has_all: [api]}}",
        "release.places: {within: DE, outside: EU}",
        "organization.country: {within: DE, outside: EU}",
        (
            "any: [{student.type: classifier}, {student.type: embedding}],"
            " student.is_language_model: true, not: {student.type: [classifier, embedding]}"
        ),
        "not: {any: [{student.monetized: true}, {student.monetized: false}]}",
    ],
)
def test_what_contradicts_itself_cannot_hold(text: str) -> None:
    assert not SOLVER.can_hold(condition(text))


def test_territories_are_opened() -> None:
    norway = condition('organization.country: "NO"')
    france = condition("organization.country: FR")
    inside = OneTest("organization.country", Operator.WITHIN, ("union",))
    assert SOLVER.can_hold(AllOf((inside, norway)))
    assert not SOLVER.can_hold(AllOf((inside, france)))


def test_one_condition_implies_another_only_where_it_always_does() -> None:
    narrow = condition("student.type: classifier, release.to_third_parties: false")
    wide = condition("student.type: [classifier, embedding]")
    assert SOLVER.implies(narrow, wide)
    assert not SOLVER.implies(wide, narrow)
    assert SOLVER.implies(
        condition("student.parameters: {above: 7e9}"),
        condition("student.parameters: {at_least: 7e9}"),
    )


def test_conditions_written_in_two_ways_are_the_same() -> None:
    apart = condition("any: [{student.type: classifier}, {student.type: embedding}]")
    together = condition("student.type: [classifier, embedding]")
    assert SOLVER.same(apart, together)
    assert not SOLVER.same(apart, condition("student.type: classifier"))


def test_a_search_that_is_too_long_is_given_up_in_favor_of_can() -> None:
    free = [
        fact.path
        for fact in VOCABULARY
        if fact.kind is Kind.BOOLEAN and not fact.derived and fact.group != "terms"
    ][:15]
    choices = [f"{{any: [{{{path}: true}}, {{{path}: false}}]}}" for path in free]
    types = ["classifier", "embedding", "reranker"]
    last = f"{{any: [{', '.join(f'{{student.type: {each}}}' for each in types)}]}}"
    barred = f"not: {{student.type: [{', '.join(types)}]}}"
    assert not SOLVER.can_hold(condition(f"all: [{choices[0]}, {last}], {barred}"))
    assert SOLVER.can_hold(condition(f"all: [{', '.join([*choices, last])}], {barred}"))
