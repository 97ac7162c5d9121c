"""Duties that come again: how often, until when each time, and how much at most.

Periods are those of the calendar; the first and the last may be cut short by
the text that brings the duty.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from policy.frozen import dataclass

MOST_PERIODS = 240
"""So many periods are told of, the latest."""
_MONTHS = 12


class Every(StrEnum):
    """How often a duty comes again."""

    __hash__ = str.__hash__

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months one period has."""
        return {"month": 1, "quarter": 3, "half-year": 6, "year": 12}[self.value]


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How a duty comes again."""

    every: Every
    within: int = 0
    """How many days after the end of a period it must be met."""
    at_most: Decimal | None = None
    """How much may be used in one period."""
    unit: str | None = None
    """Of what."""


@dataclass(frozen=True, slots=True)
class Period:
    """One time in which a duty is owed."""

    label: str
    """`2026`, `2026-H2`, `2026-Q3` or `2026-11`."""
    first: date
    end: date
    """The first day after it."""
    late_on: date
    """The first day on which the duty is late."""


def periods(
    recurrence: Recurrence, start: date, until: date | None, day: date
) -> tuple[Period, ...]:
    """Return the periods that have begun by `day`, of a duty from `start` to before `until`."""
    return tuple(_periods(recurrence, start, until, day))[-MOST_PERIODS:]


def _periods(
    recurrence: Recurrence, start: date, until: date | None, day: date
) -> Iterator[Period]:
    months = recurrence.every.months
    first = date(start.year, (start.month - 1) // months * months + 1, 1)
    while first <= day and (until is None or first < until):
        end = _later(first, months)
        last = end if until is None else min(end, until)
        late_on = last + timedelta(days=recurrence.within)
        yield Period(_label(first, recurrence.every), max(first, start), last, late_on)
        first = end


def _later(first: date, months: int) -> date:
    number = first.month - 1 + months
    return date(first.year + number // _MONTHS, number % _MONTHS + 1, 1)


def _label(first: date, every: Every) -> str:
    part = (first.month - 1) // every.months + 1
    match every:
        case Every.MONTH:
            return f"{first.year}-{first.month:02}"
        case Every.QUARTER:
            return f"{first.year}-Q{part}"
        case Every.HALF_YEAR:
            return f"{first.year}-H{part}"
        case Every.YEAR:
            return f"{first.year}"
