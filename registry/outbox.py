"""The outbox: what happened and is to be told outside, written with what happened.

An event is a row beside the record of the log that tells of the same thing;
neither is there without the other.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select

from registry.audit.ledger import as_bytes
from registry.audit.tables import EntryRow
from registry.events import Event, Place
from registry.eventtables import EventRow
from registry.filings import ASKED, COUNTING, GRANTED, FilingKind
from registry.inserting import actor_number
from registry.tables import ActorRow, table_of

_EVENT, _ENTRY, _ACTOR = table_of(EventRow), table_of(EntryRow), table_of(ActorRow)
_NEW_EVENTS = insert(_EVENT)


class EventKind(StrEnum):
    """What others can be told of; a closed list, which only grows."""

    __hash__ = str.__hash__

    DECISION_MADE = "decision.made"
    DECISION_REOPENED = "decision.reopened"
    """What was decided is taken back, or means something else now: people look again."""
    REVIEW_REQUESTED = "review.requested"
    REVIEW_ESCALATED = "review.escalated"
    REVIEW_SUPERSEDED = "review.superseded"
    """The plan was submitted again before anybody decided."""
    QUESTION_ASKED = "question.asked"
    QUESTION_ANSWERED = "question.answered"
    SIGNOFF_GIVEN = "signoff.given"
    SIGNOFF_REFUSED = "signoff.refused"
    WAIVER_REQUESTED = "waiver.requested"
    WAIVER_GRANTED = "waiver.granted"
    WAIVER_REFUSED = "waiver.refused"
    AGREEMENT_RECORDED = "agreement.recorded"
    DETERMINATION_MADE = "determination.made"
    FILING_REVOKED = "filing.revoked"
    """An agreement, a determination or a waiver no longer counts."""
    POLICY_PROPOSED = "policy.proposed"
    """Somebody drafts a change of house policy, to which somebody else must agree."""
    POLICY_AGREED = "policy.agreed"
    POLICY_REFUSED = "policy.refused"
    POLICY_ACTIVATED = "policy.activated"
    """What was agreed to counts from its day on."""
    POLICY_WITHDRAWN = "policy.withdrawn"
    """What was agreed to was taken back before its day."""
    OBLIGATION_STATED = "obligation.stated"
    """Somebody says how a duty stands."""
    PERMIT_ISSUED = "permit.issued"
    PERMIT_REVOKED = "permit.revoked"
    PERMIT_CONSUMED = "permit.consumed"
    PERMIT_EXPIRING = "permit.expiring"
    """A permit ends soon; told once."""
    TERMS_CHANGED = "terms.changed"
    """Another version of terms or of a license is in force, or one was read anew."""


_ACTS = {
    "request": EventKind.REVIEW_REQUESTED,
    "ask": EventKind.QUESTION_ASKED,
    "answer": EventKind.QUESTION_ANSWERED,
    "escalate": EventKind.REVIEW_ESCALATED,
    "supersede": EventKind.REVIEW_SUPERSEDED,
    "reopen": EventKind.DECISION_REOPENED,
    "rejudge": EventKind.DECISION_REOPENED,
}
_FILED: Mapping[tuple[str, str | None], EventKind] = {
    **{(each.value, "revoked"): EventKind.FILING_REVOKED for each in COUNTING},
    (FilingKind.REQUEST.value, "requested"): EventKind.WAIVER_REQUESTED,
    (FilingKind.REQUEST.value, "refused"): EventKind.WAIVER_REFUSED,
    (FilingKind.POLICY.value, "requested"): EventKind.POLICY_PROPOSED,
    (FilingKind.POLICY.value, "granted"): EventKind.POLICY_AGREED,
    (FilingKind.POLICY.value, "refused"): EventKind.POLICY_REFUSED,
    (FilingKind.HOUSE.value, "revoked"): EventKind.POLICY_WITHDRAWN,
}
"""What is told of things on file that the log knows as changes; a waiver that is granted tells
of itself."""
_CHANGES = {
    "duty-stated": EventKind.OBLIGATION_STATED,
    "permit-expiring": EventKind.PERMIT_EXPIRING,
    "terms-changed": EventKind.TERMS_CHANGED,
}
"""What is told of changes, by the word for them in the record."""
_SAME = frozenset(each.value for each in EventKind)


def kind_of(event: Event) -> EventKind | None:
    """Return as what others are told of `event`; nothing where they are not."""
    if event.kind == "review.requested":
        return _ACTS.get(event.context.get("act", ""))
    if event.kind in _SAME:
        return EventKind(event.kind)
    return _of_change(event) if event.kind == "registry.changed" else None


def _of_change(event: Event) -> EventKind | None:
    change = _CHANGES.get(str(event.details.get("change")))
    if change is not None:
        return change
    what, outcome = event.subject.partition(":")[0], event.outcome
    if outcome == "revoked" and what in ASKED:
        granted = event.private.get("reason", "").startswith(GRANTED)
        outcome = "granted" if granted else "refused"
    return _FILED.get((what, outcome))


@dataclass(frozen=True, slots=True)
class OutboxEvent:
    """One event as it was written."""

    cursor: int
    """Its number; later events have higher ones, and no event comes in between later."""
    kind: EventKind | str
    """A word where a newer program wrote a kind that this one does not know."""
    subject: str
    actor: str
    at: str
    place: Place
    outcome: str | None
    says: Mapping[str, object]
    """What the record says of it in words: its context and details."""


def put_event(connection: Connection, event: Event, place: Place) -> None:
    """Write `event` into the outbox, in the transaction in which its record was written.

    It is called after the record was appended: from then to the commit the
    head of the log is locked, so that numbers are in the order of commits.
    """
    kind = kind_of(event)
    if kind is None or not place.new:
        return
    permit = event.details.get("permit")
    row = {
        "kind": kind.value,
        "subject": f"permit:{permit}" if isinstance(permit, str) else event.subject,
        "log": place.log,
        "idx": place.index,
        "actor_id": actor_number(connection, event.writer),
    }
    connection.execute(_NEW_EVENTS, [row])


def events_after(connection: Connection, cursor: int, most: int) -> tuple[OutboxEvent, ...]:
    """Return up to `most` events after `cursor`, in their order."""
    wanted = _events().where(_EVENT.c.id > cursor).order_by(_EVENT.c.id).limit(most)
    return tuple(map(_event, connection.execute(wanted)))


def events_numbered(
    connection: Connection, numbers: Iterable[int]
) -> Mapping[int, OutboxEvent]:
    """Return the events with these numbers, by number."""
    wanted = _events().where(_EVENT.c.id.in_(list(numbers)))
    return {each.cursor: each for each in map(_event, connection.execute(wanted))}


def last_event(connection: Connection) -> int:
    """Return the number of the last event; 0 where there is none."""
    return int(connection.execute(select(func.max(_EVENT.c.id))).scalar() or 0)


def _events() -> Select[Any]:
    return (
        select(_EVENT, _ACTOR.c.name.label("actor"), _ENTRY.c.leaf, _ENTRY.c.recorded_at)
        .join_from(_EVENT, _ACTOR, _ACTOR.c.id == _EVENT.c.actor_id)
        .join(_ENTRY, (_ENTRY.c.log == _EVENT.c.log) & (_ENTRY.c.idx == _EVENT.c.idx))
    )


def _event(row: Any) -> OutboxEvent:  # noqa: ANN401 a row
    told = json.loads(as_bytes(row.leaf))
    return OutboxEvent(
        cursor=row.id,
        kind=EventKind(row.kind) if row.kind in _SAME else row.kind,
        subject=row.subject,
        actor=row.actor,
        at=row.recorded_at,
        place=Place(row.log, row.idx, new=False),
        outcome=told.get("outcome"),
        says={**(told.get("context") or {}), **(told.get("details") or {})},
    )
