import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.licensing.declared import Declared, Place, declarations_in


def card(*lines: str) -> list[tuple[str, tuple[str, ...], int]]:
    text = "\n".join(("---", *lines, "---", "# Model"))
    return [(each.key, each.values, each.line) for each in declarations_in(text).found]


def test_keys_about_licenses_are_read_from_front_matter() -> None:
    assert card(
        "language: en",
        "license: other  # see below",
        "license_name: 'gemma'",
        'license_link: "https://a.org/x"',
    ) == [
        ("license", ("other",), 3),
        ("license_name", ("gemma",), 4),
        ("license_link", ("https://a.org/x",), 5),
    ]


def test_list_is_read_in_both_styles() -> None:
    assert card("license: [mit, 'cc-by-4.0']") == [("license", ("mit", "cc-by-4.0"), 2)]
    assert card("license:", "- mit", "  - apache-2.0", "tags: [a]") == [
        ("license", ("mit", "apache-2.0"), 2)
    ]


def test_folded_text_is_read_line_by_line() -> None:
    assert card("license_details: >", "  one two", "  three", "tags: []") == [
        ("license_details", ("one two", "three"), 2)
    ]


def test_misspelt_key_is_read_as_it_stands() -> None:
    assert card("licence: license") == [("licence", ("license",), 2)]


def test_empty_value_is_an_empty_declaration() -> None:
    assert card("license:", "tags: [a]") == [("license", (), 2)]


def test_front_matter_without_an_end_is_none() -> None:
    assert declarations_in("---\nlicense: mit\n").found == ()


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("# SPDX-License-Identifier: MIT", ("MIT",)),
        ("/* SPDX-License-Identifier: Apache-2.0 OR MIT */", ("Apache-2.0", "MIT")),
        ("<!-- SPDX-License-Identifier: (GPL-2.0-only WITH x) AND MIT -->", None),
        ("SPDX-License-Identifier: LicenseRef-acme-1.0", ("LicenseRef-acme-1.0",)),
    ],
)
def test_spdx_line_is_read(line: str, names: tuple[str, ...] | None) -> None:
    found = declarations_in(f"x\n\n{line}\ny").found
    wanted = names or ("GPL-2.0-only", "x", "MIT")
    assert found == (Declared(Place.SPDX, "SPDX-License-Identifier", wanted, 3),)


@pytest.mark.parametrize(
    "line",
    [
        "SPDX-License-Identifier: MIT not for training",
        "SPDX-License-Identifier: MIT, research only",
        "SPDX-License-Identifier:",
        "SPDX-License-Identifier: MIT OR",
        "SPDX-License-Identifier: not",
        "SPDX-License-Identifier: LicenseRef-no-training",
        "SPDX-License-Identifier: OR OR OR",
        "SPDX-License-Identifier: " + "MIT OR " * 100 + "MIT",
        "Research only. SPDX-License-Identifier: MIT",
    ],
)
def test_line_that_says_more_is_not_set_aside(line: str) -> None:
    found = declarations_in(line)
    assert (found.found, found.aside) == ((), ())


@pytest.mark.parametrize(
    "line",
    [
        "Research use only.",
        "note: research use only",
        "license_details: no training",
        "extra_gated_prompt: you agree not to train on it and to tell us what you do with it",
    ],
)
def test_line_of_front_matter_that_may_hold_a_term_is_not_set_aside(line: str) -> None:
    text = f"---\nlicense: mit\n{line}\n---\n"
    held = [text[start:stop] for start, stop in declarations_in(text).aside]
    assert held == ["---", "license: mit", "---"]


@given(st.text(alphabet="SPDX-License-Identifier:MIT ()\n-#\t", max_size=200))
def test_any_text_is_read_and_stretches_lie_in_it(text: str) -> None:
    found = declarations_in(text)
    assert all(0 <= start <= stop <= len(text) for start, stop in found.aside)
