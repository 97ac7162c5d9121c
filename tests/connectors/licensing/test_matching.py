"""What texts come to: rows of a table of traps, rebuilt from free texts and one of our own."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.licensing.outcome import How, Likeness
from tests.connectors.licensetexts import (
    MODEL_LICENSE,
    apache,
    compared,
    ids,
    mit,
    of_package,
    with_example,
)

RIDER = "The outputs may not be used to train competing models."


def reflowed(text: str) -> str:
    return " ".join(text.split())


def commented(text: str, prefix: str) -> str:
    return "".join(f"{prefix} {line}\n" for line in text.splitlines())


@pytest.mark.parametrize(
    ("text", "license_id"),
    [
        (apache(), "apache-2.0"),
        (mit(), "mit"),
        (of_package("httpx"), "bsd-3-clause"),
        (of_package("click"), "bsd-3-clause"),
        (of_package("pygments"), "bsd-2-clause"),
        (of_package("pathspec"), "mpl-2.0"),
        (apache().split("END OF TERMS AND CONDITIONS")[0], "apache-2.0"),
        (reflowed(apache()), "apache-2.0"),
        (apache().upper(), "apache-2.0"),
        (apache().replace("http://", "https://"), "apache-2.0"),
        (
            apache().replace("[yyyy] [name of copyright owner]", "2026 Example Labs"),
            "apache-2.0",
        ),
        (commented(mit(), "#"), "mit"),
        (f"/*\n{commented(mit(), ' *')} */", "mit"),
        (f"```\n{mit()}```\n", "mit"),
        (mit().replace("\n", "\r\n"), "mit"),
        (f"MIT License\n\n{mit()[mit().index('Permission') :]}", "mit"),
    ],
)
def test_same_words_are_identified(text: str, license_id: str) -> None:
    found = compared(text)
    assert (found.likeness, ids(found), found.extra) == (Likeness.IDENTIFIED, [license_id], ())


@pytest.mark.parametrize(
    "rider",
    [
        "For non-commercial use only.",
        RIDER,
        "不得用于训练竞争模型",
        "Только для исследований",
        "학습 금지",
        "5%",
        "$",
    ],
)
@pytest.mark.parametrize("text", [mit(), apache(), of_package("httpx")])
def test_words_beside_a_permissive_license_decide(text: str, rider: str) -> None:
    for whole in (f"{text}\n{rider}\n", f"{rider}\n\n{text}"):
        found = compared(whole)
        assert found.likeness is Likeness.EXTRA_TERMS
        assert len(ids(found)) == 1
        shown = " ".join(passage.text for passage in found.extra)
        assert rider.rstrip(".%") in shown or rider in shown


def test_rider_on_the_copyright_line_is_shown() -> None:
    line = "Copyright (c) 2024 Example Labs. All rights reserved. Research use only."
    found = compared(mit().replace(mit().splitlines()[2], line))
    assert found.likeness is Likeness.EXTRA_TERMS
    assert "Research use only" in found.extra[0].text
    assert found.extra[0].last_line == 3


def test_rider_inside_a_license_is_shown_with_its_line() -> None:
    text = apache().replace("4. Redistribution.", f"{RIDER} 4. Redistribution.")
    line = text[: text.index(RIDER)].count("\n") + 1
    found = compared(text)
    assert (found.likeness, ids(found)) == (Likeness.EDITED, ["apache-2.0"])
    assert [(each.first_line, each.text) for each in found.matches[0].extra] == [
        (line, RIDER.rstrip("."))
    ]
    assert found.matches[0].missing == ()


@pytest.mark.parametrize(
    ("old", "new", "missing", "extra"),
    [
        ("700 million", "7 million", ["700"], ["7"]),
        ("$20 million", "€20 million", ["$"], ["€"]),
        ("15% of", "15 of", ["%"], []),
        ("You may not use it", "You may use it", ["not"], []),
        ("another large", "a competing large", ["another"], ["a competing"]),
    ],
)
def test_changed_words_are_told_on_both_sides(
    old: str, new: str, missing: list[str], extra: list[str]
) -> None:
    found = compared(MODEL_LICENSE.replace(old, new), with_example())
    assert (found.likeness, ids(found)) == (Likeness.EDITED, ["example-model"])
    match = found.matches[0]
    assert [each.text for each in match.missing] == missing
    assert [each.text for each in match.extra] == extra


def test_changed_words_are_placed_where_the_text_is_known_by_its_sketch_alone() -> None:
    found = compared(apache().replace("fifty percent (50%)", "fifty percent (60%)"))
    match = found.matches[0]
    assert (found.likeness, match.license.id) == (Likeness.EDITED, "apache-2.0")
    assert [(each.words, each.text) for each in match.missing] == [(1, None)]
    assert [each.text for each in match.extra] == ["60"]


def test_dropped_words_are_counted() -> None:
    text = apache()
    cut = text[text.index("7. Disclaimer") : text.index("8. Limitation")]
    found = compared(text.replace(cut, ""))
    assert found.likeness is Likeness.RELATED
    assert sum(each.words for each in found.matches[0].missing) == len(
        re.findall(r"[a-zA-Z0-9]+", cut)
    )


def test_license_made_of_another_is_its_own_text() -> None:
    modified = (
        mit()
        + "\nOur only change is this: a product with more than 100 million monthly users, or"
        " more than 20 million US dollars of monthly revenue, shows the name Example K2 on its"
        " screen.\n"
    )
    found = compared(modified)
    assert (found.likeness, ids(found)) == (Likeness.EXTRA_TERMS, ["mit"])
    assert "100 million monthly users" in found.extra[0].text


def test_several_licenses_in_one_file_are_each_identified() -> None:
    found = compared(f"{apache()}\n\n{mit()}")
    assert (found.likeness, ids(found)) == (Likeness.IDENTIFIED, ["apache-2.0", "mit"])
    first, second = found.matches
    assert first.last_line < second.first_line


def test_words_between_licenses_are_shown() -> None:
    found = compared(f"{apache()}\nThe parts by Example stand under these terms:\n{mit()}")
    assert found.likeness is Likeness.EXTRA_TERMS
    assert [each.text for each in found.extra] == [
        "The parts by Example stand under these terms"
    ]


def test_chance_word_far_from_a_changed_license_is_not_taken_for_a_part_of_it() -> None:
    before = "Example weather report of March. " + "Rain fell on the hills all day. " * 30
    changed = MODEL_LICENSE.replace("700 million", "7 million")
    found = compared(f"{before}\n{changed}\n{before}", with_example())
    assert (found.likeness, ids(found)) == (Likeness.EDITED, ["example-model"])
    assert [each.text for each in found.matches[0].extra] == ["7"]
    assert len(found.extra) == 2


def test_first_part_of_a_license_is_not_the_license() -> None:
    text = MODEL_LICENSE.split("3. Outputs")[0]
    found = compared(text, with_example())
    assert found.likeness in {Likeness.RELATED, Likeness.UNKNOWN}


def test_prose_that_names_a_license_is_no_license() -> None:
    found = compared(
        "# Example\n\nThis project stands under the Apache License 2.0; see the file."
        " It reads cards, license texts and records, and says what each of them is and not.\n"
    )
    assert (found.likeness, found.matches) == (Likeness.UNKNOWN, ())


def test_notice_at_the_head_of_a_file_is_a_notice() -> None:
    text = apache()
    notice = text[text.index("Licensed under the Apache") :]
    found = compared(f"Copyright 2026 Example Labs\n\n{notice}")
    assert (found.likeness, ids(found)) == (Likeness.IDENTIFIED, ["apache-2.0-notice"])


def test_sibling_with_another_version_is_not_it() -> None:
    found = compared(MODEL_LICENSE.replace("March 2026", "April 2025"), with_example())
    assert found.likeness is Likeness.EDITED


def test_copyright_lines_set_aside_are_told() -> None:
    assert compared(mit()).matches[0].how in {How.WORDS, How.WORDS_WITHOUT_COPYRIGHT}
    lines = apache().splitlines()
    lines.insert(20, "Copyright 2026 Example Labs")
    assert compared("\n".join(lines)).matches[0].how is How.WORDS_WITHOUT_COPYRIGHT


WORDS = st.sampled_from("not only use training 5 outputs für Ж 用 except".split())


@settings(deadline=None)
@given(st.data())
def test_a_word_put_in_anywhere_is_never_identified(data: st.DataObject) -> None:
    words = MODEL_LICENSE.split(" ")
    at = data.draw(st.integers(0, len(words)))
    words.insert(at, data.draw(WORDS))
    found = compared(" ".join(words), with_example())
    assert found.likeness is not Likeness.IDENTIFIED
    assert found.extra or any(match.extra or match.missing for match in found.matches)


@settings(deadline=None)
@given(st.data())
def test_a_word_left_out_anywhere_is_never_identified(data: st.DataObject) -> None:
    words = re.findall(r"\S+\s*", mit().split("\n\n", 2)[2])
    del words[data.draw(st.integers(0, len(words) - 1))]
    assert compared("".join(words)).likeness is not Likeness.IDENTIFIED


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([" ", "\n", "\n\n# ", "  \t", " * "]), min_size=40, max_size=40)
)
def test_spaces_and_marks_between_words_do_not_matter(gaps: list[str]) -> None:
    words = reflowed(mit().split("\n\n", 2)[2]).split(" ")
    text = "".join(word + gaps[at % len(gaps)] for at, word in enumerate(words))
    assert compared(text).likeness is Likeness.IDENTIFIED
