from datetime import date

import pytest

from distillgate.console.words import (
    Layer,
    Locale,
    age_words,
    day_words,
    layer_of,
    locale_of,
    number_in,
    plain_words,
)
from policy.documents import DocumentKind

DAY = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("accepted", "found"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", Locale.GERMAN),
        ("ja,fr;q=0.5", Locale.FRENCH),
        ("ja", Locale.ENGLISH),
        ("", Locale.ENGLISH),
        (";;,=,,", Locale.ENGLISH),
    ],
)
def test_the_browser_says_how_days_are_written(accepted: str, found: Locale) -> None:
    assert locale_of(accepted) is found


def test_days_and_numbers_are_written_as_people_do() -> None:
    assert [day_words(DAY, each) for each in Locale] == [
        "9 Mar 2026",
        "09.03.2026",
        "09/03/2026",
    ]
    assert [number_in(12345, each) for each in Locale] == ["12,345", "12.345", "12\u202f345"]
    assert day_words(None, Locale.ENGLISH) == ""


def test_waiting_is_told_in_days() -> None:
    assert age_words(DAY, DAY) == "today"
    assert age_words(DAY, date(2026, 3, 10)) == "1 day"
    assert age_words(DAY, date(2026, 4, 9)) == "31 days"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "not known"),
        (True, "yes"),
        (["DE", "FR"], "DE, FR"),
        ([], "none"),
        ({"at_least": ["api"]}, "api and perhaps more"),
        ({"at_least": []}, "not known in full"),
        ({"at_most": "1000"}, "at most 1000"),
        ("3.1", "3.1"),
    ],
)
def test_values_stand_in_words(value: object, words: str) -> None:
    assert plain_words(value) == words


def test_every_kind_of_document_has_a_layer() -> None:
    assert {layer_of(each.value) for each in DocumentKind} == set(Layer)
