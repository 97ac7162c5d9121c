"""How a plan stands: its states, the verdict that counts, and the review of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from distillgate.usecases.decisionviews import Records, decision_json, plan_json
from distillgate.usecases.reviewviews import review_json
from policy.diagnostics import Span
from policy.verdict import Ruling
from registry.database import Database
from registry.decisions import Decision, PlanVersion
from registry.decisionstore import DecisionStore, Sought
from registry.reviews import Review
from registry.reviewstore import ReviewStore, SoughtReviews

_MOST = 100


@dataclass(frozen=True, slots=True)
class PlanState:
    """One plan as it stands."""

    versions: tuple[PlanVersion, ...]
    decision: Decision | None
    """The newest verdict that counts; nothing where all explain other days."""
    review: Review | None
    """What people do about that verdict."""

    @property
    def name(self) -> str:
        """The plan's id."""
        return self.versions[-1].plan

    @property
    def askers(self) -> frozenset[str]:
        """Everybody who asks for this plan."""
        submitters = {each.submitter for each in self.versions}
        named = {self.versions[0].owner, *submitters}
        return frozenset(named | (self.review.requesters if self.review else frozenset()))

    def approves(self, day: date) -> bool:
        """Return whether the plan may go ahead on `day`: by its verdict, or by a person."""
        return self.decision is not None and approved(self.decision, self.review, day)

    def standing(self, day: date) -> str:
        """Return in one word how the plan stands on `day`."""
        if self.decision is None:
            return "undecided"
        if self.decision.ruling <= Ruling.WITH_OBLIGATIONS or not self.approves(day):
            return self.decision.ruling.word
        return "approved-by-review"


def approved(decision: Decision, review: Review | None, day: date) -> bool:
    """Return whether a plan may go ahead on `day`: by this verdict, or by a person about it."""
    if decision.binding and decision.ruling <= Ruling.WITH_OBLIGATIONS:
        return True
    return review is not None and review.approves(decision.number, day)


def state_of(database: Database, name: str, said: Span) -> PlanState:
    """Return how a plan stands; raises `UnreadableError` where none has that name."""
    versions = Records(database).plan(name, said)
    return _stated(database, versions)


def states_of(database: Database, after: str, most: int) -> tuple[PlanState, ...]:
    """Return how plans stand, by name."""
    found = Records(database).plans(after, most)
    names: Iterable[str] = (each.plan for each in found)
    with database.reading() as connection:
        store = DecisionStore(connection)
        versions = [store.versions(name) for name in names]
    return tuple(_stated(database, each) for each in versions)


def _stated(database: Database, versions: tuple[PlanVersion, ...]) -> PlanState:
    name = versions[-1].plan
    with database.reading() as connection:
        decisions = DecisionStore(connection).decisions(Sought(plan=name, most=_MOST))
        decision = next((each for each in decisions if each.binding), None)
        review = None
        if decision is not None:
            sought = SoughtReviews(decision=decision.number, most=1)
            review = next(iter(ReviewStore(connection).reviews(sought)), None)
    return PlanState(versions, decision, review)


def state_json(state: PlanState, day: date) -> dict[str, object]:
    """Return how a plan stands in the types of JSON."""
    return {
        **plan_json(state.versions[-1]),
        "schema": "distillgate/plan-state/v1",
        "owner": state.versions[0].owner,
        "standing": state.standing(day),
        "approves": state.approves(day),
        "versions": [plan_json(each) for each in state.versions],
        "decision": decision_json(state.decision) if state.decision else None,
        "review": review_json(state.review, day) if state.review else None,
    }
