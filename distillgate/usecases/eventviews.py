"""Events as others are told of them: with plan, verdict, clauses, and where to look."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from urllib.parse import quote

from sqlalchemy import Connection

from distillgate.gate.checking import PermitRefusedError
from distillgate.usecases.permitstanding import statement_of
from policy.canonical import canonical_json
from registry.audit.decisionlinks import decision_at
from registry.audit.permitstore import permit_called
from registry.contents import DamagedContentError
from registry.decisions import Decision
from registry.decisionstore import DecisionStore
from registry.events import Place
from registry.filings import COUNTING, FilingKind
from registry.outbox import EventKind, OutboxEvent

_WEIGHS = frozenset({"deny", "review"})
_STANDS = frozenset({"applies", "unsure"})
_MOST_CLAUSES = 20
_PAGES = {
    **{each.value: "/filed" for each in (*COUNTING, FilingKind.REQUEST)},
    FilingKind.POLICY.value: "/policies",
    FilingKind.HOUSE.value: "/policies",
}
"""Where the console shows what is about no plan."""


@dataclass(frozen=True, slots=True)
class Message:
    """One event with all that is told of it."""

    id: str
    """The same whenever and wherever it is told."""
    cursor: int
    kind: str
    at: str
    by: str
    subject: str
    outcome: str | None = None
    plan: str | None = None
    owner: str | None = None
    title: str | None = None
    decision: int | None = None
    verdict: str | None = None
    clauses: tuple[str, ...] = ()
    """What weighs on the verdict: what denies it, or leaves it to a person."""
    review: int | None = None
    permit: str | None = None
    until: str | None = None
    """When a permit ends."""
    document: str | None = None
    version: str | None = None
    """Which version of a document is in force now."""
    before: str | None = None
    """Which one was, before it."""
    record: int = 0
    """Where the log tells of it."""

    @property
    def path(self) -> str:
        """Where the console shows what it is about."""
        if self.decision is not None:
            return f"/decisions/{self.decision}"
        if self.plan is not None:
            return f"/plans/{quote(self.plan, safe='')}"
        if self.document is not None:
            return f"/documents/{quote(self.document, safe='')}"
        return _PAGES.get(self.subject.partition(":")[0], "/")

    def link(self, home: str | None) -> str:
        """Return where to look, below the address at which people reach the server."""
        return f"{(home or '').rstrip('/')}{self.path}"

    def plain(self, home: str | None = None) -> dict[str, object]:
        """Return it in the types of JSON, as receivers get it."""
        return {
            "type": self.kind,
            "timestamp": self.at,
            "data": {
                "id": self.id,
                "cursor": str(self.cursor),
                "by": self.by,
                "subject": self.subject,
                "outcome": self.outcome,
                "plan": self.plan,
                "title": self.title,
                "owner": self.owner,
                "decision": _text(self.decision),
                "verdict": self.verdict,
                "clauses": list(self.clauses),
                "review": _text(self.review),
                "permit": self.permit,
                "until": self.until,
                "document": self.document,
                "version": self.version,
                "before": self.before,
                "record": str(self.record),
                "link": self.link(home),
            },
        }

    def body(self, home: str | None = None) -> bytes:
        """Return it as the bytes that are signed and sent."""
        return canonical_json(self.plain(home)).encode()

    def line(self, home: str | None = None) -> str:
        """Return it as one line for people: verdict, clause, plan, link."""
        what = self.verdict if self.kind == "decision.made" and self.verdict else self.kind
        parts = [f"{what}: {self.plan or self.subject}"]
        if self.title:
            parts.append(f"({self.title})")
        if self.until is not None:
            parts.append(f"until {self.until}")
        if self.version is not None:
            parts.append(f"in version {self.version}")
        if self.clauses:
            more = len(self.clauses) - 1
            parts.append(f"by {self.clauses[0]}" + (f" and {more} more" if more else ""))
        return f"{' '.join(parts)} {self.link(home)}"


def message_of(connection: Connection, event: OutboxEvent) -> Message:
    """Return what is told of `event`; what cannot be read any more is left out."""
    number = _decision_number(connection, event)
    decision = None if number is None else DecisionStore(connection).decision(number)
    what, _, name = event.subject.partition(":")
    review = event.says.get("review")
    place = f"{event.place.log}/{event.place.index}"
    found = Message(
        id=f"evt_{sha256(place.encode()).hexdigest()[:24]}",
        cursor=event.cursor,
        kind=str(event.kind),
        at=event.at,
        by=event.actor,
        subject=event.subject,
        outcome=event.outcome,
        plan=name if what == "plan" else None,
        review=int(review) if isinstance(review, str) and review.isdecimal() else None,
        permit=name if what == "permit" else None,
        until=_word(event, "until"),
        document=name if what == "document" else None,
        version=_word(event, "version"),
        before=_word(event, "before"),
        record=event.place.index,
    )
    return found if decision is None else _with_decision(connection, found, decision)


def messages_of(connection: Connection, events: tuple[OutboxEvent, ...]) -> tuple[Message, ...]:
    """Return what is told of each of `events`."""
    return tuple(message_of(connection, each) for each in events)


def _with_decision(connection: Connection, found: Message, decision: Decision) -> Message:
    return replace(
        found,
        plan=decision.version.plan,
        owner=decision.version.owner,
        title=decision.version.title or None,
        decision=decision.number,
        verdict=decision.ruling.word,
        clauses=tuple(_weighing(connection, decision))[:_MOST_CLAUSES],
    )


def _decision_number(connection: Connection, event: OutboxEvent) -> int | None:
    """Return the number of the decision that an event is about."""
    said = event.says.get("decision")
    if isinstance(said, str) and said.isdecimal():
        return int(said)
    what, _, name = event.subject.partition(":")
    if what == "permit":
        return _behind_permit(connection, name)
    return decision_at(connection, event.place)


def _behind_permit(connection: Connection, name: str) -> int | None:
    permit = permit_called(connection, name)
    if permit is None:
        return None
    try:
        index = statement_of(permit).index
    except PermitRefusedError:
        return None
    return decision_at(connection, Place(permit.log, index))


def _weighing(connection: Connection, decision: Decision) -> Iterator[str]:
    """Yield the clauses that weigh on a verdict, the gravest first."""
    try:
        verdict = json.loads(DecisionStore(connection).contents.get(decision.verdict))
    except DamagedContentError:
        return
    found = [
        (each["severity"], each["clause"])
        for each in verdict["findings"]
        if each["state"] in _STANDS and each["severity"] in _WEIGHS
    ]
    ordered = sorted(found, key=lambda each: each[0] != "deny")
    yield from dict.fromkeys(clause for _, clause in ordered)


def _word(event: OutboxEvent, name: str) -> str | None:
    """Return what the record says under a name, of what happens by itself alone."""
    told = event.kind in {EventKind.PERMIT_EXPIRING, EventKind.TERMS_CHANGED}
    said = event.says.get(name) if told else None
    return said if isinstance(said, str) else None


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)
