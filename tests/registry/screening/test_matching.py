from datetime import date

import pytest

from registry.screening.matching import Likeness, Screener
from registry.screening.memory import ShippedLists
from registry.screening.parties import Edition, Party, PartyName

DAY = date(2026, 11, 24)
LAB = Party(
    list="us-bis-entity-list",
    key="lab",
    names=(
        PartyName("Beijing Shili Zhineng Technology Co., Ltd."),
        PartyName("Shili AI", strong=False),
    ),
    country="CN",
    listed=date(2025, 1, 16),
    numbers=("91-110-108",),
    providers=("shili",),
)
BANK = Party(
    list="us-ofac-sdn",
    key="bank",
    names=(PartyName("PRIMER BANK PAO"), PartyName("PB")),
    listed=date(2022, 4, 6),
    removed=date(2026, 6, 1),
)
EDITIONS = (
    Edition("us-bis-entity-list", "", DAY, 1, "f", sample=True),
    Edition("us-ofac-sdn", "", DAY, 1, "f"),
)
SCREENER = Screener(ShippedLists(EDITIONS, (LAB, BANK)))


def hits(name: str, day: date = DAY) -> list[tuple[Likeness, str]]:
    found = SCREENER.screen([name], day)
    return [(hit.likeness, hit.party.key) for hit in found.hits]


@pytest.mark.parametrize(
    "name",
    ["Beijing Shili Zhineng Technology Company Limited", "BEIJING SHILI ZHINENG TECHNOLOGY"],
)
def test_an_equal_name_is_a_match(name: str) -> None:
    assert hits(name) == [(Likeness.MATCH, "lab")]


@pytest.mark.parametrize(
    "name",
    [
        "Shili AI",
        "Beijing Shi Li Zhi Neng Technology",
        "Shili Zhineng Technology (Beijing)",
        "Beijing Shily Zhineng Technology",
        "Shili AI Consulting GmbH",
    ],
)
def test_a_like_name_is_a_question_and_never_a_match(name: str) -> None:
    assert hits(name) == [(Likeness.POSSIBLE, "lab")]


@pytest.mark.parametrize("name", ["Beispiel GmbH", "Bejing Restaurant", "PC", "", "?!"])
def test_other_names_are_clear(name: str) -> None:
    assert hits(name) == []


def test_a_short_name_is_compared_for_equality_only() -> None:
    assert hits("PB", date(2024, 1, 1)) == [(Likeness.MATCH, "bank")]
    assert hits("PB Handel GmbH", date(2024, 1, 1)) == []


def test_a_number_is_a_match_whatever_the_name() -> None:
    found = SCREENER.screen(["Somebody Else"], DAY, numbers=["91110108"])
    assert [(hit.likeness, hit.party.key) for hit in found.hits] == [(Likeness.MATCH, "lab")]


def test_a_provider_is_the_party_that_the_catalog_says_it_is() -> None:
    found = SCREENER.screen(["Nothing Alike"], DAY, provider="shili")
    assert found.matched == ("us-bis-entity-list",)


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2022, 4, 5), []),
        (date(2022, 4, 6), [(Likeness.MATCH, "bank")]),
        (date(2026, 5, 31), [(Likeness.MATCH, "bank")]),
        (date(2026, 6, 1), []),
    ],
)
def test_a_party_stands_on_a_list_from_its_first_day_until_it_is_removed(
    day: date, found: list[tuple[Likeness, str]]
) -> None:
    assert hits("Primer Bank PAO", day) == found


def test_a_sample_of_a_list_clears_nobody() -> None:
    assert SCREENER.screen(["Beispiel"], DAY).covered == {"us-ofac-sdn"}


def test_a_list_on_which_a_party_stands_is_not_also_one_on_which_it_may_stand() -> None:
    found = SCREENER.screen(["Beijing Shili Zhineng Technology", "Shili AI"], DAY)
    assert (found.matched, found.possible) == (("us-bis-entity-list",), ())
