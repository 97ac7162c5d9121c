"""What ends soon, and which plans that concerns: what is on file, and approvals by people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from distillgate.usecases.recurringduties import DueDuty, undone_periods
from policy.documents import Document
from registry.database import Database
from registry.decisionstore import DecisionStore
from registry.filings import ASKED, Filing
from registry.filingstore import FilingStore
from registry.reviews import ReviewState
from registry.reviewstore import ReviewStore, SoughtReviews

NOTICES = (7, 30)
"""So many days ahead people are told, the last call first."""
MOST_PLANS = 20
_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that ends, or has ended and still carries a plan."""

    kind: str
    """`agreement`, `determination`, `waiver`, `approval`, or `duty` for what is owed again."""
    name: str
    until: date
    """The first day on which it no longer counts; of a duty, on which it is late."""
    owner: str
    """Who filed it, or approved; of a duty, the agreement that asks for it."""
    plans: tuple[str, ...]
    """The first of the plans whose last decision rests on it."""
    more: int = 0
    """How many other plans there are."""

    def days(self, day: date) -> int:
        """Return how many days are left; none or less where it has ended."""
        return (self.until - day).days

    def notice(self, day: date) -> str:
        """Return how urgent it is."""
        left = self.days(day)
        if left <= 0:
            return "overdue" if self.kind == "duty" else "ended"
        window = next((days for days in NOTICES if left <= days), None)
        return "later" if window is None else f"within {window} days"


def due(
    database: Database, day: date, within: int, agreements: Sequence[Document] = ()
) -> tuple[Due, ...]:
    """Return what ends within so many days, the soonest first.

    Of `agreements` it tells what is owed again by then and nobody has met.

    What has ended is told of while a plan still rests on it: the next sweep
    reopens that.
    """
    last = day + timedelta(days=within)
    found = [each for each in _all(database, last) if each.until > day or each.plans]
    with database.reading() as connection:
        found += [_owed(each) for each in undone_periods(agreements, connection, day, last)]
    return tuple(sorted(found, key=lambda each: (each.until, each.kind, each.name)))


def _owed(each: DueDuty) -> Due:
    late_on = each.duty.due_on or date.max
    shown, more = each.plans[:MOST_PLANS], max(0, len(each.plans) - MOST_PLANS)
    return Due("duty", each.duty.clause, late_on, each.agreement, shown, more)


def _all(database: Database, last: date) -> Iterator[Due]:
    with database.reading() as connection:
        decisions = DecisionStore(connection)
        for filing in FilingStore(connection).filings():
            until = _end(filing)
            if until is not None and until <= last:
                plans = decisions.standing(most=_ALL, on=filing.name)
                names = [each.version.plan for each in plans]
                shown, more = tuple(names[:MOST_PLANS]), max(0, len(names) - MOST_PLANS)
                owner = filing.actor
                yield Due(filing.kind.value, filing.name, until, owner, shown, more)
        approved = SoughtReviews(state=ReviewState.APPROVED, most=_ALL)
        for review in ReviewStore(connection).reviews(approved):
            act = review.approval
            if act is not None and act.until is not None and act.until <= last:
                name = f"review {review.number}"
                yield Due("approval", name, act.until, act.writer.name, (review.plan,))


def _end(filing: Filing) -> date | None:
    """Return when something ends that counts; nothing where it does not, or never ends."""
    counts = filing.revoked is None and filing.kind not in ASKED
    return filing.until if counts else None


def due_json(each: Due, day: date) -> dict[str, object]:
    """Return one thing that ends in the types of JSON."""
    return {
        "schema": "distillgate/due/v1",
        "kind": each.kind,
        "name": each.name,
        "until": each.until.isoformat(),
        "days": str(each.days(day)),
        "notice": each.notice(day),
        "owner": each.owner,
        "plans": list(each.plans),
        "more_plans": str(each.more),
    }
