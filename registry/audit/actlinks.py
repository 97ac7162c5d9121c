"""Holds reviews, filings and words on duties against the records that tell of them.

All of them decide what may be done, so an act or a filing that no record tells of is
as much a break of the log as a record that was changed; so is one that is
gone.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from policy.canonical import sha256
from registry.audit.ledger import as_bytes
from registry.audit.tables import EntryRow
from registry.dutytables import DutyActRow
from registry.filings import FilingKind
from registry.filingtables import FilingRow
from registry.reviewtables import ReviewActRow
from registry.tables import DecisionRow, VersionRow, table_of

_ENTRY, _ACT, _FILING = table_of(EntryRow), table_of(ReviewActRow), table_of(FilingRow)
_DUTY, _DECISION = table_of(DutyActRow), table_of(DecisionRow)
_VERSION = table_of(VersionRow)
_IN_REVIEWS = ("review.requested", "signoff.given", "signoff.refused")
_FILED = ("agreement.recorded", "determination.made", "waiver.granted", "policy.activated")
_REVOKED, _ASKED = "revoked", "requested"
_KINDS = frozenset(each.value for each in FilingKind)


@dataclass(frozen=True, slots=True)
class _Filed:
    """That a text was filed, or was revoked."""

    kind: str
    content: str
    until: str | None
    revoked: bool


@dataclass(frozen=True, slots=True)
class _Said:
    """That somebody said how a duty of a plan stands."""

    plan: int | None
    clause: str
    standing: str | None
    at: str


@dataclass(frozen=True, slots=True)
class Unlike:
    """Something that is not as the log tells of it, in words, and where the log does."""

    reason: str
    index: int | None = None


@dataclass(frozen=True, slots=True)
class ActRecord:
    """What the log tells of one act in a review."""

    log: str
    index: int
    leaf: bytes
    told: dict[str, Any]

    @property
    def ref(self) -> str:
        """The commitment to who acted."""
        return str(self.told["actor"]["ref"])

    @property
    def said(self) -> str | None:
        """The commitment to all that the act says."""
        found = self.told["details"].get("said")
        return str(found) if found is not None else None

    @property
    def sum(self) -> tuple[str, str, str | None, str]:
        """What the act must come to: its kind, decision and last day, and when it was done."""
        context = self.told["context"]
        at = str(self.told["occurred_at"])
        return context["act"], context["decision"], context.get("until"), at


def first_untold(connection: Connection) -> Unlike | None:
    """Return the first act, filing or word on a duty that is not as the log tells of it."""
    return _first_act(connection) or _first_filing(connection) or _first_duty(connection)


def act_records(
    connection: Connection, subject: str | None = None
) -> dict[tuple[int, int], ActRecord]:
    """Return what the log tells of acts, by review and number; of one plan's where named.

    `subject` is the digest of the plan.
    """
    found = {}
    for row, told in _records(connection, _IN_REVIEWS, subject):
        context = told["context"]
        if "number" in context:
            key = int(context["review"]), int(context["number"])
            found[key] = ActRecord(row.log, row.idx, as_bytes(row.leaf), told)
    return found


def _first_act(connection: Connection) -> Unlike | None:
    known = act_records(connection)
    query = select(_ACT).order_by(_ACT.c.review_id, _ACT.c.number)
    for row in connection.execute(query):
        record = known.pop((row.review_id, row.number), None)
        name = f"act {row.number} of review {row.review_id}"
        if record is None:
            return Unlike(f"no record tells of {name}")
        until = json.loads(row.body).get("until")
        if record.sum != (row.kind, str(row.decision_id), until, row.made_at):
            return Unlike(f"{name} is not the one that its record tells of", record.index)
    for (review, number), record in sorted(known.items()):
        return Unlike(f"act {number} of review {review} is gone", record.index)
    return None


def _first_filing(connection: Connection) -> Unlike | None:
    told: dict[_Filed, list[int]] = {}
    for row, record in _records(connection, (*_FILED, "registry.changed"), None):
        subject = record["subject"]
        filed = row.kind in _FILED or record["outcome"] == _ASKED
        if filed or (record["outcome"] == _REVOKED and subject["type"] in _KINDS):
            until = record["context"].get("until")
            key = _Filed(subject["type"], subject["digest"], until, revoked=not filed)
            told.setdefault(key, []).append(row.idx)
    for row in connection.execute(select(_FILING).order_by(_FILING.c.id)):
        for revoked in (False, True)[: 1 if row.revoked_at is None else 2]:
            key = _Filed(row.kind, row.content, row.until, revoked=revoked)
            if not told.get(key):
                how = "was revoked" if revoked else "was filed"
                return Unlike(f"no record tells that the {row.kind} `{row.name}` {how}")
            told[key].pop()
    for key, indices in told.items():
        if indices:
            how = "that was revoked counts again" if key.revoked else "that was filed is gone"
            return Unlike(f"a {key.kind} {how}", indices[-1])
    return None


def _first_duty(connection: Connection) -> Unlike | None:
    told: dict[_Said, list[tuple[int, str | None]]] = {}
    plans = _plans(connection)
    for row, record in _records(connection, ("registry.changed",), None):
        if record["details"].get("change") == "duty-stated":
            context = record["context"]
            plan = plans.get(int(context["decision"]))
            key = _Said(plan, context["clause"], record["outcome"], record["occurred_at"])
            told.setdefault(key, []).append((row.idx, context.get("ingredients")))
    for row in connection.execute(select(_DUTY).order_by(_DUTY.c.id)):
        key = _Said(row.plan_id, row.clause, row.standing, row.made_at)
        if not told.get(key):
            return Unlike(f"no record tells that the duty `{row.clause}` is `{row.standing}`")
        index, ingredients = told[key].pop(0)
        if ingredients not in {None, sha256(row.ingredients)}:
            reason = f"what was said of the duty `{row.clause}` is not what its record tells of"
            return Unlike(reason, index)
    for key, left in told.items():
        for index, _ in left:
            return Unlike(f"what was said of the duty `{key.clause}` is gone", index)
    return None


def _plans(connection: Connection) -> dict[int, int]:
    """Return of which plan each decision is."""
    query = select(_DECISION.c.id, _VERSION.c.plan_id).join_from(_DECISION, _VERSION)
    return {row.id: row.plan_id for row in connection.execute(query)}


def _records(
    connection: Connection, kinds: tuple[str, ...], subject: str | None
) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield records of these kinds in every log there was, as rows and as what they say."""
    query = select(_ENTRY.c.log, _ENTRY.c.idx, _ENTRY.c.kind, _ENTRY.c.leaf)
    query = query.where(_ENTRY.c.kind.in_(kinds))
    if subject is not None:
        query = query.where(_ENTRY.c.subject == subject)
    for row in connection.execute(query.order_by(_ENTRY.c.recorded_at)):
        yield row, json.loads(as_bytes(row.leaf))
