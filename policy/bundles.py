"""Clauses made executable, and held together: what they read decides them all at once.

What a clause comes to hangs on nothing but the values of the facts that it
reads. So it is worked out once for the same values, and so is a whole bundle:
the clauses of a document that reach an ingredient, or the laws that may hold.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import field
from datetime import date
from operator import itemgetter

from policy.case import Ingredient
from policy.conditions import Condition, Evaluator, Facts, Tester, deciding
from policy.documents import Act, Clause, Document, Effect, Reach, Version
from policy.frozen import dataclass
from policy.remembering import Memo
from policy.truth import FALSE, TRUE, Truth, all_of, any_of, negate
from policy.truth import UNKNOWN as MAYBE
from policy.values import Told

NO_FACTS: frozenset[str] = frozenset()
WorkedOut = tuple[Truth, frozenset[str], frozenset[str]]
"""What a clause comes to, the facts that are missing, and those that it rests on."""
SparedBy = tuple[tuple[str, ...], str | None]
"""The facts that keep a clause off, and the section of the exception by which they do."""
Values = Callable[[Told], object]
_FALSE: WorkedOut = (FALSE, NO_FACTS, NO_FACTS)
_TRUE: WorkedOut = (TRUE, NO_FACTS, NO_FACTS)
_UNEXPLAINED = frozenset({Effect.PERMITS, Effect.NOTES})
"""Effects whose facts nobody is shown once they hold."""


@dataclass(frozen=True, slots=True)
class CompiledClause:
    """One clause with its evaluators."""

    document: Document
    version: Version
    clause: Clause
    reach: Reach
    condition: Condition
    """Nexus and `when` joined."""
    holds: Evaluator
    reads: tuple[str, ...]
    """Every fact that it reads, in its check too."""
    exceptions: tuple[Evaluator, ...]
    check: Evaluator | None
    check_reads: frozenset[str]
    tester: Tester = field(compare=False, repr=False)
    start: date | None
    """The first day on which both version and clause hold."""
    end: date | None
    """The first day on which one of them no longer holds."""
    per_ingredient: bool
    """It reads facts of an ingredient, so it is held against each one in reach."""
    about_ingredient: bool
    """It reads them itself; a nexus alone does not make it about an ingredient."""
    kind: str
    """What its document is, in a word."""
    once: bool
    """One finding tells of it for all ingredients that bring it."""
    binds: bool
    """It forbids, requires or cautions, rather than permits or informs."""
    informs: bool
    """It is told where it holds: a note, or a permission by law."""
    due: Act
    """When what it requires must be met: as it says, else with its act, else at release."""
    ref: str
    """The full name: `document@version#clause`."""
    name: str
    """The name without the version: `document#clause`."""
    whose: str | None
    """Whose `terms.*` facts it reads, where not those of whoever made the ingredient."""
    of_maker: bool
    hangs_on: tuple[str, ...]
    """What its condition and its exceptions read."""
    values: Values = field(compare=False, repr=False)
    """The values of that."""
    worked: Memo[object, WorkedOut] = field(default_factory=Memo, compare=False, repr=False)
    """What it came to, by these values."""
    spared: Memo[object, SparedBy] = field(default_factory=Memo, compare=False, repr=False)
    """Why it was false, by these values."""


def protected(clause: CompiledClause, ingredient: Ingredient | None) -> str | None:
    """Return whose `terms.*` facts a clause reads: the issuer's unless it protects another."""
    if clause.of_maker and ingredient is not None:
        return str(ingredient.value("ingredient.maker"))
    return clause.whose


def values_of(names: Collection[str]) -> Values:
    """Return the function from facts to the values of those called `names`."""
    return itemgetter(*names) if names else _nothing


def _nothing(_: Told) -> object:
    return ()


def worked_out(clause: CompiledClause, facts: Told) -> WorkedOut:
    """Return what `clause` comes to over `facts`."""
    key = clause.values(facts)
    known = clause.worked.get(key)
    return clause.worked.keep(key, _worked_out(clause, facts)) if known is None else known


def _worked_out(clause: CompiledClause, facts: Facts) -> WorkedOut:
    holds = clause.holds(facts)
    if holds is FALSE:
        return _FALSE
    excepted = [exception(facts) for exception in clause.exceptions]
    truth = all_of((holds, negate(any_of(excepted))))
    if truth is FALSE:
        return _FALSE
    if truth is TRUE and clause.clause.effect in _UNEXPLAINED:
        return _TRUE
    because = deciding(clause.condition, facts, clause.tester)
    missing = because if holds is MAYBE else NO_FACTS
    for carveout, met in zip(clause.clause.exceptions, excepted, strict=True):
        found = deciding(carveout.when, facts, clause.tester)
        because |= found
        missing |= found if met is MAYBE else NO_FACTS
    return truth, missing, because


def spared_by(clause: CompiledClause, facts: Told) -> SparedBy:
    """Return what keeps `clause`, which is false over `facts`, off."""
    key = clause.values(facts)
    known = clause.spared.get(key)
    return clause.spared.keep(key, _spared_by(clause, facts)) if known is None else known


def _spared_by(clause: CompiledClause, facts: Facts) -> SparedBy:
    condition, section = clause.condition, None
    for carveout, holds in zip(clause.clause.exceptions, clause.exceptions, strict=True):
        if holds(facts) is TRUE:
            condition, section = carveout.when, carveout.section or "exception"
            break
    return tuple(sorted(deciding(condition, facts, clause.tester))), section


@dataclass(frozen=True, slots=True)
class Run:
    """One clause, as it stands in equal words in some of the versions that are held."""

    clause: CompiledClause
    """That of the latest of them."""
    labels: tuple[str, ...]
    places: tuple[int, ...]
    """Which of the versions these are."""


class Bundle:
    """Clauses that are held together against an ingredient, or the plan."""

    def __init__(self, runs: Iterable[Run]) -> None:
        self.runs = tuple(runs)
        reads: dict[tuple[bool, str | None], set[str]] = {}
        leads: dict[tuple[bool, str | None], CompiledClause] = {}
        for run in self.runs:
            clause = run.clause
            whose = (clause.of_maker, clause.whose)
            leads.setdefault(whose, clause)
            reads.setdefault(whose, set()).update(clause.hangs_on)
        self.leads = tuple(leads.values())
        """One clause for each whose `terms.*` facts are read."""
        order = {whose: place for place, whose in enumerate(leads)}
        self._seen = tuple([order[run.clause.of_maker, run.clause.whose] for run in self.runs])
        self._values = tuple([values_of(sorted(names)) for names in reads.values()])
        self._alone = self._values[0] if len(self._values) == 1 else None
        self._known: Memo[object, tuple[WorkedOut, ...]] = Memo()

    def outcomes(self, seen: Sequence[Told]) -> tuple[WorkedOut, ...]:
        """Return what each of its clauses comes to over the facts as `leads` see them."""
        if self._alone is not None:
            key = self._alone(seen[0])
        else:
            pairs = zip(self._values, seen, strict=True)
            key = tuple([values(facts) for values, facts in pairs])
        known = self._known.get(key)
        if known is not None:
            return known
        places = zip(self.runs, self._seen, strict=True)
        return self._known.keep(
            key, tuple([worked_out(run.clause, seen[place]) for run, place in places])
        )


def bundled(versions: Sequence[tuple[str, Sequence[CompiledClause]]]) -> Bundle:
    """Return the clauses of `versions`, each by its label, equal ones of a name as one."""
    groups: dict[str, list[list[tuple[int, CompiledClause]]]] = {}
    for place, (_, clauses) in enumerate(versions):
        for clause in clauses:
            _add(groups.setdefault(clause.clause.id, []), place, clause)
    return Bundle(
        Run(
            same[-1][1],
            tuple(versions[place][0] for place, _ in same),
            tuple(place for place, _ in same),
        )
        for runs in groups.values()
        for same in runs
    )


def _add(
    runs: list[list[tuple[int, CompiledClause]]], place: int, clause: CompiledClause
) -> None:
    """Put `clause` to the first of `runs` that says the same, else into a new one."""
    for run in runs:
        last = run[-1][1]
        alike = last.version.claims_outputs == clause.version.claims_outputs
        if alike and last.clause == clause.clause:
            run.append((place, clause))
            return
    runs.append([(place, clause)])
