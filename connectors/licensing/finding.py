"""Finds known texts, word for word, as a whole or inside of another text."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from connectors.licensing.frames import Core, is_name, is_year
from connectors.licensing.known import (
    Hole,
    HoleKind,
    KnownText,
    Part,
    Rule,
    Segment,
)
from connectors.licensing.sketching import first_numbers, runs_of
from connectors.licensing.words import PlainWords, digest

_MOST_STARTS = 64
"""At so many places a text known by one digest is looked for inside of another."""
_MOST_FAILURES = 256
"""So often a beginning may be met with nothing of its text after it."""
_MARKS = frozenset([*map(str, range(1, 10)), *"abcdefi", "ii", "iii", "iv", "v"])


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A known text, word for word, between two words of another."""

    text: KnownText
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class RunIndex:
    """Which sketches have which runs."""

    sketches: Mapping[bytes, tuple[int, ...]]
    kept: tuple[int, ...]
    """How many runs of each sketch are kept."""

    @classmethod
    def of(cls, sketches: Sequence[bytes]) -> "RunIndex":
        """Return the index of `sketches`."""
        runs: dict[bytes, list[int]] = defaultdict(list)
        kept = [runs_of(sketch) for sketch in sketches]
        for at, found in enumerate(kept):
            for run in found:
                runs[run].append(at)
        return cls({run: tuple(each) for run, each in runs.items()}, tuple(map(len, kept)))

    def likely(self, sketch: bytes) -> list[int]:
        """Return the sketches that share runs with `sketch`, the likeliest first.

        A run that is shared speaks for a text, one that is not against it.
        """
        counts: dict[int, int] = defaultdict(int)
        for run in runs_of(sketch):
            for at in self.sketches.get(run, ()):
                counts[at] += 1
        return sorted(counts, key=lambda at: (self.kept[at] - 2 * counts[at], at))


@dataclass(frozen=True, slots=True)
class Catalog:
    """Known texts, in the order of what is preferred, and how they are found."""

    texts: tuple[KnownText, ...]
    _by_digest: Mapping[tuple[Rule, str], KnownText] = field(repr=False)
    _by_bytes: Mapping[str, KnownText] = field(repr=False)
    _by_first: Mapping[int, tuple[KnownText, ...]] = field(repr=False)
    _plain: tuple[tuple[int, Mapping[str, KnownText]], ...] = field(repr=False)
    _index: list[RunIndex] = field(default_factory=list, repr=False)
    """Made when it is first needed: most texts are found word for word."""

    @classmethod
    def of(cls, texts: Sequence[KnownText]) -> "Catalog":
        """Return the catalog of `texts`."""
        by_first: dict[int, list[KnownText]] = defaultdict(list)
        by_length: dict[int, dict[str, KnownText]] = defaultdict(dict)
        for text in texts:
            if text.parts:
                by_first[text.first].append(text)
            if text.rule is Rule.PLAIN:
                by_length[text.words].setdefault(text.sha256, text)
        return cls(
            texts=tuple(texts),
            _by_digest={(each.rule, each.sha256): each for each in reversed(texts)},
            _by_bytes={sha: each for each in reversed(texts) for sha in each.bytes_sha256},
            _by_first={key: tuple(each) for key, each in by_first.items()},
            _plain=tuple(sorted(by_length.items())),
        )

    def with_bytes(self, content: bytes) -> KnownText | None:
        """Return the text of which `content` is a known file, whatever its line ends."""
        plain = content.replace(b"\r\n", b"\n")
        forms = (content, plain, plain.rstrip(b"\n"), plain.rstrip(b"\n") + b"\n")
        shas = (hashlib.sha256(form).hexdigest() for form in forms)
        return next((self._by_bytes[sha] for sha in shas if sha in self._by_bytes), None)

    def with_words(self, words: Sequence[str], rule: Rule) -> KnownText | None:
        """Return the text that has exactly these words by `rule`."""
        return self._by_digest.get((rule, digest(words)))

    def inside(self, core: Core) -> Iterator[Occurrence]:
        """Yield where known texts stand in a text, by places in its core."""
        words = core.words
        failed: dict[int, int] = defaultdict(int)
        for at, number in enumerate(first_numbers(words)):
            if number not in self._by_first or failed[number] > _MOST_FAILURES:
                continue
            for text in self._by_first[number]:
                end = end_of(text.parts, words, at)
                if end is not None:
                    yield Occurrence(text, at, end)
                else:
                    failed[number] += 1

    def inside_plain(self, plain: PlainWords, starts: Sequence[int]) -> Iterator[Occurrence]:
        """Yield where texts known by one digest stand, beginning at one of `starts`.

        Both `starts` and what is found are places among the plain words.
        """
        encoded = [f"{word} ".encode() for word in plain.words]
        for start in starts[:_MOST_STARTS]:
            running = hashlib.sha256()
            done = start
            for length, known in self._plain:
                end = start + length
                if end > len(encoded):
                    break
                running.update(b"".join(encoded[done : end - 1]))
                done = end - 1
                whole = running.copy()
                whole.update(encoded[done][:-1])
                text = known.get(whole.hexdigest())
                if text is not None:
                    yield Occurrence(text, start, end)

    def likely(self, sketch: bytes, most: int = 4) -> list[KnownText]:
        """Return the texts that a text with `sketch` may be like."""
        if not self._index:
            self._index.append(RunIndex.of([text.sketch for text in self.texts]))
        return [self.texts[at] for at in self._index[0].likely(sketch)[:most]]


def end_of(parts: Sequence[Part], words: Sequence[str], start: int) -> int | None:
    """Return where `parts` end that begin at the word `start`; nothing if they differ."""
    at = start
    for index, part in enumerate(parts):
        match part:
            case Segment():
                if not _stands(part, words, at):
                    return None
                at += part.words
            case Hole():
                end = _hole_end(part, parts[index + 1 :], words, at)
                if end is None:
                    return None
                at = end
    return at


def _stands(segment: Segment, words: Sequence[str], at: int) -> bool:
    end = at + segment.words
    return end <= len(words) and digest(words[at:end]) == segment.sha256


def _hole_end(hole: Hole, after: Sequence[Part], words: Sequence[str], at: int) -> int | None:
    """Return where a hole ends, so that what comes after it follows, and it is filled well."""
    following = after[0] if after else None
    for size in range(hole.most + 1):
        fits = not isinstance(following, Segment) or _stands(following, words, at + size)
        if fits and at + size <= len(words) and _fills(hole, words[at : at + size]):
            return at + size
    return None


def _fills(hole: Hole, filling: Sequence[str]) -> bool:
    match hole.kind:
        case HoleKind.MARK:
            return all(word in _MARKS for word in filling)
        case HoleKind.NAME:
            return is_name(filling, hole.most)
        case HoleKind.YEARS:
            return all(map(is_year, filling))
