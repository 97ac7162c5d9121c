from pathlib import Path

import pytest

from bench.knowledge import measure
from bench.knowledgenames import RIGHT, UNKNOWN, WRONG, labels, led_to, outcome, scores
from bench.knowledgescores import UNEXPLAINED
from tests.bench.publictables import TABLES, with_tables
from tests.knowledge.shelf import shipped

TAGS = shipped().pack.license_tags


def test_every_name_that_was_read_leads_to_the_document_that_it_names() -> None:
    known = labels()
    wrong = [name for name, right in known.documents.items() if led_to(name, TAGS) != (right,)]
    assert len(known.documents) > 150
    assert wrong == []


def test_names_that_name_no_one_license_lead_nowhere() -> None:
    reasons = labels().reasons
    assert len(reasons) > 90
    assert [name for name in reasons if led_to(name, TAGS)] == []


def test_no_name_is_read_in_two_ways() -> None:
    known = labels()
    assert [name for name in known.documents if name in known.reasons] == []
    assert set(known.added) <= set(known.documents)


@pytest.mark.parametrize(
    ("name", "ours", "expected"),
    [
        ("MIT", ("mit",), RIGHT),
        ("MIT", ("apache-2.0",), WRONG),
        ("MIT", (), "missed"),
        ("gpl", (), UNKNOWN),
        ("gpl", ("gpl-3.0",), WRONG),
    ],
)
def test_outcome_says_what_an_answer_is_worth(
    name: str, ours: tuple[str, ...], expected: str
) -> None:
    assert outcome(name, ours, labels()) == expected


def test_without_the_tables_nothing_is_scored_and_that_is_said(tmp_path: Path) -> None:
    for missing in (None, tmp_path / "nowhere"):
        (table,) = measure(missing, shipped(), with_texts=False).tables
        assert table.rows == ()
        assert "they are not scored" in table.notes[0]


@with_tables
def test_all_names_of_the_tables_are_right_and_every_difference_has_a_reason() -> None:
    assert TABLES is not None
    found = tuple(scores(TABLES, TAGS))
    assert [each.title for each in found if each.right != each.total] == []
    assert [
        each.item for score in found for each in score.differences if each.why == UNEXPLAINED
    ] == []
    assert sum(each.total for each in found) > 670_000
