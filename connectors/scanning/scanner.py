"""Looks for signals in text, block by block, and counts what it finds."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from connectors.scanning.literals import Literals, literals
from connectors.scanning.signals import NEAR, SIGNALS, Compiled, Kind, Signal, words_of
from connectors.scanning.traces import MOST_SAMPLES, Key, Sample, Tally, Trace

MOST_NAME = 120
_AROUND = 60
_VALUE = re.compile(rb'\s*:\s*(?:"((?:[^"\\\n]|\\.){1,120})"|\\"((?:[^"\\\n]){1,120})\\")')
_SEVERAL = re.compile(
    rb'\s*:\s*\[\s*("[^"\\\n]{1,120}"(?:\s*,\s*"[^"\\\n]{1,120}"){0,15})\s*\]'
)
_ITEM = re.compile(rb'"([^"]*)"')
_REPLACED = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a file that ends with a line, and where it lies."""

    path: str
    text: bytes
    offset: int | None
    """Of the first byte; nothing where text comes from a table."""
    line: int
    """Of the first line or row."""


@dataclass(slots=True)
class Scanner:
    """Counts the signals in blocks of text."""

    signals: Sequence[Signal] = SIGNALS
    find: Literals = field(init=False)
    _words: list[list[Compiled]] = field(init=False)
    """For each word, the signals that it may be."""
    _names: list[bool] = field(init=False)
    """For each word, whether it is a field that names a model."""

    def __post_init__(self) -> None:
        """Lay out which word belongs to which signals."""
        by_word: dict[bytes, list[Compiled]] = {}
        for signal in self.signals:
            compiled = Compiled(signal)
            for word in words_of(signal):
                by_word.setdefault(word, []).append(compiled)
        self._words = list(by_word.values())
        self._names = [each[0].signal.kind is Kind.FIELD for each in self._words]
        self.find = literals(list(by_word))

    def scan(
        self, block: Block, tally: Tally, row_of: Callable[[int], int] | None = None
    ) -> None:
        """Count what stands in `block`; `row_of` says for a byte of a table in which row."""
        text, full = block.text, dict[tuple[int, bytes], Trace]()
        for word, start, end in self.find(text):
            if self._names[word]:
                # Most of what is found in data that says who wrote it is the same name.
                one = _VALUE.match(text, end)
                written = (word, (one[1] or one[2]) if one else b"")
                if written in full:
                    full[written].count += 1
                    continue
                trace = self._field(Found(block, word, start, end), tally, row_of)
                if trace is not None and one and len(trace.samples) == MOST_SAMPLES:
                    full[written] = trace
                continue
            for each in self._words[word]:
                if _is_there(each, text, start, end):
                    _note(tally, Key(each.signal.id), block, start, row_of)

    def _field(
        self, found: "Found", tally: Tally, row_of: Callable[[int], int] | None
    ) -> Trace | None:
        """Count the names in a field, and return the trace of the last."""
        text, trace = found.block.text, None
        name = text[found.start : found.end].strip(b'\\"').decode()
        for value in _values(text, found.end):
            key = Key(self._words[found.word][0].signal.id, name, value)
            trace = _note(tally, key, found.block, found.start, row_of)
        return trace

    def name(self, column: str, value: str, count: int, place: Block, tally: Tally) -> None:
        """Count the name of a model that stands in a column of a table."""
        key = Key(Kind.FIELD.value, column, value[:MOST_NAME])
        trace = tally.trace(key)
        trace.count += count
        if len(trace.samples) < MOST_SAMPLES:
            excerpt = f"{column}: {value}"
            trace.samples.append(
                Sample(place.path, place.line, place.offset, _printable(excerpt)[: 2 * _AROUND])
            )


@dataclass(frozen=True, slots=True)
class Found:
    """Where a word stands."""

    block: Block
    word: int
    start: int
    end: int


def _is_there(each: Compiled, text: bytes, start: int, end: int) -> bool:
    """Return whether what must stand around the word from `start` to `end` does."""
    if each.then is not None and each.then.match(text, end) is None:
        return False
    if each.before is None:
        return True
    line = text.rfind(b"\n", max(0, start - NEAR), start) + 1
    return each.before.search(text[max(line, start - NEAR) : start]) is not None


def _values(text: bytes, end: int) -> Iterator[str]:
    """Yield the names that a field holds: one, or a list of them."""
    one = _VALUE.match(text, end)
    if one is not None:
        yield _name(one[1] if one[1] is not None else one[2])
        return
    several = _SEVERAL.match(text, end)
    if several is not None:
        for item in _ITEM.finditer(several[1]):
            yield _name(item[1])


def _name(written: bytes) -> str:
    return written.decode("utf-8", "replace")[:MOST_NAME]


def _note(
    tally: Tally, key: Key, block: Block, at: int, row_of: Callable[[int], int] | None
) -> Trace:
    trace = tally.trace(key)
    trace.count += 1
    if len(trace.samples) >= MOST_SAMPLES:
        return trace
    below = row_of(at) if row_of else block.text.count(b"\n", 0, at)
    line = block.line + below
    offset = None if block.offset is None else block.offset + at
    trace.samples.append(Sample(block.path, line, offset, _excerpt(block.text, at)))
    return trace


def _excerpt(text: bytes, at: int) -> str:
    """Return what stands around `at`, on one line."""
    start = max(text.rfind(b"\n", 0, at) + 1, at - _AROUND // 3)
    end = text.find(b"\n", at)
    end = min(len(text) if end < 0 else end, at + _AROUND)
    return _printable(text[start:end].decode("utf-8", "replace").strip(_REPLACED))


def _printable(text: str) -> str:
    """Return `text` without what could steer a terminal."""
    return "".join(each if each.isprintable() else _REPLACED for each in text)
