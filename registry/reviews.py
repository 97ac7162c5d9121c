"""Reviews: what people ask, answer and decide about a verdict, and how that stands.

A review is the list of its acts, none of which is ever changed. How it stands
follows from them by one table, so that every face lets the same things happen.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from registry.statements import Writer


class ReviewState(StrEnum):
    """How a review stands."""

    __hash__ = str.__hash__

    OPEN = "open"
    ASKED = "waiting-for-requester"
    SECOND = "waiting-for-second-person"
    APPROVED = "approved"
    DENIED = "denied"
    SETTLED = "settled"
    """Answers have settled what it was about: the verdict approves by itself."""
    SUPERSEDED = "superseded"
    """The plan was submitted again before anybody decided: it is about what is no more."""

    @property
    def closed(self) -> bool:
        """Return whether nobody is to decide it any more."""
        return self in _CLOSED


_CLOSED = frozenset(
    {ReviewState.APPROVED, ReviewState.DENIED, ReviewState.SETTLED, ReviewState.SUPERSEDED}
)


class ActKind(StrEnum):
    """What somebody does in a review."""

    __hash__ = str.__hash__

    REQUEST = "request"
    ASK = "ask"
    ANSWER = "answer"
    ESCALATE = "escalate"
    APPROVE = "approve"
    CONFIRM = "confirm"
    DENY = "deny"
    REOPEN = "reopen"
    REJUDGE = "rejudge"
    """The plan was judged anew and means something else now, so it waits for people again."""
    CARRY = "carry"
    """The plan was submitted again, and an answer about it counts as before."""
    SUPERSEDE = "supersede"
    """The plan was submitted again before anybody decided."""


class Reason(StrEnum):
    """Why somebody decides as they do."""

    CONTRACT = "contract-with-provider"
    LICENSE = "license-purchased"
    RESEARCH = "research-only-use"
    NOTHING_TAKEN = "no-output-transferred"
    PROVIDER_DATA = "teacher-is-provider-released-dataset"
    COUNSEL = "counsel-opinion"
    RISK = "risk-accepted"
    FACTS = "facts-corrected"
    NOT_HERE = "not-applicable-here"
    NO_FIX = "cannot-be-fixed"


_UNDECIDED = frozenset({ReviewState.OPEN, ReviewState.ASKED, ReviewState.SECOND})
_FROM: Mapping[ActKind, frozenset[ReviewState]] = {
    ActKind.REQUEST: frozenset(),
    ActKind.ASK: frozenset({ReviewState.OPEN, ReviewState.ASKED}),
    ActKind.ANSWER: frozenset({ReviewState.ASKED}),
    ActKind.ESCALATE: frozenset({ReviewState.OPEN, ReviewState.ASKED}),
    ActKind.APPROVE: frozenset({ReviewState.OPEN}),
    ActKind.CONFIRM: frozenset({ReviewState.SECOND}),
    ActKind.DENY: _UNDECIDED,
    ActKind.REOPEN: frozenset({ReviewState.APPROVED, ReviewState.DENIED}),
    ActKind.REJUDGE: frozenset(ReviewState) - {ReviewState.SUPERSEDED},
    ActKind.CARRY: frozenset({ReviewState.OPEN, ReviewState.ASKED}),
    ActKind.SUPERSEDE: _UNDECIDED,
}
"""In which states an act may be done."""


@dataclass(frozen=True, slots=True)
class About:
    """Which fact a question asks for; without one it asks for words."""

    fact: str | None = None
    ingredient: str | None = None
    issuer: str | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """Where somebody said something that is carried to a later review of the same plan."""

    review: int
    act: int
    """The act in which it was said."""
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that somebody did in a review."""

    kind: ActKind
    writer: Writer
    decision: int
    """The decision that lay before them."""
    text: str = ""
    """The question, the answer or the note, in their words."""
    about: About = About()
    question: int | None = None
    """The number of the act that is answered."""
    group: str | None = None
    reason: Reason | None = None
    until: date | None = None
    """The first day on which an approval no longer counts."""
    obligations: tuple[str, ...] = ()
    overrides: bool = False
    """It sets a denial aside, which a second person must confirm."""
    settles: bool = False
    """With this answer the verdict approves by itself."""
    before: Before | None = None
    """Of what is carried, or asked again: who said it first, when and where."""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Review:
    """All that was done about one plan that needs a person."""

    number: int
    plan: str
    title: str
    decision: int
    """The decision that it is about now; an answer makes a new one."""
    requesters: frozenset[str]
    """Who asks for the plan, and so never decides it."""
    acts: tuple[Act, ...] = field(default=())

    @property
    def state(self) -> ReviewState:
        """How it stands after all its acts."""
        state = ReviewState.OPEN
        for place, act in enumerate(self.acts):
            state = _after(act, self.acts[: place + 1])
        return state

    @property
    def group(self) -> str | None:
        """The group to which it was escalated last."""
        return next((act.group for act in reversed(self.acts) if act.group), None)

    @property
    def asked_by(self) -> str:
        """Who asked for the review."""
        return self.acts[0].writer.name if self.acts else ""

    @property
    def questions(self) -> tuple[Act, ...]:
        """Every question that was asked."""
        return tuple(act for act in self.acts if act.kind is ActKind.ASK)

    @property
    def waiting(self) -> tuple[Act, ...]:
        """The questions that nobody has answered."""
        return tuple(_unanswered(self.acts))

    @property
    def answers(self) -> Iterator[tuple[Act, Act]]:
        """Every answer, after its question; one that is carried is both in one."""
        asked = {act.number: act for act in self.questions}
        for act in self.acts:
            if act.kind is ActKind.ANSWER and act.question in asked:
                yield asked[act.question], act
            elif act.kind is ActKind.CARRY:
                yield act, act

    @property
    def approval(self) -> Act | None:
        """The approval that decided it, or that waits for a second person; else nothing."""
        if self.state not in {ReviewState.APPROVED, ReviewState.SECOND}:
            return None
        return next(act for act in reversed(self.acts) if act.kind is ActKind.APPROVE)

    def allows(self, kind: ActKind) -> bool:
        """Return whether an act of this kind may be done as it stands."""
        return self.state in _FROM[kind]

    def approves(self, decision: int, day: date) -> bool:
        """Return whether it lets the plan of `decision` go ahead on `day`."""
        act = self.approval if self.state is ReviewState.APPROVED else None
        return (
            act is not None
            and act.until is not None
            and act.decision == decision
            and day < act.until
        )


_LEADS_TO: Mapping[ActKind, ReviewState] = {
    ActKind.CONFIRM: ReviewState.APPROVED,
    ActKind.DENY: ReviewState.DENIED,
    ActKind.REOPEN: ReviewState.OPEN,
    ActKind.SUPERSEDE: ReviewState.SUPERSEDED,
}
"""How a review stands after an act, whatever was done before."""


def _after(act: Act, acts: tuple[Act, ...]) -> ReviewState:
    """Return how a review stands after `act`, the last of `acts`."""
    match act.kind:
        case ActKind.APPROVE:
            return ReviewState.SECOND if act.overrides else ReviewState.APPROVED
        case ActKind.CONFIRM | ActKind.DENY | ActKind.REOPEN | ActKind.SUPERSEDE:
            return _LEADS_TO[act.kind]
        case (
            ActKind.REQUEST
            | ActKind.ASK
            | ActKind.ANSWER
            | ActKind.ESCALATE
            | ActKind.REJUDGE
            | ActKind.CARRY
        ):
            if act.settles:
                return ReviewState.SETTLED
            waits = any(True for _ in _unanswered(acts))
            return ReviewState.ASKED if waits else ReviewState.OPEN


def _unanswered(acts: Iterable[Act]) -> Iterator[Act]:
    known = tuple(acts)
    answered = {act.question for act in known if act.kind is ActKind.ANSWER}
    yield from (act for act in known if act.kind is ActKind.ASK and act.number not in answered)
