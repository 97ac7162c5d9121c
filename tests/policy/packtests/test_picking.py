from policy import testing
from policy.conditions import Condition
from policy.packtests.picking import Picker, together, ways
from policy.truth import FALSE, TRUE, Truth
from policy.truth import UNKNOWN as MAYBE
from policy.values import UNKNOWN, Value, plain
from tests.policy.packbuilders import clause

PICKER = Picker(testing.tester_for({}), {})
BAN = "id: ban\ntopic: use\nforbids: Something.\n"


def condition(text: str) -> Condition:
    return clause(f"{BAN}when: {text}\n").when


def picked(text: str, truth: Truth, now: dict[str, Value] | None = None) -> list[object]:
    found: list[object] = []
    for way in ways(condition(text), truth):
        values = PICKER.values(way, now or {})
        if values is not None:
            shown = {path: plain(value) for path, value in values.items()}
            if shown not in found:
                found.append(shown)
    return found


def test_a_number_is_taken_at_its_border() -> None:
    text = "{organization.monthly_active_users: {above: 700000000}}"
    assert picked(text, TRUE) == [{"organization.monthly_active_users": "700000001"}]
    assert picked(text, FALSE) == [
        {"organization.monthly_active_users": "700000000"},
    ]
    assert picked(text, MAYBE) == [{"organization.monthly_active_users": None}]


def test_each_word_of_a_list_is_taken() -> None:
    found = picked("{student.type: [classifier, embedding]}", TRUE)
    assert found == [{"student.type": "classifier"}, {"student.type": "embedding"}]


def test_each_part_of_all_fails_by_itself() -> None:
    text = "{student.monetized: true, student.systemic_risk: false}"
    assert picked(text, FALSE) == [
        {"student.monetized": False, "student.systemic_risk": False},
        {"student.monetized": True, "student.systemic_risk": True},
    ]
    assert picked(text, MAYBE) == [
        {"student.monetized": None, "student.systemic_risk": False},
        {"student.monetized": True, "student.systemic_risk": None},
    ]


def test_each_part_of_any_holds_by_itself() -> None:
    text = "{any: [{student.monetized: true}, {student.systemic_risk: true}]}"
    assert picked(text, TRUE) == [
        {"student.monetized": True, "student.systemic_risk": False},
        {"student.monetized": False, "student.systemic_risk": True},
    ]


def test_parts_that_read_one_fact_are_unknown_together() -> None:
    text = "{any: [{student.name: {starts_with: A}}, {student.base: x}, {student.base: y}]}"
    found = picked(text, MAYBE)
    assert {"student.base": None, "student.name": "other"} in found


def test_what_is_so_already_stays() -> None:
    now: dict[str, Value] = {"student.type": "reranker"}
    assert picked("{student.type: classifier}", FALSE, now)[0] == {"student.type": "reranker"}


def test_what_excludes_itself_has_no_values() -> None:
    one = condition("{student.type: classifier}")
    both = [together(a, b) for a in ways(one, TRUE) for b in ways(one, FALSE)]
    assert all(PICKER.values(each, {"student.type": UNKNOWN}) is None for each in both)
