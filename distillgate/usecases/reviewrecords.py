"""Tells the log what somebody does in a review, in the transaction in which it is done."""

from collections.abc import Mapping

from distillgate.usecases.ledger import Entry
from registry.decisions import Decision
from registry.events import Event
from registry.reviews import ActKind, Review
from registry.reviewstore import act_body

SIGN_OFFS = frozenset({ActKind.APPROVE, ActKind.CONFIRM})
_TOLD: Mapping[ActKind, str] = {
    ActKind.APPROVE: "signoff.given",
    ActKind.CONFIRM: "signoff.given",
    ActKind.DENY: "signoff.refused",
}


def tell_act(entry: Entry, review: Review, decision: Decision) -> None:
    """Record the last act of `review`; of what people wrote there is a commitment only.

    `decision` is the one that lay before whoever acted, so that the record
    says by digest what they were shown.
    """
    act = review.acts[-1]
    context = {
        "act": act.kind.value,
        "number": str(act.number),
        "decision": str(act.decision),
        "review": str(review.number),
        "state": review.state.value,
    }
    if act.until is not None:
        context["until"] = act.until.isoformat()
    entry.tell(
        Event(
            _TOLD.get(act.kind, "review.requested"),
            act.writer,
            f"plan:{review.plan}",
            decision.version.digest,
            review.state.value,
            context,
            decision.verdict,
            (act.reason.value,) if act.reason else (),
            private={"said": act_body(act)},
        )
    )
