from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.licenses import identify
from connectors.licensing.outcome import Likeness
from connectors.licensing.reading import Unread
from tests.connectors.licensetexts import (
    MODEL_LICENSE,
    apache,
    mit,
    shipped,
    with_example,
)


def test_card_with_a_license_text_is_identified_and_its_names_are_told() -> None:
    card = f"---\nlicense: apache-2.0\ntags: [a, b]\n---\n{mit()}"
    found = identify(card.encode(), shipped())
    assert found.compared.likeness is Likeness.IDENTIFIED
    assert [each.license.id for each in found.compared.matches] == ["mit"]
    assert [each.values for each in found.declared] == [("apache-2.0",)]


def test_terms_in_front_matter_are_words_like_others() -> None:
    card = f"---\nlicense: mit\nlicense_details: no training\n---\n{mit()}"
    found = identify(card.encode(), shipped())
    assert found.compared.likeness is Likeness.EXTRA_TERMS
    assert "no training" in found.compared.extra[0].text


def test_file_that_only_declares_is_no_text() -> None:
    found = identify(b"// SPDX-License-Identifier: MIT\n", shipped())
    assert found.only_declares
    assert found.compared.likeness is Likeness.UNKNOWN


def test_every_encoding_comes_to_the_same() -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le"):
        found = identify(MODEL_LICENSE.encode(encoding), with_example())
        assert [each.license.id for each in found.compared.matches] == ["example-model"]


def test_web_page_with_a_license_is_identified() -> None:
    lines = "".join(f"<p>{line}</p>\n" for line in MODEL_LICENSE.splitlines())
    found = identify(f"<html><body>{lines}</body></html>".encode(), with_example())
    assert found.compared.likeness is Likeness.IDENTIFIED


def test_what_is_no_text_is_told() -> None:
    found = identify(b"%PDF-1.4 MIT License", shipped())
    assert (found.unread, found.compared.likeness) == (Unread.PDF, Likeness.UNKNOWN)


def test_empty_file_is_told() -> None:
    assert identify(b"", shipped()).unread is Unread.EMPTY


@given(st.binary(max_size=400))
def test_any_bytes_come_to_an_answer(content: bytes) -> None:
    found = identify(content, shipped())
    assert found.compared.likeness is not Likeness.IDENTIFIED


PIECES = st.sampled_from(
    [
        mit(),
        apache(),
        MODEL_LICENSE,
        mit()[:500],
        apache()[3_000:5_000],
        "Copyright 2024 Example Labs\n",
        "SPDX-License-Identifier: MIT\n",
        "---\n",
        "Permission is hereby granted, free of charge, to any person obtaining ",
        "not for training ",
        "\n",
    ]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=8))
def test_pieces_of_licenses_come_to_an_answer_that_accounts_for_every_word(
    pieces: list[str],
) -> None:
    text = "".join(pieces)
    found = identify(text.encode(), with_example())
    whole = {mit(), apache(), MODEL_LICENSE}
    if "not for training " in pieces:
        assert found.compared.likeness is not Likeness.IDENTIFIED
    if whole & set(pieces):
        assert found.compared.matches
