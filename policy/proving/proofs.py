"""Proofs of statements: for each document and version, that clauses cover every plan meant.

A verdict is the gravest of its findings, so a claim of at least a denial, or at
least a review, holds where one clause that is surely held brings it. Nothing
else in a pack can take that away but what lifts the clause, and that is
subtracted. A claim of at most something is not proven here.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from policy.case import Edge, Step, covers
from policy.compiling import STANDING, Pack
from policy.conditions import Condition, Operator, Test, facts_read, joined
from policy.documents import Clause, Document, Effect, Version
from policy.lifting import may_lift
from policy.proving.cells import TooManyCellsError
from policy.proving.cubes import Algebra, Cube, GaveUpError, Space, space_of
from policy.proving.meaning import rule_of
from policy.proving.moves import cutter_for
from policy.proving.statements import Claim, Statement, Subject
from policy.truth import FALSE, TRUE
from policy.truth import UNKNOWN as MAYBE

_EDGES = {
    Subject.TEACHER: (Edge.OUTPUTS,),
    Subject.BASE: (Edge.WEIGHTS,),
    Subject.DATASET: (Edge.DATA,),
    None: tuple(Edge),
}
_HOLDS = frozenset({TRUE})
_MAY_HOLD = frozenset({TRUE, MAYBE})
_NOT_HOLDS = frozenset({FALSE, MAYBE})
_OUTPUT_TERMS = "ingredient.output_terms"


@dataclass(frozen=True, slots=True)
class Target:
    """Documents by which a statement is to hold: one version of one, or standing ones."""

    clauses: tuple[tuple[Document, Version, Clause], ...]

    @property
    def name(self) -> str:
        """Return `document@version`; of standing documents their ids."""
        names = dict.fromkeys(
            document.id if document.kind in STANDING else f"{document.id}@{version.label}"
            for document, version, _ in self.clauses
        )
        return ", ".join(names)

    @property
    def first(self) -> tuple[Document, Version]:
        """Return the document and version that the target begins with."""
        document, version, _ = self.clauses[0]
        return document, version


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of one target."""

    target: Target
    space: Space | None
    meant: tuple[Cube, ...] = ()
    """The facts of the plans that are meant."""
    left: tuple[Cube, ...] = ()
    """Those for which no clause brings what is claimed; none: it is proven."""
    settled: bool = True
    """Otherwise there was no time, or there are too many regions."""

    @property
    def proven(self) -> bool:
        """Whether the claim holds for every plan that is meant, and there can be one."""
        return self.settled and not self.left


class Prover:
    """Proves statements from the clauses of one pack."""

    def __init__(self, pack: Pack, keep_going: Callable[[], bool] = lambda: True) -> None:
        self._pack = pack
        self._cutter = cutter_for(pack)
        self._keep_going = keep_going
        self._lifting = [
            (document, version, clause)
            for document in pack.documents.values()
            for version in document.versions
            for clause in version.clauses
            if clause.effect is Effect.PERMITS and clause.lifts
        ]

    def targets(self, statement: Statement) -> tuple[Target, ...]:
        """Return what `statement` is to be proven of, one by one."""
        standing: list[tuple[Document, Version, Clause]] = []
        found: list[Target] = []
        for document in self._documents(statement):
            for version in document.versions:
                if not self._counts(statement, document, version):
                    continue
                clauses = tuple((document, version, each) for each in version.clauses)
                if document.kind in STANDING:
                    standing += clauses
                elif clauses:
                    found.append(Target(clauses))
        return (*found, *((Target(tuple(standing)),) if standing else ()))

    def _documents(self, statement: Statement) -> Iterator[Document]:
        every = statement.every
        for document in self._pack.documents.values():
            named = document.id in statement.documents
            if every is not None and not named:
                named = (not every.kinds or document.kind in every.kinds) and (
                    every.issuer in {None, document.issuer}
                )
            if named and document.id not in statement.but:
                yield document

    def _counts(self, statement: Statement, document: Document, version: Version) -> bool:
        """Return whether the statement is about this version of `document`."""
        start = statement.start
        if start is not None and version.until is not None and version.until <= start:
            return False
        every = statement.every
        if every is None or document.id in statement.documents:
            return bool(version.clauses)
        return any(
            every.topic in {None, clause.topic} and every.effect in {None, clause.effect}
            for clause in version.clauses
        )

    def proof(self, statement: Statement, target: Target) -> Proof:
        """Return what comes of `statement` by the clauses of `target`."""
        evidence = [each for each in target.clauses if self._serves(statement, *each)]
        lifts = {id(each[2]): [*self._lifts_of(each)] for each in evidence}
        meant = meant_by(statement)
        conditions = [meant]
        if statement.unless is not None:
            conditions.append(statement.unless)
        for each in evidence:
            conditions.append(rule_of(each[0], each[2]).applies)
            conditions += [rule_of(doc, clause).applies for doc, clause in lifts[id(each[2])]]
            conditions += [each[2].check] if each[2].check else []
        try:
            space = space_of(((0, each) for each in conditions), self._cutter)
            algebra = Algebra(space, self._keep_going)
            region = algebra.where(0, meant, _HOLDS)
            if statement.unless is not None:
                region = algebra.both(region, algebra.where(0, statement.unless, _NOT_HOLDS))
            left = list(region)
            for each in evidence:
                left = algebra.less(left, self._brought(algebra, statement, each, lifts))
            return Proof(target, space, tuple(region), tuple(left))
        except (TooManyCellsError, GaveUpError):
            return Proof(target, None, settled=False)

    def _serves(
        self, statement: Statement, document: Document, version: Version, clause: Clause
    ) -> bool:
        """Return whether `clause` may bring what is claimed, for the whole time meant."""
        if statement.brings is not None:
            if clause.effect is not Effect.REQUIRES or clause.topic != statement.brings:
                return False
        elif clause.effect not in {Effect.FORBIDS, Effect.CAUTIONS}:
            return False
        if statement.claim is Claim.DENIED and (
            clause.effect is not Effect.FORBIDS
            or clause.confidence < self._pack.house.deny_from
        ):
            return False
        if document.kind in STANDING and not _throughout(statement.start, version, clause):
            return False
        reach = rule_of(document, clause).reach
        return all(covers(reach, (Step(edge, ""),)) for edge in _EDGES[statement.subject])

    def _brought(
        self,
        algebra: Algebra,
        statement: Statement,
        evidence: tuple[Document, Version, Clause],
        lifts: dict[int, list[tuple[Document, Clause]]],
    ) -> Sequence[Cube]:
        """Return where the clause surely brings what is claimed."""
        document, _, clause = evidence
        applies = rule_of(document, clause).applies
        surely = statement.claim is Claim.DENIED or _OUTPUT_TERMS in facts_read(applies)
        region = algebra.where(0, applies, _HOLDS if surely else _MAY_HOLD)
        for by, lift in lifts[id(clause)]:
            # What may lift a clause makes it unsure; only what does lift it takes it away.
            truths = _MAY_HOLD if statement.claim is Claim.DENIED else _HOLDS
            region = algebra.less(region, algebra.where(0, rule_of(by, lift).applies, truths))
        return region

    def _lifts_of(
        self, evidence: tuple[Document, Version, Clause]
    ) -> Iterator[tuple[Document, Clause]]:
        document, version, clause = evidence
        names = {f"{document.id}#{clause.id}", document.clause_ref(version, clause)}
        for by, _, lift in self._lifting:
            own = clause.id in lift.lifts and by.id == document.id
            named = own or names & set(lift.lifts) or f"topic:{clause.topic}" in lift.lifts
            if named and may_lift(by, document):
                yield by, lift


def meant_by(statement: Statement) -> Condition:
    """Return the condition of the plans that are meant, with what the ingredient is."""
    if statement.subject is None:
        return statement.when
    role = Test("ingredient.role", Operator.IS, (statement.subject.value,))
    return joined(statement.when, role)


def _throughout(start: date | None, version: Version, clause: Clause) -> bool:
    """Return whether a standing clause is in force on every day that is meant."""
    begins = max((each for each in (version.effective, clause.start) if each), default=None)
    if version.until is not None or clause.end is not None:
        return False
    return begins is None or (start is not None and begins <= start)
