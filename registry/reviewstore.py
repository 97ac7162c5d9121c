"""The store of reviews: written in one transaction that somebody else commits."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from policy.canonical import canonical_json
from registry.decisions import Decision
from registry.inserting import actor_number
from registry.reviews import About, Act, ActKind, Before, Reason, Review, ReviewState
from registry.reviewtables import ReviewActRow, ReviewRow
from registry.statements import Writer
from registry.tables import ActorRow, DecisionRow, PlanRow, VersionRow, table_of

_REVIEW, _ACT = table_of(ReviewRow), table_of(ReviewActRow)
_ACTOR, _PLAN = table_of(ActorRow), table_of(PlanRow)
_DECISION, _VERSION = table_of(DecisionRow), table_of(VersionRow)
_OWNER = _ACTOR.alias("owner")
_SUBMITTER, _JUDGE = _ACTOR.alias("submitter"), _ACTOR.alias("judge")
_FIRST, _BEGUN = _ACT.alias("first"), _DECISION.alias("begun")


@dataclass(frozen=True, slots=True)
class SoughtReviews:
    """Which reviews are sought."""

    plan: str | None = None
    state: ReviewState | None = None
    undecided: bool = False
    decision: int | None = None
    numbers: tuple[int, ...] | None = None
    """Only those with these numbers."""
    most: int = 100


class ReviewStore:
    """Writes and reads reviews through one connection; it never commits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def request(self, decision: Decision, act: Act) -> Review:
        """Open a review of `decision`."""
        wanted = select(_PLAN.c.id).where(_PLAN.c.name == decision.version.plan)
        made = {
            "plan_id": self._connection.execute(wanted).scalar_one(),
            "decision_id": decision.number,
            "state": ReviewState.OPEN.value,
        }
        written = insert(_REVIEW).returning(_REVIEW.c.id)
        number = int(self._connection.execute(written, [made]).scalar_one())
        return self.act(number, act)

    def act(self, number: int, act: Act) -> Review:
        """Add `act` to a review, which then is about the decision of the act."""
        before = self.locked(number)
        row = {
            "review_id": number,
            "number": len(before.acts) + 1,
            "kind": act.kind.value,
            "decision_id": act.decision,
            "actor_id": actor_number(self._connection, act.writer),
            "made_at": act.writer.at,
            "body": act_body(act),
        }
        self._connection.execute(insert(_ACT), [row])
        after = self._found(number)
        stand = {"state": after.state.value, "decision_id": act.decision}
        self._connection.execute(update(_REVIEW).where(_REVIEW.c.id == number).values(stand))
        return self._found(number)

    def locked(self, number: int) -> Review:
        """Return a review that nobody else acts in until the commit."""
        wanted = select(_REVIEW.c.id).where(_REVIEW.c.id == number).with_for_update()
        self._connection.execute(wanted).scalar_one()
        return self._found(number)

    def review(self, number: int) -> Review | None:
        """Return the review with that number."""
        found = self._read(_reviews().where(_REVIEW.c.id == number))
        return found[0] if found else None

    def reviews(self, sought: SoughtReviews) -> tuple[Review, ...]:
        """Return the reviews that are sought, the latest first."""
        wanted = _reviews().order_by(_REVIEW.c.id.desc()).limit(sought.most)
        if sought.plan is not None:
            wanted = wanted.where(_PLAN.c.name == sought.plan)
        if sought.decision is not None:
            wanted = wanted.where(_REVIEW.c.decision_id == sought.decision)
        if sought.numbers is not None:
            wanted = wanted.where(_REVIEW.c.id.in_(sought.numbers))
        if sought.state is not None:
            wanted = wanted.where(_REVIEW.c.state == sought.state.value)
        if sought.undecided:
            closed = [each.value for each in ReviewState if each.closed]
            wanted = wanted.where(_REVIEW.c.state.not_in(closed))
        return self._read(wanted)

    def of_decisions(self, numbers: Sequence[int]) -> dict[int, Review]:
        """Return the reviews that are about these decisions now, by decision."""
        wanted = _reviews().where(_REVIEW.c.decision_id.in_(numbers)).order_by(_REVIEW.c.id)
        return {each.decision: each for each in self._read(wanted)}

    def _found(self, number: int) -> Review:
        found = self.review(number)
        if found is None:
            raise LookupError(number)
        return found

    def _read(self, wanted: Select[Any]) -> tuple[Review, ...]:
        rows = list(self._connection.execute(wanted))
        acts = self._acts([row.id for row in rows])
        return tuple(
            Review(
                row.id,
                row.plan,
                row.title,
                row.decision_id,
                _requesters(row, acts.get(row.id, ())),
                tuple(acts.get(row.id, ())),
            )
            for row in rows
        )

    def _acts(self, numbers: Sequence[int]) -> dict[int, list[Act]]:
        if not numbers:
            return {}
        wanted = (
            select(_ACT, _ACTOR.c.name, _ACTOR.c.machine)
            .join_from(_ACT, _ACTOR)
            .where(_ACT.c.review_id.in_(numbers))
            .order_by(_ACT.c.review_id, _ACT.c.number)
        )
        found: dict[int, list[Act]] = {}
        for row in self._connection.execute(wanted):
            found.setdefault(row.review_id, []).append(_act(row))
        return found


def _reviews() -> Select[Any]:
    return (
        select(
            _REVIEW.c.id,
            _REVIEW.c.decision_id,
            _PLAN.c.name.label("plan"),
            _VERSION.c.title,
            _OWNER.c.name.label("owner"),
            _SUBMITTER.c.name.label("submitter"),
            _JUDGE.c.name.label("judge"),
        )
        .join_from(_REVIEW, _PLAN, _PLAN.c.id == _REVIEW.c.plan_id)
        .join(_OWNER, _OWNER.c.id == _PLAN.c.owner_id)
        .join(_DECISION, _DECISION.c.id == _REVIEW.c.decision_id)
        .join(_VERSION, _VERSION.c.id == _DECISION.c.version_id)
        .join(_SUBMITTER, _SUBMITTER.c.id == _VERSION.c.submitter_id)
        .outerjoin(_FIRST, (_FIRST.c.review_id == _REVIEW.c.id) & (_FIRST.c.number == 1))
        .outerjoin(_BEGUN, _BEGUN.c.id == _FIRST.c.decision_id)
        .outerjoin(_JUDGE, _JUDGE.c.id == _BEGUN.c.actor_id)
    )


def _requesters(row: Any, acts: Sequence[Act]) -> frozenset[str]:  # noqa: ANN401 a row
    """Return who asks for the plan: its owner, who submitted it, who asked for the review.

    Whoever has it judged anew, with an answer or by the packs of a later day, is
    none of them.
    """
    begun = acts[0].kind is ActKind.REQUEST if acts else True
    judge = row.judge if begun else None
    asked = (act.writer.name for act in acts if act.kind is ActKind.REQUEST)
    return frozenset(filter(None, (row.owner, row.submitter, judge, *asked)))


def act_body(act: Act) -> str:
    """Return what only this kind of act says, as it is stored and committed to."""
    said = {
        "text": act.text,
        "fact": act.about.fact,
        "ingredient": act.about.ingredient,
        "issuer": act.about.issuer,
        "question": None if act.question is None else str(act.question),
        "group": act.group,
        "reason": act.reason.value if act.reason else None,
        "until": act.until.isoformat() if act.until else None,
        "obligations": list(act.obligations),
        "overrides": act.overrides,
        "settles": act.settles,
        "before": _before_json(act.before),
    }
    return canonical_json({key: value for key, value in said.items() if value})


def _before_json(before: Before | None) -> list[str] | None:
    if before is None:
        return None
    return [str(before.review), str(before.act), before.by, before.at]


def _before(row: list[str] | None) -> Before | None:
    return None if row is None else Before(int(row[0]), int(row[1]), row[2], row[3])


def _act(row: Any) -> Act:  # noqa: ANN401 a row
    said: dict[str, Any] = json.loads(row.body)
    return Act(
        kind=ActKind(row.kind),
        writer=Writer(row.name, row.made_at, row.machine),
        decision=row.decision_id,
        text=said.get("text", ""),
        about=About(said.get("fact"), said.get("ingredient"), said.get("issuer")),
        question=int(said["question"]) if "question" in said else None,
        group=said.get("group"),
        reason=Reason(said["reason"]) if "reason" in said else None,
        until=date.fromisoformat(said["until"]) if "until" in said else None,
        obligations=tuple(said.get("obligations", ())),
        overrides=said.get("overrides", False),
        settles=said.get("settles", False),
        before=_before(said.get("before")),
        number=row.number,
    )
