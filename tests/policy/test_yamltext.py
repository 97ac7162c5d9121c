import json
from collections.abc import Iterator

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from policy import yamltext
from policy.diagnostics import Code, Diagnostic, Span
from policy.yamltext import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_NODES,
    Entry,
    Fields,
    Items,
    Node,
    Text,
    UnreadableError,
    misspelled,
    read_yaml,
    source_line,
)
from tests.policy.packbuilders import Said, as_said
from tests.policy.yamlpieces import LOADERS, PIECES


def read(text: str) -> Node:
    return read_yaml(text.encode(), "f.yaml")


def refused(content: bytes) -> tuple[Diagnostic, ...]:
    with pytest.raises(UnreadableError) as raised:
        read_yaml(content, "f.yaml")
    return raised.value.diagnostics


def wrong(text: str) -> tuple[Said, ...]:
    return tuple(map(as_said, refused(text.encode())))


def read_or_told(content: bytes) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    try:
        return read_yaml(content, "f.yaml"), ()
    except UnreadableError as error:
        return None, error.diagnostics


def text(value: str, line: int, column: int, length: int, *, plain: bool = True) -> Text:
    return Text(value, plain, Span("f.yaml", line, column, length))


def scalars(node: Node) -> Iterator[Text]:
    match node:
        case Text():
            yield node
        case Items(items=items):
            for item in items:
                yield from scalars(item)
        case Fields(entries=entries):
            for entry in entries:
                yield entry.key
                yield from scalars(entry.value)


def spans(node: Node) -> list[Span]:
    return [each.span for each in scalars(node)]


# What is read


def test_tree_has_texts_and_places() -> None:
    node = read('a: 1\nb: [x, "y z"]\n')
    a, one = text("a", 1, 1, 1), text("1", 1, 4, 1)
    b, x, y = text("b", 2, 1, 1), text("x", 2, 5, 1), text("y z", 2, 8, 5, plain=False)
    assert node == Fields(
        (Entry(a, one), Entry(b, Items((x, y), Span("f.yaml", 2, 4)))),
        Span("f.yaml", 1, 1),
    )
    assert spans(node) == [a.span, one.span, b.span, x.span, y.span]


@pytest.mark.parametrize("word", ["NO", "no", "on", "3.10", "1e3", "0x1F", "2026-01-01", "1_0"])
def test_plain_scalars_keep_their_text(word: str) -> None:
    found = [(each.text, each.plain) for each in scalars(read(f"k: {word}"))]
    assert found == [("k", True), (word, True)]


@pytest.mark.parametrize("word", ["null", "~", "Null", "NULL", ""])
def test_null_says_nothing(word: str) -> None:
    node = read(f"k: {word}")
    assert isinstance(node, Fields)
    value = node.get("k")
    assert isinstance(value, Text)
    assert value.is_null


def test_quoted_null_is_a_word() -> None:
    assert [each.is_null for each in scalars(read("- 'null'\n- ''\n- |\n"))] == [False] * 3


def test_absent_value_lies_at_its_key() -> None:
    assert spans(read("when:\n\nnext: 2\n")) == [
        Span("f.yaml", 1, 1, 4),
        Span("f.yaml", 1, 1, 4),
        Span("f.yaml", 3, 1, 4),
        Span("f.yaml", 3, 7, 1),
    ]


def test_get_finds_value_and_key() -> None:
    node = read("a: 1\nb: 2\n")
    assert isinstance(node, Fields)
    assert node.get("b") == text("2", 2, 4, 1)
    assert node.key("b") == text("b", 2, 1, 1)
    assert node.get("c") is None
    assert node.key("c") is None


def test_windows_line_ends_and_byte_order_mark_do_not_matter() -> None:
    written = b"\xef\xbb\xbfa: 1\r\nb: >-\r\n  x\r\n  y\r\n"
    node = read_yaml(written, "f.yaml")
    plain = read("a: 1\nb: >-\n  x\n  y\n")
    assert node == plain
    assert spans(node) == spans(plain)


def test_text_over_several_lines_is_marked_where_it_begins() -> None:
    assert spans(read("a: one\n  two\n"))[1] == Span("f.yaml", 1, 4, 1)


def test_end_of_document_mark_is_no_second_document() -> None:
    assert read("---\na: 1\n...\n") == read("a: 1\n")


def test_depth_of_the_limit_is_read() -> None:
    assert isinstance(read("[" * MAX_DEPTH + "]" * MAX_DEPTH), Items)


def test_size_of_the_limit_is_read() -> None:
    assert read("a: " + "x" * (MAX_BYTES - 3)) is not None


def test_merge_key_is_a_key_like_any_other() -> None:
    node = read("<<: {a: 1}")
    assert isinstance(node, Fields)
    assert [entry.key.text for entry in node.entries] == ["<<"]


def test_source_line_is_the_line_of_a_span() -> None:
    content = b"\xef\xbb\xbffirst\r\nsecond\rthird\n"
    assert [source_line(content, line) for line in range(6)] == [
        None,
        "first",
        "second",
        "third",
        "",
        None,
    ]


def test_source_line_of_what_is_no_text_is_shown_all_the_same() -> None:
    assert source_line(b"a\xff", 1) == "a\N{REPLACEMENT CHARACTER}"


# What is refused


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("a: 1\nb: 2\na: 3", Code.DUPLICATE_KEY),
        ("? a\n? a", Code.DUPLICATE_KEY),
        ("", Code.EMPTY_FILE),
        ("# only a comment", Code.EMPTY_FILE),
        ("---", Code.EMPTY_FILE),
        ("~", Code.EMPTY_FILE),
        ("a: 1\n---\nb: 2", Code.SEVERAL_DOCUMENTS),
        ("--- a\n--- b", Code.SEVERAL_DOCUMENTS),
        ("a:\n\tb: 1", Code.TAB_IN_YAML),
        ("a: b\t# comment", Code.TAB_IN_YAML),
        ("a: !!python/object:os.system x", Code.TAG_NOT_ALLOWED),
        ("a: !x", Code.TAG_NOT_ALLOWED),
        ("a: !", Code.TAG_NOT_ALLOWED),
        ("a: !<x", Code.TAG_NOT_ALLOWED),
        ("&a b: *a", Code.ALIAS_NOT_ALLOWED),
        ("a: *", Code.ALIAS_NOT_ALLOWED),
        ("a: *-mini", Code.ALIAS_NOT_ALLOWED),
        ("a: & b", Code.ALIAS_NOT_ALLOWED),
        ("[a]: 1", Code.YAML_SYNTAX),
        ("{a: 1}: 1", Code.YAML_SYNTAX),
        ("a: b: c", Code.YAML_SYNTAX),
        ("%YAML 1.2\n---\na: 1", Code.YAML_SYNTAX),
        ("\0", Code.NOT_TEXT),
        ("a: \x1b[31mred", Code.NOT_TEXT),
        ("a: b\u2028c", Code.NOT_TEXT),
        ("a: b\ufeffc", Code.NOT_TEXT),
        ('"\\0"', Code.NOT_TEXT),
        ('a: "\\e[2J"', Code.NOT_TEXT),
        ('a: "\\u2029"', Code.NOT_TEXT),
    ],
)
def test_what_is_not_read_is_refused(written: str, code: Code) -> None:
    assert [each[0] for each in wrong(written)] == [code]


def test_every_duplicate_is_told() -> None:
    assert wrong("a: 1\na: 2\nb: {c: 1, c: 2}\n") == (
        (
            Code.DUPLICATE_KEY,
            (2, 1, 1),
            "the key `a` stands twice in one mapping",
            "it stands first at line 1",
        ),
        (
            Code.DUPLICATE_KEY,
            (3, 11, 1),
            "the key `c` stands twice in one mapping",
            "it stands first at line 3",
        ),
    )


def test_what_was_found_before_the_end_is_told_too() -> None:
    assert [each[0] for each in wrong("a: 1\na: 2\nb: *c")] == [
        Code.DUPLICATE_KEY,
        Code.ALIAS_NOT_ALLOWED,
    ]
    assert [each[0] for each in wrong("a: 1\na: 2\nb: c: d")] == [
        Code.DUPLICATE_KEY,
        Code.YAML_SYNTAX,
    ]


def test_a_key_that_is_a_list_is_refused_at_its_place() -> None:
    assert wrong("a: 1\n[b, c]: 2") == (
        (Code.YAML_SYNTAX, (2, 1, 1), "a key is a word, not a list or a mapping", None),
    )


def test_too_many_bytes_are_refused_unread() -> None:
    assert [as_said(each) for each in refused(b"\0" * (MAX_BYTES + 1))] == [
        (Code.TOO_LARGE, (1, 1, 1), "the file is larger than 2 MB", None)
    ]


def test_too_many_values_are_refused() -> None:
    assert wrong("[" + "a," * MAX_NODES + "]") == (
        (
            Code.TOO_LARGE,
            (1, 2 * MAX_NODES, 1),
            "the file holds more than 200,000 values",
            None,
        ),
    )


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize(
    ("opening", "column"), [("[", 65), ("{a: ", 257), ("- ", 129), ("? ", 129)]
)
def test_a_hundred_thousand_levels_are_refused_at_the_first_too_many(
    opening: str, column: int, loader: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yamltext, "_LOADER", loader)
    (found,) = refused(opening.encode() * 100_000)
    assert found.code is Code.TOO_DEEP
    assert (found.span.line, found.span.column) == (1, column)


def test_billion_laughs_is_refused_at_its_first_anchor() -> None:
    laughs = "a: &a [lol]\n" + "".join(
        f"{this}: &{this} [*{last}, *{last}, *{last}]\n"
        for last, this in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert wrong(laughs) == (
        (
            Code.ALIAS_NOT_ALLOWED,
            (1, 4, 4),
            "aliases and anchors are not read",
            "put text that begins with `&` into quotes",
        ),
    )


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfea\x00",
        b"\x80",
        b"a: \xc3",
        b"\xed\xa0\x80",
        bytes(range(256)),
        "a: ä".encode("latin-1"),
        "a: 1".encode("utf-16"),
        b"PK\x03\x04\x14\x00\x08",
        b"\x89PNG\r\n\x1a\n",
    ],
)
def test_binary_is_not_text(content: bytes) -> None:
    assert [each.code for each in refused(content)] == [Code.NOT_TEXT]


def test_control_character_is_told_with_its_place() -> None:
    assert wrong("a: 1\r\nb: x\x07y\n") == (
        (
            Code.NOT_TEXT,
            (2, 5, 1),
            "the file holds the control character U+0007",
            "plans, policies and catalogs are YAML in UTF-8, without control characters",
        ),
    )


@given(st.one_of(st.binary(max_size=60), PIECES.map(str.encode)))
@example(b"")
def test_arbitrary_bytes_are_read_or_refused(content: bytes) -> None:
    node, found = read_or_told(content)
    assert (node is None) == bool(found)
    assert all(each.span.line >= 1 and each.span.column >= 1 for each in found)


VALUES = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=20
)


@given(st.lists(VALUES, min_size=1, max_size=5), st.sampled_from(["\n", "\r\n"]))
def test_spans_cut_out_their_own_text(values: list[str], end: str) -> None:
    lines = (f"- {yaml.dump(each, allow_unicode=True, width=1000)}" for each in values)
    written = end.join(line.removesuffix("\n").removesuffix("\n...") for line in lines)
    node = read_yaml(written.encode(), "f.yaml")
    assert [each.text for each in scalars(node)] == values
    for each in scalars(node):
        line = source_line(written.encode(), each.span.line)
        assert line is not None
        cut = line[each.span.column - 1 : each.span.column - 1 + each.span.length]
        assert (cut if each.plain else yaml.safe_load(cut)) == each.text


def test_misspelled_names_what_was_meant() -> None:
    assert misspelled("sectoin", ("id", "section")) == "did you mean `section`?"
    assert misspelled("colour", ("id", "section")) is None


PIECES_OF_JSON = st.sampled_from(
    ["\U0001f600", "\U00010000", "\U0010ffff", "\ud7ff", "a", "\\", "\\ud83d\\ude00", "\xe9"]
)


@given(st.lists(PIECES_OF_JSON, max_size=8).map("".join))
def test_json_reads_as_it_does_elsewhere_and_keeps_its_places(value: str) -> None:
    written = json.dumps({"first": value, "second": "x"})
    node = read_yaml(written.encode(), "f.json")
    assert isinstance(node, Fields)
    first, second = node.get("first"), node.get("second")
    assert isinstance(first, Text)
    assert second is not None
    assert first.text == value
    assert second.span.column == written.index('"x"') + 1


@pytest.mark.parametrize("text", ['["\\ud83d"]', '["\\ude00\\ud83d"]', '["\\ud83dx"]'])
def test_half_a_character_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_yaml(text.encode(), "f.json")
    assert [each.code for each in caught.value.diagnostics] == [Code.YAML_SYNTAX]
    assert caught.value.diagnostics[0].span.line == 1


def test_private_characters_of_a_text_stay_what_they_are() -> None:
    node = read_yaml('["\ue03d\ue600", "\\ue03d\\ue600"]'.encode(), "f.json")
    assert [each.text for each in scalars(node)] == ["\ue03d\ue600"] * 2
