"""JSON Lines as nodes: one value a line, read as it comes, however long the file is."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from policy.diagnostics import Code, Diagnostic, Span
from policy.yamltext import MAX_DEPTH, Entry, Fields, Items, Node, Text

MOST_IN_A_LINE = 1_000_000
"""Bytes that one line may have."""


class _Number(str):
    """A number as it is spelled, so that nothing is lost of it."""

    __slots__ = ()


class _DuplicateKeyError(ValueError):
    """One object has a key twice."""


def nodes_of(lines: Iterable[bytes], path: str) -> Iterator[Node | Diagnostic]:
    """Yield the node of each line that is not empty, or what is wrong with it."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _node(line, Span(path, number, 1, max(1, len(line.rstrip()))))


def _node(line: bytes, span: Span) -> Node | Diagnostic:
    if len(line) > MOST_IN_A_LINE:
        message = f"the line is longer than {MOST_IN_A_LINE // 1_000_000} MB"
        return Diagnostic(Code.TOO_LARGE, message, span)
    try:
        text = line.decode("utf-8-sig")
        value = json.loads(
            text,
            object_pairs_hook=_pairs,
            parse_int=_Number,
            parse_float=_Number,
            parse_constant=_no_number,
        )
        return _made(value, span, 0)
    except UnicodeDecodeError:
        return Diagnostic(Code.NOT_TEXT, "the line is not UTF-8 text", span)
    except _DuplicateKeyError as error:
        return Diagnostic(Code.DUPLICATE_KEY, f"the key `{error}` stands twice", span)
    except RecursionError:
        return Diagnostic(Code.TOO_DEEP, f"more than {MAX_DEPTH} levels are nested", span)
    except ValueError as error:
        place = Span(span.path, span.line, getattr(error, "colno", 1))
        said = getattr(error, "msg", "it cannot be read")
        message = f"the line is no JSON: {said[:1].lower()}{said[1:]}"
        return Diagnostic(Code.YAML_SYNTAX, message, place)


def _no_number(word: str) -> None:
    raise json.JSONDecodeError(f"`{word}` is no number", word, 0)


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _DuplicateKeyError(next(key for key in keys if keys.count(key) > 1))
    return found


def _made(value: Any, span: Span, level: int) -> Node:  # noqa: ANN401 JSON as it was parsed
    if level > MAX_DEPTH:
        raise RecursionError
    match value:
        case dict():
            entries = tuple(
                Entry(Text(_clean(key), plain=False, span=span), _made(each, span, level + 1))
                for key, each in value.items()
            )
            return Fields(entries, span)
        case list():
            return Items(tuple(_made(each, span, level + 1) for each in value), span)
        case _Number():
            return Text(str(value), plain=True, span=span)
        case bool():
            return Text("true" if value else "false", plain=True, span=span)
        case None:
            return Text("null", plain=True, span=span)
        case _:
            return Text(_clean(str(value)), plain=False, span=span)


def _clean(text: str) -> str:
    """Return `text`, refused where it holds what no text needs."""
    if not text.isprintable() and not all(
        each.isprintable() or each in "\n\t" for each in text
    ):
        raise json.JSONDecodeError("it holds control characters", text, 0)
    if any("\ud800" <= each <= "\udfff" for each in text):
        raise json.JSONDecodeError("it holds half a character", text, 0)
    return text
