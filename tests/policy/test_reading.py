from datetime import date
from decimal import Decimal

import pytest

from policy.diagnostics import Code
from policy.documents import Act
from policy.reading import MAX_COMPARED, Notebook, Reader, as_boolean, as_date, as_number
from policy.yamltext import Text, read_yaml
from tests.policy.packbuilders import Said, as_said


def reader(text: str) -> Reader:
    return Reader(read_yaml(text.encode(), "f.yaml"), Notebook(), "a thing")


def said(reader: Reader) -> list[Said]:
    return [as_said(each) for each in reader.notebook.found]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7e8", Decimal(700_000_000)),
        ("700_000_000", Decimal(700_000_000)),
        ("3.10", Decimal("3.10")),
        ("-.5", Decimal("-0.5")),
        ("+1.", Decimal(1)),
        ("1E-3", Decimal("0.001")),
        (
            "0.1000000000000000055511151231257827",
            Decimal("0.1000000000000000055511151231257827"),
        ),
        ("1e999", Decimal("1e999")),
        ("", None),
        ("0x1F", None),
        ("1e9999", None),
        ("nan", None),
        (".inf", None),
        ("1 000", None),
        ("_1", None),
        ("٣", None),
        ("1" * 41, None),
    ],
)
def test_numbers_are_exact_decimals(text: str, number: Decimal | None) -> None:
    assert as_number(text) == number


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-01-31", date(2026, 1, 31)),
        ("2026-02-30", None),
        ("20260131", None),
        ("2026-1-31", None),
        ("0000-01-01", None),
        ("2026-01-31T00:00:00", None),
        ("٢٠٢٦-01-31", None),
    ],
)
def test_dates_are_days_of_the_calendar(text: str, day: date | None) -> None:
    assert as_date(text) == day


@pytest.mark.parametrize(
    ("text", "plain", "truth"),
    [
        ("true", True, True),
        ("FALSE", True, False),
        ("true", False, None),
        ("yes", True, None),
        ("on", True, None),
        ("1", True, None),
    ],
)
def test_booleans_are_two_plain_words(text: str, plain: bool, truth: bool | None) -> None:  # noqa: FBT001 the table's own columns
    node = read_yaml(b"x", "f.yaml")
    assert isinstance(node, Text)
    assert as_boolean(Text(text, plain, node.span)) is truth


def test_texts_are_folded_to_one_line() -> None:
    found = reader("a: |\n  one\n    two\nb: [x  y, z]\nc: q\n")
    assert (found.text("a"), found.texts("b"), found.texts("c")) == (
        "one two",
        ("x y", "z"),
        ("q",),
    )
    assert said(found) == []


def test_absent_and_null_are_the_same() -> None:
    found = reader("a:\nb: ~\n")
    for name in ("a", "b", "c"):
        assert found.node(name) is None
        assert found.text(name) is None
        assert found.texts(name) == ()
        assert found.items(name) == ()
        assert found.pairs(name) == ()
        assert found.day(name) is None
        assert found.flag(name) is False
        assert found.member(name, Act) is None
    assert said(found) == []
    for name in ("a", "b", "c"):
        found.needs(name)
    assert [each[:3] for each in said(found)] == [
        (Code.MISSING_KEY, (1, 1, 1), f"a thing has no `{name}`") for name in "abc"
    ]


def test_null_is_found_where_it_was_written() -> None:
    found = reader("a:\n")
    assert found.written("a") is not None
    assert found.written("b") is None


def test_what_is_no_mapping_is_told_once() -> None:
    found = reader("[a]")
    found.needs("b")
    found.lacks("effect")
    found.only(("a",))
    assert said(found) == [(Code.WRONG_TYPE, (1, 1, 1), "this is not a mapping of keys", None)]


def test_every_wrong_kind_is_told_at_its_place() -> None:
    found = reader("a: [b]\nc: {d: e}\nf: g\n")
    found.text("a")
    found.items("c")
    found.pairs("f")
    found.day("f")
    found.flag("f")
    found.texts("c")
    found.member("c", Act)
    assert said(found) == [
        (Code.WRONG_TYPE, (1, 4, 1), "this is not a string", None),
        (Code.WRONG_TYPE, (2, 4, 1), "this is not a list", None),
        (Code.WRONG_TYPE, (3, 4, 1), "`g` is not a mapping", None),
        (Code.WRONG_TYPE, (3, 4, 1), "`g` is not a date like 2026-01-31", None),
        (Code.WRONG_TYPE, (3, 4, 1), "`g` is not true or false", None),
        (Code.WRONG_TYPE, (2, 4, 1), "this is not a string", None),
        (
            Code.WRONG_TYPE,
            (2, 4, 1),
            "this is not one of collect, train, release, operate",
            None,
        ),
    ]


def test_members_of_a_list_that_are_known_are_kept() -> None:
    found = reader("acts: [train, tarin, release]\n")
    assert found.members("acts", Act) == (Act.TRAIN, Act.RELEASE)
    assert said(found) == [
        (
            Code.WRONG_VALUE,
            (1, 15, 5),
            "`tarin` is not a value that stands here",
            "did you mean `train`?",
        )
    ]


@pytest.mark.parametrize("name", ["a", "llama-3.1_x", "1", "x" * 100])
def test_ids_are_small_and_short(name: str) -> None:
    found = reader(f"id: {name}")
    assert found.name("id") == name
    assert said(found) == []


@pytest.mark.parametrize("name", ["A", "a b", "a#b", "a@b", "-a", '""', "ü", "x" * 101])
def test_what_is_no_id_is_told(name: str) -> None:
    found = reader(f"id: {name}")
    found.name("id")
    assert [each[0] for each in said(found)] == [Code.WRONG_VALUE]


def test_id_of_another_kind_is_told_as_such() -> None:
    found = reader("id: [a]")
    assert (found.name("id"), found.name("other")) == ("", "")
    assert said(found) == [(Code.WRONG_TYPE, (1, 5, 1), "this is not a string", None)]


def test_places_are_those_of_scalars() -> None:
    found = reader("a: [x, [y]]\nb: z\n")
    assert [(name, span.line, span.column) for name, span in found.places("a", "b", "c")] == [
        ("x", 1, 5),
        ("z", 2, 4),
    ]


def test_place_of_a_value_or_key_that_is_absent_is_the_mapping() -> None:
    found = reader("a: b")
    assert (found.key_span("x"), found.value_span("x")) == (found.span, found.span)
    assert found.value_span("a").column == 4


def test_search_for_what_was_meant_is_bounded() -> None:
    notebook = Notebook()
    known = [f"name-{number}" for number in range(1000)]
    hints = [notebook.near("name", known) for _ in range(MAX_COMPARED // 1000 + 5)]
    assert hints == ["did you mean `name-9`?"] * (MAX_COMPARED // 1000) + [None] * 5
