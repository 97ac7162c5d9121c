"""The values of a fact cut into cells: two values of one cell no test tells apart.

Numbers and dates are cut at the values that tests mention, places at their
codes and territories, lists by which of their elements tests tell apart. Why
that loses nothing stands in docs/decisions/0011. A cell without a value is one
that may exist and for which none is known.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from policy.conditions import Operator, Test, Tester
from policy.facts.fact import Fact, Kind
from policy.facts.vocabulary import VOCABULARY
from policy.packtests.demands import ALWAYS_KNOWN
from policy.places import COUNTRIES, EUROPEAN_UNION, WORLDWIDE, Territory
from policy.truth import FALSE, TRUE, Truth
from policy.truth import UNKNOWN as MAYBE
from policy.values import UNKNOWN, Bounds, Scalar, Several, Value

MOST_CELLS = 3_000
MOST_PATTERNS = 8
_FREE = frozenset({Operator.STARTS_WITH, Operator.CONTAINS, Operator.MATCHES})
_FRESH = "other"
_USUAL = ("DE", "US", "CN", "GB", "FR", "JP", "KR", "IN", "BR", "CH", "AU", "CA", "RU", "IR")
"""Places that are named rather than others of the same cell."""


@dataclass(frozen=True, slots=True)
class Ground:
    """By what tests are read: the territories of one pack."""

    territories: Mapping[str, Territory]
    tester: Tester


@dataclass(frozen=True, slots=True)
class Reading:
    """One test as one pack reads it."""

    side: int
    """Which of the grounds it is read by."""
    test: Test


@dataclass(frozen=True, slots=True)
class Cell:
    """Values of one fact that no reading tells apart."""

    value: Value | None
    """One of them; nothing where none is known."""
    truths: tuple[Truth, ...]
    """What each reading comes to, in their order."""


class TooManyCellsError(Exception):
    """A fact is cut into more cells than are looked at."""


@dataclass(frozen=True, slots=True)
class Cutter:
    """Cuts facts into cells by the tests of one or two packs."""

    grounds: tuple[Ground, ...]

    def cells(self, path: str, readings: Sequence[Reading]) -> tuple[Cell, ...]:
        """Return every cell into which `readings` cut the fact at `path`.

        Raises `TooManyCellsError`.
        """
        fact = VOCABULARY.get(path)
        found: dict[tuple[Truth, ...], Cell] = {}
        if path not in ALWAYS_KNOWN:
            self._take(found, UNKNOWN, (MAYBE,) * len(readings))
        values = self._lists(fact, readings) if fact.many else self._scalars(fact, readings)
        for value in values:
            self._take(found, value, self._truths(path, value, readings))
        if not fact.many:
            self._patterns(found, readings)
        return tuple(found.values())

    def _take(
        self,
        found: dict[tuple[Truth, ...], Cell],
        value: Value | None,
        truths: tuple[Truth, ...],
    ) -> None:
        known = found.get(truths)
        if known is None or (known.value is None and value is not None):
            found[truths] = Cell(value, truths)
        if len(found) > MOST_CELLS:
            raise TooManyCellsError

    def _truths(
        self, path: str, value: Value, readings: Iterable[Reading]
    ) -> tuple[Truth, ...]:
        return tuple(
            self.grounds[each.side].tester(each.test)({path: value}) for each in readings
        )

    # One value.

    def _scalars(self, fact: Fact, readings: Sequence[Reading]) -> Iterator[Value]:
        said = _operands(readings)
        match fact.kind:
            case Kind.BOOLEAN:
                yield from (True, False)
            case Kind.ENUM:
                yield from fact.values
            case Kind.DATE:
                yield from _days(each for each in said if isinstance(each, date))
            case Kind.NUMBER:
                numbers = [each for each in said if isinstance(each, Decimal)]
                points = tuple(_numbers(numbers))
                yield from points
                yield from _bounds(points)
            case Kind.PLACE:
                yield from self._places(map(str, said))
            case Kind.STRING:
                yield from _words(fact, readings)

    def _places(self, said: Iterable[str]) -> Iterator[str]:
        """Yield every country, the larger areas, each region that is named, and another one."""
        named = sorted({code for each in said for code in self._codes(each)})
        regions = [code for code in named if "-" in code]
        yield from _USUAL
        yield from sorted(COUNTRIES - set(_USUAL))
        yield from regions
        yield from sorted({f"{code[:2]}-ZZZ" for code in regions})
        yield from (EUROPEAN_UNION, WORLDWIDE)

    def _codes(self, name: str) -> Iterator[str]:
        found = [each.territories.get(name) for each in self.grounds]
        for territory in found:
            yield from (territory.codes | territory.excluded) if territory else (name,)

    def _patterns(
        self, found: dict[tuple[Truth, ...], Cell], readings: Sequence[Reading]
    ) -> None:
        """Add a cell for each way in which patterns of text may come out, known or not.

        More than there are: what one pattern implies for another is not worked out.
        """
        free = [at for at, each in enumerate(readings) if each.test.operator in _FREE]
        if not free:
            return
        if len({readings[at].test for at in free}) > MOST_PATTERNS:
            raise TooManyCellsError
        tests = list(dict.fromkeys(readings[at].test for at in free))
        nothing = self._truths(tests[0].fact, "\N{ZERO WIDTH SPACE}", readings)
        for chosen in itertools.product((FALSE, TRUE), repeat=len(tests)):
            truth = dict(zip(tests, chosen, strict=True))
            if not _can_be(truth):
                continue
            truths = list(nothing)
            for at in free:
                truths[at] = truth[readings[at].test]
            self._take(found, None, tuple(truths))

    # Lists.

    def _lists(self, fact: Fact, readings: Sequence[Reading]) -> Iterator[Value]:
        """Yield a list for every way in which its elements can come together.

        What a test says of two lists together follows from what it says of
        each, and from which elements of a `has_all` they have.
        """
        patterns = {each.test for each in readings if each.test.operator in _FREE}
        if len(patterns) > 1:
            raise TooManyCellsError  # what one implies for another is not worked out
        elements = self._elements(fact, readings)
        start = Several(())
        known: dict[tuple[object, ...], Several] = {
            self._mark(fact.path, start, readings): start
        }
        todo = [start]
        while todo:
            each = todo.pop(0)
            for element in elements:
                if element in each.items:
                    continue
                larger = Several(tuple(sorted({*each.items, element})))
                mark = self._mark(fact.path, larger, readings)
                if mark not in known:
                    known[mark] = larger
                    todo.append(larger)
                    if len(known) > MOST_CELLS:
                        raise TooManyCellsError
        yield from known.values()
        yield from (Several(each.items, open=True) for each in known.values())

    def _elements(self, fact: Fact, readings: Sequence[Reading]) -> tuple[str, ...]:
        """Return one element of each sort that `readings` tell apart."""
        found: dict[tuple[object, ...], str] = {}
        for word in self._every(fact, readings):
            mark = self._mark(fact.path, Several((word,)), readings)
            found.setdefault(mark, word)
        return tuple(found.values())

    def _every(self, fact: Fact, readings: Sequence[Reading]) -> Iterator[str]:
        said = _operands(readings)
        match fact.kind:
            case Kind.ENUM:
                yield from fact.values
            case Kind.PLACE:
                yield from self._places(map(str, said))
            case _:
                yield from (str(each) for each in _words(fact, readings))

    def _mark(
        self, path: str, value: Several, readings: Sequence[Reading]
    ) -> tuple[object, ...]:
        """Return all that decides what the list comes to, alone and with more in it."""
        needed = sorted(
            {
                str(operand).casefold()
                for each in readings
                if each.test.operator is Operator.HAS_ALL
                for operand in each.test.operands
            }
        )
        there = {item.casefold() for item in value.items}
        parts = tuple(word in there for word in needed)
        return self._truths(path, value, readings), parts, self._open(path, value, readings)

    def _open(
        self, path: str, value: Several, readings: Sequence[Reading]
    ) -> tuple[Truth, ...]:
        return self._truths(path, Several(value.items, open=True), readings)


def _operands(readings: Iterable[Reading]) -> tuple[Scalar, ...]:
    every = (operand for each in readings for operand in each.test.operands)
    return tuple(dict.fromkeys(every))


def _days(said: Iterable[date]) -> Iterator[date]:
    """Yield each day that is said, and those on both sides of it."""
    day = timedelta(days=1)
    for each in sorted(said):
        yield each
        if each > date.min:
            yield each - day
        if each < date.max:
            yield each + day


def _numbers(said: Iterable[Decimal]) -> Iterator[Decimal]:
    """Yield each number that is said, two between every two, two above and two below them."""
    ordered = sorted(set(said))
    if not ordered:
        yield from (Decimal(0), Decimal(1))
        return
    yield from ordered
    for low, high in itertools.pairwise(ordered):
        yield from _between(low, high)
    yield from (ordered[-1] + 1, ordered[-1] + 2)
    first = ordered[0]
    yield from (first / 3, first / 2) if first > 0 else (first - 2, first - 1)


def _between(low: Decimal, high: Decimal) -> Iterator[Decimal]:
    """Yield two numbers between, whole ones where there are."""
    third = (high - low) / 3
    one, other = low + third, high - third
    if third >= 2:  # noqa: PLR2004 then rounding leaves them apart and between
        one, other = (each.to_integral_value() for each in (one, other))
    yield from (one, other)


def _bounds(points: Sequence[Decimal]) -> Iterator[Bounds]:
    """Yield bounds from each point to each larger one, and without one of the ends."""
    ordered = sorted(points)
    yield from (Bounds(low, high) for low, high in itertools.combinations(ordered, 2))
    for each in ordered:
        yield from (Bounds(None, each), Bounds(each, None))
    yield Bounds(None, None)


def _words(fact: Fact, readings: Iterable[Reading]) -> Iterator[Scalar]:
    """Yield the words that are said, words that patterns fit, and one that nothing fits."""
    named = fact.path in {"student.base", "ingredient.id"}
    yield f"hf:example/{_FRESH}" if named else _FRESH
    yield "\N{ZERO WIDTH SPACE}"
    for each in readings:
        for operand in map(str, each.test.operands):
            word = operand.replace("*", "").replace("?", "x")
            yield from (operand, word, f"{word}-1", f"hf:example/{word}", f"hf:{word}")


def _can_be(truth: Mapping[Test, Truth]) -> bool:
    """Return whether text may begin as it must: of two beginnings one begins the other."""
    begins = [
        (tuple(str(each).casefold() for each in test.operands), there)
        for test, there in truth.items()
        if test.operator is Operator.STARTS_WITH
    ]
    there = [words for words, holds in begins if holds is TRUE]
    gone = [word for words, holds in begins if holds is FALSE for word in words]
    return all(
        any(not any(word.startswith(each) for each in gone) for word in words)
        for words in there
    ) and all(_agree(one, other) for one, other in itertools.combinations(there, 2))


def _agree(one: Iterable[str], other: Sequence[str]) -> bool:
    return any(a.startswith(b) or b.startswith(a) for a in one for b in other)
