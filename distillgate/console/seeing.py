"""What a reader may see: their own plans, those that are approved, and with the right, all."""

from collections.abc import Sequence

from distillgate.console.planpage import Stored
from distillgate.console.visiting import Visit
from distillgate.usecases.decisionviews import Records
from distillgate.usecases.files import refused
from distillgate.usecases.planviews import approved
from distillgate.usecases.reviewviews import Reviews
from distillgate.web.seeing import may_see
from policy.diagnostics import Code
from policy.yamltext import UnreadableError
from registry.decisions import Decision
from registry.decisionstore import DecisionStore, Sought
from registry.reviews import Review
from registry.reviewstore import ReviewStore

_MOST = 100


def sees(visit: Visit, decision: Decision, review: Review | None) -> bool:
    """Return whether whoever visits may see a decision."""
    asking = {decision.version.owner, decision.version.submitter}
    if review is not None:
        asking |= review.requesters
    return may_see(visit.caller, asking, approved=approved(decision, review, visit.day))


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


def newest_of(visit: Visit, plans: Sequence[str]) -> tuple[tuple[Decision, Review | None], ...]:
    """Return the last decision about each of `plans` with its review, of what may be seen.

    It takes two questions to the registry, however many plans there are.
    """
    with visit.database.reading() as connection:
        decisions = DecisionStore(connection).newest(plans)
        numbers = [each.number for each in decisions.values()]
        reviews = ReviewStore(connection).of_decisions(numbers)
    found = (
        (decisions[name], reviews.get(decisions[name].number))
        for name in plans
        if name in decisions
    )
    return tuple((each, review) for each, review in found if sees(visit, each, review))


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
