"""Reviews as they stand, found by what people type, and told to programs."""

from dataclasses import dataclass
from datetime import date

from distillgate.usecases.files import refused
from policy.diagnostics import Code, Span
from registry.database import Database
from registry.reviews import Act, Review, ReviewState
from registry.reviewstore import ReviewStore, SoughtReviews


@dataclass(frozen=True, slots=True)
class Reviews:
    """The reviews of a registry that may not be there."""

    database: Database | None

    def sought(self, sought: SoughtReviews) -> tuple[Review, ...]:
        """Return the reviews that are sought, the latest first."""
        if self.database is None:
            return ()
        with self.database.reading() as connection:
            return ReviewStore(connection).reviews(sought)

    def review(self, name: str, said: Span) -> Review:
        """Return the review with that number; raises `UnreadableError`."""
        if self.database is not None and name.isdecimal() and len(name) < len(str(2**62)):
            with self.database.reading() as connection:
                found = ReviewStore(connection).review(int(name))
            if found is not None:
                return found
        last = self.sought(SoughtReviews(most=1))
        hint = f"the last one is {last[0].number}" if last else "nobody has asked for one yet"
        raise refused(Code.UNKNOWN_RECORD, f"no review is called `{name}`", said, hint)

    def called(self, name: str, said: Span) -> Review:
        """Return the review with that number, or the one of a plan that waits for somebody."""
        if not name.isdecimal():
            found = self.sought(SoughtReviews(plan=name, undecided=True, most=1))
            if found:
                return found[0]
        return self.review(name, said)

    def of_decision(self, number: int) -> Review | None:
        """Return the review that is about this decision now."""
        found = self.sought(SoughtReviews(decision=number, most=1))
        return found[0] if found else None


def standing(review: Review, day: date) -> str:
    """Return in words how a review stands on `day`."""
    approval = review.approval
    if review.state is not ReviewState.APPROVED or approval is None or approval.until is None:
        return review.state.value
    if day >= approval.until:
        return f"expired on {approval.until}"
    return f"approved until {approval.until}"


def review_json(review: Review, day: date) -> dict[str, object]:
    """Return a review in the types of JSON, with all its acts."""
    return {
        "schema": "distillgate/review/v1",
        "review": str(review.number),
        "plan": review.plan,
        "title": review.title,
        "decision": str(review.decision),
        "state": review.state.value,
        "standing": standing(review, day),
        "approves": review.approves(review.decision, day),
        "group": review.group,
        "requesters": sorted(review.requesters),
        "waiting": [str(each.number) for each in review.waiting],
        "acts": [_act_json(each) for each in review.acts],
    }


def _act_json(act: Act) -> dict[str, object]:
    said: dict[str, object | None] = {
        "act": str(act.number),
        "kind": act.kind.value,
        "by": act.writer.name,
        "at": act.writer.at,
        "decision": str(act.decision),
        "text": act.text or None,
        "fact": act.about.fact,
        "ingredient": act.about.ingredient,
        "issuer": act.about.issuer,
        "answers": str(act.question) if act.question else None,
        "group": act.group,
        "reason": act.reason.value if act.reason else None,
        "until": act.until.isoformat() if act.until else None,
        "obligations": list(act.obligations) or None,
        "overrides": act.overrides or None,
        "before": act.before
        and {
            "review": str(act.before.review),
            "act": str(act.before.act),
            "by": act.before.by,
            "at": act.before.at,
        },
    }
    return {key: value for key, value in said.items() if value is not None}
