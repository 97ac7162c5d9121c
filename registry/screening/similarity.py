"""How like two reduced names are, from nothing in common (0) to the same words (1)."""

from importlib import import_module
from importlib.util import find_spec
from typing import Protocol, cast


class _Compare(Protocol):
    def __call__(self, one: str, other: str, /) -> float: ...


def likeness(one: str, other: str) -> float:
    """Return how like the words of two names are, in whatever order they stand.

    This is the token set ratio: words that both have weigh fully, and a name
    all of whose words the other has is as like as can be.
    """
    left, right = set(one.split()), set(other.split())
    if not left or not right:
        return 0.0
    shared = " ".join(sorted(left & right))
    only_left, only_right = " ".join(sorted(left - right)), " ".join(sorted(right - left))
    if shared and (not only_left or not only_right):
        return 1.0
    gap = 1 if shared else 0
    long_left = len(shared) + gap + len(only_left)
    long_right = len(shared) + gap + len(only_right)
    apart = len(only_left) + len(only_right) - 2 * _common(only_left, only_right)
    found = 1 - apart / (long_left + long_right)
    if not shared:
        return found
    beside_left = 1 - (gap + len(only_left)) / (len(shared) + long_left)
    beside_right = 1 - (gap + len(only_right)) / (len(shared) + long_right)
    return max(found, beside_left, beside_right)


def _common(one: str, other: str) -> int:
    """Return the length of the longest text that can be cut out of both, in order.

    Counted in the bits of one number, a column at a time.
    """
    places: dict[str, int] = {}
    for place, sign in enumerate(one):
        places[sign] = places.get(sign, 0) | 1 << place
    everything = (1 << len(one)) - 1
    row = everything
    for sign in other:
        met = row & places.get(sign, 0)
        row = ((row + met) | (row - met)) & everything
    return len(one) - row.bit_count()


def _fastest() -> tuple[_Compare, str]:
    """Return the comparison, by `rapidfuzz` where it is installed; both give the same."""
    if find_spec("rapidfuzz") is None:
        return likeness, "token-set"
    ratio = cast("_Compare", import_module("rapidfuzz.fuzz").token_set_ratio)
    return lambda one, other: ratio(one, other) / 100, "token-set (rapidfuzz)"


COMPARE, METHOD = _fastest()
