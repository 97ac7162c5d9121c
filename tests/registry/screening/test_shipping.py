from datetime import date

import pytest
import yaml

from distillgate.settings import Settings
from distillgate.wiring import Layers, load_library
from policy.conditions import tests_of as parts_of
from policy.diagnostics import Code
from registry.listings import READ_BY_PACKS
from registry.screening.listnames import TITLES
from registry.screening.listsjson import lists_from_json, lists_to_json
from registry.screening.matching import Likeness, Screener
from registry.screening.memory import ShippedLists
from registry.screening.shipping import load_lists
from tests.knowledge.instruments import research_folder

RESEARCH = research_folder()
needs_research = pytest.mark.skipif(RESEARCH is None, reason="the research is not here")
DAY = date(2026, 11, 24)
TWICE = Code.DUPLICATE_RECORD
GOOD = """\
lists: [{list: us-ofac-sdn, title: SDN, as_of: 2026-11-24}]
parties:
  - {party: bank, list: us-ofac-sdn, name: Primer Bank, brands: [PB], providers: [acme]}
"""


@pytest.fixture(scope="session", name="shipped")
def _shipped() -> ShippedLists:
    return load_library(Layers(), Settings()).records.screener.shipped


def load(text: str) -> tuple[ShippedLists, list[Code]]:
    lists, found = load_lists([("lists.yaml", text.encode())], frozenset({"acme"}))
    return lists, [each.code for each in found]


def test_a_party_has_strong_and_weak_names_and_the_provider_that_it_is() -> None:
    lists, found = load(GOOD)
    (party,) = lists.of_provider("acme")
    assert found == []
    assert [(name.text, name.strong) for name in party.names] == [
        ("Primer Bank", True),
        ("PB", False),
    ]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("list: us-ofac-sdn, name", "list: us-ofac-sdm, name", Code.UNKNOWN_LIST),
        ("[acme]", "[acmee]", Code.UNKNOWN_PROVIDER),
        ("name: Primer Bank, ", "", Code.MISSING_KEY),
        ("brands", "brand", Code.UNKNOWN_KEY),
        ("2026-11-24", "2026-11-31", Code.WRONG_TYPE),
        (
            "[{list: us-ofac-sdn",
            "[{list: us-ofac-sdn, title: a, as_of: 2026-01-01}, {list: us-ofac-sdn",
            Code.DUPLICATE_RECORD,
        ),
    ],
)
def test_what_is_wrong_in_a_list_is_told(old: str, new: str, code: Code) -> None:
    assert old in GOOD
    assert code in load(GOOD.replace(old, new))[1]


def test_lists_come_back_from_a_cache_as_they_were(shipped: ShippedLists) -> None:
    again = lists_from_json(lists_to_json(shipped))
    assert (again.edition_records, again.parties) == (shipped.edition_records, shipped.parties)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "other"}'])
def test_other_text_is_no_list(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 any of its kinds
        lists_from_json(text)


def test_every_shipped_list_may_be_imported_too(shipped: ShippedLists) -> None:
    assert {each.list for each in shipped.edition_records} <= set(TITLES)


def test_the_lists_that_the_packs_read_are_known() -> None:
    pack = load_library(Layers(), Settings()).pack
    read = set()
    for document in pack.documents.values():
        clauses = [each for version in document.versions for each in version.clauses]
        for test in (test for clause in clauses for test in parts_of(clause.when)):
            if "listed_on" in test.fact or "owned_50" in test.fact:
                read |= set(map(str, test.operands))
    assert read == READ_BY_PACKS


@needs_research
def test_every_listed_party_of_the_research_is_shipped(shipped: ShippedLists) -> None:
    assert RESEARCH is not None
    content = yaml.safe_load((RESEARCH / "entities.yaml").read_text(encoding="utf-8"))
    ours = {party.key: party for party in shipped.parties}
    stated = {
        each["id"]: (
            each["list"],
            [each["name"], *each["aliases"]],
            each["brand_names"],
            each["listed"],
            each["removed"],
            each["confidence"],
        )
        for each in content["entities"]
    }

    written = {
        key: (
            party.list,
            [name.text for name in party.names if name.strong],
            [name.text for name in party.names if not name.strong],
            party.listed,
            party.removed,
            party.confidence.word,
        )
        for key, party in ours.items()
    }

    assert written == stated


@needs_research
def test_names_of_the_research_are_found_and_no_other_is_a_match(shipped: ShippedLists) -> None:
    assert RESEARCH is not None
    content = yaml.safe_load((RESEARCH / "entities.yaml").read_text(encoding="utf-8"))
    missed, wrong, looked_at = [], [], 0
    for each in content["match_tests"]:
        found = Screener(shipped).screen([each["query"]], DAY)
        hits = {hit.party.key: hit.likeness for hit in found.hits}
        if each["match"] and each["entity"] not in hits:
            missed.append(each["query"])
        if not each["match"] and Likeness.MATCH in hits.values():
            wrong.append(each["query"])
        looked_at += not each["match"] and each["entity"] in hits

    assert (missed, wrong) == ([], [])
    assert looked_at <= 8


def test_no_provider_of_the_catalog_is_like_a_party_that_it_is_not(
    shipped: ShippedLists,
) -> None:
    catalog = load_library(Layers(), Settings()).records.catalog
    screener = Screener(shipped)
    like = {
        provider.slug: found.possible
        for provider in catalog.providers()
        if (found := screener.screen([provider.name], DAY, provider=provider.slug)).possible
    }
    assert like == {}
