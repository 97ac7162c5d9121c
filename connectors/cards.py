"""The front matter of model and data cards: what stands in YAML before the text."""

import re
from dataclasses import dataclass

from connectors.parts import Json, UnreadableAnswerError
from connectors.wordyaml import read_words

MOST_CHARACTERS = 262_144
_FENCE = "---"
_COMMENT_START, _COMMENT_END = "<!--", "-->"
_LINE = re.compile(r"\r\n|\r|\n")
_BLANKS = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Card:
    """A card, taken apart."""

    fields: dict[str, Json]
    oddities: tuple[str, ...] = ()
    """What is wrong with the front matter; with any of it fields may be missing."""
    readable: bool = True
    """Whether the front matter, if there is any, could be read."""
    body: str = ""


def read_card(content: bytes) -> Card:
    """Return the card in `content`; never raises, a card is somebody else's text."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Card({}, ("the card is not UTF-8 text",), readable=False)
    found = _front_matter(text)
    if found is None:
        return Card({}, body=text)
    if found.inner is None:
        return Card({}, (found.body,), readable=False)
    return _parsed(found, found.inner)


def _parsed(found: "_Split", inner: str) -> Card:
    try:
        words = read_words(inner, found.line)
    except UnreadableAnswerError as error:
        return Card({}, (f"the front matter is {error}",), readable=False, body=found.body)
    fields = {} if words.value is None else words.value
    if not isinstance(fields, dict):
        return Card({}, ("the front matter is no mapping",), readable=False, body=found.body)
    return Card(fields, words.oddities, body=found.body)


@dataclass(frozen=True, slots=True)
class _Split:
    inner: str | None
    """Nothing where it does not end; then `body` says so."""
    line: int
    body: str


def _front_matter(text: str) -> _Split | None:
    """Return the front matter, over blank lines and comments before it."""
    start = _after_blanks(text, 0)
    while text.startswith(_COMMENT_START, start):
        end = text.find(_COMMENT_END, start, MOST_CHARACTERS)
        if end < 0:
            return None
        start = _after_blanks(text, end + len(_COMMENT_END))
    lines = _LINE.split(text[start : start + MOST_CHARACTERS])
    if lines[0].rstrip() != _FENCE:
        return None
    before = len(_LINE.findall(text[:start]))
    for place, line in enumerate(lines[1:], 1):
        if line.rstrip() in {_FENCE, "..."}:
            body = "\n".join(_LINE.split(text[start:])[place + 1 :])
            return _Split("\n".join(lines[1:place]), before + 2, body)
    return _Split(None, before + 1, "the front matter does not end")


def _after_blanks(text: str, start: int) -> int:
    found = _BLANKS.match(text, start)
    return found.end() if found else start
