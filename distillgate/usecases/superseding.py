"""Take out of the queue what nobody decided before a plan was submitted again."""

from collections.abc import Sequence

from distillgate.usecases.ledger import Entry
from distillgate.usecases.reviewrecords import tell_act
from registry.decisions import Decision
from registry.decisionstore import DecisionStore
from registry.reviews import Act, ActKind, Review
from registry.reviewstore import ReviewStore, SoughtReviews
from registry.statements import Writer

_MOST = 1_000


def undecided(entry: Entry, plan: str) -> tuple[Review, ...]:
    """Return the reviews of `plan` that nobody has decided, nor will before the commit.

    They are taken before anything is told to the log, as in all that is done in
    a review: so nobody who holds the log waits for somebody who waits for it.
    """
    store = ReviewStore(entry.connection)
    sought = SoughtReviews(plan, undecided=True, most=_MOST)
    found = (store.locked(each.number) for each in reversed(store.reviews(sought)))
    return tuple(each for each in found if each.allows(ActKind.SUPERSEDE))


def supersede(
    entry: Entry, waiting: Sequence[Review], decision: Decision, writer: Writer
) -> tuple[Review, ...]:
    """Close the reviews of earlier states of a plan, each with a record.

    What they were about stays what it is; `decision` takes its place.
    """
    why = f"the plan was submitted again: decision {decision.number}"
    return tuple(_closed(entry, each, why, writer) for each in waiting)


def _closed(entry: Entry, review: Review, why: str, writer: Writer) -> Review:
    before = DecisionStore(entry.connection).decision(review.decision)
    if before is None:
        raise LookupError(review.decision)
    act = Act(ActKind.SUPERSEDE, writer, before.number, why)
    after = ReviewStore(entry.connection).act(review.number, act)
    tell_act(entry, after, before)
    return after
