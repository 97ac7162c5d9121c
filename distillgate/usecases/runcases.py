"""Test packs: read case files, run them, and hold what they saw against what packs ask for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from distillgate.usecases.library import Library
from distillgate.usecases.packtests import Bench, Progress
from distillgate.usecases.spreading import Spread, one_by_one
from policy.diagnostics import Code, Diagnostic, Level, in_order
from policy.documents import Document
from policy.packs import SourceFile
from policy.packtests.coverage import Covered, Share, below, covered, shares
from policy.packtests.gates import parse_gate
from policy.packtests.parsing import parse_case_file
from policy.packtests.suite import CaseFile, Gate
from policy.reading import Notebook
from policy.yamltext import Node, UnreadableError, read_yaml

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of the tests of packs, as they were read."""

    cases: Sequence[SourceFile]
    plans: Sequence[SourceFile]
    gates: Sequence[SourceFile] = ()
    diagnostics: Sequence[Diagnostic] = ()
    whole: bool = True
    """Every document is counted; else those alone that the case files name."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of testing packs."""

    diagnostics: tuple[Diagnostic, ...]
    """What cannot be read, what failed, and which share is too small."""
    files: int
    plans: int
    rules: tuple[Covered, ...]

    @property
    def shares(self) -> Mapping[str, Share]:
        """The share of sides that were seen, by kind."""
        return shares(self.rules)

    @property
    def unreadable(self) -> bool:
        """Whether a case file could not be read."""
        return any(each.code not in _OUTCOMES for each in self.diagnostics)


_OUTCOMES = frozenset({Code.CASE_FAILED, Code.NOT_COVERED})


def run_cases(
    sources: Sources, library: Library, progress: Progress, spread: Spread = one_by_one
) -> Outcome:
    """Return what the case files of `sources` come to by `library`.

    A file in which anything is wrong is not run; the others are.
    """
    found = [*sources.diagnostics]
    files = parsed_files(sources, library, found)
    gates = [gate for each in sources.gates if (gate := _parsed(each, parse_gate, found))]
    run = Bench(library).run(files, progress, spread)
    documents = list(_counted(sources, files, library))
    rules = covered(documents, run.seen)
    found += run.failures
    if sources.whole:
        found += [each for gate in gates for each in _held_against(gate, rules)]
    return Outcome(in_order(found), len(sources.cases), run.plans, rules)


def parsed_files(sources: Sources, library: Library, found: list[Diagnostic]) -> list[CaseFile]:
    """Return the case files in which nothing is wrong; what is, goes into `found`."""
    plans = _plans(sources.plans, found)

    def case_file(node: Node, notebook: Notebook) -> CaseFile:
        return parse_case_file(node, notebook, library.pack, plans)

    return [file for each in sources.cases if (file := _parsed(each, case_file, found))]


def _plans(files: Iterable[SourceFile], found: list[Diagnostic]) -> dict[str, Node]:
    """Return the shared plans by name: their file's, without its ending."""
    plans: dict[str, Node] = {}
    for file in files:
        node = _parsed(file, lambda node, _: node, found)
        if node is not None:
            plans[file.path.rpartition("/")[2].rpartition(".")[0]] = node
    return plans


def _parsed(
    file: SourceFile, parse: Callable[[Node, Notebook], Made], found: list[Diagnostic]
) -> Made | None:
    notebook = Notebook()
    try:
        made = parse(read_yaml(file.content, file.path), notebook)
    except UnreadableError as error:
        found += error.diagnostics
        return None
    found += notebook.found
    return None if any(each.level is Level.ERROR for each in notebook.found) else made


def _counted(
    sources: Sources, files: Iterable[CaseFile], library: Library
) -> Iterable[Document]:
    named = {trial.document for file in files for trial in file.trials}
    for name in library.pack.documents:
        if sources.whole or name in named:
            yield library.pack.documents[name]


def _held_against(gate: Gate, rules: Sequence[Covered]) -> Iterable[Diagnostic]:
    mine = [
        each
        for each in rules
        if each.rule.span is not None and each.rule.span.path.startswith(f"{gate.folder}/")
    ]
    found = shares(mine)
    for kind in below(gate, mine):
        message = f"{found[kind].percent} % of the sides of {kind} were seen"
        hint = f"{gate.least[kind]} % are asked for: {found[kind].seen} of {found[kind].total}"
        yield Diagnostic(Code.NOT_COVERED, message, gate.span, hint)
