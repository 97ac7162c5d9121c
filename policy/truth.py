"""Three-valued logic after Kleene: a missing fact makes a condition neither true nor false.

The order FALSE < UNKNOWN < TRUE makes `and` a minimum and `or` a maximum
(S. C. Kleene, Introduction to Metamathematics, 1952, section 64).
"""

from collections.abc import Iterable
from enum import IntEnum


class Truth(IntEnum):
    """What a condition comes to when some facts may be missing."""

    __hash__ = int.__hash__

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2


FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE
_NEGATED = (TRUE, UNKNOWN, FALSE)


def truth_of(value: object) -> Truth:
    """Return the truth of a two-valued `value`."""
    return TRUE if value else FALSE


def negate(truth: Truth) -> Truth:
    """Return the opposite of `truth`; not knowing stays not knowing."""
    return _NEGATED[truth]


def all_of(truths: Iterable[Truth]) -> Truth:
    """Return the conjunction: false if a part is false, else unknown if a part is unknown."""
    return min(truths, default=TRUE)


def any_of(truths: Iterable[Truth]) -> Truth:
    """Return the disjunction: true if a part is true, else unknown if a part is unknown."""
    return max(truths, default=FALSE)
