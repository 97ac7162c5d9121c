"""House policy that was agreed to: which text counts on a day, and where it is laid."""

import json
from datetime import date

import pytest

from policy.packs import SourceFile
from registry.housetexts import (
    HouseText,
    coming_after,
    counting_on,
    laid_over,
    packed,
    unpacked,
)
from registry.sound import DamagedContentError

DAY = date(2026, 11, 24)
HOUSE = "document: {name}\nkind: house\ntitle: {title}\n"


def text(name: str = "default", begins: int = 1, number: int = 1) -> HouseText:
    words = HOUSE.format(name=name, title=f"text {number}")
    return HouseText(name, words, date(2026, 12, begins), number, number)


def file(path: str, name: str, title: str = "on disk") -> SourceFile:
    return SourceFile(path, HOUSE.format(name=name, title=title).encode())


def test_a_text_is_filed_with_its_day_under_one_digest() -> None:
    one = text()
    assert unpacked(packed(one), "sha256:0", 1) == one
    later = HouseText(one.document, one.text, date(2027, 1, 1), one.draft, one.number)
    assert packed(later) != packed(one)


@pytest.mark.parametrize("content", [b"[]", b"{}", b'{"format": "something/v9"}'])
def test_what_another_program_filed_is_no_text(content: bytes) -> None:
    assert json.loads(content) is not None
    with pytest.raises(DamagedContentError):
        unpacked(content, "sha256:0", 1)


def test_of_each_document_the_text_that_began_last_counts() -> None:
    texts = (text(begins=1, number=1), text(begins=5, number=2), text("other", 3, 3))
    assert counting_on(texts, DAY) == ()
    assert counting_on(texts, date(2026, 12, 4)) == (texts[0], texts[2])
    assert counting_on(texts, date(2026, 12, 5)) == (texts[1], texts[2])
    assert coming_after(texts, date(2026, 12, 1)) == (texts[2], texts[1])


def test_of_two_that_begin_on_one_day_the_later_one_counts() -> None:
    first, second = text(number=1), text(number=2)
    assert counting_on((second, first), date(2026, 12, 1)) == (second,)


def test_a_text_lies_in_the_place_of_the_topmost_file_of_its_document() -> None:
    layers = (
        (file("a/terms.yaml", "terms"), file("a/house.yaml", "default")),
        (file("b/house.yaml", "default"),),
        (file("c/house.yaml", "ours"),),
    )
    laid = laid_over(layers, (text(),))
    assert laid[0] == layers[0]
    assert laid[1] == (SourceFile("b/house.yaml", text().text.encode()),)
    assert laid[2] == layers[2]


def test_a_text_whose_document_is_gone_from_the_packs_lies_on_top_of_them() -> None:
    notes = SourceFile("a/notes.yaml", b"document: default\nkind: law\n")
    broken = SourceFile("a/broken.yaml", b"kind: house\n\tdocument: default\n")
    laid = laid_over(((notes, broken),), (text(),))
    assert laid == (
        (notes, broken),
        (SourceFile("registry/house-policy/default.yaml", text().text.encode()),),
    )
