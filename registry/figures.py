"""Numbers over all decisions, counted where they are stored."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from policy.verdict import Ruling
from registry.decisions import RULINGS
from registry.tables import DecisionRow, PlanRow, table_of

_DECISION, _PLAN = table_of(DecisionRow), table_of(PlanRow)
_MONTH_LETTERS = len("2026-11")


@dataclass(frozen=True, slots=True)
class MonthOfRulings:
    """How many decisions of a month came to what."""

    month: str
    counts: tuple[tuple[Ruling, int], ...]


def rulings_by_month(connection: Connection, most: int) -> tuple[MonthOfRulings, ...]:
    """Return the latest `most` months in which something was decided, the first one first."""
    month = func.substr(_DECISION.c.made_at, 1, _MONTH_LETTERS).label("month")
    wanted = (
        select(month, _DECISION.c.ruling, func.count().label("number"))
        .where(_DECISION.c.binding)
        .group_by(month, _DECISION.c.ruling)
        .order_by(month)
    )
    found: dict[str, dict[Ruling, int]] = {}
    for row in connection.execute(wanted):
        found.setdefault(row.month, {})[RULINGS[row.ruling]] = int(row.number)
    months = sorted(found)[-most:]
    return tuple(
        MonthOfRulings(each, tuple((ruling, found[each].get(ruling, 0)) for ruling in Ruling))
        for each in months
    )


def plans_counted(connection: Connection) -> int:
    """Return how many plans were submitted."""
    return int(connection.execute(select(func.count()).select_from(_PLAN)).scalar_one())
