from hypothesis import given
from hypothesis import strategies as st

from connectors.licensing.aligning import Block, Gap, blocks_of, gaps_between

ROWS = st.lists(st.sampled_from("abcdef"), max_size=60).map(tuple)


def longest_common(left: tuple[str, ...], right: tuple[str, ...]) -> int:
    best = [0] * (len(right) + 1)
    for word in left:
        before = 0
        for at, other in enumerate(right, start=1):
            before, best[at] = (
                best[at],
                before + 1 if word == other else max(best[at], best[at - 1]),
            )
    return best[-1]


@given(ROWS, ROWS)
def test_blocks_are_equal_runs_in_order_on_both_sides(
    left: tuple[str, ...], right: tuple[str, ...]
) -> None:
    a = c = 0
    for block in blocks_of(left, right):
        assert block.left >= a
        assert block.right >= c
        a, c = block.left + block.length, block.right + block.length
        assert left[block.left : a] == right[block.right : c]
    assert a <= len(left)
    assert c <= len(right)


@given(ROWS, ROWS)
def test_short_rows_are_matched_as_well_as_can_be(
    left: tuple[str, ...], right: tuple[str, ...]
) -> None:
    short, other = left[:40], right[:40]
    matched = sum(block.length for block in blocks_of(short, other))
    assert matched <= longest_common(short, other)
    assert matched == longest_common(short, other) or len(short) * len(other) > 1_000


@given(ROWS, ROWS)
def test_blocks_and_gaps_together_are_the_rows(
    left: tuple[str, ...], right: tuple[str, ...]
) -> None:
    blocks = blocks_of(left, right)
    gaps = list(gaps_between(blocks, len(left), len(right)))
    matched = sum(block.length for block in blocks)
    assert matched + sum(gap.left[1] - gap.left[0] for gap in gaps) == len(left)
    assert matched + sum(gap.right[1] - gap.right[0] for gap in gaps) == len(right)


def test_a_changed_word_is_one_gap() -> None:
    left = tuple(f"w{at}" for at in range(2_000))
    right = (*left[:700], "other", *left[701:])
    blocks = blocks_of(left, right)
    assert blocks == (Block(0, 0, 700), Block(701, 701, 1_299))
    assert list(gaps_between(blocks, 2_000, 2_000)) == [Gap((700, 701), (700, 701))]


def test_a_moved_stretch_is_found_once() -> None:
    left = tuple(f"w{at}" for at in range(300))
    right = (*left[200:], *left[:200])
    assert blocks_of(left, right) == (Block(0, 100, 200),)
