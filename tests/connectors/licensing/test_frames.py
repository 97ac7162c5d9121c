import pytest

from connectors.licensing.frames import core_of, is_name
from connectors.licensing.words import words_of


def set_aside(text: str) -> bool:
    return core_of(words_of(text)).words == ()


@pytest.mark.parametrize(
    "line",
    [
        "Copyright (c) 2017 to present Pydantic Services Inc. and individual contributors.",
        "Copyright 2023-2026 Example Labs",
        "# Copyright © 2024, Example Labs GmbH. All rights reserved.",
        "(c) 2020 Somebody",
        "© 2024 Somebody Else",
        "Portions Copyright (c) 1994, The Regents of the University of California",
        "Copyright [yyyy] [name of copyright owner]",
        "Copyright (c) <year> <copyright holders>",
        "Copyright Jason R. Coombs",
        "Copyright (c) 2016 Nathaniel J. Smith <njs@pobox.example> and other contributors",
        "SPDX-FileCopyrightText: 2024 Example Labs",
        "All rights reserved.",
    ],
)
def test_line_that_only_says_whose_it_is_is_set_aside(line: str) -> None:
    assert set_aside(line)


@pytest.mark.parametrize(
    "line",
    [
        "Copyright (c) 2024 Example Labs. All rights reserved. Research use only.",
        "Copyright (c) 2024 Example Labs. Not for training.",
        "Copyright 2024 Example Labs, noncommercial",
        "Copyright 2024 Example Labs, except for 20 users",
        "Copyright 2024 one two three four five six seven eight nine",
        "copyright notice and this permission notice appear in all copies",
        "Copyright Holder",
        "Copyright License. Subject to the terms",
        "2024 Example Labs",
        "All rights reserved. No training.",
        "Copyright (c) 2024 " + "x" * 500,
    ],
)
def test_line_that_may_hold_a_term_stays(line: str) -> None:
    assert core_of(words_of(line)).words == words_of(line).words


def test_words_keep_their_places_when_a_line_is_set_aside() -> None:
    words = words_of("First\nCopyright 2024 Somebody\nLast")
    core = core_of(words)
    assert core.words == ("first", "last")
    assert core.places == (0, 4)
    assert core.notices == ((1, 4),)


def test_runs_of_others_are_set_aside_too() -> None:
    core = core_of(words_of("one two three"), [(1, 2)])
    assert core.words == ("one", "three")
    assert core.others == ((1, 2),)


def test_name_holds_no_telling_word_and_no_number() -> None:
    assert is_name(["example", "labs", "2024"])
    assert not is_name(["research", "only"])
    assert not is_name(["700", "users"])
    assert is_name(["700", "users"], numbers=True)
    assert not is_name(["one", "two"], most=1)
