"""What a plan owes by its newest verdict, and what people say about it."""

import json
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from distillgate.usecases.files import refused
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.recurringduties import (
    in_periods,
    limit_words,
    recurring_in,
    standing_by_period,
)
from distillgate.usecases.reviewrules import DECIDERS, refuse_machine, refuse_roles
from policy.canonical import canonical_json
from policy.casejson import case_from_json
from policy.diagnostics import Code, Span, nearest
from policy.documents import Act
from policy.verdict import DutyState
from registry.contents import DamagedContentError
from registry.decisions import Decision, PlanVersion
from registry.decisionstore import DecisionStore, Sought
from registry.dutystore import DutyStore, digest_of_ingredients
from registry.events import Event
from registry.obligations import Duty, DutyAct, DutyStanding, standing_of
from registry.reviews import ReviewState
from registry.reviewstore import ReviewStore, SoughtReviews
from registry.statements import Writer

_DATES = {
    Act.TRAIN.value: "student.trained_from",
    Act.RELEASE.value: "release.first_date",
}
_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Saying:
    """What somebody says of a duty."""

    standing: DutyStanding
    evidence: str = ""
    note: str = ""
    amount: Decimal | None = None
    """How much was used in the period, where the duty limits that."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who says something of duties, in which roles, and where it is written."""

    ledger: Ledger
    writer: Writer
    roles: tuple[str, ...]


def duties_of(
    connection: Connection, plan: str, said: Span, day: date | None = None
) -> tuple[Duty, ...]:
    """Return what `plan` owes by its newest verdict, each duty as it stands.

    What comes again is owed for each period until `day`; without a day it is
    told of once. Raises `UnreadableError` where no verdict counts, or one was damaged.
    """
    return duties_by(connection, _newest(connection, plan, said), said, day)


def duties_by(
    connection: Connection, decision: Decision, said: Span, day: date | None = None
) -> tuple[Duty, ...]:
    """Return what a plan owes by `decision`, each duty as it stands by what was said.

    Raises `UnreadableError` where the verdict was damaged.
    """
    acts = DutyStore(connection).said(decision.version.plan)
    duties = (*_judged(connection, decision, said, day), *_approved(connection, decision))
    standing = tuple(standing_of(duty, acts) for duty in duties)
    return standing_by_period(standing, connection)


def say_of_duty(plan: str, clause: str, saying: Saying, keeper: Keeper, said: Span) -> Duty:
    """Write down how a duty stands; raises `UnreadableError` where that may not be said.

    That it is met takes evidence. That it does not apply takes a note, a
    role that decides, and somebody else than whoever asks for the plan.
    """
    refuse_machine(keeper.writer, said)
    with keeper.ledger.writing() as entry:
        decision = _newest(entry.connection, plan, said)
        day = date.fromisoformat(keeper.writer.at[:10])
        duties = duties_of(entry.connection, plan, said, day)
        duty = _named(clause, duties, said)
        _refuse_saying(saying, duty, decision.version, keeper, said)
        act = DutyAct(
            duty.clause,
            duty.ingredients,
            saying.standing,
            keeper.writer,
            _evidence(saying, duty),
            saying.note,
        )
        DutyStore(entry.connection).say(plan, act)
        entry.tell(
            Event(
                "registry.changed",
                keeper.writer,
                f"plan:{plan}",
                decision.version.digest,
                saying.standing.value,
                {
                    "clause": duty.clause,
                    "decision": str(decision.number),
                    "ingredients": digest_of_ingredients(act.ingredients),
                },
                details={"change": "duty-stated"},
                private={"said": canonical_json([act.evidence, act.note])},
            )
        )
    return replace(duty, standing=act.standing, act=act)


def _evidence(saying: Saying, duty: Duty) -> str:
    """Return what shows how a duty stands, with how much was used where that is limited."""
    used = limit_words(saying.amount, duty.unit)
    return "; ".join(filter(None, (used, saying.evidence)))


def duty_json(duty: Duty, day: date) -> dict[str, object]:
    """Return a duty in the types of JSON."""
    act = duty.act
    return {
        "clause": duty.clause,
        "duty": duty.says,
        "due": duty.due,
        "due_on": duty.due_on.isoformat() if duty.due_on else None,
        "overdue": duty.overdue(day),
        "ingredients": list(duty.ingredients),
        "state": duty.standing.value,
        "checked": duty.checked,
        "by": act.writer.name if act else None,
        "at": act.writer.at if act else None,
        "evidence": act.evidence or None if act else None,
        "note": act.note or None if act else None,
        "period": duty.period,
        "limit": limit_words(duty.limit, duty.unit),
    }


def _newest(connection: Connection, plan: str, said: Span) -> Decision:
    store = DecisionStore(connection)
    found = store.decisions(Sought(plan=plan, most=_MOST))
    binding = next((each for each in found if each.binding), None)
    if binding is not None:
        return binding
    near = nearest(plan, tuple(each.plan for each in store.plans(most=10_000)))
    hint = f"did you mean `{near}`?" if near else "`plan list` shows what was submitted"
    raise refused(Code.UNKNOWN_RECORD, f"no plan `{plan}` was decided about", said, hint)


def _judged(
    connection: Connection, decision: Decision, said: Span, until: date | None
) -> tuple[Duty, ...]:
    """Return the duties of the verdict, as the engine sees them."""
    contents = DecisionStore(connection).contents
    try:
        verdict = contents.get(decision.verdict)
        case = case_from_json(contents.get(decision.case).decode())
    except DamagedContentError as error:
        hint = "restore the registry from a backup"
        raise refused(Code.DAMAGED_CONTENT, str(error), said, hint) from error
    found: list[dict[str, Any]] = json.loads(verdict)["obligations"]
    duties = []
    for each in found:
        fact = case.facts.get(_DATES.get(each["due"], ""))
        day = fact.value if fact is not None and isinstance(fact.value, date) else None
        met = each["state"] == DutyState.MET
        duties.append(
            Duty(
                each["clause"],
                each["duty"],
                each["due"],
                day,
                tuple(each["ingredients"]),
                DutyStanding.MET if met else DutyStanding.OPEN,
                checked=met,
            )
        )
    if until is None or not any(True for _ in recurring_in(case.agreements)):
        return tuple(duties)
    first = DecisionStore(connection).versions(decision.version.plan)[0]
    since = date.fromisoformat(first.made_at[:10])
    return in_periods(duties, case.agreements, since, until)


def _approved(connection: Connection, decision: Decision) -> list[Duty]:
    """Return what people ask for who have approved."""
    sought = SoughtReviews(decision=decision.number, most=1)
    duties = []
    for review in ReviewStore(connection).reviews(sought):
        approval = review.approval if review.state is ReviewState.APPROVED else None
        for place, says in enumerate(approval.obligations if approval else (), 1):
            name = f"review:{review.number}#{place}"
            duties.append(Duty(name, says, "approval", None, (), DutyStanding.OPEN))
    return duties


def _named(clause: str, duties: tuple[Duty, ...], said: Span) -> Duty:
    """Return the duty of that clause, which may be named without its version."""
    for duty in duties:
        document, _, rule = duty.clause.partition("#")
        if clause in {duty.clause, f"{document.partition('@')[0]}#{rule}"}:
            return duty
    near = nearest(clause, [each.clause for each in duties])
    hint = f"did you mean `{near}`?" if near else "`obligations` lists what the plan owes"
    raise refused(Code.UNKNOWN_RECORD, f"the plan owes nothing by `{clause}`", said, hint)


def _refuse_saying(
    saying: Saying, duty: Duty, version: PlanVersion, keeper: Keeper, said: Span
) -> None:
    if duty.checked:
        message = f"`{duty.clause}` is met, as the plan itself shows"
        raise refused(Code.WRONG_STATE, message, said, "nothing is left to say about it")
    if saying.standing is DutyStanding.MET and not saying.evidence.strip():
        message = "that a duty is met takes evidence"
        raise refused(Code.MISSING_KEY, message, said, "`--evidence` says where it can be seen")
    if saying.standing is DutyStanding.MET:
        _refuse_amount(saying, duty, said)
    if saying.standing is DutyStanding.NOT_APPLICABLE:
        if not saying.note.strip():
            message = "that a duty does not apply takes a note"
            raise refused(Code.MISSING_KEY, message, said, "`--note` says why")
        if keeper.writer.name in {version.owner, version.submitter}:
            message = f"`{keeper.writer.name}` asks for this plan"
            hint = "another person must say that a duty does not apply"
            raise refused(Code.NOT_ENTITLED, message, said, hint)
        refuse_roles(keeper.roles, DECIDERS, said)


def _refuse_amount(saying: Saying, duty: Duty, said: Span) -> None:
    """Raise where a limit is kept without a word on how much was used, or is not kept."""
    if duty.limit is None:
        return
    if saying.amount is None:
        message = f"how much was used in {duty.period}?"
        raise refused(Code.MISSING_KEY, message, said, "`--amount` says it")
    if saying.amount > duty.limit:
        most = limit_words(duty.limit, duty.unit)
        message = f"{saying.amount:,} is more than the {most} of {duty.period}"
        raise refused(Code.WRONG_VALUE, message, said, "`escalated` says that it is exceeded")
