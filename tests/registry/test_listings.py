from dataclasses import replace
from datetime import date

import pytest

from policy.diagnostics import Span
from policy.values import Given, Origin, Several, several
from registry.listings import READ_BY_PACKS, Listings, names_of
from registry.records import Provider
from registry.screening.matching import Screener
from registry.screening.memory import ShippedLists
from registry.screening.parties import Edition, Party, PartyName

DAY = date(2026, 11, 24)
SIGNED = Given(True, Origin.ATTESTATION, Span("plan.yaml", 9, 1), "the requester")  # noqa: FBT003 a value
BANK = Party("us-ofac-sdn", "bank", (PartyName("Primer Bank"),), providers=("bank",))
WHOLE = tuple(Edition(name, "", DAY, 1, "f") for name in sorted(READ_BY_PACKS))
SAMPLES = tuple(replace(each, sample=True) for each in WHOLE)


def listed(
    name: str, *, editions: tuple[Edition, ...] = SAMPLES, signed: bool = False
) -> Given | None:
    screener = Screener(ShippedLists(editions, (BANK,)))
    listings = Listings(screener, DAY, SIGNED if signed else None)
    return listings.given([listings.named(name)])


def value(given: Given | None) -> Several | None:
    if given is None:
        return None
    assert given.origin is Origin.REGISTERED
    assert isinstance(given.value, Several)
    return given.value


def test_nothing_is_known_of_a_name_that_no_sample_holds() -> None:
    assert listed("Beispiel GmbH") is None
    assert listed("Beispiel GmbH", signed=True) is None


def test_whole_editions_of_all_lists_clear_a_name() -> None:
    assert value(listed("Beispiel GmbH", editions=WHOLE)) == several()


def test_whole_editions_of_some_lists_clear_nobody() -> None:
    assert listed("Beispiel GmbH", editions=WHOLE[1:]) is None


def test_a_match_in_a_sample_leaves_the_other_lists_open_until_somebody_signs() -> None:
    assert value(listed("Primer Bank PAO")) == several("us-ofac-sdn", more=True)
    assert value(listed("Primer Bank PAO", signed=True)) == several("us-ofac-sdn")


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("editions", [SAMPLES, WHOLE], ids=["samples", "whole"])
def test_a_like_name_stays_open_whatever_is_signed(
    editions: tuple[Edition, ...], *, signed: bool
) -> None:
    given = listed("Primer Banka", editions=editions, signed=signed)
    assert value(given) == several(more=True)
    assert given is not None
    assert given.reason == "may be `Primer Bank` on us-ofac-sdn"


def test_a_provider_that_is_a_listed_party_is_known_by_its_slug() -> None:
    screener = Screener(ShippedLists(SAMPLES, (BANK,)))
    listings = Listings(screener, DAY, SIGNED)
    found = [listings.provider(Provider("bank", "A Brand")), listings.provider(None)]
    assert value(listings.given(found)) == several("us-ofac-sdn")
    assert listings.given([listings.provider(None)]) is None


def test_what_a_record_says_of_a_provider_is_all() -> None:
    listings = Listings(Screener(ShippedLists(SAMPLES, (BANK,))), DAY)
    found = listings.provider(Provider("bank", "Primer Bank", listed_on=()))
    assert value(listings.given([found])) == several()


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("Example (Region) Ltd, of Example Group", ["Example (Region) Ltd", "Example Group"]),
        ("Example AI (Ex.ai)", ["Example AI", "Ex.ai"]),
        ("Example AI Inc. and Beispiel GmbH", ["Example AI Inc.", "Beispiel GmbH"]),
    ],
)
def test_a_provider_is_looked_up_by_each_name_in_its_record(
    name: str, names: list[str]
) -> None:
    assert names_of(name) == names
