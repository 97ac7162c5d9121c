"""Sketches of texts: small marks of words, by which likeness is seen without the text."""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from connectors.licensing.aligning import Block, Gap, Row, blocks_of, gaps_between

FIRST = 8
"""How many words open a text that is looked for inside another."""
# Runs of five marks; one in eight is kept, by its first mark, to look for likely texts.
_RUNS = re.compile(rb"(?=([\x00-\x1f].{4}))", re.DOTALL)
_LEAST_BLOCK = 2
_BASE = 0x1B873593
_MODULUS = (1 << 61) - 1


def sketch_of(words: Sequence[str]) -> bytes:
    """Return one byte for each word, made of it and the word before.

    A changed word changes two bytes, so that a change is missed once in some
    65,000 times; the words cannot be read from it. What looks alike by its
    sketch is never identified by it.
    """
    marks: dict[tuple[str, str], int] = {}
    found = bytearray()
    before = ""
    for word in words:
        mark = marks.get((before, word))
        if mark is None:
            mark = marks[before, word] = zlib.crc32(f"{before} {word}".encode()) & 0xFF
        found.append(mark)
        before = word
    return bytes(found)


def runs_of(sketch: bytes) -> frozenset[bytes]:
    """Return some of the runs of five marks, always the same ones of the same text."""
    return frozenset(_RUNS.findall(sketch))


def first_numbers(words: Sequence[str]) -> list[int]:
    """Return, for each word with seven more after it, the number of these eight words."""
    values = {word: zlib.crc32(word.encode()) + 1 for word in frozenset(words)}
    lead = pow(_BASE, FIRST - 1, _MODULUS)
    found: list[int] = []
    number = 0
    for at, word in enumerate(words):
        if at >= FIRST:
            number -= values[words[at - FIRST]] * lead
        number = (number * _BASE + values[word]) % _MODULUS
        if at >= FIRST - 1:
            found.append(number)
    return found


@dataclass(frozen=True, slots=True)
class Departure:
    """Where a text departs from a known one, as runs of the words of both."""

    gaps: tuple[Gap, ...]
    start: int
    """The first word of the text that is like one of the known text."""
    end: int

    @property
    def missing(self) -> int:
        """Return how many words of the known text are not there."""
        return sum(gap.left[1] - gap.left[0] for gap in self.gaps)

    @property
    def extra(self) -> int:
        """Return how many words stand between those of the known text."""
        return sum(
            gap.right[1] - gap.right[0]
            for gap in self.gaps
            if self.start <= gap.right[0] and gap.right[1] <= self.end
        )


def departure(known: tuple[str, ...], found: tuple[str, ...]) -> Departure | None:
    """Return where `found` departs from the words `known`; nothing where nothing is alike."""
    return _departure(known, found, blocks_of(known, found), cut=0)


def sketched_departure(known: bytes, found: bytes) -> Departure | None:
    """Return where the text with the sketch `found` departs from that with `known`."""
    blocks = blocks_of(known, found)
    return _departure(
        known, found, [each for each in blocks if each.length >= _LEAST_BLOCK], cut=1
    )


def _departure(
    known: Row, found: Row, blocks: Sequence[Block], *, cut: int
) -> Departure | None:
    """Return the departure that `blocks` leave.

    With sketches a gap reaches one word too far on both sides, since a mark is
    of two words; the last one, which is alike, is `cut`.
    """
    if not blocks:
        return None
    blocks = _compact(blocks)
    last = blocks[-1]
    gaps = []
    for gap in gaps_between(blocks, len(known), len(found)):
        (a, b), (c, d) = gap.left, gap.right
        followed = (b, d) != (len(known), len(found))
        follows = cut if followed and a < b and c < d else 0
        if a < b - follows or c < d - follows:
            gaps.append(Gap((a, b - follows), (c, d - follows)))
    return Departure(tuple(gaps), blocks[0].right, last.right + last.length)


def _compact(blocks: Sequence[Block]) -> Sequence[Block]:
    """Return `blocks` without those at either end that lie further off than they are long.

    A word of the known text may stand far from the rest of it by chance; then
    everything between would count as put into it.
    """
    start = _outlying([(each.right, each.length) for each in blocks])
    rest = blocks[start:]
    mirrored = [(-each.right - each.length, each.length) for each in reversed(rest)]
    return rest[: len(rest) - _outlying(mirrored)]


def _outlying(runs: Sequence[tuple[int, int]]) -> int:
    """Return how many of the first `runs`, each a place and a length, are better left out."""
    best, most, held = 0, 0, 0
    first = runs[0][0]
    for count, (place, length) in enumerate(runs):
        gained = place - first - held - held
        if gained > most:
            best, most = count, gained
        held += length
    return best
