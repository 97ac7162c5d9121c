"""Hostile texts, at length: an answer in time that grows with their length alone."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.licenses import identify
from connectors.licensing.aligning import blocks_of
from connectors.licensing.outcome import Likeness
from connectors.licensing.reading import MOST_BYTES
from tests.connectors.licensetexts import MODEL_LICENSE, apache, mit, with_example

KINDS = (
    "Permission is hereby granted, free of charge, to any person obtaining ",
    "a ",
    "a\n",
    "SPDX-License-Identifier: MIT\n",
    "SPDX-License-Identifier:" + " " * 50,
    "Copyright 2024 Example\n",
    "copyright a@b ",
    mit(),
    apache()[:4_000],
    "<a ",
    "<html><!-- ",
    "---\n",
    "x@",
    " ",
    "- license: mit\n",
    "\ufdfa",
    "許",
)
PIECES = st.sampled_from([*KINDS, MODEL_LICENSE, mit(), apache(), "not ", "7 ", "\n"])


def seconds(text: str) -> float:
    start = time.perf_counter()
    identify(text.encode()[:MOST_BYTES], with_example())
    return time.perf_counter() - start


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS, ids=range(len(KINDS)))
@pytest.mark.parametrize("front", ["", "<html>", "---\n", "/* "])
def test_time_grows_with_the_length_alone(kind: str, front: str) -> None:
    small, large = (
        front + kind * (size // len(kind.encode())) for size in (64_000, MOST_BYTES - 9)
    )
    seconds(mit())
    assert seconds(large) < 60 * max(seconds(small), 0.05)


@pytest.mark.soak
def test_rows_without_order_take_time_by_their_length_alone() -> None:
    def aligning(length: int) -> float:
        left = tuple("ab"[at % 2] for at in range(length))
        right = tuple("ba"[at % 3 == 0] for at in range(length))
        start = time.perf_counter()
        blocks_of(left, right)
        return time.perf_counter() - start

    aligning(1_000)
    assert aligning(80_000) < 60 * max(aligning(8_000), 0.002)


@pytest.mark.soak
@settings(max_examples=5_000, deadline=None)
@given(st.lists(PIECES | st.text(max_size=40), max_size=12))
def test_no_mixture_of_pieces_is_identified_that_holds_another_word(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = identify(text.encode("utf-8", "replace"), with_example())
    if "not " in pieces:
        assert found.compared.likeness is not Likeness.IDENTIFIED


@pytest.mark.soak
@settings(max_examples=20_000, deadline=None)
@given(st.binary(max_size=2_000))
def test_any_bytes_come_to_an_answer(content: bytes) -> None:
    assert identify(content, with_example()).compared.likeness is not Likeness.IDENTIFIED


@pytest.mark.soak
@settings(max_examples=2_000, deadline=None)
@given(st.data())
def test_a_change_anywhere_is_never_identified(data: st.DataObject) -> None:
    words = apache().split(" ")
    at = data.draw(st.integers(0, len(words) - 1))
    word = data.draw(st.sampled_from(["", "not", "only", "9", "Ж", "用", "$"]))
    before = words[at]
    words[at] = word if data.draw(st.booleans()) else f"{before} {word}".rstrip()
    changed = " ".join(words)
    bare = "".join(each for each in changed if each.isalnum() or each in "$%")
    same = bare == "".join(each for each in apache() if each.isalnum() or each in "$%")
    found = identify(changed.encode(), with_example())
    assert same or found.compared.likeness is not Likeness.IDENTIFIED
