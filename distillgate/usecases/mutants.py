"""Whether the case files of a pack notice mutants of its clauses."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from distillgate.usecases.library import Library
from distillgate.usecases.packtests import Bench, stand
from policy.case import Case
from policy.compiling import Pack
from policy.documents import Document
from policy.packtests.coverage import Seen
from policy.packtests.equality import Comparison
from policy.packtests.mutating import Mutant, mutants_of
from policy.packtests.suite import CaseFile, Trial
from policy.packtests.trials import failure
from policy.tracing import Tracer


@dataclass(frozen=True, slots=True)
class Mutated:
    """What became of the mutants of one document."""

    document: str
    caught: int = 0
    """Some trial failed."""
    equal: int = 0
    """No trial failed, and the mutant decides the same."""
    surviving: tuple[Mutant, ...] = ()

    @property
    def count(self) -> int:
        """Return how many mutants there were."""
        return self.caught + self.equal + len(self.surviving)


@dataclass(slots=True)
class MutantRun:
    """Runs the trials of case files on mutants of their documents."""

    library: Library
    files: Sequence[CaseFile]
    _bench: Bench = field(init=False)

    def __post_init__(self) -> None:
        """Make the bench on which the plans of trials become cases."""
        self._bench = Bench(self.library)

    def of(self, name: str) -> Mutated:
        """Return what becomes of the mutants of the document `name`."""
        document = self.library.pack.documents[name]
        cases = self._cases(name)
        pack = self._bench.restricted(name)
        comparison = Comparison(pack.compiler.tester, pack.territories)
        caught, equal, surviving = 0, 0, list[Mutant]()
        for mutant in mutants_of(document):
            if self._caught(mutant, pack, cases):
                caught += 1
            elif comparison.same(mutant.before, mutant.after):
                equal += 1
            else:
                surviving.append(mutant)
        return Mutated(name, caught, equal, tuple(surviving))

    def _cases(self, name: str) -> Mapping[str, list[tuple[Trial, Case]]]:
        """Return the trials of a document that come out, with their cases, by clause."""
        found: dict[str, list[tuple[Trial, Case]]] = {}
        for file in self.files:
            for trial in file.trials:
                if trial.document != name or self._bench.trial(trial, Seen()):
                    continue
                case = self._bench.case(trial)
                if isinstance(case, Case):
                    found.setdefault(trial.clause, []).append((trial, case))
        return found

    def _caught(
        self, mutant: Mutant, pack: Pack, cases: Mapping[str, list[tuple[Trial, Case]]]
    ) -> bool:
        """Return whether some trial fails that looks at what was changed."""
        changed = pack.replacing(mutant.document)
        tracer = Tracer(changed, mutant.document.id)
        return any(
            failure(trial, stand(changed, case, tracer, trial.clause)) is not None
            for trial, case in _looking(mutant, cases)
        )


def _looking(
    mutant: Mutant, cases: Mapping[str, list[tuple[Trial, Case]]]
) -> Iterable[tuple[Trial, Case]]:
    """Return the trials that look at what was changed: of a nexus, all."""
    if mutant.clause:
        return cases.get(mutant.clause, [])
    return [each for of_clause in cases.values() for each in of_clause]


def documents_of(files: Iterable[CaseFile], documents: Mapping[str, Document]) -> list[str]:
    """Return the documents that case files are about, in order."""
    named = {trial.document for file in files for trial in file.trials}
    return [name for name in documents if name in named]
