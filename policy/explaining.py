"""Verdict -> reasons that people read, as blocks of text that every face draws its own way.

Nothing is computed here that judging did not say: an explanation only orders,
groups and words a verdict. Its texts are raw; whoever draws them escapes them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from policy.diagnostics import Span
from policy.documents import Act
from policy.explaining_findings import Reason, Standing, reason_of
from policy.explaining_keys import answer_words, plan_key
from policy.explaining_words import (
    counted,
    listed,
    section_words,
    squeezed,
    value_words,
    without_stop,
)
from policy.facts.fact import Attestation
from policy.facts.vocabulary import VOCABULARY
from policy.values import Given, Origin
from policy.verdict import (
    Assumption,
    Basis,
    DutyState,
    Obligation,
    Question,
    Ruling,
    Verdict,
)

DUE_WORDS = {
    Act.COLLECT: "before collecting",
    Act.TRAIN: "before training",
    Act.RELEASE: "before release",
    Act.OPERATE: "while operating",
}
_DUTY_ORDER = (DutyState.UNMET, DutyState.UNSURE, DutyState.OPEN, DutyState.MET)


@dataclass(frozen=True, slots=True)
class Remedy:
    """What would lift one or more grounds of a denial that have the same ways out."""

    about: tuple[str, ...]
    span: Span
    clauses: tuple[str, ...]
    ways: tuple[str, ...]
    who: str


@dataclass(frozen=True, slots=True)
class Warrant:
    """Why one thing may be taken from one ingredient."""

    about: str
    thing: str
    words: str


@dataclass(frozen=True, slots=True)
class Owed:
    """One duty."""

    state: DutyState
    due: str
    duty: str
    clause: str
    where: str
    """Section and ingredient."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, with the place for its answer."""

    who: str
    question: str
    answers: str
    key: str
    decides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assumed:
    """What the verdict takes as given because somebody answers for it."""

    how: str
    """`presumed`, `attested` or `determined`."""
    words: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A verdict in the order in which a person reads it."""

    headline: str
    remedies: tuple[Remedy, ...]
    reasons: tuple[Reason, ...]
    """What denies or needs a review, the gravest first."""
    waived: tuple[Reason, ...]
    warrants: tuple[Warrant, ...]
    owed: tuple[Owed, ...]
    asked: tuple[Asked, ...]
    assumed: tuple[Assumed, ...]
    notes: tuple[Reason, ...]
    """What is true of everybody, and what was lifted."""
    checked: str


def explain(verdict: Verdict) -> Explanation:
    """Return `verdict` in words: every ground, every basis, every duty and question."""
    reasons = tuple(reason_of(finding, verdict) for finding in verdict.findings)
    blocking = _standing(reasons, Standing.DENIED, Standing.REVIEW)
    return Explanation(
        headline=headline(verdict),
        remedies=remedies(blocking),
        reasons=blocking,
        waived=_standing(reasons, Standing.WAIVED),
        warrants=tuple(map(_warrant, verdict.bases)),
        owed=_owed(verdict.obligations),
        asked=tuple(map(_asked, verdict.questions)),
        assumed=tuple(_assumed(verdict.assumptions)),
        notes=_standing(reasons, Standing.NOTE, Standing.LIFTED),
        checked=checked_words(verdict),
    )


def _standing(reasons: Iterable[Reason], *standings: Standing) -> tuple[Reason, ...]:
    return tuple(each for each in reasons if each.standing in standings)


def headline(verdict: Verdict) -> str:
    """Return the one sentence that says what the verdict is, without its word."""
    standings = [reason_of(finding, verdict).standing for finding in verdict.findings]
    denied, review = standings.count(Standing.DENIED), standings.count(Standing.REVIEW)
    match verdict.ruling:
        case Ruling.DENIED:
            more = f"; {counted(review, 'finding needs', 'findings need')} a review" if review else ""
            return f"{counted(denied, 'clause forbids', 'clauses forbid')} it{more}"
        case Ruling.NEEDS_REVIEW:
            return f"{counted(review, 'finding is', 'findings are')} open; {_way_out(verdict)}"
        case Ruling.WITH_OBLIGATIONS:
            return f"it may go ahead, and {_duties(verdict.obligations)}"
        case Ruling.APPROVED:
            waived = standings.count(Standing.WAIVED)
            aside = f", {counted(waived, 'finding')} waived" if waived else ""
            return f"nothing that was checked stands against it{aside}"


def _way_out(verdict: Verdict) -> str:
    """Return what answers can still make of a plan that needs a review."""
    asked = counted(len(verdict.questions), "question")
    if verdict.best < Ruling.NEEDS_REVIEW and verdict.questions:
        return f"answers to {asked} decide: {verdict.best.word} at best, {verdict.worst.word} at worst"
    person = "a person must decide"
    return f"{person}, {verdict.worst.word} at worst" if verdict.worst > verdict.ruling else person


def _duties(obligations: Iterable[Obligation]) -> str:
    open_ones = [each for each in obligations if each.state is not DutyState.MET]
    dues = [
        f"{number} {DUE_WORDS[act]}"
        for act in Act
        if (number := sum(each.due is act for each in open_ones))
    ]
    comes = counted(len(open_ones), "duty comes", "duties come")
    return f"{comes} with it: {', '.join(dues)}" if dues else f"{comes} with it"


def remedies(reasons: Iterable[Reason]) -> tuple[Remedy, ...]:
    """Return what would pass, for each ingredient and each set of ways out of a denial."""
    groups: dict[tuple[object, ...], list[Reason]] = {}
    for reason in reasons:
        if reason.standing is Standing.DENIED:
            key = (reason.about, reason.span, reason.ways, reason.who)
            groups.setdefault(key, []).append(reason)
    return tuple(
        Remedy(
            group[0].about,
            group[0].span,
            tuple(dict.fromkeys(each.finding.clause for each in group)),
            group[0].ways,
            group[0].who,
        )
        for group in groups.values()
    )


def _warrant(basis: Basis) -> Warrant:
    by = f", by {listed(basis.clauses)}" if basis.clauses else ""
    return Warrant(basis.ingredient, basis.thing.value, f"{basis.kind.value}{by}")


def _owed(obligations: Iterable[Obligation]) -> tuple[Owed, ...]:
    found = [
        Owed(
            each.state,
            DUE_WORDS[each.due],
            squeezed(each.duty),
            each.clause,
            ", ".join(
                part
                for part in (
                    section_words(each.section),
                    f"for {each.ingredient}" if each.ingredient else "",
                )
                if part
            ),
        )
        for each in obligations
    ]
    return tuple(sorted(found, key=lambda each: _DUTY_ORDER.index(each.state)))


def _asked(question: Question) -> Asked:
    return Asked(
        question.who,
        squeezed(question.question),
        answer_words(question.fact, question.answers),
        plan_key(question.fact, question.ingredient, question.issuer),
        question.decides,
    )


def _assumed(assumptions: Sequence[Assumption]) -> Iterator[Assumed]:
    """Yield each presumption and determination once, then each attestation in one line."""
    groups: dict[tuple[str, Given, str | None], list[str]] = {}
    for each in assumptions:
        if each.given.origin is not Origin.ATTESTATION:
            about = groups.setdefault((each.fact, each.given, each.issuer), [])
            about += [each.ingredient] if each.ingredient else []
    for (fact, given, issuer), about in groups.items():
        how = "determined" if given.origin is Origin.DETERMINATION else "presumed"
        yield Assumed(how, _one_assumed(fact, given, issuer, about))
    attested = [each for each in assumptions if each.given.origin is Origin.ATTESTATION]
    yield from _attested(attested)


def _one_assumed(
    fact: str, given: Given, issuer: str | None, about: Sequence[str]
) -> str:
    named = tuple(dict.fromkeys(about))
    under = f" under {issuer}" if issuer else ""
    of = f" for {listed(named)}" if named else ""
    reason = f": {without_stop(squeezed(given.reason))}" if given.reason else ""
    return f"{fact} is {value_words(given.value)}{under}{of}{reason}{_answers_for(given)}"


def _answers_for(given: Given) -> str:
    until = f"until {given.until.isoformat()}" if given.until else ""
    parts = [part for part in (given.owner, until) if part]
    return f" ({', '.join(parts)})" if parts else ""


def _attested(attested: Iterable[Assumption]) -> Iterator[Assumed]:
    """Yield one line for each attestation and signer: what it says, and of how many."""
    groups: dict[tuple[str, str], list[Assumption]] = {}
    for each in attested:
        fact = VOCABULARY.find(each.fact)
        bundle = fact.attestation if fact else None
        name = bundle.value if isinstance(bundle, Attestation) else each.fact
        groups.setdefault((name, _answers_for(each.given)), []).append(each)
    for (name, signed), members in groups.items():
        said: dict[str, dict[str, None]] = {}
        for each in members:
            said.setdefault(value_words(each.given.value), {})[each.fact] = None
        words = "; ".join(f"{value} for {listed(facts)}" for value, facts in said.items())
        yield Assumed("attested", f"{name}{signed}: {words}")


def checked_words(verdict: Verdict) -> str:
    """Return what was checked: how many ingredients and documents, the day, the packs."""
    named = {name for each in verdict.ingredients for name in each.documents}
    named |= {each.clause for each in verdict.findings if each.kind != "built-in"}
    documents = {name.partition("@")[0] for name in named}
    return (
        f"checked {counted(len(verdict.ingredients), 'ingredient')},"
        f" {counted(len(documents), 'document')}, as of {verdict.as_of.isoformat()},"
        f" packs {short(verdict.documents_digest)}"
    )


def short(digest: str) -> str:
    """Return a digest as people compare it: its first twelve digits."""
    return digest.partition(":")[2][:12] or digest[:12]
