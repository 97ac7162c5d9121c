"""Hold clauses against ingredients: truth, are-we-bound, confidence, and what is missing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from policy.case import Case, Ingredient, Link, covers
from policy.compiling import CompiledClause, CompiledVersion, Pack
from policy.conditions import deciding
from policy.documents import Effect
from policy.selecting import Selected
from policy.truth import FALSE, TRUE, Truth, all_of, any_of, negate
from policy.truth import UNKNOWN as MAYBE
from policy.values import UNKNOWN, Value

_UNEXPLAINED = frozenset({Effect.PERMITS, Effect.NOTES})
"""Effects whose facts nobody is shown once they hold."""
NO_FACTS: frozenset[str] = frozenset()
WorkedOut = tuple[Truth, frozenset[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Held:
    """One clause, of one or several versions that say the same, held against one ingredient."""

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
    """Holds clauses of one pack against one case."""

    def __init__(self, pack: Pack, case: Case) -> None:
        self._pack = pack
        self._case = case
        self._plan_facts = {fact: given.value for fact, given in case.facts.items()}
        self._seen: dict[tuple[str, str], Mapping[str, Value]] = {}
        self._truths: dict[tuple[object, ...], WorkedOut] = {}

    def facts(
        self, ingredient: Ingredient | None, issuer: str | None = None
    ) -> Mapping[str, Value]:
        """Return every fact as seen from `ingredient` under `issuer`."""
        if ingredient is None:
            return self._plan_facts
        key = (ingredient.key, issuer or "")
        seen = self._seen.get(key)
        if seen is None:
            own = {**ingredient.facts, **ingredient.terms.get(issuer or "", {})}
            told = {fact: each.value for fact, each in own.items()}
            seen = self._seen[key] = {**self._plan_facts, **told}
        return seen

    def selected(
        self, selected: Selected, link: Link, ingredient: Ingredient
    ) -> Iterator[Held]:
        """Yield the clauses of the versions that govern through `link`, equal ones merged."""
        groups: dict[str, list[tuple[CompiledClause, Truth]]] = {}
        for version, sure in selected.versions:
            for clause in version.clauses:
                if any(covers(clause.reach, path) for path in ingredient.paths):
                    groups.setdefault(clause.clause.id, []).append((clause, sure))
        for same_id in groups.values():
            for same in _equal(same_id):
                yield self._bound(self._merged(same, selected, ingredient), link)

    def one(self, clause: CompiledClause, ingredient: Ingredient | None) -> Held | None:
        """Return `clause` held against `ingredient`, or the plan; nothing where it is false."""
        facts = self.facts(ingredient, protected(clause, ingredient))
        truth, missing, because = self._truth(clause, facts)
        if truth is FALSE:
            return None
        weak = self._weak(clause, truth)
        truth = MAYBE if weak else truth
        labels = (clause.version.label,)
        return Held(clause, labels, ingredient, truth, missing, because, weak=weak)

    def asking(self, held: Held, facts: Mapping[str, Value]) -> Held:
        """Return `held` with what its check needs to know among what is missing."""
        check = held.clause.clause.check
        if check is None:
            return held
        asked = deciding(check, facts, self._pack.compiler.tester)
        return replace(held, missing=held.missing | asked)

    def _merged(
        self,
        same: list[tuple[CompiledClause, Truth]],
        selected: Selected,
        ingredient: Ingredient,
    ) -> Held:
        """Return one holding for a clause that `same` versions have in equal words."""
        latest = same[-1][0]
        facts = self.facts(ingredient, protected(latest, ingredient))
        truth, missing, because = self._truth(latest, facts)
        labels = tuple([clause.version.label for clause, _ in same])
        weak = self._weak(latest, truth)
        if truth is not FALSE:
            every = len(same) == len(selected.versions) and selected.exhaustive
            if not every and all(sure is not TRUE for _, sure in same):
                truth, missing = MAYBE, missing | frozenset(selected.missing)
            truth = MAYBE if weak else truth
        return Held(latest, labels, ingredient, truth, missing, because, weak=weak)

    def _truth(
        self, clause: CompiledClause, facts: Mapping[str, Value]
    ) -> tuple[Truth, frozenset[str], frozenset[str]]:
        """Return truth, missing facts and grounds of `clause` over `facts`."""
        if not clause.per_ingredient:
            return self._worked_out(clause, facts)
        key = (id(clause), *[facts.get(name, UNKNOWN) for name in clause.reads])
        known = self._truths.get(key)
        if known is None:
            known = self._truths[key] = self._worked_out(clause, facts)
        return known

    def _worked_out(self, clause: CompiledClause, facts: Mapping[str, Value]) -> WorkedOut:
        holds = clause.holds(facts)
        if holds is FALSE:
            return FALSE, NO_FACTS, NO_FACTS
        excepted = [exception(facts) for exception in clause.exceptions]
        truth = all_of((holds, negate(any_of(excepted))))
        if truth is FALSE:
            return FALSE, NO_FACTS, NO_FACTS
        if truth is TRUE and clause.clause.effect in _UNEXPLAINED:
            return TRUE, NO_FACTS, NO_FACTS
        tester = self._pack.compiler.tester
        because = deciding(clause.condition, facts, tester)
        missing = because if holds is MAYBE else NO_FACTS
        for carveout, met in zip(clause.clause.exceptions, excepted, strict=True):
            found = deciding(carveout.when, facts, tester)
            because |= found
            missing |= found if met is MAYBE else NO_FACTS
        return truth, missing, because

    def _weak(self, clause: CompiledClause, truth: Truth) -> bool:
        """Return whether a clause that holds is known too badly to apply for sure."""
        return truth is TRUE and clause.clause.confidence < self._pack.house.deny_from

    def _bound(self, held: Held, link: Link) -> Held:
        """Return `held` as it binds us through `link`."""
        if held.truth is FALSE:
            return replace(held, foreign=True) if link.accepted is FALSE else held
        truth, missing = held.truth, held.missing
        if link.certainty is MAYBE:
            truth, missing = MAYBE, missing | frozenset(link.missing)
        accepted = self._accepted(held, link)
        if accepted is MAYBE:
            truth, missing = MAYBE, missing | frozenset(link.accepted_by)
        if truth is held.truth and missing is held.missing and accepted is held.accepted:
            return held
        return replace(held, truth=truth, missing=missing, accepted=accepted)

    def _accepted(self, held: Held, link: Link) -> Truth:
        """Return whether the clause binds us: we accepted it, or it reaches us all the same."""
        document = held.clause.document
        if link.accepted is TRUE or held.ingredient is None:
            return link.accepted
        binds = held.ingredient.given("terms.binds_us", document.issuer).value
        if link.accepted is MAYBE and binds is UNKNOWN:
            return MAYBE
        if held.clause.version.claims_outputs or document.id in self._handed_on(
            held.ingredient
        ):
            return TRUE
        return TRUE if binds is True else FALSE

    def _handed_on(self, ingredient: Ingredient) -> set[str]:
        """Return the documents that licenses which we accepted hand on to us."""
        found: set[str] = set()
        for each in self._case.ingredients:
            if each.root == ingredient.root:
                for link in each.links:
                    document = self._pack.documents.get(link.document)
                    if document is not None and link.accepted is TRUE:
                        found.update(document.passes_on)
        return found


def facts_of(case: Case, ingredient: Ingredient, issuer: str | None) -> Mapping[str, Value]:
    """Return every fact of `case` as seen from `ingredient` under `issuer`."""
    given = {**case.facts, **ingredient.facts, **ingredient.terms.get(issuer or "", {})}
    return {fact: each.value for fact, each in given.items()}


def protected(clause: CompiledClause, ingredient: Ingredient | None) -> str | None:
    """Return whose `terms.*` facts a clause reads: the issuer's unless it protects another."""
    protects = clause.clause.protects or clause.document.protects
    if protects is None or protects == "issuer":
        return clause.document.issuer
    if protects == "maker" and ingredient is not None:
        return str(ingredient.value("ingredient.maker"))
    return protects


def released(held: Held) -> bool:
    """Return whether legal said that a text to which others agreed does not bind us."""
    if held.accepted is not FALSE or held.ingredient is None:
        return False
    issuer = held.clause.document.issuer
    return held.ingredient.given("terms.binds_us", issuer).value is False


def _equal(
    same_id: list[tuple[CompiledClause, Truth]],
) -> Iterable[list[tuple[CompiledClause, Truth]]]:
    """Yield runs of clauses whose rule is the same in every version."""
    runs: list[list[tuple[CompiledClause, Truth]]] = []
    for clause, sure in same_id:
        for run in runs:
            last = run[-1][0]
            alike = last.version.claims_outputs == clause.version.claims_outputs
            if alike and last.clause == clause.clause:
                run.append((clause, sure))
                break
        else:
            runs.append([(clause, sure)])
    return runs


def versions_of(selected: Selected) -> tuple[CompiledVersion, ...]:
    """Return the versions of `selected` without their certainty."""
    return tuple(version for version, _ in selected.versions)


def binding(held: Held) -> bool:
    """Return whether the effect binds, rather than permits or informs."""
    return held.clause.clause.effect in {Effect.FORBIDS, Effect.REQUIRES, Effect.CAUTIONS}
