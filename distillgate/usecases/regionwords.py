"""Regions of facts in words, by the tests that the packs themselves make."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace

from distillgate.usecases.conditionwords import condition_words
from policy.conditions import Operator, Test
from policy.explaining_words import listed, value_words
from policy.proving.cubes import Cube, Space
from policy.truth import FALSE, TRUE, Truth
from policy.truth import UNKNOWN as MAYBE
from policy.values import UNKNOWN

_OPPOSITES: Mapping[Operator, Operator] = {
    Operator.IS: Operator.IS_NOT,
    Operator.IN: Operator.NOT_IN,
    Operator.HAS: Operator.HAS_NONE,
    Operator.HAS_ANY: Operator.HAS_NONE,
    Operator.WITHIN: Operator.OUTSIDE,
    Operator.ABOVE: Operator.AT_MOST,
    Operator.AT_LEAST: Operator.BELOW,
    Operator.BEFORE: Operator.ON_OR_AFTER,
    Operator.AFTER: Operator.ON_OR_BEFORE,
}
_TURNED = {**_OPPOSITES, **{value: key for key, value in _OPPOSITES.items()}}
_MOST_LISTED = 6


def cube_words(space: Space, cube: Cube) -> tuple[str, ...]:
    """Return what holds in `cube`, fact by fact; what is left open has no words."""
    return tuple(
        _fact_words(space, place, mask)
        for place, (mask, whole) in enumerate(zip(cube, space.whole, strict=True))
        if mask != whole
    )


def _fact_words(space: Space, place: int, mask: int) -> str:
    said = list(_literals(space, place))
    for words, held in said:
        if held == mask:
            return words
    for (one, first), (other, second) in itertools.combinations(said, 2):
        if first & second == mask:
            return f"{one}, and {other}"
    for (one, first), (other, second) in itertools.combinations(said, 2):
        if first | second == mask:
            return f"{one}, or {other}"
    return _values(space, place, mask)


def _literals(space: Space, place: int) -> Iterator[tuple[str, int]]:
    """Yield what can be said of the fact by one test, with the cells in which it is so."""
    path = space.facts[place]
    for at, cell in enumerate(space.cells[place]):
        if cell.value is UNKNOWN:
            yield f"`{path}` is not known", 1 << at
    tests = dict.fromkeys(each.test for each in space.readings[place])
    for number, test in enumerate(tests):
        reading = next(each for each in space.readings[place] if each.test == test)
        held = {truth: space.masks[reading, truth][1] for truth in Truth}
        yes, no = condition_words(test), _negated(test)
        yield yes, held[TRUE]
        yield no, held[FALSE]
        yield f"{yes}, or that is not known", held[TRUE] | held[MAYBE]
        yield f"{no}, or that is not known", held[FALSE] | held[MAYBE]
        yield f"it is not known whether {yes}", held[MAYBE]
        yield f"it is known whether {yes}", held[TRUE] | held[FALSE]
        if number > _MOST_LISTED:
            return


def _negated(test: Test) -> str:
    if len(test.operands) == 1 and isinstance(test.operands[0], bool):
        return condition_words(replace(test, operands=(not test.operands[0],)))
    turned = _TURNED.get(test.operator)
    if turned is None:
        return f"not: {condition_words(test)}"
    return condition_words(replace(test, operator=turned))


def _values(space: Space, place: int, mask: int) -> str:
    cells = space.cells[place]
    inside = [cell.value for at, cell in enumerate(cells) if mask >> at & 1]
    known = [value_words(each) for each in inside if each is not None]
    more = len(known) - _MOST_LISTED
    shown = [*known[:_MOST_LISTED], *([f"{more} more"] if more > 0 else [])]
    return f"`{space.facts[place]}` is such as {listed(shown, 'or')}"
