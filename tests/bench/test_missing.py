import pytest

from bench.missing import KNOWN, OURS, judged, measure
from bench.missingpeers import CASES, Facts
from policy.verdict import Ruling


def test_we_say_what_can_be_known_and_ask_for_the_rest() -> None:
    (table,) = measure(None).tables
    known, ours = table.rows
    assert ours[0] == OURS
    assert ours[1 : len(CASES) + 1] == known[1 : len(CASES) + 1] == KNOWN


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({}, {"organization.country", "student.monetized"}),
        ({"sold": False}, {"organization.country"}),
        ({"country": "DE"}, {"student.monetized"}),
        ({"sold": True}, set()),
    ],
)
def test_only_what_can_still_change_the_answer_is_asked(facts: Facts, asked: set[str]) -> None:
    verdict = judged(facts)
    assert {each.fact for each in verdict.questions} == asked
    assert verdict.ruling is (Ruling.DENIED if not asked else Ruling.NEEDS_REVIEW)
