"""What a reader may see: their own plans, those that are approved, and with the right, all."""

from distillgate.console.planpage import Stored
from distillgate.console.visiting import Visit
from distillgate.usecases.decisionviews import Records
from distillgate.usecases.files import refused
from distillgate.usecases.reviewviews import Reviews
from distillgate.web.identity import Right, is_theirs
from policy.diagnostics import Code
from policy.verdict import Ruling
from policy.yamltext import UnreadableError
from registry.decisions import Decision
from registry.decisionstore import Sought
from registry.reviews import Review

_MOST = 100


def sees(visit: Visit, decision: Decision, review: Review | None) -> bool:
    """Return whether whoever visits may see a decision."""
    caller = visit.caller
    if caller.may(Right.READ_ALL_PLANS):
        return True
    asking = {decision.version.owner, decision.version.submitter}
    if review is not None:
        asking |= review.requesters
    if any(is_theirs(caller, name) for name in asking):
        return True
    if decision.binding and decision.ruling <= Ruling.WITH_OBLIGATIONS:
        return True
    return review is not None and review.approves(decision.number, visit.day)


def decision_for(visit: Visit, name: str) -> tuple[Decision, Review | None]:
    """Return a decision with its review; raises as if it were not there where it is hidden."""
    records = Records(visit.database)
    try:
        decision = records.decision(name, visit.place)
    except UnreadableError as error:
        raise _unknown(visit, name) from error
    review = Reviews(visit.database).of_decision(decision.number)
    if not sees(visit, decision, review):
        raise _unknown(visit, name)
    return decision, review


def review_for(visit: Visit, name: str) -> tuple[Decision, Review]:
    """Return a review with the decision that it is about; raises where it is hidden."""
    try:
        review = Reviews(visit.database).review(name, visit.place)
    except UnreadableError as error:
        raise _unknown(visit, name, "review") from error
    decision = Records(visit.database).decision(str(review.decision), visit.place)
    if not sees(visit, decision, review):
        raise _unknown(visit, name, "review")
    return decision, review


def stored_of(visit: Visit, decision: Decision, review: Review | None) -> Stored:
    """Return a decision with its texts."""
    records, place = Records(visit.database), visit.place
    return Stored(
        decision,
        records.text(decision.verdict, place),
        records.text(decision.case, place),
        records.text(decision.version.source, place),
        review,
        records.decisions(Sought(plan=decision.version.plan, most=_MOST)),
    )


def _unknown(visit: Visit, name: str, what: str = "decision") -> Exception:
    """Return the same for what is not there and what may not be seen."""
    return refused(Code.UNKNOWN_RECORD, f"no {what} `{name}` is there for you", visit.place)
