"""How the clauses of one document stand in one plan, part by part, beside what was judged.

The judge says whether a clause applies; this says why: whether the plan is
tied to the document, whether the clause's own condition holds, and which
exceptions do. Tests of packs count by it which sides of a clause they saw.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from policy.case import Case, Ingredient, covers
from policy.compiling import CompiledClause, CompiledDocument, Pack
from policy.conditions import Condition, Evaluator, compile_condition
from policy.dating import Calendar
from policy.documents import DocumentKind, Effect
from policy.holding import Held, Holder, protected
from policy.judging import Holdings
from policy.obligations import Duty
from policy.truth import FALSE, TRUE, Truth
from policy.values import Value
from policy.verdict import DutyState

_STANDING = frozenset({DocumentKind.LAW, DocumentKind.HOUSE})


@dataclass(frozen=True, slots=True)
class Traced:
    """One clause held against one ingredient, or the plan."""

    clause: CompiledClause
    versions: tuple[str, ...]
    tie: Truth
    """Whether the document's nexus ties the plan to it; true where it has none."""
    when: Truth
    exceptions: tuple[Truth, ...]
    check: Truth | None
    held: Held | None
    """As it was judged; nothing where it was false."""
    facts: Mapping[str, Value] = field(default_factory=dict, compare=False)
    """What it was held over."""

    @property
    def stands(self) -> bool:
        """Whether it applies or may apply, and nothing sets it aside."""
        return self.held is not None and self.held.stands

    @property
    def applies(self) -> bool:
        """Whether it applies, or would if its text were known well enough."""
        return self.held is not None and self.stands and (self.held.truth is TRUE or self.weak)

    @property
    def weak(self) -> bool:
        """Whether it is unsure for no other reason than that its text is badly known."""
        return self.held is not None and self.held.weak and not self.held.missing

    @property
    def duty(self) -> DutyState | None:
        """How the duty stands that it brings."""
        if self.held is None or self.clause.clause.effect is not Effect.REQUIRES:
            return None
        return Duty(self.held, self.check).state


class Tracer:
    """Traces the clauses of one document of a pack."""

    def __init__(self, pack: Pack, document: str) -> None:
        self._pack = pack
        self._document = document
        self._compiled: dict[Condition, Evaluator] = {}

    def trace(self, holdings: Holdings, clause: str) -> tuple[Traced, ...]:
        """Return how the clause with this id stands to all that it is held against."""
        compiled = self._pack.compiled(self._document)
        if compiled is None:
            return ()
        if compiled.document.kind in _STANDING:
            return tuple(self._standing(compiled, holdings, clause))
        return tuple(
            self._traced(each.clause, each, holdings.holder, each)
            for each in holdings.contracts
            if each.clause.document.id == self._document and each.clause.clause.id == clause
        )

    def _standing(
        self, compiled: CompiledDocument, holdings: Holdings, name: str
    ) -> Iterator[Traced]:
        known = {
            (each.clause.ref, each.ingredient.key if each.ingredient else None): each
            for each in holdings.standing
        }
        calendar = Calendar(holdings.case)
        every = (each for version in compiled.versions for each in version.clauses)
        for clause in every:
            if clause.clause.id != name or calendar.in_force(clause)[0] is FALSE:
                continue
            for one in _subjects(clause, holdings.case):
                held = known.get((clause.ref, one.key if one else None))
                about = held or Held(clause, (clause.version.label,), one, FALSE)
                yield self._traced(clause, held, holdings.later, about)

    def _traced(
        self, clause: CompiledClause, held: Held | None, holder: Holder, about: Held
    ) -> Traced:
        facts = holder.facts(about.ingredient, protected(clause, about.ingredient))
        nexus = clause.document.nexus
        false = held is None or held.truth is FALSE
        return Traced(
            clause=clause,
            versions=about.versions,
            tie=TRUE if nexus is None else self._truth(nexus, facts),
            when=self._truth(clause.clause.when, facts),
            exceptions=tuple(each(facts) for each in clause.exceptions),
            check=clause.check(facts) if clause.check else None,
            held=None if false else held,
            facts=facts,
        )

    def _truth(self, condition: Condition, facts: Mapping[str, Value]) -> Truth:
        evaluator = self._compiled.get(condition)
        if evaluator is None:
            tester = self._pack.compiler.tester
            evaluator = self._compiled[condition] = compile_condition(condition, tester)
        return evaluator(facts)


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
