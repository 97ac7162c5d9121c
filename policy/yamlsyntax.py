"""What is wrong with a text that is no YAML, in words of our own.

The two parsers that PyYAML has (libyaml, and its own where that is missing)
word the same mistake differently, and disagree on tabs, directives and
control characters. So the last three are refused here, before either parser
sees the text, and what a parser says is only looked at, never shown.
"""

import re

import yaml

from policy.diagnostics import Code, Diagnostic, Span
from policy.frozen import dataclass

_CONTROL = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""What is no text in YAML; and line ends that no editor shows as such."""
_TAB = re.compile("\t")
_DIRECTIVE = re.compile("^%", re.MULTILINE)
_PAIR = re.compile(
    r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE | re.ASCII
)
_PRIVATE = re.compile(r"[\ue000-\ue7ff]|\\u[eE][0-7]")
_HIDDEN = re.compile("[\ue000-\ue3ff][\ue400-\ue7ff]")
_AWAY = 0xE000 - 0xD800
"""From the surrogates to the private characters that stand for them meanwhile."""
QUOTES = "put text that begins with a special character into quotes"


def refused(text: str, path: str) -> Diagnostic | None:
    """Return what makes `text` unreadable before it is parsed, or nothing."""
    if (found := _CONTROL.search(text)) is not None:
        message = f"the file holds the control character U+{ord(found[0]):04X}"
        hint = "plans, policies and catalogs are YAML in UTF-8, without control characters"
        return Diagnostic(Code.NOT_TEXT, message, _place(text, found.start(), path), hint)
    if (found := _TAB.search(text)) is not None:
        hint = "use spaces, two for each level; in a double-quoted text a tab is `\\t`"
        message = "a tab stands in the file"
        return Diagnostic(Code.TAB_IN_YAML, message, _place(text, found.start(), path), hint)
    if (found := _DIRECTIVE.search(text)) is not None:
        message = "this line begins with `%`, as a directive does, and none is read"
        return Diagnostic(Code.YAML_SYNTAX, message, _place(text, found.start(), path), QUOTES)
    return None


def control_character(text: str) -> str | None:
    """Return the first character of `text` that no file may hold, not even escaped."""
    found = _CONTROL.search(text)
    return None if found is None else f"U+{ord(found[0]):04X}"


def _place(text: str, offset: int, path: str) -> Span:
    before = lines_of(text[:offset] + ".")
    return Span(path, len(before), len(before[-1]))


def lines_of(text: str) -> list[str]:
    """Return the lines of `text` as YAML and editors count them."""
    return re.split("\r\n|\n|\r", text)


@dataclass(frozen=True, slots=True)
class _Mistake:
    """One kind of mistake, known by a part of what either parser says."""

    signs: tuple[str, ...]
    message: str
    hint: str | None = None
    code: Code = Code.YAML_SYNTAX
    at_start: bool = False
    """The place is where the unfinished thing begins, not where it was missed."""


_SAME_COLUMN = "what belongs together begins in the same column"
_ESCAPE = _Mistake(
    ("escape", "hexdecimal", "hexadecimal"),
    "a backslash in this text begins no escape that is known",
    "write `\\\\`, or put the text into single quotes",
    at_start=True,
)
_MISTAKES = (
    _Mistake(
        ("scanning an alias", "scanning an anchor"),
        "aliases and anchors are not read",
        "put text that begins with `*` or `&` into quotes",
        Code.ALIAS_NOT_ALLOWED,
        at_start=True,
    ),
    _Mistake(
        ("a tag", "tag handle"),
        "tags are not read",
        "put text that begins with `!` into quotes",
        Code.TAG_NOT_ALLOWED,
        at_start=True,
    ),
    _Mistake(
        ("mapping values are not allowed",),
        "a `:` stands where no key can be",
        "put text that holds `: ` into quotes; `key: value` begins a line",
    ),
    _Mistake(
        ("entries are not allowed",),
        "a `-` stands where no list can begin",
        "begin the list on a line of its own",
    ),
    _Mistake(("mapping keys are not allowed",), "a `?` stands where no key can be", QUOTES),
    _Mistake(
        ("could not find expected ':'",),
        "this is neither `key: value` nor a part of the text above",
        "indent text over several lines deeper than its key",
        at_start=True,
    ),
    _Mistake(("cannot start any token",), "no value begins with {character}", QUOTES),
    _Mistake(
        ("unexpected end of stream", "unexpected document"),
        "the quote that opens here is never closed",
        None,
        at_start=True,
    ),
    _ESCAPE,
    _Mistake(
        ("expected ',' or ']'",),
        "a `,` or a `]` is missing",
        "the list begins at line {line}",
    ),
    _Mistake(
        ("expected ',' or '}'",),
        "a `,` or a `}}` is missing",
        "the mapping begins at line {line}",
    ),
    _Mistake(("node content",), "a value is missing", QUOTES),
    _Mistake(
        ("scanning a block scalar",),
        "nothing but a comment stands in the line after `>` or `|`",
        "begin the text on the next line",
    ),
    _Mistake(
        ("block mapping", "block collection", "<document start>"),
        "this does not fit what stands above it",
        _SAME_COLUMN,
    ),
)
_OTHER = _Mistake((), "this is not YAML")


def syntax_mistake(error: yaml.MarkedYAMLError, text: str, path: str) -> Diagnostic:
    """Return the diagnostic for what a parser could not read."""
    said = f"{error.context or ''}; {error.problem or ''}"
    kind = next(
        (each for each in _MISTAKES if any(sign in said for sign in each.signs)), _OTHER
    )
    lines = lines_of(text)
    start = _within(error.context_mark or error.problem_mark, lines)
    line, column = start if kind.at_start else _within(error.problem_mark, lines)
    character = lines[line][column : column + 1]
    character = "a backtick" if character == "`" else f"`{character}`"
    message = kind.message.format(character=character)
    hint = kind.hint.format(line=start[0] + 1) if kind.hint else None
    return Diagnostic(kind.code, message, Span(path, line + 1, column + 1), hint)


def pairs_hidden(text: str) -> str:
    """Return JSON `text` with each escaped pair of surrogates as two private characters.

    JSON writes what lies beyond 16 bits as two escapes (RFC 8259, section 7),
    which YAML does not know. The length stays, so places do too; a text with
    private characters of its own in that range stays as it is.
    """
    if _PRIVATE.search(text):
        return text
    return _PAIR.sub(lambda pair: pair[1] + _moved(pair[2]) + _moved(pair[3]), text)


def _moved(unit: str) -> str:
    return f"\\u{int(unit, 16) + _AWAY:04x}"


def pairs_shown(value: str) -> str:
    """Return `value` with the character that each hidden pair stands for."""
    return _HIDDEN.sub(lambda pair: _joined(*map(ord, pair.group())), value)


def _joined(high: int, low: int) -> str:
    units = (high - _AWAY, low - _AWAY)
    return b"".join(unit.to_bytes(2, "big") for unit in units).decode("utf-16-be")


def impossible_character(path: str) -> Diagnostic:
    """Return the diagnostic for an escape that stands for no character at all."""
    return Diagnostic(_ESCAPE.code, _ESCAPE.message, Span(path, 1, 1), _ESCAPE.hint)


def _within(mark: yaml.error.Mark | None, lines: list[str]) -> tuple[int, int]:
    """Return line and column of `mark`, counted from 0, inside the text.

    Beyond its end, where the parsers differ, that is after the last word.
    """
    if mark is None:
        return 0, 0
    if mark.line < len(lines) and any(map(str.strip, lines[mark.line :])):
        return mark.line, min(mark.column, len(lines[mark.line].rstrip()))
    full = [number for number, line in enumerate(lines) if line.strip()]
    last = full[-1] if full else 0
    return last, len(lines[last].rstrip())
