"""The scores over the public tables, where those are, and the parts that need none of them."""

from functools import cache

import pytest

from bench.knowledge import measure
from bench.knowledgecases import WAYS, Asked, Work, bench_desk, judged
from bench.knowledgescores import UNEXPLAINED, Difference, Score, tables_of
from bench.tables import Part, markdown
from policy.verdict import Ruling
from tests.bench.publictables import TABLES, with_tables
from tests.knowledge.shelf import shipped


@cache
def scored() -> Part:
    return measure(TABLES, shipped(), with_texts=False)


@pytest.mark.parametrize(
    ("license_", "way", "expected"),
    [
        ("MIT", "sell", Ruling.WITH_OBLIGATIONS),
        ("CC-BY-NC-4.0", "share", Ruling.WITH_OBLIGATIONS),
        ("CC-BY-NC-4.0", "sell", Ruling.DENIED),
        ("Llama2", "personal", Ruling.DENIED),
        ("Nobody's License", "personal", Ruling.NEEDS_REVIEW),
    ],
)
def test_plan_on_a_public_work_is_judged_by_its_license(
    license_: str, way: str, expected: Ruling
) -> None:
    teacher, base = Work("teacher", license_), Work("student-base", "Apache-2.0")
    asked = Asked(
        "one", WAYS[way], base=base.ref, teachers=(teacher.ref,), license="apache-2.0"
    )
    assert judged(bench_desk(shipped(), (teacher, base)), asked).ruling is expected


def test_score_names_its_share_and_each_difference() -> None:
    difference = Difference("A | B", "unknown", "mit", "it names two", 3)
    score = Score(
        "names", "names.csv", 3, 4, (("right", 3), ("other", 1)), "none", (difference,)
    )
    first, second = (markdown(each) for each in tables_of([score]))
    assert "| names | 4 | 3 | 75.0% | right 3; other 1 | none |" in first
    assert "| A \\| B | 3 | unknown | mit | it names two |" in second


@with_tables
def test_every_difference_from_public_material_has_a_reason() -> None:
    rows = [row for table in scored().tables[1:] for row in table.rows]
    assert len(rows) > 40
    assert [row for row in rows if row[-1] == UNEXPLAINED] == []


@with_tables
@pytest.mark.parametrize(
    ("title", "least"),
    [
        ("readings of volunteers: may outputs train other models", 68),
        ("ModelGo's conflicts in its eight cases", 8),
        (
            "ModelGo's sweep: a teacher under each of 33 licenses, three ways of release",
            48,
        ),
        ("chat models of an index as plans of today", 43),
        (
            "training configurations of a distillation library through `plan from`",
            23,
        ),
    ],
)
def test_score_is_no_worse_than_it_was(title: str, least: int) -> None:
    (right,) = [row[2] for row in scored().tables[0].rows if row[0] == title]
    assert int(right.replace(",", "")) >= least


@with_tables
def test_no_chat_model_is_approved_that_a_careful_reader_would_not_approve() -> None:
    (differing,) = [each for each in scored().tables[1:] if "chat models of" in each.title]
    assert [row for row in differing.rows if row[2].startswith("approved")] == []
