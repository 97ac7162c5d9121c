"""Verdict -> reasons that people read, as blocks of text that every face draws its own way.

Nothing is computed here that judging did not say: an explanation only orders,
groups and words a verdict. Its texts are raw; whoever draws them escapes them.
"""

from collections.abc import Iterable, Iterator, Sequence

from policy.diagnostics import Span
from policy.documents import Act
from policy.explaining_findings import Reason, Standing, reason_of, standing_of
from policy.explaining_questions import Asked, asked_of
from policy.explaining_words import (
    because_words,
    counted,
    first_sentence,
    listed,
    section_words,
    some,
    squeezed,
    value_words,
    without_stop,
)
from policy.facts.vocabulary import VOCABULARY
from policy.frozen import dataclass
from policy.values import Given, Origin
from policy.verdict import (
    Assumption,
    Basis,
    DutyState,
    Obligation,
    Ruling,
    Spared,
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
class Way:
    """What lifts the grounds of a denial that have the same ways out, each for itself."""

    clauses: tuple[str, ...]
    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remedy:
    """What would pass for one ingredient, or for the plan: every one of its ways is needed."""

    about: tuple[str, ...]
    span: Span
    who: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Warrant:
    """Why one thing may be taken from one ingredient."""

    about: str
    thing: str
    grounds: tuple[str, ...]
    """Each basis with its kind and clauses."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One duty, for all ingredients that bring it."""

    state: DutyState
    due: str
    duty: str
    """Its first sentence."""
    clause: str
    where: str
    """Section and ingredients."""


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
    groups: tuple[tuple[Reason, ...], ...]
    """The same reasons, with those side by side that wait for one answer."""
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
    asked = asked_of(verdict.questions)
    return Explanation(
        headline=headline(verdict),
        remedies=remedies(blocking),
        reasons=blocking,
        groups=grouped(blocking, asked),
        waived=_standing(reasons, Standing.WAIVED),
        warrants=_warrants(verdict.bases),
        owed=_owed(verdict.obligations),
        asked=asked,
        assumed=tuple(_assumed(verdict.assumptions)),
        notes=_standing(reasons, Standing.NOTE, Standing.LIFTED),
        checked=checked_words(verdict),
    )


def _standing(reasons: Iterable[Reason], *standings: Standing) -> tuple[Reason, ...]:
    return tuple(each for each in reasons if each.standing in standings)


def headline(verdict: Verdict) -> str:
    """Return the one sentence that says what the verdict is, without its word."""
    standings = [standing_of(finding) for finding in verdict.findings]
    denied, review = standings.count(Standing.DENIED), standings.count(Standing.REVIEW)
    match verdict.ruling:
        case Ruling.DENIED:
            needs = counted(review, "finding needs", "findings need")
            more = f"; {needs} a review" if review else ""
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
    worst = f"{verdict.worst.word} at worst"
    if verdict.best < Ruling.NEEDS_REVIEW and verdict.questions:
        asked = counted(len(asked_of(verdict.questions)), "question")
        return f"answers to {asked} decide: {verdict.best.word} at best, {worst}"
    person = "a person must decide"
    return f"{person}, {worst}" if verdict.worst > verdict.ruling else person


def _duties(obligations: Iterable[Obligation]) -> str:
    left = [each for each in obligations if each.state is not DutyState.MET]
    open_ones = [each for each in left if each.state is not DutyState.UNSURE]
    perhaps = len(left) - len(open_ones)
    if perhaps and not open_ones:
        return counted(perhaps, "duty may come with it", "duties may come with it")
    more = f"; {perhaps} more may" if perhaps else ""
    dues = [
        f"{number} {DUE_WORDS[act]}"
        for act in Act
        if (number := sum(each.due is act for each in open_ones))
    ]
    comes = counted(len(open_ones), "duty comes", "duties come")
    if len(dues) == 1:
        return f"{comes} with it{dues[0].removeprefix(str(len(open_ones)))}{more}"
    acts = f": {', '.join(dues)}" if dues else ""
    return f"{comes} with it{acts}{more}"


def remedies(reasons: Iterable[Reason]) -> tuple[Remedy, ...]:
    """Return what would pass, for each ingredient whose findings deny."""
    groups: dict[tuple[tuple[str, ...], Span], list[Reason]] = {}
    for reason in reasons:
        if reason.standing is Standing.DENIED:
            groups.setdefault((reason.about, reason.span), []).append(reason)
    return tuple(
        Remedy(about, span, listed(dict.fromkeys(each.who for each in group)), _ways(group))
        for (about, span), group in groups.items()
    )


def _ways(reasons: Iterable[Reason]) -> tuple[Way, ...]:
    """Return the ways out, those of several clauses that say the same once."""
    groups: dict[tuple[str, ...], dict[str, None]] = {}
    for reason in reasons:
        groups.setdefault(reason.ways, {})[reason.finding.clause] = None
    return tuple(Way(tuple(clauses), ways) for ways, clauses in groups.items())


def grouped(
    reasons: Iterable[Reason], asked: Sequence[Asked]
) -> tuple[tuple[Reason, ...], ...]:
    """Return `reasons` in groups: those that wait for the same answer.

    What denies stands alone, and so does what no answer settles.
    """
    places = {each: place for place, one in enumerate(asked) for each in one.questions}
    groups: dict[tuple[object, ...], list[Reason]] = {}
    for number, reason in enumerate(reasons):
        key: tuple[object, ...] = (number,)
        if reason.standing is Standing.REVIEW and reason.asked:
            key = ("asked", min(places[each] for each in reason.asked))
        groups.setdefault(key, []).append(reason)
    return tuple(map(tuple, groups.values()))


def _warrants(bases: Iterable[Basis]) -> tuple[Warrant, ...]:
    """Return the bases by ingredient and thing, all of them."""
    groups: dict[tuple[str, str], list[str]] = {}
    for basis in bases:
        by = f" by {listed(basis.clauses)}" if basis.clauses else ""
        spared = "".join(dict.fromkeys(map(_spared_words, basis.spared)))
        grounds = groups.setdefault((basis.ingredient, basis.thing.value), [])
        grounds.append(f"{basis.kind.value}{by}{spared}")
    return tuple(
        Warrant(about, thing, tuple(grounds)) for (about, thing), grounds in groups.items()
    )


def _spared_words(spared: Spared) -> str:
    """Return why a ban does not reach what is taken: the exception, and the facts."""
    rule = spared.clause.partition("#")[2]
    facts = "; ".join(map(because_words, spared.because)) or "nothing that it asks for"
    if spared.exception is None:
        return f"; {rule} does not apply: {facts}"
    return f"; {rule} leaves it free ({section_words(spared.exception)}): {facts}"


def _owed(obligations: Iterable[Obligation]) -> tuple[Owed, ...]:
    """Return the duties, those first that are not met; one of several ingredients once."""
    groups: dict[tuple[object, ...], list[Obligation]] = {}
    for each in obligations:
        key = (_DUTY_ORDER.index(each.state), each.due, each.clause, each.duty)
        groups.setdefault(key, []).append(each)
    ranked = sorted(groups.values(), key=lambda group: _DUTY_ORDER.index(group[0].state))
    return tuple(map(_one_owed, ranked))


def _one_owed(group: Sequence[Obligation]) -> Owed:
    first = group[0]
    about = dict.fromkeys(name for each in group for name in each.ingredients)
    where = (section_words(first.section), f"for {listed(about)}" if about else "")
    return Owed(
        first.state,
        DUE_WORDS[first.due],
        without_stop(first_sentence(first.duty)[0]),
        first.clause,
        ", ".join(part for part in where if part),
    )


def _assumed(assumptions: Sequence[Assumption]) -> Iterator[Assumed]:
    """Yield each presumption and determination once, then each attestation in one line."""
    said: dict[tuple[str, Given], dict[tuple[str, str], None]] = {}
    for each in assumptions:
        if each.given.origin is not Origin.ATTESTATION:
            scope = (each.issuer or "", each.ingredient or "")
            said.setdefault((each.fact, each.given), {})[scope] = None
    alike: dict[tuple[Given, tuple[tuple[str, str], ...]], list[str]] = {}
    for (fact, given), scopes in said.items():
        alike.setdefault((given, tuple(scopes)), []).append(fact)
    for (given, shared), facts in alike.items():
        how = "determined" if given.origin is Origin.DETERMINATION else "presumed"
        yield Assumed(how, _assumed_words(facts, given, shared))
    yield from _attested(
        each for each in assumptions if each.given.origin is Origin.ATTESTATION
    )


def _assumed_words(
    facts: Sequence[str], given: Given, scopes: Iterable[tuple[str, str]]
) -> str:
    pairs = list(scopes)
    issuers = [each for each in dict.fromkeys(issuer for issuer, _ in pairs) if each]
    about = [each for each in dict.fromkeys(name for _, name in pairs) if each]
    under = f" under {listed(issuers)}" if issuers else ""
    of = f" for {some(about, 'ingredient')}" if about else ""
    reason = f": {without_stop(squeezed(given.reason))}" if given.reason else ""
    verb = "is" if len(facts) == 1 else "are"
    said = f"{listed(facts)} {verb} {value_words(given.value)}"
    return f"{said}{under}{of}{reason}{_answers_for(given)}"


def _answers_for(given: Given) -> str:
    until = f"until {given.until.isoformat()}" if given.until else ""
    parts = [part for part in (given.owner, until) if part]
    return f" ({', '.join(parts)})" if parts else ""


def _attested(attested: Iterable[Assumption]) -> Iterator[Assumed]:
    """Yield one line for each attestation and signer: what it says, and of how many."""
    groups: dict[tuple[str, str], list[Assumption]] = {}
    for each in attested:
        fact = VOCABULARY.find(each.fact)
        bundle = fact.attestation.value if fact and fact.attestation else each.fact
        groups.setdefault((bundle, _answers_for(each.given)), []).append(each)
    for (name, signed), members in groups.items():
        about = dict.fromkeys(each.ingredient for each in members if each.ingredient)
        of = f" for {some(list(about), 'ingredient')}" if about else ""
        yield Assumed("attested", f"{name}{of}{signed}: {_said(members)}")


def _said(members: Iterable[Assumption]) -> str:
    """Return what an attestation says: the facts by their values."""
    said: dict[str, dict[str, None]] = {}
    for each in members:
        said.setdefault(value_words(each.given.value), {})[each.fact] = None
    return "; ".join(
        f"{', '.join(fact.partition('.')[2] for fact in facts)} = {value}"
        for value, facts in said.items()
    )


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
