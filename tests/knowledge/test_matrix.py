import csv
import io

import pytest

from tests.knowledge.matrixrows import (
    compare,
    listed,
    listed_cells,
    listed_rows,
    meant,
)
from tests.knowledge.research import KNOWLEDGE
from tests.knowledge.shelf import shipped
from tests.policy.packbuilders import sound
from tools.matrix import COLUMNS, matrix, rows

with_research = pytest.mark.skipif(KNOWLEDGE is None, reason="the research is not here")
HEAD = "document: acme-license\nkind: model-license\nissuer: acme\nlicense_tags: [acme]\n"


def row_of(*clauses: str, head: str = "") -> dict[str, str]:
    """Return the row of one version with `clauses`, each a mapping in one line."""
    entries = "".join(f"      - {each}\n" for each in clauses)
    version = f'  - version: "1"\n    effective: 2026-01-01\n{head}    clauses:\n{entries}'
    (found,) = rows(sound(f"{HEAD}versions:\n{version}").pack)
    return {key: value for key, value in found.items() if value and key not in COLUMNS[:5]}


@with_research
def test_every_row_and_cell_agrees_with_the_research_or_is_listed_with_its_reason() -> None:
    assert KNOWLEDGE is not None
    found, known = compare(KNOWLEDGE, shipped().pack), listed()
    assert sorted(found.missing) == sorted(listed_rows(known.missing))
    assert sorted(found.more) == sorted(listed_rows(known.more))
    unlisted = found.cells - listed_cells(known)
    gone = listed_cells(known) - found.cells
    assert (unlisted, gone) == (frozenset(), frozenset())


def test_every_difference_has_a_reason_and_stands_once() -> None:
    known = listed()
    reasons = [each.why for each in (*known.missing, *known.more)]
    assert all([*reasons, *(each.why for each in known.cells)])
    assert len(listed_cells(known)) == sum(len(each.rows) for each in known.cells)


def test_the_matrix_is_csv_with_one_row_for_each_version() -> None:
    pack = shipped().pack
    found = list(csv.DictReader(io.StringIO(matrix(pack))))
    assert found == [dict(each) for each in rows(pack)]
    assert len({(each["id"], each["version"]) for each in found}) == len(found) > 100


BAN = "{id: ban, topic: train-on-outputs, reach: outputs, forbids: It, when: {%s}}"


@pytest.mark.parametrize(
    ("when", "treatment", "scope"),
    [
        ("ingredient.feeds_training: true", "forbids", "any-model"),
        ("student.is_language_model: true", "forbids", "llm"),
        ("terms.competes_with_issuer: true", "forbids", "competing-model"),
        ("student.generality: general", "forbids", "foundation-model"),
        ("use.noncommercial: false", "limits", "any-model"),
    ],
)
def test_a_ban_is_told_with_the_students_that_it_is_for(
    when: str, treatment: str, scope: str
) -> None:
    found = row_of(BAN % when)
    assert (found["train_on_outputs"], found["scope"]) == (treatment, scope)


def test_silence_and_what_was_not_read_are_two_things() -> None:
    grant = "{id: grant, topic: use, permits: Use}"
    silent = "    silent: [{topic: train-on-outputs, confidence: medium}]\n"
    assert row_of(grant, head=silent) == {
        "train_on_outputs": "silent",
        "scope": "any-model",
        "confidence": "medium",
    }
    assert row_of(grant, head="    unread: [train-on-outputs]\n") == {
        "train_on_outputs": "unread",
        "confidence": "low",
    }
    assert row_of(grant) == {}


def test_names_notices_limits_and_places_are_read_from_conditions() -> None:
    assert row_of(
        "{id: a, topic: naming, requires: A name, check: {student.name: {starts_with: Acme}}}",
        "{id: b, topic: naming, requires: A name,"
        " check: {not: {student.name: {starts_with: Open}}}}",
        "{id: c, topic: attribution-notice, requires: A notice, check: {release.notices:"
        " {has: Built with Acme}}, when: {use.product_monthly_users: {above: 1e8}}}",
        "{id: d, topic: license-inheritance, requires: A copy,"
        " check: {release.notices: {has: acme-license}}}",
        "{id: e, topic: user-threshold, forbids: Use, when:"
        " {organization.monthly_active_users: {above: 7e8}, use.maas_revenue_12m_usd:"
        " {above: 0}}}",
        "{id: f, topic: territory, forbids: Use, when: {organization.country: {within: EU}}}",
        "{id: g, topic: commercial-use, forbids: Use, when: {use.noncommercial: false}}",
    ) == {
        "naming": "begins with Acme; not: begins with Open",
        "display": "Built with Acme (above 100000000 monthly users)",
        "inheritance": "yes",
        "threshold": "above 700000000 monthly users of the group",
        "territory": "EU",
        "non_commercial": "yes",
    }


@pytest.mark.parametrize(
    ("column", "research", "ours"),
    [
        ("naming", "{'name_prefix': 'Acme'}", "begins with Acme"),
        ("threshold", "{'mau': 700000000}", "above 700000000 monthly users of the group"),
        ("territory", "{'excluded': ['EU', 'UK']}", "EU GB"),
        (
            "display",
            "{'display': ['Built', 'Made'], 'mau': 100000}",
            "Built or Made (above 100000 monthly users)",
        ),
    ],
)
def test_two_ways_of_writing_a_cell_mean_the_same(
    column: str, research: str, ours: str
) -> None:
    assert meant(column, research) == meant(column, ours)
    assert meant(column, research) != meant(column, ours.replace("0", "1") + "x")
