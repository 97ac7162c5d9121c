"""What a text is: a known license word for word, or like one and where it differs."""

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from connectors.licensing.aligning import Gap
from connectors.licensing.finding import Catalog, Occurrence
from connectors.licensing.frames import Core, core_of, lines_of
from connectors.licensing.known import Kind, KnownText, Rule
from connectors.licensing.outcome import Absence, Compared, How, Likeness, Match, Passage
from connectors.licensing.sketching import (
    Departure,
    departure,
    sketch_of,
    sketched_departure,
)
from connectors.licensing.words import Words, is_sign, plain_words

EDITED_BELOW = 0.05
RELATED_BELOW = 0.35
_LEAST_WORDS = 30
"""A shorter stretch is only shown, and not compared with known texts."""
_MOST_WORDS = 20_000
"""A longer stretch is no license; known texts are still found in it word for word."""
_MOST_STRETCHES = 12
_MOST_MISSING = 200


@dataclass(frozen=True, slots=True)
class _Place:
    """A match under way, by places in the core of the text."""

    start: int
    end: int
    match: Match

    @property
    def distance(self) -> int:
        """Return how many words differ from the known text."""
        missing = sum(each.words for each in self.match.missing)
        return missing + sum(each.words for each in self.match.extra)

    def overlaps(self, other: "_Place") -> bool:
        """Return whether both have words in common."""
        return self.start < other.end and other.start < self.end


def compare(
    words: Words, catalog: Catalog, content: bytes = b"", aside: Sequence[tuple[int, int]] = ()
) -> Compared:
    """Return what the text with `words` is; `content` are the bytes of its file.

    The runs of words `aside` were accounted for by others. Time grows with the
    length of the text.
    """
    known = catalog.with_bytes(content) if content else None
    if known is not None and len(words):
        return _whole(known, How.BYTES, words)
    core = core_of(words, aside)
    whole = _same_words(words, core, catalog)
    if whole is not None:
        return _whole(whole, How.WORDS, words)
    places = _places(words, core, catalog)
    extra = tuple(_left_over(words, core, places))
    return Compared(_sum(places, extra), tuple(each.match for each in places), extra)


def _whole(known: KnownText, how: How, words: Words) -> Compared:
    match = Match(
        known.license, known.source, Likeness.IDENTIFIED, how, words.line(0), words.line(-1)
    )
    return Compared(Likeness.IDENTIFIED, (match,), ())


def _same_words(words: Words, core: Core, catalog: Catalog) -> KnownText | None:
    """Return the text that has all the same words, copyright lines and all."""
    outside = {at for run in core.others for at in range(*run)}
    kept = [word for at, word in enumerate(words.words) if at not in outside]
    return catalog.with_words(kept, Rule.FULL)


def _found_inside(words: Words, core: Core, catalog: Catalog) -> list[_Place]:
    """Return the known texts that stand in the text word for word, none within another."""
    found = [
        _Place(each.start, each.end, _match(words, core, each)) for each in catalog.inside(core)
    ]
    found += _found_plainly(words, core, catalog)
    found.sort(key=lambda each: (each.start - each.end, each.start))
    starts: list[int] = []
    taken: dict[int, _Place] = {}
    for place in found:
        at = bisect_left(starts, place.end)
        if at == 0 or taken[starts[at - 1]].end <= place.start:
            insort(starts, place.start)
            taken[place.start] = place
    return [taken[start] for start in starts]


def _places(words: Words, core: Core, catalog: Catalog) -> list[_Place]:
    """Return what stands in a text: texts word for word, and likenesses of the rest.

    A notice counts only outside of everything else: licenses end with one.
    """
    found = _found_inside(words, core, catalog)
    notices = [each for each in found if each.match.license.kind is Kind.NOTICE]
    places = [each for each in found if each.match.license.kind is not Kind.NOTICE]
    left = len(core.words) - sum(each.end - each.start for each in places)
    if left and places:
        places = _better_as_one(words, core, places, catalog)
    places += [
        each
        for each in _alike(words, core, places, catalog)
        if each.match.license.kind is not Kind.NOTICE or not any(map(each.overlaps, notices))
    ]
    places += [each for each in notices if not any(map(each.overlaps, places))]
    return sorted(places, key=lambda each: each.start)


def _better_as_one(
    words: Words, core: Core, places: list[_Place], catalog: Catalog
) -> list[_Place]:
    """Return `places`, or one text that they are parts of and that explains more words.

    A license made of another one and a few terms is nearer to its own sibling
    than to the one it is made of.
    """
    whole = _most_alike(words, core, (0, len(core.words)), catalog)
    if whole is None or whole.match.likeness is not Likeness.EDITED:
        return places
    inner = [each for each in places if whole.start <= each.start and each.end <= whole.end]
    left = whole.end - whole.start - sum(each.end - each.start for each in inner)
    if not inner or whole.distance >= left:
        return places
    rest = [each for each in places if each not in inner]
    return places if any(map(whole.overlaps, rest)) else [whole, *rest]


def _match(words: Words, core: Core, found: Occurrence) -> Match:
    first, last = core.places[found.start], core.places[found.end - 1]
    framed = any(first <= run[0] <= last for run in core.notices)
    how = How.WORDS_WITHOUT_COPYRIGHT if framed else How.WORDS
    return Match(
        found.text.license,
        found.text.source,
        Likeness.IDENTIFIED,
        how,
        words.line(first),
        words.line(last),
    )


def _found_plainly(words: Words, core: Core, catalog: Catalog) -> Iterator[_Place]:
    """Yield texts that are known by one digest of their plain words."""
    outside = {at for run in core.others for at in range(*run)}
    plain = plain_words(words, [at for at in range(len(words)) if at not in outside])
    if not plain.words:
        return
    position = {place: at for at, place in reversed([*enumerate(plain.places)])}
    starts = [position[run[0]] for run in lines_of(words) if run[0] in position]
    place_in_core = {place: at for at, place in enumerate(core.places)}
    for found in catalog.inside_plain(plain, starts):
        first, last = plain.places[found.start], plain.places[found.end - 1]
        inner = [place_in_core[at] for at in range(first, last + 1) if at in place_in_core]
        if inner:
            yield _Place(inner[0], inner[-1] + 1, _plain_match(words, found, (first, last)))


def _plain_match(words: Words, found: Occurrence, ends: tuple[int, int]) -> Match:
    """Return a match by plain words; signs in it were not compared."""
    first, last = ends
    signs = [at for at in range(first, last + 1) if is_sign(words.words[at])]
    extra = tuple(_passage(words, at, at + 1) for at in signs)
    return Match(
        found.text.license,
        found.text.source,
        Likeness.EDITED if signs else Likeness.IDENTIFIED,
        How.SIGNS_NOT_COMPARED if signs else How.WORDS,
        words.line(first),
        words.line(last),
        (),
        extra,
    )


def _alike(
    words: Words, core: Core, places: Sequence[_Place], catalog: Catalog
) -> list[_Place]:
    """Return what the long stretches between `places` are like."""
    found = []
    for start, end in [*_stretches(places, len(core.words))][:_MOST_STRETCHES]:
        if end - start >= _LEAST_WORDS:
            place = _most_alike(words, core, (start, end), catalog)
            if place is not None:
                found.append(place)
    return found


def _stretches(places: Sequence[_Place], length: int) -> Iterator[tuple[int, int]]:
    at = 0
    for place in sorted(places, key=lambda each: each.start):
        if at < place.start:
            yield at, place.start
        at = max(at, place.end)
    if at < length:
        yield at, length


def _most_alike(
    words: Words, core: Core, stretch: tuple[int, int], catalog: Catalog
) -> _Place | None:
    """Return what a stretch comes nearest to, if that is near enough to tell."""
    start, end = stretch
    if end - start > _MOST_WORDS:
        return None
    found = core.words[start:end]
    sketch = sketch_of(found)
    best: tuple[KnownText, Departure] | None = None
    for text in catalog.likely(sketch):
        departs = _departure(text, found, sketch)
        if departs is not None and (
            best is None or _explained(text, departs) > _explained(*best)
        ):
            best = (text, departs)
    if best is None:
        return None
    text, departs = best
    share = (departs.missing + departs.extra) / max(len(text.sketch), 1)
    if share >= RELATED_BELOW or (share >= EDITED_BELOW and text.license.kind is Kind.NOTICE):
        return None
    likeness = Likeness.EDITED if share < EDITED_BELOW else Likeness.RELATED
    return _departed(words, core, start, (text, departs, likeness))


def _departure(text: KnownText, found: tuple[str, ...], sketch: bytes) -> Departure | None:
    """Return where `found`, which has a `sketch`, departs from a known text."""
    if text.core is not None:
        return departure(text.core.words, found)
    return sketched_departure(text.sketch, sketch)


def _explained(text: KnownText, departs: Departure) -> int:
    """Return how many words a known text explains, less those that differ."""
    return len(text.sketch) - 2 * departs.missing - departs.extra


def _departed(
    words: Words, core: Core, start: int, found: tuple[KnownText, Departure, Likeness]
) -> _Place:
    """Return the place of a text that is like a known one, with what differs."""
    text, departs, likeness = found
    first, end = start + departs.start, start + departs.end
    inner = [gap for gap in departs.gaps if _within(gap, departs)]
    extra = [
        _passage(
            words, core.places[start + gap.right[0]], core.places[start + gap.right[1] - 1] + 1
        )
        for gap in inner
        if gap.right[0] < gap.right[1]
    ]
    missing = [
        _absence(words, core, start + gap.right[0], (text, gap))
        for gap in departs.gaps
        if gap.left[0] < gap.left[1]
    ]
    return _Place(
        first,
        end,
        Match(
            text.license,
            text.source,
            likeness,
            How.ALIKE,
            words.line(core.places[first]),
            words.line(core.places[end - 1]),
            tuple(missing),
            tuple(extra),
        ),
    )


def _within(gap: Gap, departs: Departure) -> bool:
    return departs.start <= gap.right[0] and gap.right[1] <= departs.end


def _absence(words: Words, core: Core, at: int, found: tuple[KnownText, Gap]) -> Absence:
    text, gap = found
    place = core.places[min(at, len(core.places) - 1)]
    shown = None
    if text.core is not None:
        left = text.core.words[gap.left[0] : gap.left[1]]
        shown = " ".join(left[:_MOST_MISSING]) + (" …" if len(left) > _MOST_MISSING else "")
    return Absence(words.line(place), gap.left[1] - gap.left[0], shown)


def _passage(words: Words, first: int, end: int) -> Passage:
    return Passage(
        words.line(first), words.line(end - 1), end - first, words.excerpt(first, end)
    )


def _left_over(words: Words, core: Core, places: Sequence[_Place]) -> Iterator[Passage]:
    """Yield the words outside of `places`, less the headings of what follows them."""
    headings = {
        place.start: place.match.license.headings
        for place in places
        if place.match.likeness is Likeness.IDENTIFIED
    }
    for start, end in _stretches(places, len(core.words)):
        stop = end - _heading(core.words[start:end], headings.get(end, ()))
        if start < stop:
            yield _passage(words, core.places[start], core.places[stop - 1] + 1)


def _heading(before: Sequence[str], headings: Sequence[tuple[str, ...]]) -> int:
    """Return how many words before a text are no more than its heading."""
    fitting = [each for each in headings if tuple(before[-len(each) :]) == each]
    return max(map(len, fitting), default=0)


_FROM_WORST = (Likeness.RELATED, Likeness.EDITED)


def _sum(places: Sequence[_Place], extra: Sequence[Passage]) -> Likeness:
    """Return what the parts of a text come to: the least certain of them decides."""
    found = {place.match.likeness for place in places}
    if not found:
        return Likeness.UNKNOWN
    if found == {Likeness.IDENTIFIED}:
        return Likeness.EXTRA_TERMS if extra else Likeness.IDENTIFIED
    return next((each for each in _FROM_WORST if each in found), Likeness.UNKNOWN)
