"""Hold clauses against ingredients: truth, are-we-bound, confidence, and what is missing."""

from collections.abc import Mapping
from typing import NamedTuple

from policy.bundles import NO_FACTS as NO_FACTS  # noqa: PLC0414 a name of this module
from policy.bundles import Bundle, CompiledClause, Run, WorkedOut
from policy.bundles import protected as protected  # noqa: PLC0414 a name of this module
from policy.case import Case, Ingredient, Link, reaches_of
from policy.compiling import CompiledDocument, Pack
from policy.conditions import deciding
from policy.selecting import Selected
from policy.truth import FALSE, TRUE, Truth
from policy.truth import UNKNOWN as MAYBE
from policy.values import UNKNOWN, Told, Value

OUTPUT_TERMS = "ingredient.output_terms"


class Held(NamedTuple):
    """One clause, of one or several versions that say the same, held against one ingredient.

    There are many for each answer, and these are quicker to make than others.
    """

    clause: CompiledClause
    versions: tuple[str, ...]
    ingredient: Ingredient | None
    truth: Truth
    missing: frozenset[str] = NO_FACTS
    because: frozenset[str] = NO_FACTS
    accepted: Truth = TRUE
    weak: bool = False
    """It would apply, but the text is known too badly to rely on."""
    lifted_by: str | None = None
    foreign: bool = False
    """It is known not to reach the plan, and others agreed to it, not we."""

    @property
    def is_lifted(self) -> bool:
        """Whether something sets it aside."""
        return self.lifted_by is not None

    @property
    def stands(self) -> bool:
        """Whether it applies or may apply, and nothing sets it aside."""
        return self.truth is not FALSE and self.lifted_by is None


class Holder:
    """Holds clauses of one pack against one case.

    Where contracts are held already, `before` is who held them: for it the
    case was the same, but for what contracts and licenses came to.
    """

    def __init__(self, pack: Pack, case: Case, before: "Holder | None" = None) -> None:
        self._pack = pack
        self._case = case
        self._deny_from = pack.house.deny_from
        self._before = before
        self._plan_facts = (
            Told({fact: given.value for fact, given in case.facts.items()})
            if before is None
            else before.facts(None)
        )
        self._seen: dict[tuple[str, str | None], Told] = {}
        self._handed: dict[str, frozenset[str]] = {}

    def facts(self, ingredient: Ingredient | None, issuer: str | None = None) -> Told:
        """Return every fact as seen from `ingredient` under `issuer`."""
        if ingredient is None:
            return self._plan_facts
        key = (ingredient.key, issuer)
        seen = self._seen.get(key)
        if seen is None:
            seen = self._seen[key] = self._gathered(ingredient, issuer)
        return seen

    def known(self, ingredient: Ingredient, issuer: str | None) -> Told | None:
        """Return every fact as seen from `ingredient`, where it was asked for before."""
        return self._seen.get((ingredient.key, issuer))

    def _gathered(self, ingredient: Ingredient, issuer: str | None) -> Told:
        known = self._before.known(ingredient, issuer) if self._before else None
        if known is not None:
            seen = Told(known)
            seen[OUTPUT_TERMS] = ingredient.value(OUTPUT_TERMS)
            return seen
        seen = Told(self._plan_facts)
        seen.update({fact: given.value for fact, given in ingredient.facts.items()})
        terms = ingredient.terms.get(issuer or "")
        if terms:
            seen.update({fact: given.value for fact, given in terms.items()})
        return seen

    def selected(
        self, compiled: CompiledDocument, selected: Selected, link: Link, ingredient: Ingredient
    ) -> list[Held]:
        """Return the clauses of the versions that govern through `link`, equal ones merged."""
        versions = [version for version, _ in selected.versions]
        bundle = compiled.bundle(versions, reaches_of(ingredient.paths))
        doubted = _doubted(bundle, selected)
        bound = link.accepted is TRUE and link.certainty is not MAYBE
        foreign = link.accepted is FALSE
        held = []
        for place, worked in enumerate(self._outcomes(bundle, ingredient)):
            run = bundle.runs[place]
            if worked[0] is FALSE:
                held.append(Held(run.clause, run.labels, ingredient, FALSE, foreign=foreign))
                continue
            each = self._held(run, ingredient, worked)
            if place in doubted:
                missing = each.missing.union(selected.missing)
                each = each._replace(truth=MAYBE, missing=missing)
            held.append(each if bound else self._bound(each, link, ingredient))
        return held

    def standing(self, bundle: Bundle, ingredient: Ingredient | None) -> list[Held]:
        """Return those clauses of `bundle` that are not false for `ingredient`, or the plan."""
        pairs = zip(bundle.runs, self._outcomes(bundle, ingredient), strict=True)
        return [
            self._held(run, ingredient, worked)
            for run, worked in pairs
            if worked[0] is not FALSE
        ]

    def _held(self, run: Run, ingredient: Ingredient | None, worked: WorkedOut) -> Held:
        """Return a clause that is not false, unsure where its text is badly known."""
        truth, missing, because = worked
        clause = run.clause
        weak = truth is TRUE and clause.clause.confidence < self._deny_from
        truth = MAYBE if weak else truth
        return Held(clause, run.labels, ingredient, truth, missing, because, TRUE, weak)

    def _outcomes(self, bundle: Bundle, ingredient: Ingredient | None) -> tuple[WorkedOut, ...]:
        return bundle.outcomes(
            [self.facts(ingredient, protected(each, ingredient)) for each in bundle.leads]
        )

    def asking(self, held: Held, facts: Told) -> Held:
        """Return `held` with what its check needs to know among what is missing."""
        check = held.clause.clause.check
        if check is None:
            return held
        asked = deciding(check, facts, self._pack.compiler.tester)
        return held._replace(missing=held.missing | asked)

    def _bound(self, held: Held, link: Link, ingredient: Ingredient) -> Held:
        """Return `held` as it binds us through `link`."""
        truth, missing = held.truth, held.missing
        if link.certainty is MAYBE:
            truth, missing = MAYBE, missing.union(link.missing)
        accepted = self._accepted(held.clause, link, ingredient)
        if accepted is MAYBE:
            truth, missing = MAYBE, missing.union(link.accepted_by)
        return held._replace(truth=truth, missing=missing, accepted=accepted)

    def _accepted(self, clause: CompiledClause, link: Link, ingredient: Ingredient) -> Truth:
        """Return whether the clause binds us: we accepted it, or it reaches us all the same."""
        document = clause.document
        if link.accepted is TRUE:
            return TRUE
        binds = ingredient.given("terms.binds_us", document.issuer).value
        if link.accepted is MAYBE and binds is UNKNOWN:
            return MAYBE
        if clause.version.claims_outputs or document.id in self._handed_on(ingredient.root):
            return TRUE
        return TRUE if binds is True else FALSE

    def _handed_on(self, root: str) -> frozenset[str]:
        """Return the documents that licenses which we accepted hand on to us through `root`."""
        known = self._handed.get(root)
        if known is None:
            known = self._handed[root] = frozenset(self._found_handed_on(root))
        return known

    def _found_handed_on(self, root: str) -> set[str]:
        found: set[str] = set()
        for each in self._case.ingredients:
            for link in each.links if each.root == root else ():
                document = self._pack.documents.get(link.document)
                if document is not None and link.accepted is TRUE:
                    found.update(document.passes_on)
        return found


_SURE: frozenset[int] = frozenset()


def _doubted(bundle: Bundle, selected: Selected) -> frozenset[int]:
    """Return the places of the clauses of which no version surely governs."""
    sures = [sure for _, sure in selected.versions]
    if MAYBE not in sures:
        return _SURE
    exhaustive = selected.exhaustive
    return frozenset(
        place
        for place, run in enumerate(bundle.runs)
        if not (exhaustive and len(run.places) == len(sures))
        and all(sures[each] is not TRUE for each in run.places)
    )


def facts_of(case: Case, ingredient: Ingredient, issuer: str | None) -> Mapping[str, Value]:
    """Return every fact of `case` as seen from `ingredient` under `issuer`."""
    given = {**case.facts, **ingredient.facts, **ingredient.terms.get(issuer or "", {})}
    return {fact: each.value for fact, each in given.items()}


def released(held: Held) -> bool:
    """Return whether legal said that a text to which others agreed does not bind us."""
    if held.accepted is not FALSE or held.ingredient is None:
        return False
    issuer = held.clause.document.issuer
    return held.ingredient.given("terms.binds_us", issuer).value is False
