"""The queue of reviews: filtered, in order and a page at a time, however many there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, or_, select

from policy.canonical import canonical_json
from policy.verdict import Ruling
from registry.reviews import ActKind, Review, ReviewState
from registry.reviewstore import ReviewStore, SoughtReviews
from registry.reviewtables import ReviewActRow, ReviewRow
from registry.tables import ActorRow, DecisionRow, PlanRow, VersionRow, table_of

_REVIEW, _ACT = table_of(ReviewRow), table_of(ReviewActRow)
_ACTOR, _PLAN = table_of(ActorRow), table_of(PlanRow)
_DECISION, _VERSION = table_of(DecisionRow), table_of(VersionRow)
_FIRST = _ACT.alias("queue_first")
_BY_SEVERITY = {ruling.word: -int(ruling) for ruling in Ruling}
_WILD = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})


class Order(StrEnum):
    """In which order a queue stands."""

    __hash__ = str.__hash__

    OLDEST = "oldest"
    NEWEST = "newest"
    GRAVEST = "gravest"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class SoughtQueue:
    """Which part of the queue is sought."""

    states: tuple[ReviewState, ...] = ()
    """None: those that nobody has decided."""
    requester: str | None = None
    groups: tuple[str, ...] | None = None
    """Only reviews that were handed to one of them, or to nobody."""
    words: str = ""
    """A part of the id or title of the plan."""
    ruling: Ruling | None = None
    order: Order = Order.OLDEST
    skip: int = 0
    most: int = 50


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the queue."""

    reviews: tuple[Review, ...]
    total: int


def queue(connection: Connection, sought: SoughtQueue) -> Queue:
    """Return the page of the queue that is sought, and how many reviews there are in all."""
    wanted = _narrowed(sought)
    total = counted(connection, sought)
    page = wanted.order_by(*_order(sought.order)).offset(sought.skip).limit(sought.most)
    numbers = tuple(int(row.id) for row in connection.execute(page))
    if not numbers:
        return Queue((), total)
    store = ReviewStore(connection)
    found = store.reviews(SoughtReviews(numbers=numbers, most=len(numbers)))
    by_number: Mapping[int, Review] = {each.number: each for each in found}
    return Queue(tuple(by_number[each] for each in numbers), total)


def counted(connection: Connection, sought: SoughtQueue) -> int:
    """Return how many reviews there are of those that are sought, on all pages."""
    found = select(func.count()).select_from(_narrowed(sought).subquery())
    return int(connection.execute(found).scalar_one())


def _narrowed(sought: SoughtQueue) -> Select[Any]:
    """Return the reviews that are sought; only what is asked of is joined."""
    states = sought.states or tuple(each for each in ReviewState if not each.closed)
    wanted = select(_REVIEW.c.id).where(_REVIEW.c.state.in_([each.value for each in states]))
    if sought.requester is not None or sought.words or sought.order is Order.PLAN:
        wanted = wanted.join(_PLAN, _PLAN.c.id == _REVIEW.c.plan_id)
    of_decision = sought.ruling is not None or sought.order is Order.GRAVEST
    if sought.requester is not None or sought.words or of_decision:
        wanted = wanted.join(_DECISION, _DECISION.c.id == _REVIEW.c.decision_id)
    if sought.requester is not None or sought.words:
        wanted = wanted.join(_VERSION, _VERSION.c.id == _DECISION.c.version_id)
    if sought.requester is not None:
        wanted = _asked_for_by(sought.requester, wanted)
    if sought.groups is not None:
        wanted = wanted.where(_of_groups(sought.groups))
    if sought.words:
        like = f"%{sought.words.translate(_WILD)}%"
        columns = (_PLAN.c.name, _VERSION.c.title)
        wanted = wanted.where(or_(*(each.ilike(like, escape="\\") for each in columns)))
    if sought.ruling is not None:
        wanted = wanted.where(_DECISION.c.ruling == sought.ruling.word)
    return wanted


def _asked_for_by(name: str, wanted: Select[Any]) -> Select[Any]:
    """Return `wanted` where somebody owns the plan, submitted it, or asked for the review."""
    first = (_FIRST.c.review_id == _REVIEW.c.id) & (_FIRST.c.number == 1)
    actors = select(_ACTOR.c.id).where(_ACTOR.c.name == name)
    columns = (_PLAN.c.owner_id, _VERSION.c.submitter_id, _FIRST.c.actor_id)
    return wanted.join(_FIRST, first).where(or_(*(each.in_(actors) for each in columns)))


def _of_groups(groups: tuple[str, ...]) -> ColumnElement[bool]:
    """Return whether a review was handed to one of `groups` last, or never to any."""
    handed = (
        select(_ACT.c.body)
        .where(_ACT.c.review_id == _REVIEW.c.id, _ACT.c.kind == ActKind.ESCALATE.value)
        .order_by(_ACT.c.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    # Within a text of canonical JSON every quote is escaped, so only the key matches.
    named = (f'"group":{canonical_json(each)}' for each in groups)
    likes = (handed.like(f"%{each.translate(_WILD)}%", escape="\\") for each in named)
    return or_(handed.is_(None), *likes)


def _order(order: Order) -> tuple[ColumnElement[Any], ...]:
    match order:
        case Order.OLDEST:
            return (_REVIEW.c.id.asc(),)
        case Order.NEWEST:
            return (_REVIEW.c.id.desc(),)
        case Order.GRAVEST:
            weight = case(_BY_SEVERITY, value=_DECISION.c.ruling, else_=0)
            return (weight.asc(), _REVIEW.c.id.asc())
        case Order.PLAN:
            return (_PLAN.c.name.asc(), _REVIEW.c.id.asc())
