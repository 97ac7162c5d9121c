"""Judge the plans of case files, hold them against what is expected, count what was seen."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from distillgate.usecases.check import includes_nothing
from distillgate.usecases.library import Library
from distillgate.usecases.spreading import Spread, one_by_one
from distillgate.usecases.verdictcases import check_failures
from policy.case import Case
from policy.compiling import STANDING, Pack
from policy.diagnostics import Code, Diagnostic, Level, Span, in_order
from policy.documents import Document
from policy.judging import hold, judge
from policy.packtests.coverage import Seen, seen_in
from policy.packtests.patching import told_to
from policy.packtests.suite import CaseFile, Check, Trial
from policy.packtests.trials import Stood, failure
from policy.planparsing import parse_plan
from policy.reading import Notebook
from policy.tracing import Tracer
from registry.casework import framed

Progress = Callable[[int, int], None]
"""Is told how many of how many plans are judged."""


@dataclass(frozen=True, slots=True)
class Run:
    """What came of trials and checks."""

    seen: Seen
    failures: tuple[Diagnostic, ...]
    plans: int


@dataclass(slots=True)
class Bench:
    """Judges the plans of case files by one library."""

    library: Library
    _packs: dict[str, Pack] = field(default_factory=dict)
    _tracers: dict[str, Tracer] = field(default_factory=dict)
    _issuers: tuple[str, ...] = ()

    def run(
        self, files: Sequence[CaseFile], progress: Progress, spread: Spread = one_by_one
    ) -> Run:
        """Return what the trials and checks of `files` come to, done as `spread` does."""
        total = sum(len(each.trials) + len(each.checks) for each in files)
        seen, failures, done = Seen(), list[Diagnostic](), 0
        for file in spread(self._file, files):
            seen.keys.update(file.seen.keys)
            failures += file.failures
            done += file.plans
            progress(done, total)
        return Run(seen, in_order(failures), total)

    def _file(self, file: CaseFile) -> Run:
        seen = Seen()
        failures = [each for trial in file.trials for each in self.trial(trial, seen)]
        failures += [each for check in file.checks for each in self._check(check)]
        return Run(seen, tuple(failures), len(file.trials) + len(file.checks))

    def trial(self, trial: Trial, seen: Seen) -> Iterable[Diagnostic]:
        """Return what is wrong with one trial; what it saw goes into `seen`."""
        found = self.stood(trial)
        if not isinstance(found, Stood):
            return found
        wrong = failure(trial, found)
        if wrong is not None:
            return [Diagnostic(Code.CASE_FAILED, wrong.message, trial.span, wrong.hint)]
        seen.add(trial, seen_in(trial, found.traced))
        return ()

    def stood(self, trial: Trial) -> Stood | list[Diagnostic]:
        """Return how clauses stand in the plan of a trial, or why it has no plan."""
        case = self.case(trial)
        if not isinstance(case, Case):
            return case
        pack = self.restricted(trial.document)
        tracer = self._tracers.get(trial.document)
        if tracer is None:
            tracer = self._tracers[trial.document] = Tracer(pack, trial.document)
        return stand(pack, case, tracer, trial.clause)

    def case(self, of: Trial | Check) -> Case | list[Diagnostic]:
        """Return the case of a trial or check, or why it has no plan.

        The document that a trial is about governs what its plan names.
        """
        pack, besides = self.library.pack, tuple[str, ...]()
        if isinstance(of, Trial):
            pack = self.restricted(of.document)
            besides = () if pack.standing_ids else (of.document,)
        notebook = Notebook()
        parsed = parse_plan(of.plan.node, notebook, includes_nothing)
        if parsed is None:
            return _placed(notebook.found, of.span)
        parsed = told_to(of.plan, parsed, self._slugs())
        records = self.library.records
        casework = framed(parsed, records, pack, as_of=of.as_of, besides=besides)
        errors = [each for each in casework.diagnostics if _counts(each)]
        return _placed(errors, of.span) if errors else casework.case

    def _check(self, check: Check) -> Iterable[Diagnostic]:
        case = self.case(check)
        if not isinstance(case, Case):
            return case
        return check_failures(check, judge(self.library.pack, case))

    def _slugs(self) -> tuple[str, ...]:
        """Return every issuer and maker whose `terms.*` facts a plan may be told."""
        if not self._issuers:
            documents = self.library.pack.documents
            found = {each.issuer for each in documents.values()}
            found |= {each.slug for each in self.library.records.catalog.providers()}
            self._issuers = tuple(sorted(each for each in found if each is not None))
        return self._issuers

    def restricted(self, name: str) -> Pack:
        """Return the pack with no other law or house policy than what a trial looks at.

        It looks at the clauses of one document, and at those of others that
        they lift; no other law and no house clause can change these.
        """
        whole = self.library.pack
        document = whole.documents[name]
        key = name if document.kind in STANDING else ""
        pack = self._packs.get(key)
        if pack is None:
            standing = tuple(_with_lifted(document)) if key else ()
            pack = self._packs[key] = replace(whole, standing_ids=standing)
        return pack


def stand(pack: Pack, case: Case, tracer: Tracer, clause: str) -> Stood:
    """Return how clauses stand in `case` by `pack`, the one with this id part by part."""
    holdings = hold(pack, case)
    return Stood(tracer.trace(holdings, clause), (*holdings.contracts, *holdings.standing))


def _with_lifted(document: Document) -> dict[str, None]:
    """Return the names of `document` and of every other whose clauses it lifts."""
    clauses = [clause for version in document.versions for clause in version.clauses]
    targets = [target for clause in clauses for target in clause.lifts if "#" in target]
    return dict.fromkeys([document.id, *(each.partition("#")[0] for each in targets)])


def _counts(each: Diagnostic) -> bool:
    """Return whether a plan of a case file is refused for it.

    What a patch says against an attestation of its shared plan is not signed
    in that plan.
    """
    return each.level is Level.ERROR and each.code is not Code.ATTESTATION_CONTRADICTED


def _placed(found: Iterable[Diagnostic], span: Span) -> list[Diagnostic]:
    """Return `found`, where what has no place of its own lies at the trial."""
    return [each if each.span.path else replace(each, span=span) for each in found]
