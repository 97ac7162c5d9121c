"""How one kind of work is done on many things."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

Thing = TypeVar("Thing")
Made = TypeVar("Made")


class Spread(Protocol):
    """Does the same work on many things, in whatever processes."""

    def __call__(
        self, work: Callable[[Thing], Made], things: Sequence[Thing]
    ) -> Iterator[Made]:
        """Yield what `work` makes of each of `things`, in their order."""
        ...


def one_by_one(work: Callable[[Thing], Made], things: Sequence[Thing]) -> Iterator[Made]:
    """Yield what `work` makes of each of `things`, in this process."""
    return map(work, things)
