import itertools
from datetime import date
from decimal import Decimal

import pytest

from policy.diagnostics import Code
from policy.documentjson import document_from, document_to
from policy.documents import Document
from policy.packs import SourceFile, load_packs
from policy.parsing import PackScope, parse_document
from policy.reading import Notebook
from policy.recurring import MOST_PERIODS, Every, Recurrence, periods
from policy.yamltext import read_yaml

AGREEMENT = """\
document: acme-2026
kind: agreement
issuer: acme
parties: [Example GmbH]
effective: 2026-02-01
clauses:
  - id: report
    topic: contract
    requires: A report of what was used goes to Acme.
    every: quarter
    within: 30d
    at_most: 5_000_000
    unit: outputs
"""


def parsed(text: str) -> tuple[Document, list[Code]]:
    notebook = Notebook()
    document = parse_document(read_yaml(text.encode(), "a.yaml"), notebook, PackScope({}, {}))
    return document, [each.code for each in notebook.found]


@pytest.mark.parametrize(
    ("every", "labels", "late"),
    [
        (Every.MONTH, ["2026-10", "2026-11", "2026-12", "2027-01"], date(2027, 2, 11)),
        (Every.QUARTER, ["2026-Q4", "2027-Q1"], date(2027, 4, 11)),
        (Every.HALF_YEAR, ["2026-H2", "2027-H1"], date(2027, 7, 11)),
        (Every.YEAR, ["2026", "2027"], date(2028, 1, 11)),
    ],
)
def test_a_duty_is_owed_for_each_period_that_has_begun(
    every: Every, labels: list[str], late: date
) -> None:
    recurrence = Recurrence(every, 10)
    found = periods(recurrence, date(2026, 10, 5), None, date(2027, 1, 1))
    assert [each.label for each in found] == labels
    assert found[0].first == date(2026, 10, 5)
    assert all(one.end == other.first for one, other in itertools.pairwise(found))
    assert found[-1].late_on == late


def test_the_last_period_ends_with_the_text_and_none_begins_after_it() -> None:
    until = date(2026, 5, 15)
    found = periods(Recurrence(Every.QUARTER, 0), date(2026, 1, 1), until, date(2030, 1, 1))
    assert [(each.label, each.end, each.late_on) for each in found] == [
        ("2026-Q1", date(2026, 4, 1), date(2026, 4, 1)),
        ("2026-Q2", until, until),
    ]
    assert periods(Recurrence(Every.YEAR), date(2026, 1, 1), None, date(2025, 12, 31)) == ()


def test_of_very_many_periods_the_latest_are_told() -> None:
    found = periods(Recurrence(Every.MONTH), date(1900, 1, 1), None, date(2026, 12, 1))
    assert (len(found), found[-1].label) == (MOST_PERIODS, "2026-12")


def test_a_clause_says_how_often_it_is_owed_and_keeps_it_in_a_case() -> None:
    document, found = parsed(AGREEMENT)
    assert found == []
    (clause,) = document.versions[0].clauses
    assert clause.recurs == Recurrence(Every.QUARTER, 30, Decimal(5_000_000), "outputs")
    assert document_from(document_to(document)) == document
    plain, _ = parsed(AGREEMENT.partition("    every")[0])
    assert plain.versions[0].clauses[0].recurs is None
    assert document_from(document_to(plain)) == plain


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("    every: quarter\n", "", Code.MISSING_KEY),
        ("every: quarter", "every: fortnight", Code.WRONG_VALUE),
        ("within: 30d", "within: a month", Code.WRONG_TYPE),
        ("at_most: 5_000_000", "at_most: many", Code.WRONG_TYPE),
        ("    at_most: 5_000_000\n", "", Code.MISSING_KEY),
        ("requires:", "cautions:", Code.UNKNOWN_KEY),
    ],
)
def test_what_is_wrong_with_a_recurrence_is_told(old: str, new: str, code: Code) -> None:
    assert old in AGREEMENT
    _, found = parsed(AGREEMENT.replace(old, new))
    assert set(found) == {code}


def test_only_an_agreement_asks_for_something_again_and_again() -> None:
    text = """\
document: acme-terms
kind: provider-terms
issuer: acme
versions:
  - version: "2026"
    effective: 2026-01-01
    clauses:
      - {id: report, topic: contract, requires: A report is sent., every: year}
"""
    loaded = load_packs([("pack", [SourceFile("t.yaml", text.encode())])])
    assert [each.code for each in loaded.diagnostics] == [Code.UNKNOWN_KEY]
