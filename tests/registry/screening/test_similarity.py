import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.screening.similarity import COMPARE, likeness

WORDS = st.lists(st.text("abcde", min_size=1, max_size=6), max_size=5).map(" ".join)


@pytest.mark.parametrize(
    ("one", "other", "like"),
    [
        ("example robotics", "robotics example", 1.0),
        ("example robotics", "example", 1.0),
        ("moor threads", "moore threads", 0.96),
        ("abc", "xyz", 0.0),
        ("", "example", 0.0),
    ],
)
def test_likeness_is_of_words_in_any_order(one: str, other: str, like: float) -> None:
    assert likeness(one, other) == pytest.approx(like, abs=0.005)


@given(WORDS, WORDS)
def test_likeness_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    found = likeness(one, other)
    assert 0.0 <= found <= 1.0
    assert found == pytest.approx(likeness(other, one))


@given(WORDS, WORDS)
def test_the_fast_comparison_gives_the_same(one: str, other: str) -> None:
    assert COMPARE(one, other) == pytest.approx(likeness(one, other), abs=1e-9)
