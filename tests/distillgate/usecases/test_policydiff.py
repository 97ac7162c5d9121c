"""Changes of the packs that ship are found, worded and shown."""

from datetime import date
from functools import cache

from distillgate.packfiles import read_layer
from distillgate.settings import settings_from
from distillgate.usecases.library import Library
from distillgate.usecases.policydiff import Diffed, diff_packs
from distillgate.wiring import SOURCE_PACKS, library_of
from policy.packs import SourceFile, load_packs
from tests.policy.proving.rewriting import rewritten_pack

DAY = date(2026, 11, 24)
LICENSE = "llama-3.1-community-license.yaml"
TERMS = "openai-services-agreement.yaml"


@cache
def shipped() -> Library:
    return library_of([read_layer(SOURCE_PACKS)], settings_from({}, None, "linux"))


def edited(name: str, old: str, new: str) -> Library:
    layer = read_layer(SOURCE_PACKS)
    files = []
    for file in layer.files:
        text = file.content.decode()
        if file.path.endswith(f"/{name}"):
            assert old in text
            text = text.replace(old, new, 1)
        files.append(SourceFile(file.path, text.encode()))
    loaded = load_packs([(layer.name, files)])
    assert not loaded.errors
    return Library(loaded.pack, shipped().records)


def diff(other: Library) -> Diffed:
    return diff_packs(shipped(), other, DAY, lambda _done, _all: True)


def test_another_number_in_one_clause_is_found_worded_and_shown() -> None:
    found = diff(edited(LICENSE, "700000000", "600000000"))
    (clause,) = found.clauses
    assert clause.pair.clause == "seven-hundred-million-users"
    assert clause.direction == "stricter"
    region = clause.regions[0]
    assert (region.was, region.now) == ("absent", "applies")
    assert any("above 600,000,000" in words for words in region.where[0])
    assert region.witness is not None
    words = [each.ruling.word for each in region.witness.verdicts]
    assert words == ["approved-with-obligations", "denied"]


def test_missing_facts_are_regions_of_their_own() -> None:
    found = diff(edited(LICENSE, "700000000", "600000000"))
    turns = {(each.was, each.now) for each in found.clauses[0].regions}
    assert turns == {("absent", "applies"), ("unsure", "applies"), ("absent", "unsure")}


def test_every_region_of_an_edit_is_shown_by_a_plan_that_both_judge() -> None:
    old, new = "terms.competes_with_issuer: true", "terms.competes_with_issuer: false"
    found = diff(edited(TERMS, old, new))
    (clause,) = found.clauses
    assert len(clause.regions) == 4
    for region in clause.regions:
        assert region.witness is not None
        assert region.witness.tells


def test_comments_words_and_sources_change_no_meaning() -> None:
    found = diff(edited(TERMS, "as remembered; the words were not read", "in other words"))
    assert found.same
    assert found.compared.reworded >= 1


def test_all_packs_in_other_words_and_another_order_are_proven_the_same() -> None:
    before = shipped()
    found = diff(Library(rewritten_pack(before.pack), before.records))
    assert found.settled
    assert found.clauses == ()
    assert found.compared.besides == ()
    assert found.proven >= 50
    assert found.compared.reworded > 1000
