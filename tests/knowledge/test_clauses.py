from pathlib import Path

import pytest

from policy.documents import Confidence
from tests.knowledge.comparing import Comparison, compare_clauses, compare_values, unsourced
from tests.knowledge.differences import load_differences
from tests.knowledge.matching import marks, same_place
from tests.knowledge.research import KNOWLEDGE, clauses_of, written_documents
from tests.knowledge.shelf import shipped

with_research = pytest.mark.skipif(KNOWLEDGE is None, reason="the research is not here")


@pytest.fixture(name="knowledge", scope="module")
def knowledge_fixture() -> Path:
    assert KNOWLEDGE is not None
    return KNOWLEDGE


@pytest.fixture(name="compared", scope="module")
def compared_fixture(knowledge: Path) -> Comparison:
    return compare_clauses(knowledge, shipped().pack.documents, load_differences())


@with_research
def test_every_clause_of_the_research_stands_in_a_pack_or_is_listed(
    compared: Comparison,
) -> None:
    assert [match.research.name for match in compared.missing] == []


@with_research
def test_list_of_differences_names_nothing_that_agrees(compared: Comparison) -> None:
    assert [(each.document, each.topic, each.section) for each in compared.stale] == []


@with_research
def test_all_of_the_research_was_compared(knowledge: Path, compared: Comparison) -> None:
    every = [name for each in written_documents(knowledge) for name in clauses_of(each)]
    assert len(compared.found) + len(compared.listed) == len(every) > 1000


@with_research
def test_documents_of_the_research_that_bear_other_names_are_in_the_packs() -> None:
    names = {name for many in load_differences().documents.values() for name in many}
    assert names <= set(shipped().pack.documents)


@with_research
def test_dates_addresses_and_confidences_agree_or_are_listed(knowledge: Path) -> None:
    differences = load_differences()
    found = tuple(compare_values(knowledge, shipped().pack.documents, differences))
    assert [each for each in found if not differences.value(each.document, each.field)] == []
    used = {differences.value(each.document, each.field) for each in found}
    assert set(differences.values) <= used


def test_every_clause_has_a_source_and_is_no_surer_than_it() -> None:
    assert list(unsourced(shipped().pack.documents)) == []


def test_second_hand_and_remembered_clauses_are_weak() -> None:
    weak = [
        clause.confidence
        for document in shipped().pack.documents.values()
        for version in document.versions
        for clause in version.clauses
        if (clause.source or "").startswith(("secondary source", "memory"))
    ]
    assert len(weak) > 100
    assert max(weak) is Confidence.MEDIUM


@pytest.mark.parametrize(
    ("theirs", "ours", "same"),
    [
        ('3.3(e) + "Permitted Exception" definition', "3.3(e)", True),
        ("2(f),(g); 1.3", "2(g); 1.3", True),
        ("3.3", "3.3(e)", True),
        ("3.3(e)", "3.3(f)", False),
        ("IV(a)", "IV(a)(ii)", True),
        ("IV(a)", "IV(b)", False),
        ("1", "10.1", False),
        (None, "4", True),
        ("Use Restrictions", None, False),
    ],
)
def test_sections_are_compared_by_number_and_word(
    theirs: str | None, ours: str | None, *, same: bool
) -> None:
    assert same_place(theirs, ours) is same


def test_marks_of_a_section_leave_out_plain_words() -> None:
    assert marks('5.1, definition of "Order Form"') == {"5.1", "order", "form"}
