"""Findings from held clauses: merged, worded, weighed, with their facts and places."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from policy.builtin import OPEN_QUESTION, Particulars, finding
from policy.case import Case, Ingredient, Path, covers, in_order
from policy.compiling import CompiledClause
from policy.diagnostics import Span
from policy.documents import Effect
from policy.holding import Held, protected
from policy.obligations import Duty
from policy.truth import FALSE, TRUE, Truth
from policy.values import NOT_GIVEN, Given
from policy.verdict import (
    NOTHING,
    Because,
    Finding,
    Ruling,
    Severity,
    State,
    Weight,
)

# Looked up once: members of an enumeration are slow to reach.
_FORBIDS = Effect.FORBIDS
_REQUIRES = Effect.REQUIRES
_PERMITS = Effect.PERMITS
_CAUTIONS = Effect.CAUTIONS
_NOTES = Effect.NOTES
_APPLIES = State.APPLIES
_UNSURE = State.UNSURE
_LIFTED = State.LIFTED
_NOTE = Severity.NOTE
_REVIEW = Severity.REVIEW
_DUTY = Severity.DUTY
_DENY = Severity.DENY
_NEEDS_REVIEW = Ruling.NEEDS_REVIEW

_WEIGHTS = {
    (_FORBIDS, True): Weight(Ruling.DENIED, Ruling.DENIED, Ruling.DENIED),
    (_FORBIDS, False): OPEN_QUESTION,
    (_CAUTIONS, True): Weight(_NEEDS_REVIEW, _NEEDS_REVIEW, _NEEDS_REVIEW),
    (_CAUTIONS, False): Weight(_NEEDS_REVIEW, Ruling.APPROVED, _NEEDS_REVIEW),
}
_NOTHING_GIVEN: Mapping[str, Given] = {}


class Checked(NamedTuple):
    """One held clause with the truth of its check, if it has one."""

    held: Held
    check: Truth | None


def findings_of(checked: Iterable[Checked], case: Case) -> list[Finding]:
    """Return one finding for each clause and ingredient that it is about.

    Clauses that read no fact of an ingredient, and those asked once per
    plan, give one finding for all ingredients that bring them.
    """
    groups: dict[tuple[str, str | None], list[Checked]] = {}
    for each in checked:
        if each.held.truth is not FALSE and _shown(each.held):
            groups.setdefault(_group(each.held), []).append(each)
    return [_finding(group, case) for group in groups.values()]


def _shown(held: Held) -> bool:
    """Return whether the answer tells of `held`.

    A note is told where it holds, also on weak text, and so is a permission
    by law: it may be why nothing stands against the plan.
    """
    if held.clause.binds:
        return True
    known = held.truth is TRUE or held.weak
    return held.clause.informs and known and not held.missing


def _group(held: Held) -> tuple[str, str | None]:
    if held.clause.once or held.ingredient is None:
        return held.clause.ref, None
    return held.clause.ref, held.ingredient.id


class _Weighed(NamedTuple):
    """One member of a group, with what it would come to alone."""

    held: Held
    check: Truth | None
    weight: Weight


def _gravest_first(members: Iterable[Checked]) -> list[_Weighed]:
    """Return `members` in an order that hangs on nothing but what they are."""
    weighed = [_Weighed(each.held, each.check, _weight_of(each)) for each in members]
    return weighed if len(weighed) == 1 else sorted(weighed, key=_order)


def _order(each: _Weighed) -> tuple[object, ...]:
    weight, ingredient = each.weight, each.held.ingredient
    grave = (-weight.now, -weight.worst, -weight.best, -each.held.truth)
    about = (ingredient.depth, ingredient.id, ingredient.key) if ingredient else ()
    return (grave, about, each.held.lifted_by or "")


def _telling(members: list[_Weighed]) -> list[_Weighed]:
    """Return those of `members` that say more than others do.

    What holds for some ingredient holds for the plan, whether or not it also
    holds for the others.
    """
    if len(members) == 1 or _group(members[0].held)[1] is not None:
        return members
    sure = {each.check for each in members if each.held.truth is TRUE}
    return [each for each in members if each.held.truth is TRUE or each.check not in sure]


def _weight_of(each: Checked) -> Weight:
    effect = each.held.clause.clause.effect
    if effect is _REQUIRES:
        return Duty(each.held, each.check).weight
    return _WEIGHTS.get((effect, each.held.truth is TRUE), NOTHING)


def _gravest(weights: Sequence[Weight]) -> Weight:
    if len(weights) == 1:
        return weights[0]
    return Weight(
        max(each.now for each in weights),
        max(each.best for each in weights),
        max(each.worst for each in weights),
    )


def _finding(group: Sequence[Checked], case: Case) -> Finding:
    standing = [each for each in group if each.held.lifted_by is None]
    members = _gravest_first(standing or group)
    telling = _telling(members)
    held, check, weight = telling[0]
    compiled = held.clause
    clause, document = compiled.clause, compiled.document
    ingredients = _unique([each.held.ingredient for each in members])
    if clause.per_plan and not compiled.about_ingredient:
        ingredients = ()
    state = _state(held.truth) if standing else _LIFTED
    duty = Duty(held, check) if clause.effect is _REQUIRES else None
    because = _because(telling, case)
    return Finding(
        clause=compiled.ref,
        versions=_labels(members),
        title=document.title,
        kind=compiled.kind,
        issuer=document.issuer or document.jurisdiction,
        section=clause.section,
        url=compiled.version.url,
        topic=clause.topic,
        effect=clause.effect,
        state=state,
        severity=_severity(clause.effect, state, weight),
        ingredient=ingredients[0].id if ingredients else None,
        paths=_covered_paths(compiled, ingredients),
        statement=clause.statement,
        because=because,
        missing=_missing(telling),
        confidence=clause.confidence,
        weight=_gravest([each.weight for each in telling]) if standing else NOTHING,
        consequences=clause.consequences,
        lifted_by=held.lifted_by,
        fix=clause.fix,
        due=compiled.due if duty else None,
        duty=duty.state if duty and standing else None,
        notes=_notes(held),
        span=_place(ingredients, because, case),
        keys=tuple([each.key for each in ingredients]),
        protects=protected(compiled, held.ingredient),
    )


def _missing(members: Sequence[_Weighed]) -> tuple[str, ...]:
    if len(members) == 1:
        return tuple(sorted(members[0].held.missing))
    return tuple(sorted({fact for each in members for fact in each.held.missing}))


def _covered_paths(
    clause: CompiledClause, ingredients: Sequence[Ingredient]
) -> tuple[Path, ...]:
    """Return the paths to `ingredients` that the clause reaches."""
    reach = clause.reach
    if len(ingredients) == 1 and len(ingredients[0].paths) == 1:
        (path,) = ingredients[0].paths
        return ingredients[0].paths if covers(reach, path) else ()
    return in_order(
        [path for each in ingredients for path in each.paths if covers(reach, path)]
    )


def _labels(members: Sequence[_Weighed]) -> tuple[str, ...]:
    """Return the versions that say the same, the oldest first."""
    if len(members) == 1:
        return members[0].held.versions
    found = {label for each in members for label in each.held.versions}
    known = [version.label for version in members[0].held.clause.document.versions]
    return tuple(label for label in known if label in found)


def _unique(ingredients: Sequence[Ingredient | None]) -> tuple[Ingredient, ...]:
    if len(ingredients) == 1:
        return (ingredients[0],) if ingredients[0] is not None else ()
    found = {each.key: each for each in ingredients if each is not None}
    return tuple(found.values())


def _state(truth: Truth) -> State:
    return _APPLIES if truth is TRUE else _UNSURE


def _severity(effect: Effect, state: State, weight: Weight) -> Severity:
    if state is _LIFTED or effect is _NOTES or effect is _PERMITS:
        return _NOTE
    if effect is _REQUIRES:
        return _REVIEW if weight.now is _NEEDS_REVIEW else _DUTY
    if effect is _FORBIDS and state is _APPLIES:
        return _DENY
    return _REVIEW


def _because(members: Sequence[_Weighed], case: Case) -> tuple[Because, ...]:
    """Return every fact that the members rest on or wait for, by path."""
    found: dict[str, Because] = {}
    for each in members:
        held = each.held
        if not held.because and not held.missing:
            continue
        own = held.ingredient.facts if held.ingredient else _NOTHING_GIVEN
        terms = _terms(held)
        for fact in held.because | held.missing:
            if "." in fact and fact not in found:
                given = own.get(fact) or terms.get(fact) or case.facts.get(fact, NOT_GIVEN)
                found[fact] = Because(fact, given)
    return tuple([found[fact] for fact in sorted(found)]) if found else ()


def _terms(held: Held) -> Mapping[str, Given]:
    """Return the `terms.*` facts as the clause of `held` reads them."""
    if held.ingredient is None:
        return _NOTHING_GIVEN
    issuer = protected(held.clause, held.ingredient)
    return held.ingredient.terms.get(issuer or "", _NOTHING_GIVEN)


def _notes(held: Held) -> tuple[str, ...]:
    notes = []
    clause = held.clause.clause
    if clause.carried:
        version = held.clause.version
        since = version.carried_from or "an earlier version"
        notes.append(
            f"the text of version {version.label} has not been read;"
            f" this is the last text that was ({since})"
        )
    if held.weak:
        notes.append(
            f"the text is known at {clause.confidence.word} confidence only,"
            " which is too little to rely on"
        )
    if clause.note:
        notes.append(clause.note)
    return tuple(notes)


def _place(
    ingredients: tuple[Ingredient, ...], because: tuple[Because, ...], case: Case
) -> Span | None:
    """Return the place in the plan that a finding is about."""
    if ingredients and ingredients[0].span is not None:
        return ingredients[0].span
    spans = [each.given.span for each in because if each.given.span is not None]
    return spans[0] if spans else case.span


def stranger_findings(
    strangers: Sequence[Held], settled: Sequence[Held], beyond: Sequence[Held], case: Case
) -> list[Finding]:
    """Return one `not-a-party` finding for each source of clauses that others agreed to.

    `settled` are those of which legal said that they do not bind us, `beyond`
    bans that are known not to reach the plan: a note, where nothing is asked.
    """
    asked, told = _by_source(strangers), _by_source(settled)
    outside = _by_source(beyond)
    found = [
        _stranger(group, outside.pop(root, []), case, ("terms.binds_us",))
        for root, group in asked.items()
    ]
    found += [_stranger(group, outside.pop(root, []), case, ()) for root, group in told.items()]
    return found + [_stranger([], group, case, ()) for group in outside.values()]


def _by_source(held: Sequence[Held]) -> dict[str, list[Held]]:
    groups: dict[str, list[Held]] = {}
    for each in held:
        if each.ingredient is not None:
            groups.setdefault(each.ingredient.root, []).append(each)
    return groups


def _stranger(
    group: list[Held], beyond: list[Held], case: Case, missing: tuple[str, ...]
) -> Finding:
    group = sorted(group, key=_nearest_first)
    beyond = sorted(beyond, key=_nearest_first)
    near = group or beyond
    members = _unique([each.ingredient for each in near])
    root = next(each for each in case.ingredients if each.key == members[0].root)
    refs = sorted({each.clause.ref for each in group})
    notes = [f"not ours: {_listed(ref, group)}" for ref in refs]
    outside = sorted({each.clause.ref for each in beyond} - set(refs))
    notes += [f"does not reach this plan: {_listed(ref, beyond)}" for ref in outside]
    issuers = sorted({each.clause.document.issuer or "" for each in near})
    ingredients = (root, *(each for each in members if each.key != root.key))
    particulars = Particulars(
        _UNSURE if missing else _APPLIES,
        _REVIEW if missing else _NOTE,
        OPEN_QUESTION if missing else NOTHING,
        missing,
        tuple(notes),
        issuers[0] if len(issuers) == 1 else None,
    )
    paths = [path for each in near for path in _covered_paths(each.clause, _own(each))]
    found = finding("not-a-party", case, ingredients, particulars)
    return replace(found, paths=in_order((*root.paths, *paths)))


def _own(held: Held) -> tuple[Ingredient, ...]:
    return (held.ingredient,) if held.ingredient else ()


def _nearest_first(held: Held) -> tuple[object, ...]:
    each = held.ingredient
    about = (each.depth, each.id, each.key) if each else ()
    return (about, held.clause.ref)


FOLLOWS = ("ingredient.output_terms",)
"""A law that waits only for what contracts and licenses come to: their findings tell it all."""
_FOLLOWING = "this follows what the contracts and licenses come to"


def followed(findings: Iterable[Finding]) -> list[Finding]:
    """Return `findings`, with a note of those laws for which another finding tells it all."""
    every = list(findings)
    if FOLLOWS not in {each.missing for each in every}:
        return every
    telling = {
        key
        for each in every
        if each.missing != FOLLOWS and each.weight.worst is Ruling.DENIED
        for key in each.keys
    }
    return [_following(each) if _follows(each, telling) else each for each in every]


def _follows(found: Finding, telling: set[str]) -> bool:
    waits = found.state is _UNSURE and found.missing == FOLLOWS
    return waits and bool(found.keys) and telling >= set(found.keys)


def _following(found: Finding) -> Finding:
    notes = (*found.notes, _FOLLOWING)
    return replace(found, severity=_NOTE, weight=NOTHING, notes=notes)


def _listed(ref: str, group: list[Held]) -> str:
    held = next(each for each in group if each.clause.ref == ref)
    section = held.clause.clause.section
    where = f", section {section}" if section else ""
    about = held.ingredient.id if held.ingredient else "the plan"
    return f"{ref}{where}, on {about}"
