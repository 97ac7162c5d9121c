from collections.abc import Mapping

import pytest

from policy.places import (
    COUNTRIES,
    Territory,
    area_of,
    atoms,
    every_in,
    is_place,
    lies_wholly_in,
    located_in,
    reaches_into,
    some_in,
)
from policy.truth import FALSE, TRUE, UNKNOWN, Truth
from tests.policy.naive import points
from tests.policy.strategies import PLACES, REGIONS, TERRITORIES, Tape, drawn, holds_for

EVERYWHERE = (*PLACES, *REGIONS)


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("DE", True),
        ("XK", True),
        ("EU", True),
        ("worldwide", True),
        ("US-CA", True),
        ("UA-43", True),
        ("UK", False),
        ("de", False),
        ("XX-CA", False),
        ("US-", False),
        ("US-CALI", False),
        ("", False),
    ],
)
def test_a_place_is_an_iso_code_the_union_or_the_world(code: str, *, known: bool) -> None:
    assert is_place(code) is known


def test_the_union_is_its_members_and_nothing_else_is_more_than_itself() -> None:
    assert len(atoms("EU")) == 27
    assert set(atoms("EU")) <= COUNTRIES
    assert atoms("DE") == ("DE",)


@pytest.mark.parametrize(
    ("place", "names", "truth"),
    [
        ("DE", ["members"], TRUE),
        ("DE-BY", ["members"], TRUE),
        ("GB", ["members"], FALSE),
        ("EU", ["members"], TRUE),
        ("EU", ["DE"], UNKNOWN),
        ("worldwide", ["members"], UNKNOWN),
        ("worldwide", ["worldwide"], TRUE),
        ("worldwide", ["open"], UNKNOWN),
        ("US", ["US-CA"], UNKNOWN),
        ("US-CA", ["US"], TRUE),
        ("US-NY", ["US-CA"], FALSE),
        ("DE", ["most-members"], FALSE),
        ("EU", ["most-members"], UNKNOWN),
        ("EU", ["most-members", "DE"], TRUE),
        ("CN", ["open"], FALSE),
        ("CN-HK", ["open"], FALSE),
        ("CN-HK", ["open", "CN-HK"], TRUE),
        ("CN", ["open", "CN-HK"], UNKNOWN),
        ("US", ["open"], UNKNOWN),
        ("US-CA", ["land"], FALSE),
        ("US-CA", ["land", "open"], TRUE),
        ("US", ["land"], UNKNOWN),
    ],
)
def test_a_location_lies_in_an_area_outside_it_or_is_too_coarse(
    place: str, names: list[str], truth: Truth
) -> None:
    assert located_in(place, area_of(names, TERRITORIES)) is truth


@pytest.mark.parametrize(
    ("place", "names", "touches", "wholly"),
    [
        ("EU", ["DE"], TRUE, FALSE),
        ("worldwide", ["DE"], TRUE, FALSE),
        ("US-CA", ["US"], TRUE, TRUE),
        ("US", ["US-CA"], TRUE, FALSE),
        ("FR", ["DE"], FALSE, FALSE),
        ("worldwide", ["open"], TRUE, FALSE),
        ("CN", ["open"], FALSE, FALSE),
    ],
)
def test_an_extent_touches_an_area_and_may_lie_wholly_in_it(
    place: str, names: list[str], touches: Truth, wholly: Truth
) -> None:
    area = area_of(names, TERRITORIES)

    assert reaches_into(place, area) is touches
    assert lies_wholly_in(place, area) is wholly


def a_land(tape: Tape) -> Mapping[str, Territory]:
    """Return two territories of any members, less anything."""
    return {
        name: Territory(
            name,
            name,
            frozenset(tape.some(EVERYWHERE, 1, 3)),
            frozenset(tape.some((*PLACES[:-2], *REGIONS), 0, 2)),
        )
        for name in ("one", "two")
    }


def all_of_them(lands: Mapping[str, Territory]) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    for land in lands.values():
        found |= points(land.codes) - points(land.excluded)
    return found


@holds_for(500, lands=drawn(a_land, 20), place=drawn(lambda tape: tape.pick(EVERYWHERE), 1))
def test_areas_are_sets_of_points(lands: Mapping[str, Territory], place: str) -> None:
    area = area_of(lands, lands)
    here, there = points([place]), all_of_them(lands)

    expected = TRUE if here <= there else UNKNOWN if here & there else FALSE
    assert located_in(place, area) is expected
    assert reaches_into(place, area) is (TRUE if here & there else FALSE)
    assert lies_wholly_in(place, area) is (TRUE if here <= there else FALSE)


@holds_for(
    300, lands=drawn(a_land, 20), pair=drawn(lambda tape: tape.some(EVERYWHERE, 2, 2), 3)
)
def test_a_nearer_place_never_contradicts_a_coarser_one(
    lands: Mapping[str, Territory], pair: tuple[str, str]
) -> None:
    coarse, fine = pair
    area = area_of(lands, lands)
    if points([fine]) <= points([coarse]):
        assert located_in(coarse, area) in {UNKNOWN, located_in(fine, area)}


def test_some_and_every_place_are_asked_in_three_values() -> None:
    area = area_of(["members"], TERRITORIES)

    assert some_in(["US", "DE"], area, extent=False) is TRUE
    assert some_in(["US", "worldwide"], area, extent=False) is UNKNOWN
    assert some_in([], area, extent=False) is FALSE
    assert every_in(["DE", "US"], area, extent=False) is FALSE
    assert every_in(["DE", "worldwide"], area, extent=False) is UNKNOWN
    assert every_in([], area, extent=True) is TRUE
    assert every_in(["EU"], area, extent=True) is TRUE
    assert every_in(["worldwide"], area, extent=True) is FALSE
