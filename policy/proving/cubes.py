"""Cubes: regions of facts, and what can be done with them.

A cube says of each fact which of its cells it may lie in, as a set of bits.
All cubes of one space have their facts in the same order.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from policy.conditions import AllOf, AnyOf, Condition, Defined, NotThat, Test, tests_of
from policy.facts.fact import Kind
from policy.facts.vocabulary import VOCABULARY
from policy.proving.cells import Cell, Cutter, Reading, TooManyCellsError
from policy.truth import FALSE, TRUE, Truth
from policy.truth import UNKNOWN as MAYBE

Cube = tuple[int, ...]
MOST_CUBES = 20_000
_Axis = tuple[str, tuple[Reading, ...], tuple[Cell, ...]]
"""A fact, what is asked of it, and its cells."""


class GaveUpError(Exception):
    """There are more cubes than are looked at, or the time is over."""


@dataclass(frozen=True, slots=True)
class Space:
    """Facts, each cut into cells."""

    facts: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    readings: tuple[tuple[Reading, ...], ...]
    """By fact, in the order of the truths of its cells."""
    masks: dict[tuple[Reading, Truth], tuple[int, int]]
    """For each reading and truth: the place of its fact, and the cells in which it is so."""

    @property
    def whole(self) -> Cube:
        """Return the cube of everything."""
        return tuple((1 << len(each)) - 1 for each in self.cells)

    def only(self, place: int, mask: int) -> Cube:
        """Return the cube that is bounded in one fact alone."""
        whole = self.whole
        return (*whole[:place], mask, *whole[place + 1 :])


def space_of(
    conditions: Iterable[tuple[int, Condition]], cutter: Cutter, *, apart: bool = False
) -> Space:
    """Return the space of all facts that `conditions` read, each by the ground of its number.

    With `apart` each test of a fact that is cut too finely is taken as a fact of
    its own: more than there is, so that only what is the same everywhere is
    proven. Otherwise raises `TooManyCellsError`.
    """
    by_fact: dict[str, dict[Reading, None]] = {}
    for side, condition in conditions:
        for test in tests_of(condition):
            by_fact.setdefault(test.fact, {})[Reading(side, test)] = None
    axes: list[_Axis] = []
    for path in sorted(by_fact):
        read = tuple(by_fact[path])
        try:
            axes.append((path, read, cutter.cells(path, read)))
        except TooManyCellsError:
            if not apart:
                raise
            axes += _apart(path, read)
    return Space(
        tuple(path for path, _, _ in axes),
        tuple(cut for _, _, cut in axes),
        tuple(read for _, read, _ in axes),
        dict(_masks(axes)),
    )


def _masks(axes: Iterable[_Axis]) -> Iterator[tuple[tuple[Reading, Truth], tuple[int, int]]]:
    for place, (_, read, cut) in enumerate(axes):
        for at, each in enumerate(read):
            for truth in Truth:
                mask = sum(1 << i for i, cell in enumerate(cut) if cell.truths[at] is truth)
                yield (each, truth), (place, mask)


def _apart(path: str, readings: tuple[Reading, ...]) -> Iterator[_Axis]:
    """Yield one axis for each test, on which it may come to anything.

    Both grounds read a test alike, unless it names places.
    """
    placed = VOCABULARY.get(path).kind is Kind.PLACE
    groups: dict[object, list[Reading]] = {}
    for each in readings:
        groups.setdefault(each if placed else each.test, []).append(each)
    for same in groups.values():
        yield path, tuple(same), tuple(Cell(None, (truth,) * len(same)) for truth in Truth)


@dataclass(frozen=True, slots=True)
class Algebra:
    """What can be done with the cubes of one space; `keep_going` is asked time and again."""

    space: Space
    keep_going: Callable[[], bool] = lambda: True

    def where(self, side: int, condition: Condition, truths: frozenset[Truth]) -> list[Cube]:
        """Return where `condition`, read by one ground, comes to one of `truths`."""
        if len(truths) == len(Truth):
            return [self.space.whole]
        side_of = _SIDES.get(truths)
        if side_of is not None:
            level, below = side_of
            return self._where(side, condition, level, below=below)
        if truths == _OPEN:
            return self.both(
                self.where(side, condition, _MAY_HOLD), self.where(side, condition, _NOT_TRUE)
            )
        parts = (self.where(side, condition, frozenset({each})) for each in truths)
        return self.either(parts)

    def _where(
        self, side: int, condition: Condition, level: Truth, *, below: bool
    ) -> list[Cube]:
        """Return where `condition` is at least `level`, or `below`: at most."""
        match condition:
            case Test():
                return self._test(Reading(side, condition), level, below=below)
            case Defined(condition=part):
                return self._where(side, part, level, below=below)
            case NotThat(part=part):
                turned = Truth(TRUE - level)
                return self._where(side, part, turned, below=not below)
            case AllOf(parts=parts) | AnyOf(parts=parts):
                every = (self._where(side, each, level, below=below) for each in parts)
                if isinstance(condition, AllOf) is below:
                    return self.either(every)
                return self.every(every)

    def _test(self, reading: Reading, level: Truth, *, below: bool) -> list[Cube]:
        place, mask = 0, 0
        for truth in Truth:
            if (truth <= level) if below else (truth >= level):
                place, more = self.space.masks[reading, truth]
                mask |= more
        return [self.space.only(place, mask)] if mask else []

    def either(self, every: Iterable[list[Cube]]) -> list[Cube]:
        """Return what lies in any of the regions."""
        return self._absorbed([cube for each in every for cube in each])

    def every(self, every: Iterable[list[Cube]]) -> list[Cube]:
        """Return what lies in all of the regions."""
        found = [self.space.whole]
        for each in every:
            found = self.both(found, each)
            if not found:
                return found
        return found

    def both(self, some: Sequence[Cube], others: Sequence[Cube]) -> list[Cube]:
        """Return what lies in both regions."""
        met = (meeting(one, other) for one in some for other in others)
        return self._absorbed([each for each in met if each is not None])

    def less(self, some: Iterable[Cube], others: Sequence[Cube]) -> list[Cube]:
        """Return what lies in the first region and not in the second, in disjoint parts."""
        left = list(some)
        for other in others:
            left = [part for each in left for part in subtracted(each, other)]
            self._may_go_on(left)
        return left

    def covers(self, region: Sequence[Cube], cube: Cube) -> bool:
        """Return whether all of `cube` lies in `region`."""
        return not self.less([cube], region)

    def merged(self, region: Sequence[Cube]) -> list[Cube]:
        """Return the region in few and large cubes, which may overlap."""
        large = self._absorbed([self._grown(each, region) for each in region])
        kept = list(large)
        for each in sorted(large, key=_size):
            others = [one for one in kept if one != each]
            if others and self.covers(others, each):
                kept = others
        return sorted(kept, key=lambda cube: (-_size(cube), cube))

    def _grown(self, cube: Cube, region: Sequence[Cube]) -> Cube:
        """Return the largest cube around `cube` in the region, fact by fact."""
        for place, whole in enumerate(self.space.whole):
            wide = (*cube[:place], whole, *cube[place + 1 :])
            if cube[place] != whole and self.covers(region, wide):
                cube = wide
        for place, cells in enumerate(self.space.cells):
            for bit in range(len(cells)):
                more = cube[place] | (1 << bit)
                wide = (*cube[:place], more, *cube[place + 1 :])
                if more != cube[place] and self.covers(region, wide):
                    cube = wide
        return cube

    def _absorbed(self, cubes: list[Cube]) -> list[Cube]:
        """Return `cubes` without those that lie in another one."""
        self._may_go_on(cubes)
        kept: list[Cube] = []
        for cube in sorted(set(cubes), key=_size, reverse=True):
            if not any(contains(one, cube) for one in kept):
                kept.append(cube)
        return kept

    def _may_go_on(self, cubes: Sequence[Cube]) -> None:
        if len(cubes) > MOST_CUBES or not self.keep_going():
            raise GaveUpError


_OPEN = frozenset({MAYBE})
_MAY_HOLD = frozenset({TRUE, MAYBE})
_NOT_TRUE = frozenset({FALSE, MAYBE})
_SIDES = {
    frozenset({FALSE}): (FALSE, True),
    _NOT_TRUE: (MAYBE, True),
    _MAY_HOLD: (MAYBE, False),
    frozenset({TRUE}): (TRUE, False),
}
"""Truths that lie on one side of a level: at least it, or below: at most it."""


def meeting(one: Cube, other: Cube) -> Cube | None:
    """Return what lies in both cubes, or nothing where they do not meet."""
    met = tuple(a & b for a, b in zip(one, other, strict=True))
    return met if all(met) else None


def contains(one: Cube, other: Cube) -> bool:
    """Return whether all of `other` lies in `one`."""
    return all(a & b == b for a, b in zip(one, other, strict=True))


def subtracted(cube: Cube, other: Cube) -> Iterator[Cube]:
    """Yield what is left of `cube` without `other`, in disjoint parts."""
    if meeting(cube, other) is None:
        yield cube
        return
    left = list(cube)
    for place, mask in enumerate(other):
        outside = left[place] & ~mask
        if outside:
            yield (*left[:place], outside, *left[place + 1 :])
        left[place] &= mask


def _size(cube: Cube) -> int:
    """Return a measure of how large a cube is: larger where it holds another one."""
    return sum(mask.bit_count() for mask in cube)
