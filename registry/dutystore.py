"""The store of what is said about duties: written in a transaction that others commit."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from policy.canonical import canonical_json, sha256
from registry.dutytables import DutyActRow
from registry.inserting import actor_number
from registry.obligations import DutyAct, DutyStanding
from registry.statements import Writer
from registry.tables import ActorRow, PlanRow, table_of

_DUTY, _PLAN, _ACTOR = table_of(DutyActRow), table_of(PlanRow), table_of(ActorRow)


class DutyStore:
    """Writes and reads what is said about duties through one connection; it never commits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def say(self, plan: str, act: DutyAct) -> None:
        """Write down what somebody says of a duty of `plan`."""
        wanted = select(_PLAN.c.id).where(_PLAN.c.name == plan)
        row = {
            "plan_id": self._connection.execute(wanted).scalar_one(),
            "clause": act.clause,
            "ingredients": _listed(act.ingredients),
            "standing": act.standing.value,
            "evidence": act.evidence,
            "note": act.note,
            "actor_id": actor_number(self._connection, act.writer),
            "made_at": act.writer.at,
        }
        self._connection.execute(insert(_DUTY), [row])

    def said(self, plan: str) -> tuple[DutyAct, ...]:
        """Return all that was said of the duties of `plan`, in its order."""
        wanted = (
            select(_DUTY, _ACTOR.c.name, _ACTOR.c.machine)
            .join_from(_DUTY, _PLAN, _PLAN.c.id == _DUTY.c.plan_id)
            .join(_ACTOR, _ACTOR.c.id == _DUTY.c.actor_id)
            .where(_PLAN.c.name == plan)
            .order_by(_DUTY.c.id)
        )
        return tuple(map(_act, self._connection.execute(wanted)))

    def said_of(self, clauses: Collection[str]) -> tuple[DutyAct, ...]:
        """Return all that was said of the duties with these names, in whatever plan."""
        wanted = (
            select(_DUTY, _ACTOR.c.name, _ACTOR.c.machine)
            .join_from(_DUTY, _ACTOR)
            .where(_DUTY.c.clause.in_(clauses))
            .order_by(_DUTY.c.id)
        )
        return tuple(map(_act, self._connection.execute(wanted)))


def digest_of_ingredients(ingredients: Sequence[str]) -> str:
    """Return what a record of the log names the ingredients of a duty by."""
    return sha256(_listed(ingredients))


def _listed(ingredients: Sequence[str]) -> str:
    return canonical_json(list(ingredients))


def _act(row: Any) -> DutyAct:  # noqa: ANN401 a row
    return DutyAct(
        row.clause,
        tuple(json.loads(row.ingredients)),
        DutyStanding(row.standing),
        Writer(row.name, row.made_at, row.machine),
        row.evidence,
        row.note,
    )
