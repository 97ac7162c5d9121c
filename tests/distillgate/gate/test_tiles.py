from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distillgate.gate.tiles import (
    BundleError,
    bundle_of,
    bundle_path,
    leaves_of,
    levels,
    tile_path,
    widths,
)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (tile_path(0, 0), "tile/0/000"),
        (tile_path(0, 999, 3), "tile/0/999.p/3"),
        (tile_path(1, 1000), "tile/1/x001/000"),
        (tile_path(2, 7_654_321, 255), "tile/2/x007/x654/321.p/255"),
        (bundle_path(12), "tile/entries/012"),
        (bundle_path(1_234_000, 1), "tile/entries/x001/x234/000.p/1"),
    ],
)
def test_paths_are_those_that_the_format_asks_for(path: str, expected: str) -> None:
    assert path == expected


@given(st.integers(0, 2**40), st.integers(0, 4))
def test_the_tiles_of_a_level_hold_its_subtrees(size: int, level: int) -> None:
    count = size >> 8 * level
    if count > 100_000:
        return
    assert sum(width for _, width in widths(size, level)) == count


def test_levels_end_where_no_full_tile_is_below() -> None:
    assert [len(levels(size)) for size in (0, 1, 255, 256, 65_535, 65_536)] == [
        0,
        1,
        1,
        2,
        2,
        3,
    ]


@given(st.lists(st.binary(max_size=40), max_size=256))
def test_bundles_come_apart_as_they_were_made(leaves: list[bytes]) -> None:
    assert leaves_of(bundle_of(leaves)) == leaves


def test_leaves_of_the_largest_size_fit() -> None:
    leaves = [b"x" * 65_535, b"", b"y" * 65_535]
    assert leaves_of(bundle_of(leaves)) == leaves
    with pytest.raises(OverflowError):
        bundle_of([b"x" * 65_536])


@given(st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=5), st.data())
def test_a_bundle_that_is_cut_off_is_refused_or_ends_between_leaves(
    leaves: list[bytes], data: st.DataObject
) -> None:
    bundle = bundle_of(leaves)
    cut = bundle[: data.draw(st.integers(0, len(bundle) - 1))]
    with suppress(BundleError):
        assert leaves_of(cut) == leaves[: len(leaves_of(cut))]
