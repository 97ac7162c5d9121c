"""Permits of decisions: issued where one approves, taken back, used, and listed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from distillgate import __version__
from distillgate.gate.statements import PermitAct, Recipe, Statement, stamp
from distillgate.usecases.auditlog import Signers
from distillgate.usecases.grounds import NoPermitError, grounds_of, revealing
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.permitstanding import why_suspended
from policy.case import Case, Ingredient, Role
from policy.casejson import case_from_json
from policy.values import NOT_GIVEN, Several
from registry.audit.keyring import KeyPurpose, keys_of
from registry.audit.ledger import LedgerError, head_of, the_log
from registry.audit.permits import (
    Run,
    consumed_record,
    issued_record,
    permit_bundle,
    revoked_record,
)
from registry.audit.permitstore import (
    IssuedPermit,
    keep_permit,
    mark_revoked,
    mark_run,
    permit_called,
)
from registry.audit.publishing import origin_of
from registry.audit.records import SYSTEM, Record
from registry.database import Database
from registry.decisions import Decision
from registry.decisionstore import DecisionStore
from registry.events import Event
from registry.statements import Writer

LONGEST = timedelta(days=7)
"""A permit that is valid for longer needs a status list."""
OUTPUTS = "outputs:"
"""Before the name of what was collected from teachers, which no plan names."""
_MATERIALS = frozenset({Role.BASE, Role.DATASET, Role.PROMPTS})
_VERIFIER = "urn:distillgate"


@dataclass(frozen=True, slots=True)
class PermitWish:
    """What a permit is to let whom do."""

    id: str
    acts: tuple[PermitAct, ...]
    audience: str
    valid_for: timedelta = timedelta(hours=24)
    materials: Mapping[str, str] = field(default_factory=dict)
    """The digest of each data set and base, by its reference."""
    loose: tuple[str, ...] = ()
    """Data sets that may be used whatever is in them on the day."""
    channels: tuple[str, ...] = ()
    window: tuple[date, date] | None = None
    limits: Mapping[str, int] = field(default_factory=dict)
    max_runs: int | None = None


def issue_permit(
    ledger: Ledger,
    signers: Signers,
    wanted: tuple[int, PermitWish],
    writer: Writer,
    *,
    now: datetime,
) -> tuple[Statement, IssuedPermit]:
    """Issue the permit of a plan that may go ahead; its record is one with it.

    It may where the verdict approves by itself, or people have approved it; no
    permit lasts longer than their approval. It counts only with the proof that
    a signed head covers that record. Raises `NoPermitError` with the reason
    where there is to be none.
    """
    number, wish = wanted
    with ledger.writing() as entry:
        connection = entry.connection
        span = now.replace(microsecond=0), wish.valid_for
        grounds = grounds_of(connection, number, span, revealing(ledger, connection))
        decision, place = grounds.decision, grounds.place
        case = case_from_json(DecisionStore(connection).contents.get(decision.case).decode())
        _refuse_release(case, wish)
        statement = Statement(
            id=wish.id,
            plan=decision.version.digest,
            acts=wish.acts,
            audience=wish.audience,
            not_before=span[0],
            not_after=grounds.ends(span[0] + wish.valid_for),
            issued_by=_VERIFIER,
            version=__version__,
            origin=origin_of(head_of(connection, place.log)),
            index=place.index,
            policy=decision.documents,
            inputs=decision.case,
            materials=_materials(case, wish),
            recipe=_recipe(case, wish),
            conditions=(*_owed(connection, decision), *grounds.conditions),
            approvers=grounds.sign_offs,
            max_runs=wish.max_runs,
            status_needed=wish.valid_for > LONGEST,
        )
        told = entry.tell(event_of(issued_record(statement, SYSTEM, now), writer))
        if told is None:
            raise NoPermitError("no log is kept, so no permit can be issued")
        permit = IssuedPermit(
            wish.id,
            told.log,
            told.index,
            statement.plan,
            permit_bundle(statement, signers.permit),
            stamp(statement.not_after),
            wish.max_runs,
        )
        keep_permit(connection, permit)
    return statement, permit


def event_of(record: Record, writer: Writer) -> Event:
    """Return a record that is made already as an event of `writer`."""
    return Event(
        record.kind.value,
        writer,
        f"{record.subject.type}:",
        record.subject.digest,
        record.outcome,
        result=record.result,
        reasons=record.reasons,
        details=record.details,
        key=record.id,
    )


def _refuse_release(case: Case, wish: PermitWish) -> None:
    released = case.facts.get("release.forms", NOT_GIVEN).value
    named = isinstance(released, Several) and released.items
    if PermitAct.RELEASE in wish.acts and not named:
        message = "the plan releases nothing, so nothing was approved for release"
        raise NoPermitError(message, "say in the plan what is released to whom")


def _direct(case: Case) -> tuple[Ingredient, ...]:
    """Return what the plan itself names."""
    return tuple(
        each for each in case.ingredients if each.key == each.root and not each.unknown
    )


def _materials(case: Case, wish: PermitWish) -> Mapping[str, str]:
    """Return the digests that the permit binds: of all that the plan trains on, none else."""
    wanted = {each.id for each in _direct(case) if each.role in _MATERIALS}
    given = {*wish.materials, *wish.loose}
    strange = sorted(each for each in given - wanted if not each.startswith(OUTPUTS))
    if strange:
        listed = ", ".join(f"`{each}`" for each in sorted(wanted)) or "nothing"
        message = f"the plan trains on no `{strange[0]}`"
        hint = f"it names {listed}; what teachers gave is `{OUTPUTS}NAME`"
        raise NoPermitError(message, hint)
    missing = sorted(wanted - given)
    if missing and PermitAct.TRAIN in wish.acts:
        message = f"nothing says what `{missing[0]}` is on disk"
        hint = f"--data {missing[0]}=PATH, or --any-data for what has no digest yet"
        raise NoPermitError(message, hint)
    return dict(wish.materials)


def _recipe(case: Case, wish: PermitWish) -> Recipe | None:
    """Return what may be done where the data has no digest yet."""
    collects = PermitAct.COLLECT in wish.acts
    asked = wish.loose or wish.channels or wish.window or wish.limits
    if not asked and not collects:
        return None
    teachers = {each.id for each in _direct(case) if each.role is Role.TEACHER}
    return Recipe(
        teachers=tuple(sorted(teachers)),
        channels=wish.channels,
        data=wish.loose,
        window=wish.window,
        limits=wish.limits,
    )


def _owed(connection: Connection, decision: Decision) -> tuple[str, ...]:
    """Return the obligations that are still to be met, as clauses."""
    verdict = json.loads(DecisionStore(connection).contents.get(decision.verdict))
    owed = (each["clause"] for each in verdict["obligations"] if each["state"] != "met")
    return tuple(dict.fromkeys(owed))


def revoke_permit(ledger: Ledger, name: str, writer: Writer, *, now: datetime) -> None:
    """Take a permit back; raises `LedgerError` where there is none, or it was already."""
    with ledger.writing() as entry:
        permit = _known(entry.connection, name)
        if permit.revoked_at is not None:
            raise LedgerError(f"`{name}` was revoked at {permit.revoked_at}")
        entry.tell(event_of(revoked_record(name, permit.plan, SYSTEM, now), writer))
        mark_revoked(entry.connection, name, stamp(now))


def is_known(database: Database, name: str) -> bool:
    """Return whether a permit was issued in this registry."""
    with database.reading() as connection:
        return permit_called(connection, name) is not None


def begin_run(ledger: Ledger, name: str, writer: Writer, *, now: datetime) -> Run:
    """Record the start of one more run under a permit, and return it.

    Raises `LedgerError` where the permit was revoked or is suspended, or its
    runs are used up.
    """
    with ledger.writing() as entry:
        permit = _known(entry.connection, name)
        if permit.revoked_at is not None:
            raise LedgerError(f"`{name}` was revoked at {permit.revoked_at}")
        if stamp(now) > permit.not_after:
            raise LedgerError(f"`{name}` ended at {permit.not_after}")
        fallen = why_suspended(entry.connection, permit, now.date())
        if fallen is not None:
            raise LedgerError(f"`{name}` is suspended: {fallen}")
        if permit.max_runs is not None and permit.runs >= permit.max_runs:
            raise LedgerError(f"all {permit.max_runs} runs of `{name}` are used up")
        run = Run(name, permit.plan, permit.runs + 1)
        entry.tell(event_of(consumed_record(run, SYSTEM, now), writer))
        mark_run(entry.connection, name, run.number)
    return run


def end_run(
    ledger: Ledger,
    ended: tuple[str, int, str | None, int],
    writer: Writer,
    *,
    now: datetime,
) -> None:
    """Record how a run ended, and the digest of what it made.

    `ended` is the permit, the number of the run, that digest, and the exit.
    Raises `LedgerError` where no such run was begun.
    """
    name, number, output, code = ended
    with ledger.writing() as entry:
        permit = _known(entry.connection, name)
        if number > permit.runs:
            raise LedgerError(f"run {number} of `{name}` was not begun", "say `permit consume`")
        run = Run(name, permit.plan, number, output, code)
        entry.tell(event_of(consumed_record(run, SYSTEM, now), writer))


def permit_keys_text(database: Database) -> str:
    """Return the public keys of permits that count, one after another."""
    with database.reading() as connection:
        found = keys_of(connection, the_log(connection), KeyPurpose.PERMIT)
    return "".join(each.public for each in found)


def _known(connection: Connection, name: str) -> IssuedPermit:
    found = permit_called(connection, name, lock=True)
    if found is None:
        raise LedgerError(f"no permit `{name}` was issued here")
    return found
