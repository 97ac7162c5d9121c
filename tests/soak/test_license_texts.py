"""The matcher over all license texts that the largest open collection of them carries."""

import re
from functools import cache

import pytest

from bench.licensetexts import Text, texts
from connectors.licenses import identify, known_licenses
from connectors.licensing.outcome import Compared, Likeness

RIDER = "\nNo output of this model may be used to train another model.\n"


def _compared(words: str) -> Compared:
    return identify(words.encode(), known_licenses()).compared


def _called(compared: Compared) -> set[str]:
    return {match.license.id for match in compared.matches}


@pytest.mark.soak
def test_no_text_of_a_large_collection_is_taken_for_another() -> None:
    identified, wrong = 0, []
    for text in texts():
        found = _compared(text.words)
        if found.likeness is not Likeness.IDENTIFIED:
            continue
        identified += 1
        wrong += [
            (text.key, match.license.id)
            for match in found.matches
            if match.license.id.casefold() not in text.ids
            and (match.license.spdx or "").casefold() not in text.ids
        ]
    assert wrong == []
    assert len(texts()) > 2_500
    assert identified > 100


@pytest.mark.soak
def test_every_text_that_we_know_is_told_from_itself_with_a_rider() -> None:
    known = [text for text in texts() if _is_known(text)]
    assert len(known) > 100
    for text in known:
        for changed in (text.words + RIDER, RIDER + text.words):
            assert _compared(changed).likeness is not Likeness.IDENTIFIED, text.key


@pytest.mark.soak
def test_another_number_in_a_text_is_never_the_text() -> None:
    for text in filter(_is_known, texts()):
        found = re.search(r"\b(\d{3,})\b", text.words)
        if found is not None and not _on_copyright_line(text.words, found.start()):
            changed = text.words[: found.start(1)] + "9" + text.words[found.start(1) :]
            assert _compared(changed).likeness is not Likeness.IDENTIFIED, text.key


@cache
def _is_known(text: Text) -> bool:
    return _compared(text.words).likeness is Likeness.IDENTIFIED


def _on_copyright_line(words: str, at: int) -> bool:
    line = words[words.rfind("\n", 0, at) + 1 : words.find("\n", at)]
    return "copyright" in line.casefold()
