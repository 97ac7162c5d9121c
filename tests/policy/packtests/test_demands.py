import pytest

from policy.conditions import ALWAYS, Condition
from policy.documents import Effect
from policy.packtests.demands import Demand, Part, outcomes, rules_of
from policy.packtests.suite import Side
from policy.truth import FALSE, TRUE, Truth
from policy.truth import UNKNOWN as MAYBE
from tests.policy.packbuilders import clause, document, with_clauses

ALL = {TRUE, FALSE, MAYBE}
BAN = "id: ban\ntopic: use\nforbids: Something.\n"


def condition(text: str) -> Condition:
    return clause(f"{BAN}when: {text}\n").when


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{student.type: classifier}", ALL),
        ("{student.name: {starts_with: Llama}}", {TRUE, FALSE}),
        ("{student.name: Llama, student.type: classifier}", ALL),
        ("{not: {ingredient.role: base}}", {TRUE, FALSE}),
        ("{any: [{ingredient.role: base}, {ingredient.depth: 0}]}", {TRUE, FALSE}),
    ],
)
def test_what_a_condition_can_come_to(text: str, expected: set[Truth]) -> None:
    assert outcomes(condition(text)) == expected


def test_what_always_holds_can_be_nothing_else() -> None:
    assert outcomes(ALWAYS) == {TRUE}


def test_an_unconditional_clause_is_asked_for_its_presence_alone() -> None:
    (rule,) = rules_of(document(with_clauses(BAN)))
    assert rule.demands == (Demand(Part.CLAUSE, Side.APPLIES),)


def test_every_part_of_a_clause_is_asked_for() -> None:
    text = (
        "id: duty\ntopic: naming\nrequires: A name.\nwhen: {use.purpose: product}\n"
        "except:\n  - when: {student.type: classifier}\n"
        "due: release\ncheck: {student.name: {starts_with: Llama}}\n"
    )
    (rule,) = rules_of(document(with_clauses(text)))
    assert rule.logic.effect is Effect.REQUIRES
    own, missing = (Side.APPLIES, Side.NOT, Side.MISSING), (Side.MET, Side.UNMET)
    assert rule.demands == (
        *(Demand(Part.CLAUSE, side) for side in own),
        *(Demand(Part.EXCEPT, side, "1") for side in own),
        *(Demand(Part.CHECK, side) for side in missing),
    )


def test_a_clause_that_decides_the_same_in_two_versions_is_one_rule() -> None:
    head = "document: acme-terms\nkind: provider-terms\nissuer: acme\nversions:\n"
    first = '  - version: "1"\n    effective: 2025-01-01\n    clauses:\n'
    later = '  - version: "2"\n    effective: 2026-01-01\n    clauses:\n'
    one = "      - {id: ban, topic: use, forbids: One., when: {use.purpose: product}}\n"
    same = "      - {id: ban, topic: use, forbids: Two., when: {use.purpose: product}}\n"
    other = "      - {id: ban, topic: use, forbids: Two., when: {use.purpose: research}}\n"
    versions = [each.versions for each in rules_of(document(head + first + one + later + same))]
    assert versions == [("1", "2")]
    assert len(rules_of(document(head + first + one + later + other))) == 2
