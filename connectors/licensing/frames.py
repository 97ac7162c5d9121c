"""What may stand around a license text without being a term: above all, copyright lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from connectors.licensing.words import Words, words_of

_MOST_NAMES = 8
_LONGEST = 400
_YEAR = re.compile(r"(?:19|20)\d\d")
_RIGHTS = (("all", "rights", "reserved"), ("all", "right", "reserved"))
_SIGNED = re.compile(r"©|\([cC]\)")
_ADDRESS = re.compile(r"\S+@\S+|\bhttps?://\S+")
_COMMENT = "#/*;-!<>%\"' \t"
_BLANKS = frozenset({"yyyy", "year", "years"})
# A line with one of these may hold a term, whatever it begins with.
_TELLING = frozenset(
    "use used uses using only not no non noncommercial commercial commercially research"
    " academic educational evaluation prohibited license licensed licence except subject may"
    " must shall without permission permitted forbidden restricted terms under unless train"
    " training trained distill distilled distillation distilling improve compete competing"
    " internal personal".split()
)

# A line of capitals with one of these is the rest of a sentence, and no name.
_LEGAL = frozenset("holder holders owner owners notice notices law laws act".split())


@dataclass(frozen=True, slots=True)
class Core:
    """The words of a text without those that are set aside."""

    words: tuple[str, ...]
    places: tuple[int, ...]
    """The index of each word among all words of the text."""
    notices: tuple[tuple[int, int], ...] = ()
    """The runs of words on copyright lines: from the first, up to the last."""
    others: tuple[tuple[int, int], ...] = ()
    """The other runs that are set aside."""


def core_of(words: Words, aside: Sequence[tuple[int, int]] = ()) -> Core:
    """Return `words` without copyright lines and without the runs `aside`."""
    notices = tuple(_copyright_lines(words))
    dropped = {at for first, end in (*aside, *notices) for at in range(first, end)}
    places = tuple(at for at in range(len(words)) if at not in dropped)
    kept = tuple(words.words[at] for at in places)
    return Core(kept, places, notices, tuple(aside))


def is_year(word: str) -> bool:
    """Return whether `word` is a year in which there were computers."""
    return _YEAR.fullmatch(word) is not None


def is_name(words: Sequence[str], most: int = _MOST_NAMES, *, numbers: bool = False) -> bool:
    """Return whether `words` may be the name of somebody, and hold no term.

    Years are not counted; another number is no part of a name, unless
    `numbers` may stand there.
    """
    names = [word for word in words if not is_year(word)]
    return len(names) <= most and not any(
        word in _TELLING or (word.isdecimal() and not numbers) for word in names
    )


def _copyright_lines(words: Words) -> Iterator[tuple[int, int]]:
    """Yield the runs of words that stand on a line which only says whose the text is."""
    for first, end, shown in lines_of(words):
        if is_copyright_line(words.words[first:end], shown):
            yield first, end


def lines_of(words: Words) -> Iterator[tuple[int, int, str]]:
    """Yield, for each line that has words, the run of them and the line as it stands."""
    first, start = 0, 0
    for stop in (*words.line_starts[1:], len(words.text) + 1):
        end = first
        while end < len(words) and words.spans[end][0] < stop:
            end += 1
        if end > first:
            yield first, end, words.text[start:stop].strip()
        first, start = end, stop


def is_copyright_line(line: Sequence[str], shown: str) -> bool:
    """Return whether a line, whose text is `shown`, says whose the text is and nothing else.

    It has the mark of a copyright, years or a blank for them, and few other
    words, none of which could be a term.
    """
    if len(shown) > _LONGEST:
        return False
    rest = _after_mark(tuple(line), shown)
    if rest is None:
        return False
    if rest[-3:] in _RIGHTS:
        rest = rest[:-3]
    dated = any(is_year(word) or word in _BLANKS for word in rest)
    proper = not _LEGAL.intersection(rest) and _is_proper(shown)
    if not dated and _SIGNED.search(shown) is None and not proper:
        return False
    return is_name(rest, _MOST_NAMES + len(words_of(" ".join(_ADDRESS.findall(shown)))))


def _is_proper(shown: str) -> bool:
    """Return whether every word of a line begins with a capital, as in a name."""
    words = shown.strip(_COMMENT).split()
    return len(words) <= _MOST_NAMES and all(word[:1].isupper() for word in words)


def _after_mark(line: tuple[str, ...], shown: str) -> tuple[str, ...] | None:
    """Return what follows the mark of a copyright; nothing where there is none."""
    if line in _RIGHTS:
        return ("year",)
    if line[:2] == ("spdx", "filecopyrighttext"):
        return line[2:]
    rest = line[1:] if line[:1] == ("portions",) else line
    marked = rest[:1] == ("copyright",)
    rest = rest[1:] if marked else rest
    if rest[:1] == ("c",) and _SIGNED.search(shown):
        return rest[1:]
    return rest if marked or shown.lstrip(_COMMENT).startswith("©") else None
