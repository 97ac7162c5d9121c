"""Duties of agreements that come again: one for each period, each with a state of its own.

A report or a fee is owed once in a period, whatever the number of plans that
rest on the agreement: what was said of it in one plan counts in all.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

from policy.documents import Clause, Document, Version
from policy.recurring import Recurrence, periods
from registry.decisionstore import DecisionStore
from registry.dutystore import DutyStore
from registry.obligations import Duty, DutyStanding


@dataclass(frozen=True, slots=True)
class Recurring:
    """One clause that asks for something again and again."""

    document: Document
    version: Version
    clause: Clause
    recurs: Recurrence

    @property
    def ref(self) -> str:
        """The clause as verdicts name it."""
        return self.document.clause_ref(self.version, self.clause)

    @property
    def limit(self) -> str | None:
        """How much may be used in one period, in words."""
        return limit_words(self.recurs.at_most, self.recurs.unit)


def limit_words(most: Decimal | None, unit: str | None) -> str | None:
    """Return how much is at most allowed, as people read it."""
    if most is None:
        return None
    return f"{most:,} {unit or ''}".strip()


def recurring_in(agreements: Iterable[Document]) -> Iterator[Recurring]:
    """Yield the clauses of `agreements` that come again."""
    for document in agreements:
        for version in document.versions:
            for clause in version.clauses:
                if clause.recurs is not None:
                    yield Recurring(document, version, clause, clause.recurs)


def in_periods(
    duties: Sequence[Duty], agreements: Iterable[Document], since: date, day: date
) -> tuple[Duty, ...]:
    """Return `duties`, those that come again once for each period that has begun by `day`.

    `since` is when the plan was there first: nothing is owed for it before.
    """
    known: Mapping[str, Recurring] = {each.ref: each for each in recurring_in(agreements)}
    found: list[Duty] = []
    for duty in duties:
        recurring = known.get(duty.clause)
        if recurring is None:
            found.append(duty)
        else:
            found += _one_each(duty, recurring, since, day)
    return tuple(found)


def _one_each(duty: Duty, recurring: Recurring, since: date, day: date) -> Iterator[Duty]:
    start = max(recurring.version.effective or since, since)
    recurs = recurring.recurs
    for period in periods(recurs, start, recurring.version.until, day):
        yield replace(
            duty,
            clause=f"{duty.clause}/{period.label}",
            due=f"each {recurs.every}",
            due_on=period.late_on,
            standing=DutyStanding.OPEN,
            period=period.label,
            limit=recurs.at_most,
            unit=recurs.unit,
        )


def standing_by_period(duties: Sequence[Duty], connection: Connection) -> tuple[Duty, ...]:
    """Return `duties`, those of one period as they stand by what was said in any plan."""
    names = [each.clause for each in duties if each.period is not None]
    if not names:
        return tuple(duties)
    said = DutyStore(connection).said_of(names)
    last = {act.clause: act for act in said}
    return tuple(
        replace(each, standing=last[each.clause].standing, act=last[each.clause])
        if each.period is not None and each.clause in last
        else each
        for each in duties
    )


@dataclass(frozen=True, slots=True)
class DueDuty:
    """One period of a duty that nobody has met, with the plans that it is owed for."""

    duty: Duty
    agreement: str
    plans: tuple[str, ...]


def undone_periods(
    agreements: Iterable[Document], connection: Connection, day: date, last: date
) -> Iterator[DueDuty]:
    """Yield each period by which something is owed until `last` and nobody has met it.

    A clause on which no plan rests asks for nothing.
    """
    store = DecisionStore(connection)
    for each in recurring_in(agreements):
        name = f"{each.document.id}#{each.clause.id}"
        resting = [one.version for one in store.standing(most=_ALL, on=name)]
        if not resting:
            continue
        first = min(date.fromisoformat(one.made_at[:10]) for one in resting)
        says = each.clause.statement
        base = Duty(each.ref, says, "", None, (), DutyStanding.OPEN)
        owed = tuple(_one_each(base, each, first, day))
        plans = tuple(one.plan for one in resting)
        for duty in standing_by_period(owed, connection):
            if not duty.standing.done and duty.due_on is not None and duty.due_on <= last:
                yield DueDuty(duty, each.document.id, plans)


_ALL = 1_000_000
