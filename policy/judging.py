"""Judge a case by a pack: a pure function, the same question gives the same answer for ever."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter

from policy.asides import waived
from policy.assuming import assumptions_of
from policy.basis import Grounds, grounds_of
from policy.builtin import about_ingredient, about_texts, no_basis
from policy.case import Case, in_order
from policy.compiling import Pack
from policy.contracts import Governed, govern
from policy.dating import Calendar
from policy.digesting import case_digest
from policy.documents import BANS, Act, Effect, Thing
from policy.findings import Checked, findings_of, followed, stranger_findings
from policy.frozen import dataclass
from policy.holding import OUTPUT_TERMS, Held, Holder, protected, released
from policy.lifting import lift, lifts_of
from policy.obligations import Duty, conflicts, obligations_of
from policy.questions import questions_of
from policy.truth import FALSE, TRUE
from policy.truth import UNKNOWN as MAYBE
from policy.values import UNKNOWN, Given, Origin, Unknown
from policy.verdict import (
    Basis,
    Finding,
    IngredientVerdict,
    Ruling,
    Verdict,
    range_of,
    ruling_of,
)

# Looked up once: members of an enumeration are slow to reach.
_FORBIDS = Effect.FORBIDS
_REQUIRES = Effect.REQUIRES
_CAUTIONS = Effect.CAUTIONS
_TRAIN = Act.TRAIN
_APPROVED = Ruling.APPROVED
_DERIVED = Origin.DERIVED


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
    grounds = tuple(each for one in governed for each in grounds_of(one, case, pack, holder))
    settled = _with_output_terms(case, governed, grounds)
    later = Holder(pack, settled, holder)
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
    contracts = holdings.contracts
    ours, strangers, released = _sorted_by_party(contracts)
    beyond = [each for each in contracts if each.foreign and _bars_outputs(each)]
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
    findings = _in_order(followed(waived(_merged(found), case, pack)))
    return _verdict(_Outcome(pack, case, holdings.governed, holdings.grounds, findings))


def _with_output_terms(
    case: Case, governed: Sequence[Governed], grounds: Sequence[Grounds]
) -> Case:
    """Return `case` with what contracts and licenses came to, for laws to read."""
    based = {each.need.ingredient.key for each in grounds if each.bases}
    ingredients = [
        one.ingredient.told(OUTPUT_TERMS, Given(_output_terms(one, based), _DERIVED))
        for one in governed
    ]
    return replace(case, ingredients=tuple(ingredients))


def _output_terms(one: Governed, based: set[str]) -> str | Unknown:
    """Return what contracts and licenses come to; nothing where that hangs on what is missing.

    Where all texts are known and none forbids, the word is `allowed` with a
    basis, and `unknown` without one: no law can take it for `forbidden`.
    """
    bans = [
        held
        for held in one.held
        if held.clause.clause.effect is _FORBIDS
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
    calendar = Calendar(case)
    named = [(each, holder.facts(each)) for each in case.ingredients if each.unknown is None]
    every: list[Held] = []
    for bundle, ingredient in pack.standing.candidates(holder.facts(None), named):
        every += holder.standing(bundle, ingredient)
    every.sort(key=lambda each: each.clause.ref)
    held: list[Held] = []
    for each in every:
        if case.adoption and each.clause.clause.act is _TRAIN:
            continue
        dated, missing = calendar.in_force(each.clause)
        if dated is not FALSE:
            held.append(each if dated is TRUE else _dated(each, missing))
    return lift(held, lifts_of(held))


def _dated(held: Held, missing: frozenset[str]) -> Held:
    """Return `held` by a law that may have been in force on a day that nobody named."""
    return held._replace(truth=MAYBE, missing=held.missing | missing)


def _bars_outputs(held: Held) -> bool:
    """Return whether a clause bars training with outputs."""
    clause = held.clause.clause
    return clause.effect is _FORBIDS and clause.topic in BANS[Thing.OUTPUTS]


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
        if effect in {_FORBIDS, _CAUTIONS} and not each.is_lifted:
            (released if binds is False else strangers).append(each)
        elif effect is _REQUIRES and binds is not False:
            missing = each.missing | {"terms.binds_us"}
            ours.append(each._replace(truth=MAYBE, missing=missing))
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
        if each.held.clause.clause.effect is _REQUIRES and each.held.stands
    ]


def _merged(findings: Iterable[Finding]) -> list[Finding]:
    """Return `findings` with those that say the same of the same ingredient made one."""
    found: dict[tuple[object, ...], Finding] = {}
    for each in sorted(findings, key=attrgetter("keys")):
        now, best, worst = each.weight.now, each.weight.best, each.weight.worst
        said = (each.clause, each.ingredient, each.state, each.notes, each.missing)
        key = (said, now, best, worst)
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


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return `findings` the gravest first, then by ingredient and clause."""
    ranked: dict[tuple[object, ...], list[Finding]] = {}
    for each in findings:
        ranked.setdefault(_rank(each), []).append(each)
    ordered: list[Finding] = []
    for rank in sorted(ranked):
        ordered += sorted(ranked[rank], key=_ways) if len(ranked[rank]) > 1 else ranked[rank]
    return tuple(ordered)


def _rank(each: Finding) -> tuple[object, ...]:
    return (
        -each.weight.now,
        -each.weight.worst,
        each.effect,
        each.ingredient or "",
        each.clause,
        each.state,
        each.notes,
        each.versions,
        each.missing,
    )


def _ways(each: Finding) -> list[list[tuple[str, str]]]:
    """Return the paths of a finding in a form that has an order."""
    return [[(step.edge, step.to) for step in path] for path in each.paths]


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
    rulings = _rulings(findings)
    return Verdict(
        plan=case.plan,
        title=case.title,
        digest=case.digest,
        as_of=case.as_of,
        ruling=ruling_of(findings),
        best=best,
        worst=worst,
        findings=findings,
        bases=_bases(outcome.grounds),
        obligations=obligations_of(findings),
        questions=questions_of(findings, case, best),
        assumptions=assumptions_of(case),
        ingredients=tuple([_ingredient(one, rulings) for one in outcome.governed]),
        case_digest=case.sha256 or case_digest(case),
        documents_digest=outcome.pack.digest,
        span=case.span,
    )


def _bases(grounds: Iterable[Grounds]) -> tuple[Basis, ...]:
    """Return every basis once, in an order that hangs on nothing but what they are."""
    found: dict[tuple[object, ...], list[Basis]] = {}
    for basis in [basis for each in grounds for basis in each.bases]:
        about = (basis.ingredient, basis.thing, basis.kind, basis.clauses)
        alike = found.setdefault(about, [])
        if basis not in alike:
            alike.append(basis)
    return tuple([basis for about in sorted(found) for basis in _by_reason(found[about])])


def _by_reason(alike: list[Basis]) -> list[Basis]:
    return alike if len(alike) == 1 else sorted(alike, key=lambda each: str(each.spared))


def _rulings(findings: Iterable[Finding]) -> dict[str, Ruling]:
    """Return what the findings about each ingredient come to, by its key."""
    found: dict[str, Ruling] = {}
    for each in findings:
        now = each.weight.now
        for key in each.keys:
            if now > found.get(key, _APPROVED):
                found[key] = now
    return found


def _ingredient(one: Governed, rulings: Mapping[str, Ruling]) -> IngredientVerdict:
    ingredient = one.ingredient
    return IngredientVerdict(
        id=ingredient.id,
        role=str(ingredient.role),
        depth=ingredient.depth,
        paths=ingredient.paths,
        documents=tuple(
            dict.fromkeys(
                [
                    f"{text.name}@{version.version.label}"
                    for text in one.texts
                    for version, _ in text.selected.versions
                ]
            )
        ),
        ruling=rulings.get(ingredient.key, _APPROVED),
    )
