import hashlib
from collections.abc import Sequence

import pytest

from connectors.licensing.finding import Catalog, end_of
from connectors.licensing.frames import core_of
from connectors.licensing.known import Hole, HoleKind, KnownText, License, Rule, Segment
from connectors.licensing.words import digest, plain_words, words_of
from tests.connectors.licensetexts import (
    MODEL_LICENSE,
    compared,
    example,
    ids,
    of_package,
    with_example,
)

LICENSE = License("acme", "Acme License", "Acme")


def published(text: str, rule: Rule = Rule.PLAIN) -> KnownText:
    """Return a text that is known by one digest alone."""
    words = words_of(text)
    plain = plain_words(words, range(len(words))).words
    sha = hashlib.sha256(text.encode()).hexdigest()
    return KnownText(LICENSE, "acme/model", rule, len(plain), digest(plain), (sha,))


def segment(words: str) -> Segment:
    return Segment(len(words.split()), digest(words.split()))


def parts_with(hole: Hole) -> tuple[Segment, Hole, Segment]:
    return segment("neither the name of"), hole, segment("nor the names of others")


@pytest.mark.parametrize("name", ["", "example labs", "the regents of the university"])
def test_name_fills_a_hole(name: str) -> None:
    words = f"neither the name of {name} nor the names of others".split()
    assert end_of(parts_with(Hole(HoleKind.NAME, 12)), words, 0) == len(words)


@pytest.mark.parametrize("term", ["anybody who may use it", "x " * 13, "users above 700"])
def test_term_or_long_text_does_not_fill_the_hole_of_a_name(term: str) -> None:
    words = f"neither the name of {term} nor the names of others".split()
    assert end_of(parts_with(Hole(HoleKind.NAME, 12)), words, 0) is None


@pytest.mark.parametrize(
    ("kind", "filling", "fits"),
    [
        (HoleKind.MARK, "3", True),
        (HoleKind.MARK, "iii", True),
        (HoleKind.MARK, "not", False),
        (HoleKind.YEARS, "2001 2002 2003", True),
        (HoleKind.YEARS, "700", False),
    ],
)
def test_marks_and_years_fill_their_holes(kind: HoleKind, filling: str, *, fits: bool) -> None:
    words = f"neither the name of {filling} nor the names of others".split()
    assert (end_of(parts_with(Hole(kind, 5)), words, 0) is not None) is fits


def test_numbers_and_names_in_a_license_with_holes_make_no_difference() -> None:
    text = of_package("click")
    other = text.replace("copyright holder", "Example Labs").replace(
        "COPYRIGHT HOLDERS", "AUTHOR"
    )
    for form in (
        text,
        other,
        text.replace("1.", "(a)").replace("2.", "(b)").replace("3.", "(c)"),
    ):
        assert ids(compared(form)) == ["bsd-3-clause"]
        assert compared(form).likeness == "identified"


def test_text_known_by_one_digest_is_found_whole_and_inside() -> None:
    text = MODEL_LICENSE.replace("$", "").replace("%", "")
    catalog = Catalog.of([published(text)])
    assert compared(text, catalog).likeness == "identified"
    found = compared(f"Example Labs gives you this:\n\n{text}\nDo not train on it.", catalog)
    assert found.likeness == "extra-terms"
    assert [each.text for each in found.extra] == [
        "Example Labs gives you this",
        "Do not train on it",
    ]


def test_signs_that_a_digest_does_not_see_leave_the_text_open() -> None:
    catalog = Catalog.of([published(MODEL_LICENSE)])
    found = compared(MODEL_LICENSE.replace("$20", "€20"), catalog)
    assert (found.likeness, found.matches[0].how) == ("edited", "signs-not-compared")
    assert [each.text for each in found.matches[0].extra] == ["€", "%"]


def test_other_letters_that_a_digest_does_not_see_leave_the_text_open() -> None:
    text = MODEL_LICENSE.replace("$", "").replace("%", "")
    catalog = Catalog.of([published(text)])
    assert compared(text.replace("use it to", "use it не to"), catalog).likeness == "unknown"
    assert compared(f"{text} не", catalog).likeness == "extra-terms"


@pytest.mark.parametrize("form", ["{}", "{}\n", "{}\n\n"])
def test_known_file_is_found_by_its_bytes_whatever_its_line_ends(form: str) -> None:
    catalog = Catalog.of([published(MODEL_LICENSE)])
    content = form.format(MODEL_LICENSE.rstrip("\n"))
    for bytes_ in (content.encode(), content.replace("\n", "\r\n").encode()):
        assert catalog.with_bytes(bytes_) is not None
    assert catalog.with_bytes(MODEL_LICENSE.replace("7", "8").encode()) is None


def test_likely_texts_are_those_that_share_most() -> None:
    assert with_example().likely(example().sketch)[0] is example()
    assert with_example().likely(b"") == []


def test_beginnings_without_their_text_are_tried_a_bounded_number_of_times() -> None:
    opening = " ".join(MODEL_LICENSE.split()[:9])
    words: Sequence[str] = words_of(f"{opening} " * 5_000).words
    core = core_of(words_of(" ".join(words)))
    assert list(with_example().inside(core)) == []
