import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policy.testing import glob


def naive(pattern: str, text: str) -> bool:
    """Return whether `text` fits, tried in every way."""
    if not pattern:
        return not text
    first, rest = pattern[0], pattern[1:]
    if first == "*":
        return any(naive(rest, text[place:]) for place in range(len(text) + 1))
    return bool(text) and first in {"?", text[0]} and naive(rest, text[1:])


@given(st.text("ab*?\n[.", max_size=8), st.text("ab\n[.", max_size=10))
@example("*a?", "aaa")
@example("a*a", "a")
@example("", "")
@example("**", "")
@example("?*?", "a")
def test_glob_agrees_with_the_naive_matcher(pattern: str, text: str) -> None:
    assert glob(pattern)(text) is naive(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("hf:meta-llama/Llama-3*", "hf:meta-llama/Llama-3.1-8B", True),
        ("gpt-5*", "gpt-4", False),
        ("*-mini", "gpt-5-mini", True),
        ("gpt-?", "gpt-5", True),
        ("gpt-?", "gpt-55", False),
        ("[ab]", "a", False),
        ("a.c", "abc", False),
    ],
)
def test_only_star_and_question_mark_are_special(
    pattern: str, text: str, *, fits: bool
) -> None:
    assert glob(pattern)(text) is fits


def test_there_is_nothing_to_backtrack_into() -> None:
    """A matcher that tries every way would not come back from this."""
    assert glob("*a" * 60 + "b")("a" * 3000) is False
