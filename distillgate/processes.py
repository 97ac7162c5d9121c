"""Work done by as many processes as there are processors."""

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Thing = TypeVar("Thing")
Made = TypeVar("Made")


class _Job:
    """What the copies of this process are to do; they find it here when they are made."""

    work: Callable[[int], object]


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


def _done(number: int) -> object:
    return _Job.work(number)


def _processors() -> int:
    """Return how many processors there are for copies; one where none can be made."""
    if "fork" not in multiprocessing.get_all_start_methods():
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return 1  # macOS, where a copy may break system libraries
