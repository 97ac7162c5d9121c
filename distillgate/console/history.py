"""What people did in a review, and what a reader may do in it now."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from distillgate.console.words import Locale, Mark, day_words, spoken, state_mark
from distillgate.usecases.reviewlimits import LONGEST
from distillgate.usecases.reviewrules import AUDITOR, DECIDERS, REVIEWERS
from distillgate.web.identity import team_of
from policy.verdict import Ruling
from registry.reviews import About, Act, ActKind, Reason, Review

_TITLES = {
    ActKind.REQUEST: "asked for a review",
    ActKind.ASK: "asked back",
    ActKind.ANSWER: "answered",
    ActKind.ESCALATE: "handed it on",
    ActKind.APPROVE: "approved",
    ActKind.CONFIRM: "confirmed as the second person",
    ActKind.DENY: "denied",
    ActKind.REOPEN: "reopened it",
    ActKind.REJUDGE: "judged it anew",
    ActKind.CARRY: "submitted the plan again, with this answer",
    ActKind.SUPERSEDE: "submitted the plan again",
}
REASONS = tuple((each.value, spoken(each.value)) for each in Reason)
"""The reasons that somebody may give, with their words."""


_OWN = "You ask for this plan, and so never decide about it."
_NO_REVIEWER = "Only a reviewer or approver acts here."
USUAL = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a page: their name, and the roles and groups that they act in."""

    name: str
    acts_as: frozenset[str] = frozenset()
    machine: bool = False
    teams: frozenset[str] = frozenset()
    """Those whose keys ask for plans in their name."""

    def asks_for(self, review: Review) -> bool:
        """Return whether they ask for the plan, or a key of a team of theirs does."""
        asking = review.requesters
        return self.name in asking or any(team_of(each) in self.teams for each in asking)


@dataclass(frozen=True, slots=True)
class ActView:
    """One act of a review."""

    number: int
    who: str
    did: str
    at: str
    text: str
    details: tuple[tuple[str, str], ...]
    duties: tuple[str, ...]
    remember: str = ""
    """The query of the form by which an answer is remembered."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question of a review that waits for an answer."""

    number: int
    text: str
    fact: str
    about: str
    asked_by: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a review stands."""

    number: int
    mark: Mark
    group: str
    acts: int
    """How many acts it has: a form that was made on fewer is out of date."""
    waiting: tuple[Waiting, ...]
    since: str
    until: str

    @classmethod
    def of(cls, review: Review, day: date, locale: Locale) -> "Standing":
        """Return how `review` stands on `day`."""
        approval = review.approval
        return cls(
            review.number,
            state_mark(review, day, locale),
            review.group or "",
            len(review.acts),
            tuple(map(_waiting, review.waiting)),
            review.acts[0].writer.at if review.acts else "",
            day_words(approval.until, locale) if approval else "",
        )


@dataclass(frozen=True, slots=True)
class MayDo:
    """What the reader may do in a review as it stands; buttons show nothing else."""

    why_not: str = ""
    """Why there are no buttons, where there are none."""
    ask: bool = False
    answer: bool = False
    approve: bool = False
    confirm: bool = False
    deny: bool = False
    escalate: bool = False
    reopen: bool = False
    over_denial: bool = False
    """An approval here sets a denial aside: it takes a note and a second person."""
    first_day: str = ""
    last_day: str = ""
    suggested_day: str = ""

    @property
    def anything(self) -> bool:
        """Return whether there is anything to do."""
        kinds = (self.ask, self.approve, self.confirm, self.deny, self.escalate, self.reopen)
        return any(kinds) or self.answer


def may_do(review: Review, reader: Reader, ruling: Ruling, day: date) -> MayDo:
    """Return what `reader` may do in `review`; the use cases refuse all else again."""
    if reader.machine:
        return MayDo("A machine decides nothing.")
    if AUDITOR in reader.acts_as:
        return MayDo("An auditor reads all and changes nothing.")
    group = {review.group} if review.group else set()
    own = reader.asks_for(review)
    reviews = not own and bool(reader.acts_as & (REVIEWERS | group))
    decides = not own and bool(reader.acts_as & (DECIDERS | group))
    first = review.approval
    second = first is None or first.writer.name != reader.name
    return MayDo(
        why_not=_OWN if own else "" if reviews else _NO_REVIEWER,
        ask=reviews and review.allows(ActKind.ASK),
        answer=review.allows(ActKind.ANSWER),
        approve=decides and review.allows(ActKind.APPROVE),
        confirm=decides and second and review.allows(ActKind.CONFIRM),
        deny=decides and review.allows(ActKind.DENY),
        escalate=reviews and review.allows(ActKind.ESCALATE),
        reopen=reviews and review.allows(ActKind.REOPEN),
        over_denial=ruling is Ruling.DENIED,
        first_day=(day + timedelta(days=1)).isoformat(),
        last_day=(day + LONGEST).isoformat(),
        suggested_day=(day + USUAL).isoformat(),
    )


def acts_of(review: Review, locale: Locale) -> tuple[ActView, ...]:
    """Return the acts of a review, the first one first."""
    asked = {answer.number: question.about for question, answer in review.answers}
    views = (_act(each, locale) for each in review.acts)
    return tuple(
        replace(view, remember=_remember(asked[view.number], view.text))
        if view.number in asked
        else view
        for view in views
    )


def _remember(about: About, answer: str) -> str:
    """Return the form of a determination, filled in with an answer; nothing about no fact."""
    if about.fact is None:
        return ""
    said = {
        "fact": about.fact,
        "value": answer,
        "issuer": about.issuer or "",
        "ingredients": about.ingredient or "",
    }
    return urlencode({key: value for key, value in said.items() if value})


def _act(act: Act, locale: Locale) -> ActView:
    about = " ".join(filter(None, (act.about.fact, act.about.ingredient, act.about.issuer)))
    details = (
        ("Fact", about),
        ("To", act.group or ""),
        ("Reason", spoken(act.reason.value) if act.reason else ""),
        ("Until", day_words(act.until, locale)),
        ("Weight", "sets a denial aside; a second person confirms" if act.overrides else ""),
        ("Question", str(act.question) if act.question else ""),
    )
    return ActView(
        act.number,
        act.writer.name,
        _TITLES[act.kind],
        act.writer.at,
        act.text,
        tuple(each for each in details if each[1]),
        act.obligations,
    )


def _waiting(act: Act) -> Waiting:
    about = ", ".join(filter(None, (act.about.ingredient, act.about.issuer)))
    return Waiting(act.number, act.text, act.about.fact or "", about, act.writer.name)
