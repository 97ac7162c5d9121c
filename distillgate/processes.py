"""Work done by as many processes as there are processors."""

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing.pool import Pool
from typing import Any, TypeVar

Thing = TypeVar("Thing")
Made = TypeVar("Made")


_MUCH = 16
_PIECE = 8


class _Job:
    """What the copies of this process are to do; they find it here when they are made."""

    work: Callable[[int], object]
    thing: Callable[[Any], Any]
    """What a crew does on each thing."""


def in_processes(work: Callable[[Thing], Made], things: Sequence[Thing]) -> Iterator[Made]:
    """Yield what `work` makes of each of `things`, in their order.

    Each process is a copy of this one, so nothing is loaded twice; what it
    makes must be picklable. Where no copy can be made safely (another thread
    runs, or the system knows no copies), this process does everything.
    """
    wanted = min(_processors(), len(things))
    if wanted < 2 or threading.active_count() > 1:  # noqa: PLR2004 - one needs no copies
        yield from map(work, things)
        return
    _Job.work = staticmethod(lambda number: work(things[number]))
    with multiprocessing.get_context("fork").Pool(wanted) as pool:
        yield from pool.imap(_done, range(len(things)))


@contextmanager
def crew(
    work: Callable[[Thing], Made],
) -> Iterator[Callable[[Sequence[Thing]], Iterator[Made]]]:
    """Give what has copies of this process do `work` on many things, again and again.

    The copies stay, with what they have learned, until everything is done.
    They are made for the first time that there is much to do.
    """
    with ExitStack() as stack:
        hands: list[Pool] = []

        def done(things: Sequence[Thing]) -> Iterator[Made]:
            wanted = _processors()
            if not hands and (len(things) < _MUCH or wanted < 2):  # noqa: PLR2004 as above
                return map(work, things)
            if not hands:
                if threading.active_count() > 1:
                    return map(work, things)
                _Job.thing = staticmethod(work)
                context = multiprocessing.get_context("fork")
                hands.append(stack.enter_context(context.Pool(wanted)))
            return hands[0].imap(_done_with, things, chunksize=_PIECE)

        yield done


def _done_with(thing: Any) -> Any:  # noqa: ANN401 whatever the work is on, and makes
    return _Job.thing(thing)


def _done(number: int) -> object:
    return _Job.work(number)


def _processors() -> int:
    """Return how many processors there are for copies; one where none can be made."""
    if "fork" not in multiprocessing.get_all_start_methods():
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return 1  # macOS, where a copy may break system libraries
