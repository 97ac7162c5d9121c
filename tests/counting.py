"""Counts what is done, not how long it takes: the same on a slow machine as on a fast one."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from sqlalchemy import Engine, event

CONDITIONS = ("policy.testing", "_remembering.<locals>.evaluate")
"""One test of one fact."""
CLAUSES = ("policy.bundles", "_worked_out")
"""One clause worked out over the values of what it reads."""


def calls(work: Callable[[], object], *counted: tuple[str, str]) -> tuple[int, ...]:
    """Return how often each of `counted` functions, by module and name, is called in `work`."""
    found: Counter[tuple[str, str]] = Counter()

    def told(frame: FrameType, happened: str, _: object) -> None:
        if happened == "call":
            found[frame.f_globals.get("__name__", ""), frame.f_code.co_qualname] += 1

    before = sys.getprofile()
    sys.setprofile(told)
    try:
        work()
    finally:
        sys.setprofile(before)
    return tuple(found[each] for each in counted)


@contextmanager
def statements() -> Iterator[list[str]]:
    """Give the list of statements that databases are sent from here on."""
    found: list[str] = []

    def told(*details: object) -> None:
        found.append(str(details[2]))

    event.listen(Engine, "before_cursor_execute", told)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", told)
