"""What a permit rests on: a verdict that approves, or people who approved one that does not.

One rule for everybody who asks: the command that issues a permit, the list of
what no longer counts, and whoever checks a permit where the registry is.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from distillgate import __version__
from distillgate.gate.statements import SignOff
from distillgate.usecases.changedays import change_days
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.outgrown import outgrown
from distillgate.usecases.reviewrecords import SIGN_OFFS
from policy.casejson import case_from_json
from policy.verdict import Ruling
from registry.audit.actlinks import ActRecord, act_records
from registry.audit.commitments import LockedError, SealError
from registry.audit.decisionlinks import place_of
from registry.audit.ledger import LedgerError, entries_in, the_log
from registry.audit.recording import LogRecorder
from registry.audit.records import moment_of
from registry.decisions import Decision
from registry.decisionstore import DecisionStore, Sought
from registry.events import Place
from registry.replaying import Outcome, Replayer
from registry.reviews import Act, Review, ReviewState
from registry.reviewstore import ReviewStore, SoughtReviews, act_body

Reveal = Callable[[str], str | None]
"""Returns what a commitment stands for; nothing where that was erased or is not to be had."""
_AGAIN = "`plan submit` judges the plan again"
_SHORTER = "a permit that ends before that day may be issued"
_FSCK = "`audit fsck` says what else was changed"
_FRESH_DAYS = 1
_MOST = 1_000


class NoPermitError(LedgerError):
    """A permit that may not be issued, or rests on nothing any more, with the reason."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """A decision that lets a plan go ahead, and who let it where it needed people."""

    decision: Decision
    place: Place
    """Where the log tells of the decision."""
    sign_offs: tuple[SignOff, ...] = ()
    until: date | None = None
    """The first day on which people's approval no longer counts."""
    conditions: tuple[str, ...] = ()
    """What people asked for who approved, by the names that `obligations` lists."""

    def ends(self, wanted: datetime) -> datetime:
        """Return when a permit ends at the latest, that is wanted until then."""
        if self.until is None:
            return wanted
        return min(wanted, datetime.combine(self.until, time(), wanted.tzinfo))


def grounds_of(
    connection: Connection,
    number: int,
    span: tuple[datetime, timedelta],
    reveal: Reveal,
) -> Grounds:
    """Return what lets the plan of a decision go ahead now, and for so long.

    Raises `NoPermitError` with the reason where nothing does.
    """
    now, lasts = span
    store = DecisionStore(connection)
    decision, place = _decision(connection, number)
    _refuse_other_record(connection, decision, place)
    if decision.ruling <= Ruling.WITH_OBLIGATIONS:
        _refuse_stale(decision, now.date())
        found = Grounds(decision, place)
    else:
        found = _of_people(connection, Grounds(decision, place), now.date(), reveal)
    replayer = Replayer(store.contents, __version__)
    _refuse_changed(replayer, decision)
    last = found.ends(now + lasts) - timedelta(microseconds=1)
    _refuse_outgrown(connection, decision, (now.date(), last.date()), replayer)
    return found


def _refuse_outgrown(
    connection: Connection, decision: Decision, days: tuple[date, date], replayer: Replayer
) -> None:
    """Refuse a decision that does not hold on each day from the first to the last."""
    case = case_from_json(replayer.contents.get(decision.case).decode())
    for day in change_days(replayer.pack(decision.packs), case, *days):
        why = outgrown(connection, decision, day, replayer)
        if why is not None:
            message = f"decision {decision.number} no longer holds on {day}: {why}"
            raise NoPermitError(message, _AGAIN if day == days[0] else _SHORTER)


def standing_grounds(connection: Connection, decision: Decision, day: date) -> None:
    """Raise where what a permit was issued on has fallen away since.

    A later verdict about the same state of the plan, a review that was
    reopened or denied, an approval that ended, or something on file that was
    revoked takes it away.
    """
    last = last_binding(connection, decision.version.plan, decision.version.digest)
    if last is not None and last.number != decision.number:
        _refuse_worse(connection, last, day)
        return
    _refuse_worse(connection, decision, day)


def _refuse_worse(connection: Connection, decision: Decision, day: date) -> None:
    if decision.ruling > Ruling.WITH_OBLIGATIONS:
        _approved(connection, decision, day)
    why = outgrown(connection, decision, day)
    if why is not None:
        raise NoPermitError(f"decision {decision.number} no longer holds: {why}")


def revealing(ledger: Ledger, connection: Connection) -> Reveal:
    """Return what opens commitments with the keys that `ledger` has."""
    recorder = ledger.recorder
    if not isinstance(recorder, LogRecorder):
        return lambda _: None
    vault = recorder.vault(connection)

    def reveal(commitment: str) -> str | None:
        try:
            return vault.value(commitment)
        except LockedError:
            return None
        except SealError as error:
            raise NoPermitError(f"what was signed cannot be opened: {error}", _FSCK) from error

    return reveal


def last_binding(
    connection: Connection, plan: str, digest: str | None = None
) -> Decision | None:
    """Return the last decision about a plan that counts; about one state of it where named."""
    for each in DecisionStore(connection).decisions(Sought(plan=plan, most=_MOST)):
        if each.binding and digest in {None, each.version.digest}:
            return each
    return None


def _decision(connection: Connection, number: int) -> tuple[Decision, Place]:
    """Return the decision where it is the last about its plan, and its place in the log."""
    decision = DecisionStore(connection).decision(number)
    if decision is None:
        raise NoPermitError(f"there is no decision {number}", "`decision list` shows them")
    if not decision.binding:
        message = f"decision {number} explains another day, and approves nothing"
        raise NoPermitError(message, _AGAIN)
    last = last_binding(connection, decision.version.plan)
    if last is not None and last.number != number:
        message = f"decision {last.number} about this plan is later"
        raise NoPermitError(message, f"`permit issue {last.number}` takes that one")
    place = place_of(connection, number)
    if place is None:
        raise NoPermitError(f"decision {number} was made before the log began", _AGAIN)
    if place.log != the_log(connection):
        raise NoPermitError(f"decision {number} is in a log that has ended", _AGAIN)
    return decision, place


def _refuse_stale(decision: Decision, today: date) -> None:
    if (today - decision.as_of).days > _FRESH_DAYS:
        raise NoPermitError(f"decision {decision.number} is of {decision.as_of}", _AGAIN)


def _refuse_other_record(connection: Connection, decision: Decision, place: Place) -> None:
    """Refuse a decision that is not the one that the log tells of."""
    for found in entries_in(connection, place.log, place.index, place.index + 1):
        told = json.loads(found.leaf)
        same = (told["result"], told["outcome"]) == (decision.verdict, decision.ruling.word)
        if same and told["subject"]["digest"] == decision.version.digest:
            return
    message = f"decision {decision.number} is not the one that its record tells of"
    raise NoPermitError(message, _FSCK)


def _refuse_changed(replayer: Replayer, decision: Decision) -> None:
    """Refuse a decision that does not come out the same when it is judged again."""
    replay = replayer.replay(decision)
    if replay.outcome is not Outcome.IDENTICAL:
        message = f"decision {decision.number} does not come out the same: {replay.outcome}"
        raise NoPermitError(message, f"`decision replay {decision.number}` says more")


def _of_people(
    connection: Connection, grounds: Grounds, today: date, reveal: Reveal
) -> Grounds:
    """Return `grounds` with the people who approved, each as the log tells of them."""
    decision = grounds.decision
    review, acts = _approved(connection, decision, today)
    records = act_records(connection, decision.version.digest)
    signed = []
    for act in acts:
        record = records.get((review.number, act.number))
        if record is None or not _same(record, act, decision, reveal):
            message = f"act {act.number} of review {review.number} is not in the log as it is"
            raise NoPermitError(message, _FSCK)
        signed.append(SignOff(record.ref, act.kind.value, moment_of(act.writer.at)))
    first = acts[0]
    names = (f"review:{review.number}#{place}" for place, _ in enumerate(first.obligations, 1))
    return Grounds(decision, grounds.place, tuple(signed), first.until, tuple(names))


def _approved(
    connection: Connection, decision: Decision, day: date
) -> tuple[Review, tuple[Act, ...]]:
    """Return the review in which people approved `decision`, and their acts.

    There are two where a denial is set aside, of two people. None of them asked
    for the plan, and none is a machine.
    """
    name = f"decision {decision.number} is `{decision.ruling.word}`"
    sought = SoughtReviews(decision=decision.number, most=1)
    found = ReviewStore(connection).reviews(sought)
    if not found:
        hint = f"`review request {decision.number}` asks a person"
        raise NoPermitError(f"{name}, no approval", hint)
    review, approval = found[0], found[0].approval
    if review.state is not ReviewState.APPROVED or approval is None:
        hint = f"`review show {review.number}` says what is left to do"
        raise NoPermitError(f"{name}, and review {review.number} is {review.state}", hint)
    if approval.decision != decision.number or approval.until is None:
        raise NoPermitError(f"{name}, and review {review.number} approved another one")
    if day >= approval.until:
        message = f"{name}, and the approval in review {review.number}"
        hint = f"`review reopen {review.number}` lets people decide again"
        raise NoPermitError(f"{message} ended on {approval.until}", hint)
    acts = tuple(
        act for act in review.acts if act.kind in SIGN_OFFS and act.number >= approval.number
    )
    needed = 2 if decision.ruling is Ruling.DENIED or approval.overrides else 1
    people = {act.writer.name for act in acts if not act.writer.machine} - review.requesters
    if len(people) < needed:
        message = f"{name}, and review {review.number} has {len(people)} of {needed} people"
        raise NoPermitError(f"{message} who may approve it")
    return review, acts


def _same(record: ActRecord, act: Act, decision: Decision, reveal: Reveal) -> bool:
    """Return whether the log tells of `act` as it is: by whom, of what, in which words."""
    told = (record.told["kind"], record.told["result"], record.sum)
    done = (act.kind.value, str(decision.number), _until(act), act.writer.at)
    if told != ("signoff.given", decision.verdict, done) or record.said is None:
        return False
    names, words = {None, act.writer.name}, {None, act_body(act)}
    return reveal(record.ref) in names and reveal(record.said) in words


def _until(act: Act) -> str | None:
    return act.until.isoformat() if act.until else None
