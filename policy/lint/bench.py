"""One document as a check of it sees it: with its pack, a solver, and where to note things."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policy.compiling import Pack
from policy.conditions import AllOf, Condition, NotThat, joined, tests_of
from policy.diagnostics import Code, Span
from policy.documents import Clause, Document, Version
from policy.reading import Notebook
from policy.satisfying import Solver

_NOWHERE = Span("pack", 1, 1)


@dataclass(frozen=True, slots=True)
class Bench:
    """One document, and what a check of it needs."""

    document: Document
    documents: Mapping[str, Document]
    solver: Solver
    notebook: Notebook

    @property
    def clauses(self) -> Iterator[tuple[Version, Clause]]:
        """Yield each clause once; versions that have it from an earlier one are left out."""
        seen: set[tuple[str, Span | None]] = set()
        for version in self.document.versions:
            for clause in version.clauses:
                if (clause.id, clause.span) not in seen:
                    seen.add((clause.id, clause.span))
                    yield version, clause

    def when(self, clause: Clause) -> Condition:
        """Return nexus and `when` of `clause` together, its exceptions left aside."""
        return joined(self.document.nexus, clause.when)

    def applies(self, clause: Clause) -> Condition:
        """Return the condition under which `clause` applies, its exceptions counted."""
        return applying(self.document, clause)

    def warn(self, code: Code, message: str, span: Span | None, hint: str) -> None:
        """Note something that the author should mend."""
        self.notebook.warning(code, message, span or self.document.span or _NOWHERE, hint)

    def refuse(self, code: Code, message: str, span: Span | None, hint: str) -> None:
        """Note something that makes verdicts wrong."""
        self.notebook.error(code, message, span or self.document.span or _NOWHERE, hint)


def applying(document: Document, clause: Clause) -> Condition:
    """Return the condition under which `clause` of `document` applies."""
    exceptions = (NotThat(each.when) for each in clause.exceptions)
    return AllOf((joined(document.nexus, clause.when), *exceptions))


def benches_of(pack: Pack, solver: Solver, notebook: Notebook) -> Iterator[Bench]:
    """Yield a bench for each document of `pack`."""
    for name in pack.documents:
        yield Bench(pack.documents[name], pack.documents, solver, notebook)


def place_of(condition: Condition) -> Span | None:
    """Return where `condition` stands: at its first test."""
    return next((test.span for test in tests_of(condition) if test.span), None)
