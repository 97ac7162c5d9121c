"""License names that a file declares: in the front matter of a card, or on an SPDX line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from connectors.licensing.frames import is_name
from connectors.licensing.words import words_of

_MOST_FRONT = 1 << 18
_MOST_TOKENS = 64
_MOST_VALUES = 32
_MOST_WORDS = 8
_YAML_LINE = re.compile(r"---|\.\.\.|[ \t]*(?:#.*|-[ \t].*|[\w.-]+:(?:[ \t].*)?)?")
_FRONT = re.compile(r"\s*---[ \t]*\n")
_FRONT_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_KEY = re.compile(r"(licen[sc]e(?:_name|_link|_details)?)[ \t]*:(?:[ \t]+(.*))?")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.*)")
_SPDX = "SPDX-License-Identifier:"
_CLOSING = ("*/", "-->", "#}", "%>", "*)")
_BEFORE = " \t#/*;-!<>%\"'({"
"""What may stand before it on its line: the beginning of a comment."""
_MOST_LINES = 256
_LONGEST = 2_000
_TOKEN = re.compile(r"[()]|[A-Za-z0-9][A-Za-z0-9.:+-]{0,99}")
_JOINING = frozenset({"AND", "OR", "WITH"})


class Place(StrEnum):
    """Where a name is declared."""

    CARD = "card"
    SPDX = "spdx"


@dataclass(frozen=True, slots=True)
class Declared:
    """One declaration, as it stands; a declaration is no text."""

    place: Place
    key: str
    values: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Declarations:
    """What a text declares, and the stretches of it that only do so."""

    found: tuple[Declared, ...]
    aside: tuple[tuple[int, int], ...]


def declarations_in(text: str) -> Declarations:
    """Return what `text`, with plain line ends, declares."""
    found: list[Declared] = []
    aside: list[tuple[int, int]] = []
    start = 0
    end = _front_end(text)
    if end:
        found += _card_keys(text[:end])
        aside += _plain_lines(text, end)
        start = end
    for declared, run in _spdx_lines(text, start):
        found.append(declared)
        aside.append(run)
    return Declarations(tuple(found), tuple(aside))


def _spdx_lines(text: str, start: int) -> Iterator[tuple[Declared, tuple[int, int]]]:
    """Yield the SPDX lines from `start` on, each with the stretch it takes up."""
    number, counted = 1, 0
    at = text.find(_SPDX, start)
    for _ in range(_MOST_LINES):
        if at < 0:
            return
        first = text.rfind("\n", 0, at) + 1
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        number += text.count("\n", counted, at)
        counted = at
        ids = _spdx_ids(_expression(text[at + len(_SPDX) : end])) if end - at < _LONGEST else ()
        if ids and not text[first:at].strip(_BEFORE) and all(map(_is_id, ids)):
            yield Declared(Place.SPDX, _SPDX[:-1], ids, number), (first, end)
        at = text.find(_SPDX, end)


def _is_id(word: str) -> bool:
    """Return whether `word` may be an id, and is no word of a term."""
    bare = word.removesuffix("-only")
    return is_name(words_of(bare).words, _MOST_TOKENS, numbers=True)


def _expression(rest: str) -> str:
    """Return what follows on an SPDX line, without the end of a comment."""
    bare = rest.strip()
    closing = next((each for each in _CLOSING if bare.endswith(each)), "")
    return bare.removesuffix(closing).strip()


def _front_end(text: str) -> int:
    """Return where the front matter of a card ends; 0 if there is none."""
    opening = _FRONT.match(text)
    if opening is None:
        return 0
    closing = _FRONT_END.search(text, opening.end(), opening.end() + _MOST_FRONT)
    return 0 if closing is None else closing.end()


def _plain_lines(text: str, end: int) -> Iterator[tuple[int, int]]:
    """Yield the lines up to `end` that hold keys and short values, and so no terms."""
    start = 0
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        if _only_tells(text[start:stop].rstrip()):
            yield start, stop
        start = stop + 1


def _only_tells(line: str) -> bool:
    """Return whether a line of front matter has the form of one and holds no term."""
    if len(line.split()) > _MOST_WORDS or _YAML_LINE.fullmatch(line) is None:
        return False
    key = _KEY.fullmatch(line)
    if key is not None:
        return not key.group(1).endswith("_details")
    return is_name(words_of(line).words, _MOST_WORDS * 4, numbers=True)


def _card_keys(front: str) -> Iterator[Declared]:
    """Yield the keys about licenses in front matter, with their values as they stand."""
    lines = front.split("\n")
    for number, line in enumerate(lines, start=1):
        key = _KEY.fullmatch(line.rstrip())
        if key is not None:
            value = key.group(2) or ""
            values = _values(value) or _items(lines[number : number + _MOST_VALUES])
            yield Declared(Place.CARD, key.group(1), tuple(values), number)


def _values(text: str) -> list[str]:
    bare = re.sub(r"(?:^|[ \t])#.*$", "", text).strip()
    if bare.startswith("[") and bare.endswith("]"):
        parts = bare[1:-1].split(",")[:_MOST_VALUES]
        return [value for part in parts if (value := _unquoted(part))]
    return [value] if (value := _unquoted(bare)) and value not in {"|", ">", "|-", ">-"} else []


def _items(lines: list[str]) -> list[str]:
    """Return the items of a list in block style, or the lines of a folded text."""
    found = []
    for line in lines:
        item = _ITEM.fullmatch(line.rstrip())
        if item is None:
            if not line.startswith((" ", "\t")) or not line.strip():
                break
            found.append(line.strip())
            continue
        found.append(_unquoted(item.group(1)))
    return [each for each in found if each]


def _unquoted(text: str) -> str:
    bare = text.strip()
    if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "'\"":
        return bare[1:-1].strip()
    return bare


def _spdx_ids(expression: str) -> tuple[str, ...]:
    """Return the ids of an SPDX expression; nothing where it is none.

    Only a line that is an expression and nothing else is set aside: words
    after it may be terms.
    """
    parts = _TOKEN.findall(expression)
    joined = "".join(parts)
    if not parts or len(parts) > _MOST_TOKENS or joined != "".join(expression.split()):
        return ()
    words = [part for part in parts if part not in {"(", ")"}]
    joins, ids = words[1::2], words[::2]
    if len(words) % 2 == 0 or any(join.upper() not in _JOINING for join in joins):
        return ()
    return () if any(each.upper() in _JOINING for each in ids) else tuple(ids)
