"""One finding as people read it: a headline, then one labelled line for each thing to know."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from policy.diagnostics import Span
from policy.documents import DocumentKind, Effect
from policy.explaining_words import (
    because_words,
    either,
    first_sentence,
    listed,
    squeezed,
    text_words,
    without_stop,
)
from policy.facts.vocabulary import VOCABULARY
from policy.frozen import dataclass
from policy.questions import worded
from policy.values import UNKNOWN, Origin
from policy.verdict import Finding, Question, Severity, State, Verdict


class Standing(StrEnum):
    """What a finding does, in the one word that it begins with."""

    __hash__ = str.__hash__

    DENIED = "denied"
    REVIEW = "review"
    DUTY = "duty"
    NOTE = "note"
    LIFTED = "lifted"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Point:
    """One labelled line under a headline."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding in words."""

    finding: Finding
    standing: Standing
    headline: str
    about: tuple[str, ...]
    """The ingredients; none where it is about the plan."""
    points: tuple[Point, ...]
    ways: tuple[str, ...]
    """What would make it pass, each for itself."""
    who: str
    """Whom to ask, in a word or two."""
    beyond: str
    """What else there is to know about who: a determination, the way of a waiver."""
    asked: tuple[Question, ...]
    """The questions that wait for an answer for its sake, what settles most first."""
    span: Span


_BY_SEVERITY = {
    Severity.DENY: Standing.DENIED,
    Severity.REVIEW: Standing.REVIEW,
    Severity.DUTY: Standing.DUTY,
    Severity.NOTE: Standing.NOTE,
}
_BUILT_IN = DocumentKind.BUILT_IN.value
_CONTRACTS = frozenset(
    kind.value
    for kind in DocumentKind
    if kind not in {DocumentKind.LAW, DocumentKind.HOUSE, DocumentKind.BUILT_IN}
)
_ENGINEER_KNOWS = frozenset({"unknown-ingredient", "check-again"})
"""The built-in rules whose answer the engineer has; all else is for legal."""
_UNKNOWNS_SHOWN = 2
_WAYS_SHOWN = 3
_UNKNOWN = "unknown"


def reason_of(finding: Finding, verdict: Verdict) -> Reason:
    """Return `finding` in words, with everything that `verdict` knows about it."""
    headline, more = _headline(finding)
    ways = ways_of(finding)
    asked = _questions(finding, verdict.questions)
    return Reason(
        finding=finding,
        standing=standing_of(finding),
        headline=headline,
        about=about_words(finding),
        points=tuple(_points(finding, more, asked)),
        ways=ways,
        who=_who(finding, asked),
        beyond=_beyond(finding),
        asked=asked,
        span=finding.span or verdict.span,
    )


def standing_of(finding: Finding) -> Standing:
    """Return the word for what `finding` does as it stands."""
    match finding.state:
        case State.WAIVED:
            return Standing.WAIVED
        case State.LIFTED:
            return Standing.LIFTED
        case State.APPLIES | State.UNSURE:
            return _BY_SEVERITY[finding.severity]


def _headline(finding: Finding) -> tuple[str, str]:
    """Return the one sentence to begin with, and what else the statement says."""
    if finding.kind == _BUILT_IN:
        return squeezed(finding.title) or finding.clause, squeezed(finding.statement)
    first, more = first_sentence(finding.statement)
    return without_stop(first) or finding.clause, more


def about_words(finding: Finding) -> tuple[str, ...]:
    """Return the ingredients that `finding` is about, each once."""
    ends = tuple(dict.fromkeys(path[-1].to for path in finding.paths if path))
    return ends or ((finding.ingredient,) if finding.ingredient else ())


def _points(finding: Finding, more: str, asked: Sequence[Question]) -> Iterator[Point]:
    if through := _through(finding):
        yield Point("through", through)
    if finding.kind != _BUILT_IN:
        yield Point("text", text_words(finding))
    if more:
        yield Point("says", more)
    known = [each for each in finding.because if each.given.value is not UNKNOWN]
    if known:
        yield Point("because", "; ".join(map(because_words, known)))
    yield from _unknowns(_missing(finding, asked))
    yield from (Point("note", squeezed(note)) for note in finding.notes)
    if finding.consequences:
        yield Point("risks", "; ".join(map(squeezed, finding.consequences)))
    aside = (("lifted by", finding.lifted_by), ("waived by", finding.waived))
    yield from (Point(label, by) for label, by in aside if by)


def _through(finding: Finding) -> str:
    """Return the ways from the student to what lies deeper than the plan, the shortest."""
    chains = dict.fromkeys(
        " > ".join(("student", *(step.to for step in path)))
        for path in finding.paths
        if len(path) > 1
    )
    more = len(chains) - _WAYS_SHOWN
    shown = [*chains][:_WAYS_SHOWN]
    return "; ".join((*shown, f"and {more} more ways") if more > 1 else chains)


def _questions(finding: Finding, questions: Iterable[Question]) -> tuple[Question, ...]:
    """Return the questions that are asked for the sake of `finding`."""
    return tuple(
        each
        for each in questions
        if finding.clause in each.decides and each.ingredient in {None, finding.ingredient}
    )


def _missing(finding: Finding, asked: Iterable[Question]) -> dict[str, str]:
    """Return the facts that `finding` waits for, each with its question."""
    found = {each.fact: each.question for each in asked}
    return found or {fact: _question_words(fact, finding) for fact in finding.missing}


def _unknowns(missing: Mapping[str, str]) -> Iterator[Point]:
    """Yield what is not known in plain words; where it is much, the rest by name."""
    pairs = list(missing.items())
    for fact, words in pairs[:_UNKNOWNS_SHOWN]:
        yield Point(_UNKNOWN, f"{squeezed(words)} ({fact})")
    rest = [fact for fact, _ in pairs[_UNKNOWNS_SHOWN:]]
    if rest:
        yield Point(_UNKNOWN, f"also {listed(rest)}")


def together(reasons: Sequence[Reason]) -> Reason:
    """Return the first of `reasons` that wait for one answer, with all that they wait for."""
    lead, *others = reasons
    if not others:
        return lead
    missing: dict[str, str] = {}
    for each in reasons:
        missing |= _missing(each.finding, each.asked)
    at = [point.label for point in lead.points].index(_UNKNOWN)
    known = [point for point in lead.points if point.label != _UNKNOWN]
    return replace(lead, points=(*known[:at], *_unknowns(missing), *known[at:]))


def _question_words(fact: str, finding: Finding) -> str:
    return worded(fact, finding.ingredient or "this ingredient", finding.issuer)


def ways_of(finding: Finding) -> tuple[str, ...]:
    """Return what would make `finding` pass, each way for itself, none where it does not block.

    What the document says comes first; without it the ways that its kind leaves open.
    """
    if standing_of(finding) not in {Standing.DENIED, Standing.REVIEW}:
        return ()
    ways = tuple(map(_way, finding.fix)) or _open_ways(finding)
    answered = finding.missing and finding.kind != _BUILT_IN
    return ("answer what is unknown", *ways) if answered else ways


def _way(fix: str) -> str:
    """Return one way as a part of a list of alternatives."""
    return without_stop(squeezed(fix)).removeprefix("or ")


def _open_ways(finding: Finding) -> tuple[str, ...]:
    about = listed(about_words(finding))
    leave = (f"leave out {about}",) if about else ()
    if finding.effect is Effect.REQUIRES:
        return ("meet the duty and say so in the plan", *leave)
    if finding.kind in _CONTRACTS:
        whom = finding.issuer or "the rights holder"
        return (*leave, f"obtain written permission of {whom} and record it as an agreement")
    change = _change(finding)
    return (change, *leave) if change else (*leave, "change the plan so that it does not apply")


def _change(finding: Finding) -> str:
    """Return the facts of the plan that bring a law or a house rule to bear."""
    told = (Origin.PLAN, Origin.ORGANIZATION)
    facts = [each.fact for each in finding.because if each.given.origin in told]
    return f"change {listed(facts, 'or')} in the plan" if facts else ""


def _who(finding: Finding, asked: Sequence[Question]) -> str:
    """Return whom to ask about a finding that blocks."""
    who = dict.fromkeys(each.who for each in asked)
    if not who and finding.missing:
        facts = (VOCABULARY.find(fact) for fact in finding.missing)
        who = dict.fromkeys(fact.who.value for fact in facts if fact)
    rule = finding.name.partition("#")[2]
    fallback = "engineer" if finding.kind == _BUILT_IN and rule in _ENGINEER_KNOWS else "legal"
    return listed(who) or fallback


def _beyond(finding: Finding) -> str:
    owners = dict.fromkeys(
        each.given.owner
        for each in finding.because
        if each.given.origin is Origin.DETERMINATION and each.given.owner
    )
    decided = f"{listed(owners)} made the determination" if owners else ""
    waiver = "it may be waived" if finding.waivable and not finding.missing else ""
    return "; ".join(part for part in (decided, waiver) if part)


def next_steps(reason: Reason) -> tuple[Point, ...]:
    """Return what would make a finding pass and whom to ask; none where it does not block."""
    if not reason.ways:
        return ()
    who = f"{reason.who}; {reason.beyond}" if reason.beyond else reason.who
    return Point("to pass", either(reason.ways)), Point("who", who)
