"""Review a verdict: ask back, answer, approve until a day, deny, escalate, reopen.

Who may do what stands here and nowhere else. Whoever asks for a plan never
decides about it, a machine never approves, and a denial is set aside by two
people.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from distillgate.usecases.files import refused
from distillgate.usecases.ledger import Entry, Ledger
from distillgate.usecases.library import Library
from distillgate.usecases.reviewlimits import needed_fact, refuse_beyond, refuse_unless_latest
from distillgate.usecases.reviewrecords import tell_act
from distillgate.usecases.reviewrules import (
    refuse_deciding,
    refuse_machine,
    refuse_reviewing,
    refuse_second,
    refuse_state,
)
from policy.diagnostics import Code, Span
from policy.verdict import Ruling
from registry.decisions import Decision
from registry.decisionstore import DecisionStore
from registry.reviews import About, Act, ActKind, Reason, Review
from registry.reviewstore import ReviewStore, SoughtReviews
from registry.statements import Writer


@dataclass(frozen=True, slots=True)
class Reviewing:
    """Who reviews, in which roles, where it is written, and by what it is judged anew."""

    ledger: Ledger
    writer: Writer
    roles: tuple[str, ...]
    library: Callable[[], Library]
    said: Span
    """Where the review was named, for what is told about it."""

    @property
    def today(self) -> date:
        """The day on which somebody acts."""
        return date.fromisoformat(self.writer.at[:10])


@dataclass(frozen=True, slots=True)
class Approval:
    """What an approval says."""

    until: date
    reason: Reason
    note: str = ""
    obligations: tuple[str, ...] = ()


def request_review(decision: Decision, note: str, reviewing: Reviewing) -> Review:
    """Open a review of `decision`; raises `UnreadableError` where it needs none."""
    said = reviewing.said
    with reviewing.ledger.writing() as entry:
        store = ReviewStore(entry.connection)
        refuse_unless_latest(entry.connection, decision, said)
        if decision.ruling <= Ruling.WITH_OBLIGATIONS:
            message = f"decision {decision.number} is {decision.ruling.word} by itself"
            raise refused(Code.WRONG_STATE, message, said, "nobody needs to review it")
        there = store.reviews(SoughtReviews(decision=decision.number, most=1))
        if there:
            message = f"decision {decision.number} has review {there[0].number} already"
            hint = f"`review show {there[0].number}` tells how it stands"
            raise refused(Code.WRONG_STATE, message, said, hint)
        act = Act(ActKind.REQUEST, reviewing.writer, decision.number, note)
        review = store.request(decision, act)
        tell_act(entry, review, decision)
    return review


def ask(number: int, text: str, about: About, reviewing: Reviewing) -> Review:
    """Ask the requester back; the review then waits for the answer."""
    needed_fact(about, reviewing.said)
    with reviewing.ledger.writing() as entry:
        review = _review(entry, number, reviewing, ActKind.ASK)
        refuse_reviewing(reviewing.writer, reviewing.roles, review, reviewing.said)
        act = Act(ActKind.ASK, reviewing.writer, review.decision, text, about)
        return _done(entry, review, act)


def escalate(number: int, group: str, note: str, reviewing: Reviewing) -> Review:
    """Hand the review to another group, who then may decide it too."""
    with reviewing.ledger.writing() as entry:
        review = _review(entry, number, reviewing, ActKind.ESCALATE)
        refuse_reviewing(reviewing.writer, reviewing.roles, review, reviewing.said)
        kind, decision = ActKind.ESCALATE, review.decision
        return _done(entry, review, Act(kind, reviewing.writer, decision, note, group=group))


def approve(number: int, approval: Approval, reviewing: Reviewing) -> Review:
    """Let the plan go ahead until a day; a denial waits for a second person yet."""
    with reviewing.ledger.writing() as entry:
        return approve_in(entry, number, approval, reviewing)


def approve_in(entry: Entry, number: int, approval: Approval, reviewing: Reviewing) -> Review:
    """Approve in a transaction that somebody else commits."""
    said = reviewing.said
    review = _review(entry, number, reviewing, ActKind.APPROVE)
    refuse_deciding(reviewing.writer, reviewing.roles, review, said)
    decision = _decision(entry, review)
    refuse_unless_latest(entry.connection, decision, said)
    house = reviewing.library().pack.house
    last = (reviewing.today, approval.until)
    refuse_beyond(entry.connection, decision, house, (reviewing.roles, last), said)
    overrides = decision.ruling is Ruling.DENIED
    if overrides and not approval.note.strip():
        message = "to set a denial aside takes a note"
        raise refused(Code.MISSING_KEY, message, said, "`--note` says why")
    act = Act(
        ActKind.APPROVE,
        reviewing.writer,
        decision.number,
        approval.note,
        reason=approval.reason,
        until=approval.until,
        obligations=approval.obligations,
        overrides=overrides,
    )
    return _done(entry, review, act)


def confirm(number: int, note: str, reviewing: Reviewing) -> Review:
    """Set a denial aside as the second person."""
    said = reviewing.said
    with reviewing.ledger.writing() as entry:
        review = _review(entry, number, reviewing, ActKind.CONFIRM)
        refuse_deciding(reviewing.writer, reviewing.roles, review, said)
        refuse_second(reviewing.writer, review, said)
        decision = _decision(entry, review)
        refuse_unless_latest(entry.connection, decision, said)
        act = review.approval
        until = act.until if act and act.until else reviewing.today
        house, last = reviewing.library().pack.house, (reviewing.today, until)
        refuse_beyond(entry.connection, decision, house, (reviewing.roles, last), said)
        kind = ActKind.CONFIRM
        return _done(entry, review, Act(kind, reviewing.writer, review.decision, note))


def deny(number: int, reason: Reason, note: str, reviewing: Reviewing) -> Review:
    """Refuse the plan."""
    with reviewing.ledger.writing() as entry:
        review = _review(entry, number, reviewing, ActKind.DENY)
        refuse_deciding(reviewing.writer, reviewing.roles, review, reviewing.said)
        kind, decision = ActKind.DENY, review.decision
        return _done(entry, review, Act(kind, reviewing.writer, decision, note, reason=reason))


def reopen(number: int, note: str, reviewing: Reviewing) -> Review:
    """Take back what was decided: the plan waits for a person again."""
    with reviewing.ledger.writing() as entry:
        review = _review(entry, number, reviewing, ActKind.REOPEN)
        refuse_reviewing(reviewing.writer, reviewing.roles, review, reviewing.said)
        act = Act(ActKind.REOPEN, reviewing.writer, review.decision, note)
        return _done(entry, review, act)


def answer_in_words(number: int, question: Act, text: str, reviewing: Reviewing) -> Review:
    """Answer a question that asks for no fact."""
    with reviewing.ledger.writing() as entry:
        review = _review(entry, number, reviewing, ActKind.ANSWER)
        refuse_machine(reviewing.writer, reviewing.said)
        act = Act(ActKind.ANSWER, reviewing.writer, review.decision, text)
        return _done(entry, review, replace(act, question=question.number))


def _review(entry: Entry, number: int, reviewing: Reviewing, kind: ActKind) -> Review:
    review = ReviewStore(entry.connection).locked(number)
    refuse_state(review, kind, reviewing.said)
    return review


def _decision(entry: Entry, review: Review) -> Decision:
    found = DecisionStore(entry.connection).decision(review.decision)
    if found is None:
        raise LookupError(review.decision)
    return found


def _done(entry: Entry, review: Review, act: Act) -> Review:
    after = ReviewStore(entry.connection).act(review.number, act)
    tell_act(entry, after, _decision(entry, after))
    return after
