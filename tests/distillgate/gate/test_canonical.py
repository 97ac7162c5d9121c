import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distillgate.gate.canonical import MOST_EXACT, canonical

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-MOST_EXACT, MOST_EXACT)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
)


@given(VALUES)
def test_canonical_text_reads_as_the_value_and_is_its_own_canonical_text(value: object) -> None:
    text = canonical(value)
    read = json.loads(text, parse_int=float)
    assert read == value
    assert canonical(read) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "0.1"),
        (1.0, "1"),
        (-0.0, "0"),
        (120.0, "120"),
        (12.5e-7, "0.00000125"),
        (9.5e-7, "9.5e-7"),
        (3e21, "3e+21"),
        (3e20, "300000000000000000000"),
        (1.5e300, "1.5e+300"),
        (5e-324, "5e-324"),
        (123456789.25, "123456789.25"),
        (-2.5, "-2.5"),
    ],
)
def test_fractions_are_written_as_ecmascript_writes_them(value: float, text: str) -> None:
    assert canonical(value) == text.encode()


def test_keys_are_ordered_by_their_utf_16_units() -> None:
    keys = ("\ufb33", "\U0001f600", "a", "")
    assert (
        canonical(dict.fromkeys(keys, 1)) == '{"":1,"a":1,"\U0001f600":1,"\ufb33":1}'.encode()
    )


@pytest.mark.parametrize(
    "value",
    [
        2**53,
        -(2**53),
        float("nan"),
        float("inf"),
        {1: 2},
        b"x",
        "\ud800",
        {"\ud800": 1},
        {1, 2},
    ],
    ids=repr,
)
def test_what_readers_would_take_differently_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical(value)
