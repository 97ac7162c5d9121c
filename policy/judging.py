"""Judge a case by a pack: a pure function, the same question gives the same answer for ever."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from policy.basis import Grounds, grounds_of
from policy.builtin import about_ingredient, about_texts, no_basis
from policy.case import Case, in_order
from policy.clausemeaning import meaning_in
from policy.compiling import Pack
from policy.contracts import Governed, govern
from policy.dating import Calendar
from policy.digesting import case_digest
from policy.documents import BANS, Act, DocumentKind, Effect, Thing
from policy.findings import Checked, findings_of, followed, stranger_findings
from policy.holding import Held, Holder, protected, released
from policy.lifting import lift, lifts_of
from policy.obligations import Duty, conflicts, obligations_of
from policy.questions import questions_of
from policy.truth import FALSE, TRUE
from policy.truth import UNKNOWN as MAYBE
from policy.values import UNKNOWN, Given, Origin, Unknown, plain
from policy.verdict import (
    NOTHING,
    Aside,
    Assumption,
    Finding,
    IngredientVerdict,
    Severity,
    State,
    Verdict,
    range_of,
    ruling_of,
)
from policy.waiving import has_outgrown, is_for, sets_aside

_VOUCHED = (Origin.PRESUMPTION, Origin.ATTESTATION, Origin.DETERMINATION)


@dataclass(frozen=True, slots=True)
class Holdings:
    """Every clause as it stands in one case, before findings are made of it."""

    governed: tuple[Governed, ...]
    grounds: tuple[Grounds, ...]
    standing: tuple[Held, ...]
    """Laws and house policy; what is false is left out."""
    holder: Holder
    later: Holder
    """It knows what contracts and licenses came to."""
    case: Case
    """The case with that, as laws read it."""

    @property
    def contracts(self) -> list[Held]:
        """Return the clauses of contracts and licenses, the false ones too."""
        return [each for one in self.governed for each in one.held]


def hold(pack: Pack, case: Case) -> Holdings:
    """Return how each clause of `pack` stands in `case`, lifts applied.

    Contracts and licenses come first, then laws and house policy.
    """
    holder = Holder(pack, case)
    governed = govern(pack, case, holder)
    grounds = tuple(each for one in governed for each in grounds_of(one, case, pack))
    settled = _with_output_terms(case, governed, grounds)
    later = Holder(pack, settled)
    standing = tuple(_standing(pack, settled, later))
    return Holdings(governed, grounds, standing, holder, later, settled)


def judge(pack: Pack, case: Case) -> Verdict:
    """Return what `pack` says about `case`.

    The steps are those of the design, section 6. A clause that needs an
    unknown fact gives an unsure finding and never drops out; waivers are
    applied last, so that lifts, bases and output terms do not rest on them.
    """
    # 1 and 2: contracts and licenses, then laws and house policy.
    holdings = hold(pack, case)
    settled = holdings.case
    ours, strangers, released = _sorted_by_party(holdings.contracts)
    beyond = [each for each in holdings.contracts if each.foreign and _bars_outputs(each)]
    # 3: bases. 4: duties.
    checked = [
        *_checked(ours, holdings.holder),
        *_checked(holdings.standing, holdings.later),
    ]
    found = findings_of(checked, settled)
    found += stranger_findings(strangers, released, beyond, settled)
    found += no_basis(holdings.grounds, settled)
    for one in holdings.governed:
        found += about_ingredient(one.ingredient, settled)
        found += about_texts(one, settled, pack.house)
    found += conflicts(_duties(checked), settled)
    # 5: determinations and waivers. 6 and 7: verdict, range, questions.
    findings = _in_order(followed(_waived(_merged(found), case, pack)))
    return _verdict(_Outcome(pack, case, holdings.governed, holdings.grounds, findings))


def _with_output_terms(
    case: Case, governed: Sequence[Governed], grounds: Sequence[Grounds]
) -> Case:
    """Return `case` with what contracts and licenses came to, for laws to read."""
    based = {each.need.ingredient.key for each in grounds if each.bases}
    ingredients = []
    for one in governed:
        given = Given(_output_terms(one, based), Origin.DERIVED)
        facts = {**one.ingredient.facts, "ingredient.output_terms": given}
        ingredients.append(replace(one.ingredient, facts=facts))
    return replace(case, ingredients=tuple(ingredients))


def _output_terms(one: Governed, based: set[str]) -> str | Unknown:
    """Return what contracts and licenses come to; nothing where that hangs on what is missing.

    Where all texts are known and none forbids, the word is `allowed` with a
    basis, and `unknown` without one: no law can take it for `forbidden`.
    """
    bans = [
        held
        for held in one.held
        if held.clause.clause.effect is Effect.FORBIDS
        and held.clause.clause.topic == "train-on-outputs"
        and held.stands
        and not released(held)
    ]
    if any(held.truth is TRUE and held.accepted is not FALSE for held in bans):
        return "forbidden"
    unread = any(text.link.accepted is not FALSE and not text.is_known for text in one.texts)
    if bans or unread:
        return UNKNOWN
    return "allowed" if one.ingredient.key in based else "unknown"


def _standing(pack: Pack, case: Case, holder: Holder) -> list[Held]:
    """Return the clauses of laws and house policy held against `case`, lifts applied.

    What nobody named has a finding of its own.
    """
    held: list[Held] = []
    calendar = Calendar(case)
    named = [(each, holder.facts(each)) for each in case.ingredients if each.unknown is None]
    for clause, subjects in pack.standing.candidates(holder.facts(None), named):
        if case.adoption and clause.clause.act is Act.TRAIN:
            continue
        dated, missing = calendar.in_force(clause)
        if dated is FALSE:
            continue
        for ingredient in subjects:
            one = holder.one(clause, ingredient)
            if one is not None:
                held.append(one if dated is TRUE else _dated(one, missing))
    return lift(held, lifts_of(held))


def _dated(held: Held, missing: frozenset[str]) -> Held:
    """Return `held` by a law that may have been in force on a day that nobody named."""
    return replace(held, truth=MAYBE, missing=held.missing | missing)


def _bars_outputs(held: Held) -> bool:
    """Return whether a clause bars training with outputs."""
    clause = held.clause.clause
    return clause.effect is Effect.FORBIDS and clause.topic in BANS[Thing.OUTPUTS]


def _sorted_by_party(held: Iterable[Held]) -> tuple[list[Held], list[Held], list[Held]]:
    """Return what binds us, what others agreed to, and what legal said does not bind us."""
    ours: list[Held] = []
    strangers: list[Held] = []
    released: list[Held] = []
    for each in held:
        if each.accepted is not FALSE or each.truth is FALSE:
            ours.append(each)
            continue
        effect = each.clause.clause.effect
        binds = (
            each.ingredient.given("terms.binds_us", each.clause.document.issuer).value
            if (each.ingredient)
            else UNKNOWN
        )
        if effect in {Effect.FORBIDS, Effect.CAUTIONS} and not each.is_lifted:
            (released if binds is False else strangers).append(each)
        elif effect is Effect.REQUIRES and binds is not False:
            missing = each.missing | {"terms.binds_us"}
            ours.append(replace(each, truth=MAYBE, missing=missing))
    return ours, strangers, released


def _checked(held: Iterable[Held], holder: Holder) -> list[Checked]:
    found = []
    for each in held:
        check = each.clause.check
        if each.truth is FALSE:
            continue
        if check is None:
            found.append(Checked(each, None))
            continue
        facts = holder.facts(each.ingredient, protected(each.clause, each.ingredient))
        met = check(facts)
        asked = Duty(each, met).is_asked
        found.append(Checked(holder.asking(each, facts) if asked else each, met))
    return found


def _duties(checked: Iterable[Checked]) -> list[Duty]:
    return [
        Duty(each.held, each.check)
        for each in checked
        if each.held.clause.clause.effect is Effect.REQUIRES and each.held.stands
    ]


def _merged(findings: Iterable[Finding]) -> list[Finding]:
    """Return `findings` with those that say the same of the same ingredient made one."""
    found: dict[tuple[object, ...], Finding] = {}
    for each in sorted(findings, key=lambda each: each.keys):
        key = (each.clause, each.ingredient, each.state, each.notes, each.missing, each.weight)
        first = found.get(key)
        if first is None:
            found[key] = each
        else:
            found[key] = replace(
                first,
                paths=in_order((*first.paths, *each.paths)),
                keys=tuple(dict.fromkeys((*first.keys, *each.keys))),
            )
    return list(found.values())


def _waived(findings: Iterable[Finding], case: Case, pack: Pack) -> list[Finding]:
    """Return `findings` with those set aside that a waiver or a determination names."""
    if pack.house.never_waived:
        findings = [_waivable(each, pack) for each in findings]
    if not case.waivers and not case.settlements:
        return list(findings)
    return [_settled(_covered(each, case, pack), case) for each in findings]


def _waivable(found: Finding, pack: Pack) -> Finding:
    """Return `found`, with a word on it where house policy lets nobody waive it."""
    never = pack.house.never(found.name, found.kind)
    return replace(found, waivable=False) if never else found


def _covered(found: Finding, case: Case, pack: Pack) -> Finding:
    if found.state in {State.LIFTED, State.WAIVED} or found.severity is Severity.NOTE:
        return found
    wanted = [each for each in case.waivers if is_for(each, found, case.plan, case.as_of)]
    if not wanted:
        return found
    meaning = meaning_in(pack, found.clause)
    by = {
        waiver.id: waiver.until
        for waiver in wanted
        if sets_aside(waiver, found, case.plan, case.as_of, meaning)
    }
    if by:
        return replace(_set_aside(found, by), duty=None)
    old = [each.id for each in wanted if has_outgrown(each, found.clause, meaning)]
    notes = (f"the waiver {each} was for what this clause meant before" for each in old)
    return replace(found, notes=(*found.notes, *notes))


def _set_aside(found: Finding, by: Mapping[str, date]) -> Finding:
    """Return `found` as it is where one of `by` sets it aside, each until its day."""
    name, note = min(by), Severity.NOTE
    aside = Aside(by[name], found.weight.now)
    return replace(
        found, state=State.WAIVED, waived_by=name, severity=note, weight=NOTHING, aside=aside
    )


def _settled(found: Finding, case: Case) -> Finding:
    """Return a caution as settled where a determination says so."""
    if found.effect is not Effect.CAUTIONS or found.state is State.WAIVED:
        return found
    about = [each.id for each in case.ingredients if each.key in found.keys]
    if found.kind == DocumentKind.BUILT_IN and found.ingredient is not None:
        about = [found.ingredient]
    by = {
        settlement.id: settlement.until
        for settlement in case.settlements
        if settlement.clause in {found.clause, found.name}
        and all(settlement.names(each) for each in about)
        and case.as_of < settlement.until
    }
    return _set_aside(found, by) if by else found


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return `findings` the gravest first, then by ingredient and clause."""
    return tuple(
        sorted(
            findings,
            key=lambda each: (
                -each.weight.now,
                -each.weight.worst,
                each.effect,
                each.ingredient or "",
                each.clause,
                each.state,
                each.notes,
                each.versions,
                each.missing,
                [[(step.edge, step.to) for step in path] for path in each.paths],
            ),
        )
    )


@dataclass(frozen=True, slots=True)
class _Outcome:
    """Everything that a verdict is made of."""

    pack: Pack
    case: Case
    governed: tuple[Governed, ...]
    grounds: tuple[Grounds, ...]
    findings: tuple[Finding, ...]


def _verdict(outcome: _Outcome) -> Verdict:
    case, findings = outcome.case, outcome.findings
    best, worst = range_of(findings)
    bases = sorted(
        {basis for each in outcome.grounds for basis in each.bases},
        key=lambda each: (each.ingredient, each.thing, each.kind, each.clauses),
    )
    return Verdict(
        plan=case.plan,
        title=case.title,
        digest=case.digest,
        as_of=case.as_of,
        ruling=ruling_of(findings),
        best=best,
        worst=worst,
        findings=findings,
        bases=tuple(bases),
        obligations=obligations_of(findings),
        questions=questions_of(findings, case, best),
        assumptions=_assumptions(case),
        ingredients=tuple(_ingredient(one, findings) for one in outcome.governed),
        case_digest=case.sha256 or case_digest(case),
        documents_digest=outcome.pack.digest,
        span=case.span,
    )


def _assumptions(case: Case) -> tuple[Assumption, ...]:
    found = [Assumption(fact, given) for fact, given in _vouched(case.facts)]
    for ingredient in case.ingredients:
        name = ingredient.id
        found += [Assumption(fact, given, name) for fact, given in _vouched(ingredient.facts)]
        for issuer, terms in ingredient.terms.items():
            found += [Assumption(fact, given, name, issuer) for fact, given in _vouched(terms)]
    unique = {_assumed(each): each for each in found}
    return tuple(unique[key] for key in sorted(unique))


def _vouched(facts: Mapping[str, Given]) -> list[tuple[str, Given]]:
    return [pair for pair in facts.items() if pair[1].origin in _VOUCHED]


def _assumed(each: Assumption) -> tuple[str, ...]:
    """Return what tells an assumption from all others."""
    value = str(plain(each.given.value))
    return (each.fact, each.ingredient or "", each.issuer or "", value, each.given.origin)


def _ingredient(one: Governed, findings: tuple[Finding, ...]) -> IngredientVerdict:
    mine = tuple(each for each in findings if one.ingredient.key in each.keys)
    return IngredientVerdict(
        id=one.ingredient.id,
        role=one.ingredient.role.value,
        depth=one.ingredient.depth,
        paths=one.ingredient.paths,
        documents=tuple(
            dict.fromkeys(
                f"{text.name}@{version.version.label}"
                for text in one.texts
                for version, _ in text.selected.versions
            )
        ),
        ruling=ruling_of(mine),
    )
