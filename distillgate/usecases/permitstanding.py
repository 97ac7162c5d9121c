"""How permits stand: valid, ended, taken back, or suspended as what they rest on fell away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection

from distillgate.gate.checking import PermitRefusedError
from distillgate.gate.envelope import Envelope
from distillgate.gate.statements import Statement, stamp
from distillgate.usecases.grounds import NoPermitError, standing_grounds
from registry.audit.decisionlinks import decision_at
from registry.audit.permitstore import IssuedPermit, live_permits, permit_called, permits_in
from registry.contents import DamagedContentError
from registry.database import Database
from registry.decisionstore import DecisionStore
from registry.events import Place


class PermitState(StrEnum):
    """How a permit stands."""

    __hash__ = str.__hash__

    VALID = "valid"
    SUSPENDED = "suspended"
    """What it rests on has fallen away; it counts again where that stands again."""
    REVOKED = "revoked"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class StandingPermit:
    """A permit as it stands."""

    permit: IssuedPermit
    plan: str
    """The name of its plan."""
    audience: str
    acts: tuple[str, ...]
    decision: int | None
    state: PermitState
    why: str | None = None

    def json(self) -> dict[str, object]:
        """Return it in the types of JSON."""
        permit = self.permit
        return {
            "permit": permit.id,
            "plan": self.plan,
            "digest": permit.plan,
            "decision": None if self.decision is None else str(self.decision),
            "audience": self.audience,
            "acts": list(self.acts),
            "record": str(permit.index),
            "until": permit.not_after,
            "runs": str(permit.runs),
            "most_runs": None if permit.max_runs is None else str(permit.max_runs),
            "state": self.state.value,
            "why": self.why,
        }


def standing_permits(
    database: Database, *, now: datetime, most: int, only: PermitState | None = None
) -> tuple[StandingPermit, ...]:
    """Return the latest permits as they stand, the latest first."""
    with database.reading() as connection:
        asked = _Asked(connection, now.date(), {})
        found = (_standing(asked, each, now) for each in permits_in(connection, most))
        return tuple(each for each in found if only in {None, each.state})


def suspended(connection: Connection, now: datetime) -> frozenset[str]:
    """Return the permits that would be valid, and rest on nothing any more."""
    asked = _Asked(connection, now.date(), {})
    found = live_permits(connection, stamp(now))
    return frozenset(each.id for each in found if asked.why(each) is not None)


def why_suspended(connection: Connection, permit: IssuedPermit, day: date) -> str | None:
    """Return why what a permit rests on has fallen away; nothing where it stands."""
    return _Asked(connection, day, {}).why(permit)


def refuse_fallen(database: Database, name: str, *, now: datetime) -> None:
    """Raise `PermitRefusedError` where the registry knows that a permit no longer counts.

    A permit of another registry is not known, and not refused.
    """
    with database.reading() as connection:
        permit = permit_called(connection, name)
        if permit is None:
            return
        if permit.revoked_at is not None:
            raise PermitRefusedError(f"the permit was revoked at {permit.revoked_at}")
        why = why_suspended(connection, permit, now.date())
        if why is not None:
            raise PermitRefusedError(f"the permit is suspended: {why}")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was found out about decisions so far: many permits rest on one."""

    connection: Connection
    day: date
    known: dict[int, str | None]

    def why(self, permit: IssuedPermit) -> str | None:
        number = self.decision(permit)
        if number is None:
            return "no decision is known that it rests on"
        if number not in self.known:
            self.known[number] = self._found(number)
        return self.known[number]

    def decision(self, permit: IssuedPermit) -> int | None:
        place = Place(permit.log, statement_of(permit).index)
        return decision_at(self.connection, place)

    def _found(self, number: int) -> str | None:
        decision = DecisionStore(self.connection).decision(number)
        if decision is None:
            return f"decision {number} is gone"
        try:
            standing_grounds(self.connection, decision, self.day)
        except NoPermitError as error:
            return error.message
        except DamagedContentError as error:
            return f"decision {number} cannot be read: {error}"
        return None


def statement_of(permit: IssuedPermit) -> Statement:
    """Return what a permit says."""
    return Statement.parse(Envelope.parse(permit.bundle).payload)


def _standing(asked: _Asked, permit: IssuedPermit, now: datetime) -> StandingPermit:
    statement = statement_of(permit)
    number = asked.decision(permit)
    state, why = PermitState.VALID, None
    if permit.revoked_at is not None:
        state, why = PermitState.REVOKED, f"at {permit.revoked_at}"
    elif permit.not_after < stamp(now):
        state = PermitState.ENDED
    else:
        why = asked.why(permit)
        state = PermitState.VALID if why is None else PermitState.SUSPENDED
    decision = None if number is None else DecisionStore(asked.connection).decision(number)
    return StandingPermit(
        permit,
        "" if decision is None else decision.version.plan,
        statement.audience,
        tuple(statement.acts),
        number,
        state,
        why,
    )


def told_of(found: Iterable[StandingPermit]) -> str | None:
    """Return in words which permits are suspended; nothing where none is."""
    names = [each.permit.id for each in found if each.state is PermitState.SUSPENDED]
    if not names:
        return None
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""  # noqa: PLR2004 as many fit
    listed = ", ".join(names[:3])
    return f"suspended with it: {listed}{more}; `permit trust DIR` tells verifiers"
