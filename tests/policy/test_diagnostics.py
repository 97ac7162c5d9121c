import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.diagnostics import (
    Code,
    Diagnostic,
    Level,
    Span,
    in_order,
    nearest,
    printable,
    render,
    snippet,
)
from policy.facts.vocabulary import VOCABULARY

SPAN = Span("packs/acme-terms.yaml", 14, 13, 14)


def unknown_fact(message: str = "no fact is called `student.licnse`") -> Diagnostic:
    return Diagnostic(Code.UNKNOWN_FACT, message, SPAN, "did you mean `student.license`?")


def test_diagnostic_shows_the_readers_own_line() -> None:
    assert render(unknown_fact(), lambda _: "      fact: student.licnse\n") == (
        "error[unknown-fact]: no fact is called `student.licnse`\n"
        "  --> packs/acme-terms.yaml:14:13\n"
        "   |\n"
        "14 |       fact: student.licnse\n"
        "   |             ^^^^^^^^^^^^^^\n"
        "   = help: did you mean `student.license`?"
    )


def test_warning_without_line_or_hint_shows_its_place() -> None:
    warning = Diagnostic(
        Code.UNKNOWN_CLAUSE, "no document has a clause `x`", SPAN, level=Level.WARNING
    )
    assert render(warning, lambda _: None) == (
        "warning[unknown-clause]: no document has a clause `x`\n"
        "  --> packs/acme-terms.yaml:14:13"
    )


def test_marks_may_be_others() -> None:
    assert snippet(Span("plan.yaml", 2, 3, 4), "- judge: x", mark="~") == [
        " --> plan.yaml:2:3",
        "  |",
        "2 | - judge: x",
        "  |   ~~~~",
    ]


def test_place_after_the_end_of_a_line_is_one_mark_wide() -> None:
    assert snippet(Span("f.yaml", 1, 5, 9), "a: [")[-1] == "  |     ^"


@pytest.mark.parametrize(
    ("column", "shown", "under"),
    [
        (1, "x" * 98 + "…", 1),
        (100, "…" + "x" * 98 + "…", 42),
        (300, "…" + "x" * 41, 42),
    ],
)
def test_long_line_is_cut_around_its_place(column: int, shown: str, under: int) -> None:
    lines = snippet(Span("f.yaml", 1, column), "x" * 300)
    assert lines[2:] == [f"1 | {shown}", f"  | {' ' * (under - 1)}^"]


@pytest.mark.parametrize(
    ("line", "column", "length", "under"),
    [
        ("name: 示例公司", 7, 4, "      ^^^^^^^^"),
        ("示例: x", 5, 1, "      ^"),
        ("Zu\u0308rich: x", 9, 1, "       ^"),
        ("u\u0308: x", 2, 1, " ^"),
        ("Zürich: x", 9, 1, "        ^"),
    ],
)
def test_mark_lies_under_wide_and_combining_characters(
    line: str, column: int, length: int, under: str
) -> None:
    assert snippet(Span("f.yaml", 1, column, length), line)[-1] == f"  | {under}"


@given(
    st.text(st.characters(max_codepoint=0x24F), max_size=400).filter(
        lambda text: "\n" not in text and "\r" not in text
    ),
    st.integers(1, 450),
    st.integers(1, 50),
)
def test_mark_lies_under_what_it_marks(line: str, column: int, length: int) -> None:
    shown, under = snippet(Span("f.yaml", 1, column, length), line)[2:]
    place = under.index("^")
    marked = shown[place : place + under.count("^")]
    wanted = printable(line)[column - 1 : column - 1 + length]
    assert wanted.startswith(marked.rstrip("…")) or marked.startswith(wanted)


@given(st.text())
def test_nothing_that_moves_a_cursor_is_printed(text: str) -> None:
    shown = printable(text)
    assert shown.isprintable()
    assert len(shown) == len(text)


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("a\x1b[2Jb", "a\N{REPLACEMENT CHARACTER}[2Jb"),
        ("a\u202eb", "a\N{REPLACEMENT CHARACTER}b"),
        ("a\tb", "a b"),
        ("a\u200bb", "a\N{REPLACEMENT CHARACTER}b"),
        ("a\nb", "a\N{REPLACEMENT CHARACTER}b"),
        ("Zürich 中", "Zürich 中"),
    ],
)
def test_hostile_characters_are_made_visible(hostile: str, shown: str) -> None:
    assert printable(hostile) == shown


def test_hostile_names_are_harmless_in_every_part() -> None:
    diagnostic = Diagnostic(
        Code.UNKNOWN_KEY, "`\x1b[31m` is no key", Span("\x07.yaml", 1, 1), "\u202e"
    )
    assert render(diagnostic, lambda _: "\x1b[31m: 1").isascii() is False
    assert all(line.isprintable() for line in render(diagnostic, lambda _: "\x1b").split("\n"))


def test_message_has_one_line() -> None:
    assert unknown_fact("no fact is called `a\nb`").message == "no fact is called `a b`"


def test_message_that_quotes_too_much_is_cut_in_its_middle() -> None:
    message = unknown_fact(f"no fact is called `{'x' * 100_000}` here").message
    assert message == f"no fact is called `{'x' * 181} … {'x' * 154}` here"
    assert len(message) == 363


def test_diagnostics_are_told_once_and_in_order() -> None:
    def at(path: str, line: int, column: int = 1, code: Code = Code.UNKNOWN_KEY) -> Diagnostic:
        return Diagnostic(code, "message", Span(path, line, column))

    ordered = (
        at("a.yaml", 1),
        at("a.yaml", 2, 1, Code.MISSING_KEY),
        at("a.yaml", 2, 1),
        at("a.yaml", 2, 9),
        at("a.yaml", 10),
        at("b.yaml", 1),
    )
    assert in_order([*reversed(ordered), *ordered]) == ordered


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("student.licnse", "student.license"),
        ("studnt.markets", "student.markets"),
        ("markets", "student.markets"),
        ("teacher.signals", "ingredient.signals"),
        ("xyz", None),
        ("", None),
        ("student.market" * 10, None),
    ],
)
def test_nearest_name_is_what_was_meant(word: str, meant: str | None) -> None:
    assert nearest(word, VOCABULARY.names) == meant


def test_codes_are_in_order_and_named_by_themselves() -> None:
    values = [code.value for code in Code]
    assert values == sorted(values)
    assert [code.name for code in Code] == [each.upper().replace("-", "_") for each in values]
