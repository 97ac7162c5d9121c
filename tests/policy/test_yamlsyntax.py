import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy import yamltext
from policy.diagnostics import Code, Diagnostic
from policy.yamlsyntax import lines_of
from policy.yamltext import UnreadableError, read_yaml
from tests.policy.yamlpieces import LOADERS, PIECES


def told(written: str) -> tuple[Diagnostic, ...]:
    try:
        read_yaml(written.encode(), "f.yaml")
    except UnreadableError as error:
        return error.diagnostics
    return ()


SYNTAX = [
    ("title: Acme: terms", (1, 12), "a `:` stands where no key can be"),
    ("a: - b", (1, 4), "a `-` stands where no list can begin"),
    ("a: ? b", (1, 4), "a `?` stands where no key can be"),
    ("a: @b", (1, 4), "no value begins with `@`"),
    ("a: `b`", (1, 4), "no value begins with a backtick"),
    ("a: 'b", (1, 4), "the quote that opens here is never closed"),
    ('a: "b\nc: d\n', (1, 4), "the quote that opens here is never closed"),
    ("a: 'b\n---\nc'", (1, 4), "the quote that opens here is never closed"),
    ('a: "b\\q"', (1, 4), "a backslash in this text begins no escape that is known"),
    ('a: "\\x0g"', (1, 4), "a backslash in this text begins no escape that is known"),
    ("a: [b, c", (1, 9), "a `,` or a `]` is missing"),
    ("a: {b: c", (1, 9), "a `,` or a `}` is missing"),
    ("a: [b, c\nd: e\n", (2, 2), "a `,` or a `]` is missing"),
    ("a: ]", (1, 4), "a value is missing"),
    ("a: >- b", (1, 7), "nothing but a comment stands in the line after `>` or `|`"),
    ("a:\n  b: 1\n c: 2", (3, 2), "this does not fit what stands above it"),
    ("- a\nb: 1", (2, 1), "this does not fit what stands above it"),
    ("'a' b", (1, 5), "this does not fit what stands above it"),
    ("b\nc: 2", (2, 2), "a `:` stands where no key can be"),
    ("a: 1\nb\nc: 2", (2, 1), "this is neither `key: value` nor a part of the text above"),
    ("a: 1\nb\n", (2, 1), "this is neither `key: value` nor a part of the text above"),
]


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize(("written", "place", "message"), SYNTAX)
def test_mistake_is_told_in_the_same_words_by_every_parser(
    written: str,
    place: tuple[int, int],
    message: str,
    loader: type,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(yamltext, "_LOADER", loader)
    found = [
        (each.code, (each.span.line, each.span.column), each.message) for each in told(written)
    ]
    assert found == [(Code.YAML_SYNTAX, place, message)]


@pytest.mark.parametrize("written", ['"\\UFFFFFFFF"', '"\\U00110000"', '"\\ud800"'])
@pytest.mark.parametrize("loader", LOADERS)
def test_escape_of_no_character_is_no_traceback(
    written: str, loader: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yamltext, "_LOADER", loader)
    (found,) = told(written)
    assert found.code in {Code.YAML_SYNTAX, Code.NOT_TEXT}


@given(PIECES, st.sampled_from(LOADERS))
def test_words_of_a_parser_are_never_shown(written: str, loader: type) -> None:
    before = yamltext._LOADER
    yamltext._LOADER = loader
    try:
        messages = [each.message for each in told(written)]
    finally:
        yamltext._LOADER = before
    assert not any("expected" in each or "token" in each for each in messages)


@given(st.text(st.sampled_from("a\n\r"), max_size=12))
def test_lines_are_those_that_editors_count(written: str) -> None:
    joined = written.replace("\r\n", "\n").replace("\r", "\n")
    assert lines_of(written) == joined.split("\n")
