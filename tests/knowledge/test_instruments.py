import pytest

from distillgate.settings import Settings
from distillgate.wiring import Layers, load_library
from policy.compiling import Pack
from policy.conditions import ALWAYS
from policy.documents import Confidence, DocumentKind
from tests.knowledge.instruments import (
    Placed,
    clauses_for,
    differences,
    instruments,
    research_folder,
    stated_differences,
)

RESEARCH = research_folder()
needs_research = pytest.mark.skipif(RESEARCH is None, reason="the research is not here")
STATED = stated_differences()


@pytest.fixture(scope="session", name="pack")
def _pack() -> Pack:
    return load_library(Layers(), Settings()).pack


def _clauses(pack: Pack, names: tuple[str, ...]) -> list[Placed | None]:
    found = []
    for name in names:
        document, _, rule = name.partition("#")
        versions = pack.documents[document].versions
        having = [
            Placed(name, clause, version, version)
            for version in versions
            for clause in version.clauses
            if clause.id == rule
        ]
        found.append(having[0] if having else None)
    return found


@needs_research
def test_every_rule_of_the_research_is_a_clause_but_for_differences_with_a_reason(
    pack: Pack,
) -> None:
    assert RESEARCH is not None
    found = [
        difference.point
        for instrument in instruments(RESEARCH)
        for rule in instrument.rules
        for difference in differences(rule, clauses_for(rule, instrument, pack, STATED.clauses))
    ]

    assert sorted(found) == sorted(each.point for each in STATED.differences)


@needs_research
def test_every_instrument_of_the_research_is_a_law_of_its_jurisdiction(pack: Pack) -> None:
    assert RESEARCH is not None
    stated = {each.document: each.jurisdiction for each in instruments(RESEARCH)}

    written = {name: pack.documents[name].jurisdiction for name in stated}

    assert written == stated


def test_every_clause_that_a_difference_names_is_in_a_pack(pack: Pack) -> None:
    names = [name for each in STATED.clauses.values() for name in each]

    assert [name for name in names if _clauses(pack, (name,)) == [None]] == []


def test_every_difference_has_a_reason() -> None:
    assert [each.rule for each in STATED.differences if len(each.because) < 20] == []


def _laws(pack: Pack) -> list[Placed]:
    return [
        Placed(f"{document.id}@{version.label}#{clause.id}", clause, version, version)
        for document in pack.documents.values()
        if document.kind is DocumentKind.LAW
        for version in document.versions
        for clause in version.clauses
    ]


def test_every_clause_of_a_law_has_section_and_source(pack: Pack) -> None:
    bare = [
        each.name for each in _laws(pack) if not each.clause.section or not each.clause.source
    ]

    assert bare == []


def test_a_clause_that_rests_on_memory_alone_has_low_confidence(pack: Pack) -> None:
    wrong = [
        each.name
        for each in _laws(pack)
        if each.clause.source == "memory" and each.clause.confidence is not Confidence.LOW
    ]

    assert wrong == []


def test_every_law_has_a_tie_to_its_jurisdiction(pack: Pack) -> None:
    loose = [
        document.id
        for document in pack.documents.values()
        if document.kind is DocumentKind.LAW and document.nexus in {None, ALWAYS}
    ]

    assert loose == []
