"""The words of a text, each with its place: what license texts are compared by."""

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

_HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SIGNS = "%‰" + "".join(
    chr(code) for code in range(0x20, 0x20D0) if unicodedata.category(chr(code)) == "Sc"
)
_WORD = re.compile(
    rf"(?P<scheme>\b[hH][tT][tT][pP][sS]?(?=://))|[^\W_{_HAN}]+|[{_HAN}]|[{_SIGNS}]"
)


@dataclass(frozen=True, slots=True)
class Words:
    """A text as a row of words; each keeps the place where it stands.

    Words are in lower case and without punctuation. Signs of money and percent
    are words, since thresholds are told by them; so are letters of every
    script, since a sentence in another script is one more term.
    """

    text: str
    """The text in Unicode's compatibility form, in which `spans` lie."""
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    schemes: tuple[tuple[int, str], ...] = ()
    """Schemes of addresses, which are no words, each with the word it stands before."""
    line_starts: tuple[int, ...] = (0,)

    def __len__(self) -> int:
        return len(self.words)

    def line(self, index: int) -> int:
        """Return the line, from 1, on which the word `index` stands."""
        return bisect_right(self.line_starts, self.spans[index][0])

    def excerpt(self, first: int, end: int, most: int = 400) -> str:
        """Return the text from word `first` up to word `end`, cut where it is long."""
        start, stop = self.spans[first][0], self.spans[end - 1][1]
        shown = " ".join(self.text[start : min(stop, start + most)].split())
        return shown if stop <= start + most else f"{shown} …"


def words_of(text: str) -> Words:
    """Return the words of `text`."""
    shown = unicodedata.normalize("NFKC", _with_plain_line_ends(text))
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    schemes: list[tuple[int, str]] = []
    for found in _WORD.finditer(shown):
        # Many copies differ only in `http` and `https`, so the scheme is no word.
        if found.lastgroup == "scheme":
            schemes.append((len(words), found.group().lower()))
        else:
            words.append(found.group().lower())
            spans.append(found.span())
    starts = [0, *(found.end() for found in re.finditer("\n", shown))]
    return Words(shown, tuple(words), tuple(spans), tuple(schemes), tuple(starts))


def _with_plain_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def digest(words: Sequence[str]) -> str:
    """Return the SHA-256 of `words`, with one space between them."""
    return hashlib.sha256(" ".join(words).encode()).hexdigest()


def is_sign(word: str) -> bool:
    """Return whether a word is a sign of money or percent."""
    return len(word) == 1 and word in _SIGNS


@dataclass(frozen=True, slots=True)
class PlainWords:
    """The words of a text by the plain rule, with their places among all its words.

    By the plain rule signs are left out and schemes of addresses are words;
    digests that others publish are often of that form. A word in letters that
    the rule would drop stays, so that such a text equals none.
    """

    words: tuple[str, ...]
    places: tuple[int, ...]


def plain_words(words: Words, kept: Sequence[int]) -> PlainWords:
    """Return the words at the places `kept` by the plain rule."""
    schemes = dict(words.schemes)
    found: list[str] = []
    places: list[int] = []
    for place in kept:
        parts = (schemes.get(place), words.words[place])
        for part in parts:
            if part is not None and not is_sign(part):
                found.append(part)
                places.append(place)
    return PlainWords(tuple(found), tuple(places))
