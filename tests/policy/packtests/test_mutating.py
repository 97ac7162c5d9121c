import pytest

from policy import testing
from policy.conditions import Condition
from policy.packtests.equality import Comparison
from policy.packtests.mutating import mutants_of, variants
from tests.policy.packbuilders import clause, document, with_clauses

BAN = "id: ban\ntopic: use\nforbids: Something.\n"


def condition(text: str) -> Condition:
    return clause(f"{BAN}when: {text}\n").when


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "{organization.monthly_active_users: {above: 700}}",
            [
                "not organization.monthly_active_users above 700",
                "at_least for organization.monthly_active_users above 700",
                "701 for 700 in organization.monthly_active_users above 700",
                "699 for 700 in organization.monthly_active_users above 700",
            ],
        ),
        (
            "{student.type: [classifier, embedding]}",
            [
                "not student.type in classifier, embedding",
                "classifier dropped from student.type in classifier, embedding",
                "embedding dropped from student.type in classifier, embedding",
            ],
        ),
        (
            "{student.monetized: true, student.systemic_risk: false}",
            [
                "any for all",
                "student.monetized is true left out",
                "not student.monetized is true",
                "student.systemic_risk is false left out",
                "not student.systemic_risk is false",
            ],
        ),
        (
            "{not: {student.monetized: true}}",
            [
                "not left out of not student.monetized is true",
                "not student.monetized is true",
            ],
        ),
    ],
)
def test_one_thing_is_otherwise(text: str, expected: list[str]) -> None:
    assert [what for what, _ in variants(condition(text))] == expected


def test_every_part_of_a_clause_is_changed() -> None:
    text = (
        "id: duty\ntopic: naming\nrequires: A name.\nwhen: {use.purpose: product}\n"
        "except:\n  - when: {student.type: classifier}\n"
        "due: release\ncheck: {student.name: Llama}\n"
    )
    assert [each.what for each in mutants_of(document(with_clauses(text)))] == [
        "when: left out",
        "when: not use.purpose is product",
        "exception 1: left out",
        "exception 1: not student.type is classifier",
        "check: not student.name is Llama",
        "requires made notes",
    ]


def test_a_mutant_differs_from_its_document() -> None:
    text = "id: ban\ntopic: use\nforbids: A.\nwhen: {use.purpose: [product, research]}\n"
    whole = document(with_clauses(text))
    mutants = list(mutants_of(whole))
    assert all(each.document != whole for each in mutants)
    assert len({each.document.versions for each in mutants}) == len(mutants)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("{student.type: classifier}", "{student.type: [classifier]}", True),
        ("{student.type: classifier}", "{student.type: embedding}", False),
        (
            "{any: [{student.type: classifier}, {student.type: [classifier, embedding]}]}",
            "{student.type: [classifier, embedding]}",
            True,
        ),
        (
            "{any: [{student.monetized: true}, {not: {student.monetized: true}}]}",
            "{not: {all: [{student.monetized: true}, {student.monetized: false}]}}",
            True,
        ),
        (
            "{organization.monthly_active_users: {above: 7}}",
            "{organization.monthly_active_users: {at_least: 7}}",
            False,
        ),
        (
            "{any: [{student.monetized: true}, {not: {student.monetized: true}}]}",
            "{not: {student.name: {starts_with: never}}}",
            False,
        ),
    ],
)
def test_conditions_are_compared_over_all_facts(one: str, other: str, *, same: bool) -> None:
    comparison = Comparison(testing.tester_for({}), {})
    assert comparison.same(condition(one), condition(other)) is same
