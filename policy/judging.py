"""Judge a case by a pack: a pure function, the same question gives the same answer for ever."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from policy.basis import Grounds, grounds_of
from policy.builtin import about_ingredient, about_texts, no_basis
from policy.case import Case, Ingredient, covers
from policy.compiling import CompiledClause, Pack
from policy.contracts import Governed, govern
from policy.digesting import case_digest
from policy.documents import Effect
from policy.findings import Checked, findings_of, stranger_findings
from policy.holding import Held, Holder, protected
from policy.lifting import lift, lifts_of
from policy.obligations import Duty, conflicts, obligations_of
from policy.questions import questions_of
from policy.selecting import in_force
from policy.truth import FALSE, TRUE, Truth
from policy.truth import UNKNOWN as MAYBE
from policy.values import UNKNOWN, Given, Origin, Several, Unknown
from policy.verdict import (
    NOTHING,
    Assumption,
    Finding,
    IngredientVerdict,
    Severity,
    State,
    Verdict,
    range_of,
    ruling_of,
)

_VOUCHED = frozenset({Origin.PRESUMPTION, Origin.ATTESTATION, Origin.DETERMINATION})


def judge(pack: Pack, case: Case) -> Verdict:
    """Return what `pack` says about `case`.

    The steps are those of the design, section 6. A clause that needs an
    unknown fact gives an unsure finding and never drops out; waivers are
    applied last, so that lifts, bases and output terms do not rest on them.
    """
    # 1 and 2: contracts and licenses, then laws and house policy.
    holder = Holder(pack, case)
    governed = govern(pack, case, holder)
    grounds = tuple(each for one in governed for each in grounds_of(one, case, pack.house))
    settled = _with_output_terms(case, governed, grounds)
    later = Holder(pack, settled)
    standing = _standing(pack, settled, later)
    held = [each for one in governed for each in one.held]
    ours, strangers, released = _sorted_by_party(held)
    # 3: bases. 4: duties.
    checked = [
        *_checked(ours, holder),
        *_checked(standing, later),
    ]
    found = findings_of(checked, settled)
    found += stranger_findings(strangers, released, settled)
    found += no_basis(grounds, settled)
    for one in governed:
        found += about_ingredient(one.ingredient, settled)
        found += about_texts(one, settled, pack.house)
    found += conflicts(_duties(checked), settled)
    # 5: determinations and waivers. 6 and 7: verdict, range, questions.
    findings = _in_order(_waived(_merged(found), case))
    return _verdict(_Outcome(pack, case, governed, grounds, findings))


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
    bans = [
        held
        for held in one.held
        if held.clause.clause.effect is Effect.FORBIDS
        and held.clause.clause.topic == "train-on-outputs"
        and held.accepted is not FALSE
        and held.stands
    ]
    if any(held.truth is TRUE for held in bans):
        return "forbidden"
    return "allowed" if not bans and one.ingredient.key in based else UNKNOWN


def _standing(pack: Pack, case: Case, holder: Holder) -> list[Held]:
    """Return the clauses of laws and house policy held against `case`, lifts applied."""
    held: list[Held] = []
    calendar = _calendar(case)
    for clause in pack.standing.candidates(case):
        dated = _in_force(clause, calendar)
        if dated is FALSE:
            continue
        for ingredient in _subjects(clause, case):
            one = holder.one(clause, ingredient)
            if one is not None:
                held.append(_dated(one, dated))
    return lift(held, lifts_of(held))


def _subjects(clause: CompiledClause, case: Case) -> Iterable[Ingredient | None]:
    """Return what a clause is held against; what nobody named has a finding of its own."""
    if not clause.per_ingredient:
        return (None,)
    return tuple(
        ingredient
        for ingredient in case.ingredients
        if ingredient.unknown is None
        and any(covers(clause.reach, path) for path in ingredient.paths)
    )


def _dated(held: Held, dated: Truth) -> Held:
    if dated is TRUE:
        return held
    missing = held.missing | {"release.first_date"}
    return replace(held, truth=MAYBE, missing=missing)


def _in_force(clause: CompiledClause, calendar: "_Calendar") -> Truth:
    """Return whether a law holds on a day that the plan touches (design, section 5, Time).

    With no date of release, a law that starts later is unsure.
    """
    start, end = clause.start, clause.end
    if start is None and end is None:
        return TRUE
    if any(in_force(start, end, day) is TRUE for day in calendar.days):
        return TRUE
    later = start is not None and start > calendar.today
    return MAYBE if later and calendar.undated else FALSE


@dataclass(frozen=True, slots=True)
class _Calendar:
    """The days on which laws are asked."""

    today: date
    days: tuple[date, ...]
    undated: bool
    """Something is or may be released, and nobody knows when."""


def _calendar(case: Case) -> _Calendar:
    undated = case.given("release.first_date").value is UNKNOWN and _releases(case)
    return _Calendar(case.as_of, (case.as_of, *_days(case)), undated)


def _days(case: Case) -> Iterable[date]:
    names = ["student.trained_from", "student.trained_until"]
    if _releases(case):
        names.append("release.first_date")
    for name in names:
        value = case.given(name).value
        if isinstance(value, date):
            yield value


def _releases(case: Case) -> bool:
    """Return whether anything is, or may be, released."""
    forms = case.given("release.forms").value
    return not isinstance(forms, Several) or bool(forms.items) or forms.open


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
        facts = holder.facts(each.ingredient, protected(each.clause, each.ingredient))
        found.append(Checked(each, check(facts) if check else None))
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
    for each in findings:
        key = (each.clause, each.ingredient, each.state, each.notes, each.missing, each.weight)
        first = found.get(key)
        if first is None:
            found[key] = each
        else:
            found[key] = replace(
                first,
                paths=tuple(dict.fromkeys((*first.paths, *each.paths))),
                keys=tuple(dict.fromkeys((*first.keys, *each.keys))),
            )
    return list(found.values())


def _waived(findings: Iterable[Finding], case: Case) -> list[Finding]:
    """Return `findings` with those set aside that a waiver or a determination names."""
    return [_settled(_covered(each, case), case) for each in findings]


def _covered(found: Finding, case: Case) -> Finding:
    if found.state in {State.LIFTED, State.WAIVED} or found.severity is Severity.NOTE:
        return found
    for waiver in case.waivers:
        named = found.clause in waiver.clauses or found.name in waiver.clauses
        if named and waiver.on <= case.as_of < waiver.until:
            return replace(
                found, state=State.WAIVED, waived_by=waiver.id, weight=NOTHING, duty=None
            )
    return found


def _settled(found: Finding, case: Case) -> Finding:
    """Return a caution as settled where a determination says so."""
    if found.effect is not Effect.CAUTIONS or found.state is State.WAIVED:
        return found
    for settlement in case.settlements:
        same = settlement.clause in {found.clause, found.name}
        about = found.ingredient in {None, *settlement.ingredients}
        if same and about and case.as_of < settlement.until:
            return replace(found, state=State.WAIVED, waived_by=settlement.id, weight=NOTHING)
    return found


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
                each.paths,
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
    found = [
        Assumption(fact, given)
        for fact, given in case.facts.items()
        if given.origin in _VOUCHED
    ]
    for ingredient in case.ingredients:
        found += [
            Assumption(fact, given, ingredient.id)
            for fact, given in ingredient.facts.items()
            if given.origin in _VOUCHED
        ]
        found += [
            Assumption(fact, given, ingredient.id, issuer)
            for issuer, terms in ingredient.terms.items()
            for fact, given in terms.items()
            if given.origin in _VOUCHED
        ]
    unique = {(each.fact, each.ingredient, each.issuer): each for each in found}
    return tuple(
        unique[key] for key in sorted(unique, key=lambda key: tuple(part or "" for part in key))
    )


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
