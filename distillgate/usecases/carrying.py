"""Answers about a plan that is submitted again: what they were about may still be the same.

An answer counts for the new state of the plan, with its author and its day,
where the plan still leaves the fact open and what the question was about reads
as it did. Where that has changed, it is asked again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from distillgate.usecases.answervalues import carried_words, fact_value
from distillgate.usecases.check import parsed_plan
from distillgate.usecases.ledger import Entry
from distillgate.usecases.reviewrecords import tell_act
from distillgate.usecases.storedplans import answered, stored_plan
from policy.diagnostics import Span
from policy.facts.vocabulary import VOCABULARY
from policy.plan import Entry as PlanEntry
from policy.plan import Plan
from policy.suggesting.choosing import entries_of
from policy.values import UNKNOWN, Given, Origin
from policy.verdict import Ruling
from policy.yamltext import UnreadableError
from registry.contents import DamagedContentError
from registry.decisions import Decision
from registry.decisionstore import DecisionStore
from registry.reviews import About, Act, ActKind, Before, Review
from registry.reviewstore import ReviewStore, SoughtReviews
from registry.statements import Writer

_MOST = 1_000
_DAYS = frozenset({"student.trained_from", "student.trained_until", "release.first_date"})
"""When it happens changes nothing of what a question is about."""
_OF_TERMS = ("student", "use", "release")


@dataclass(frozen=True, slots=True)
class Said:
    """One answer that was given about an earlier state of a plan."""

    about: About
    text: str
    question: str
    asked: Before
    """Who asked it."""
    given: Before
    """Who answered it."""
    decision: int
    """Which decision lay before whoever answered."""


@dataclass(frozen=True, slots=True)
class Carrying:
    """What becomes of the answers to a plan that is submitted again."""

    carried: tuple[Said, ...] = ()
    again: tuple[Said, ...] = ()
    """What the question was about has changed."""

    def told(self, plan: Plan) -> Plan:
        """Return `plan` with what is carried."""
        for each in self.carried:
            fact = VOCABULARY.get(each.about.fact or "")
            value = fact_value(fact, each.text, Span("answer", 1, 1))
            why = carried_words(each.given)
            given = Given(value, Origin.PLAN, None, each.given.by, why)
            plan = answered(plan, each.about, given) or plan
        return plan


def carrying_for(plan: Plan, connection: Connection) -> Carrying:
    """Return what becomes of all answers that people gave about earlier states of `plan`."""
    carried, again = [], []
    earlier = _Earlier(connection)
    for said in _said(plan.id, connection):
        if not _is_open(plan, said):
            continue
        before = earlier.plan(said.decision)
        about = said.about
        if before is not None and subject(before, about) == subject(plan, about):
            carried.append(said)
        else:
            again.append(said)
    return Carrying(tuple(carried), tuple(again))


def record_carried(
    entry: Entry, decision: Decision, carrying: Carrying, writer: Writer
) -> Review | None:
    """Open a review of the new decision with what is carried, and ask again what is not."""
    if not carrying.carried and not carrying.again:
        return None
    settles = decision.ruling <= Ruling.WITH_OBLIGATIONS
    acts = [Act(ActKind.REQUEST, writer, decision.number, "the plan was submitted again")]
    acts += [_carried(each, decision, writer) for each in carrying.carried]
    if not settles:
        acts += [_asked(each, decision, writer) for each in carrying.again]
    elif len(acts) == 1:
        return None
    store = ReviewStore(entry.connection)
    there = store.reviews(SoughtReviews(decision=decision.number, most=1))
    review = there[0] if there else None
    for place, act in enumerate(acts):
        last = settles and place == len(acts) - 1
        done = replace(act, settles=True) if last else act
        review = store.act(review.number, done) if review else store.request(decision, done)
        tell_act(entry, review, decision)
    return review


def _carried(said: Said, decision: Decision, writer: Writer) -> Act:
    kind = ActKind.CARRY
    return Act(kind, writer, decision.number, said.text, said.about, before=said.given)


def _asked(said: Said, decision: Decision, writer: Writer) -> Act:
    kind = ActKind.ASK
    return Act(kind, writer, decision.number, said.question, said.about, before=said.asked)


def _said(plan: str, connection: Connection) -> Iterator[Said]:
    """Yield the last answer to each question about a fact, in the order of the facts."""
    reviews = ReviewStore(connection).reviews(SoughtReviews(plan, most=_MOST))
    last: dict[About, Said] = {}
    for review in sorted(reviews, key=lambda each: each.number):
        for asked, act in review.answers:
            if asked.about.fact is not None:
                last[asked.about] = _of(review, asked, act, last.get(asked.about))
    yield from (last[each] for each in sorted(last, key=_order))


def _of(review: Review, asked: Act, act: Act, earlier: Said | None) -> Said:
    if act.kind is ActKind.CARRY and act.before is not None:
        question = earlier.question if earlier else ""
        by = earlier.asked if earlier else act.before
        return Said(act.about, act.text, question, by, act.before, act.decision)
    asking = Before(review.number, asked.number, asked.writer.name, asked.writer.at)
    giving = Before(review.number, act.number, act.writer.name, act.writer.at)
    return Said(asked.about, act.text, asked.text, asking, giving, act.decision)


def _order(about: About) -> tuple[str, str, str]:
    return (about.fact or "", about.ingredient or "", about.issuer or "")


def _is_open(plan: Plan, said: Said) -> bool:
    """Return whether `plan` still names what the answer is about, and leaves the fact open."""
    about = said.about
    fact = VOCABULARY.find(about.fact or "")
    if fact is None or answered(plan, about, Given("", Origin.PLAN)) is None:
        return False
    if fact.group == "ingredient":
        entries = _entries(plan, about)
        return any(_is_silent(each.facts, fact.path) for each in entries)
    if fact.group == "terms":
        return _is_silent(plan.terms.get(about.issuer or "", {}), fact.path)
    return _is_silent(plan.facts, fact.path)


def _is_silent(facts: Mapping[str, Given], path: str) -> bool:
    return path not in facts or facts[path].value is UNKNOWN


def subject(plan: Plan, about: About) -> object:
    """Return everything in `plan` that a question is about; equal where nothing has changed."""
    fact = VOCABULARY.get(about.fact or "")
    if fact.group == "ingredient":
        return _entries(plan, about)
    if fact.group == "terms":
        refs = [(key, each.ref) for key, each in entries_of(plan)]
        return (refs, _stated(plan, _OF_TERMS))
    if fact.group == "organization":
        return _stated(plan, (fact.group,))
    return _stated(plan, (fact.group, "student"))


def _stated(plan: Plan, groups: tuple[str, ...]) -> dict[str, Given]:
    return {
        path: given
        for path, given in plan.facts.items()
        if path.partition(".")[0] in groups and path not in _DAYS
    }


def _entries(plan: Plan, about: About) -> list[PlanEntry]:
    wanted = (about.ingredient or "").casefold()
    return [
        each
        for _, each in entries_of(plan)
        if each.ref is not None and each.ref.canonical.casefold() == wanted
    ]


class _Earlier:
    """Reads plans as they were when somebody answered, each once."""

    def __init__(self, connection: Connection) -> None:
        self._store = DecisionStore(connection)
        self._read: dict[int, Plan | None] = {}

    def plan(self, number: int) -> Plan | None:
        """Return the plan of a decision; nothing where it cannot be read any more."""
        if number not in self._read:
            self._read[number] = self._found(number)
        return self._read[number]

    def _found(self, number: int) -> Plan | None:
        decision = self._store.decision(number)
        if decision is None:
            return None
        try:
            kept = self._store.contents.get(decision.version.source).decode()
        except DamagedContentError:
            return None
        try:
            return parsed_plan(stored_plan(kept), [])
        except UnreadableError:
            return None
