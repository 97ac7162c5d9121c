"""Draft a case file: search for patches that put each clause on each side, and judge them.

Every patch of a draft came out as it says when it was judged. What the search
does not find is named at the end of the draft, for a person to write.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from distillgate.usecases.drafting import DraftEntry, DraftPatch, draft_text
from distillgate.usecases.draftsearch import Search
from distillgate.usecases.library import Library
from distillgate.usecases.packtests import Bench
from distillgate.usecases.probing import Desk, Ground, Prober
from distillgate.usecases.runcases import Sources, run_cases
from policy.documents import LICENSES, TERMS, Clause, Document, DocumentKind, Version
from policy.packs import SourceFile
from policy.packtests.coverage import Seen, covered, side_in_words
from policy.packtests.demands import Rule, rules_of
from policy.packtests.moving import moved
from policy.packtests.patching import Patched, Patcher
from policy.packtests.picking import Picker
from policy.reading import Notebook
from policy.references import parse_reference
from policy.yamltext import Fields, Node, read_yaml
from registry.records import Artifact, ArtifactKind

_SHARED_MODEL = "hf:meta-llama/Llama-3.1-8B-Instruct"
"""The open model of the shared plans."""
_COLLECTED = date(2026, 9, 1)
"""The day on which the shared plans obtain what they learn from."""


def scaffold(name: str, library: Library, plans: Sequence[SourceFile], *, as_of: date) -> str:
    """Return a draft of the case file of the document `name`, with what it does not show.

    Raises `KeyError` where no document is called so.
    """
    document = library.pack.documents[name]
    nodes = {each.path.rpartition("/")[2].rpartition(".")[0]: _read(each) for each in plans}
    drafter = Scaffolder(library, document, nodes, as_of, subject_of(document, library))
    text = drafter.text()
    outcome = run_cases(
        Sources([SourceFile("draft.yaml", text.encode())], plans, whole=False),
        library,
        lambda _done, _total: None,
    )
    told = [f"# {each.message}" for each in outcome.diagnostics]
    rules = outcome.rules or covered([document], Seen())
    unseen = [
        f"# not shown: {each.rule.logic.id} ({', '.join(each.rule.versions)}): "
        + ", ".join(map(side_in_words, each.missing))
        for each in rules
        if each.missing
    ]
    return text + "".join(f"{line}\n" for line in (*told, *unseen))


def _read(file: SourceFile) -> Node:
    return read_yaml(file.content, file.path)


def subject_of(document: Document, library: Library) -> DraftPatch:
    """Return which model or data set of the catalog the document governs, if any."""
    known = library.records.catalog.artifacts()
    if _is_governed(document, library, _SHARED_MODEL):
        return DraftPatch()
    governed = [each for each in known if document.id in each.documents]
    if governed:
        best = min(governed, key=lambda each: _plainness(each, document))
        of_data = best.kind is ArtifactKind.DATASET
        return DraftPatch(subject=("dataset" if of_data else "base", best.ref))
    if document.kind in TERMS and document.issuer is not None:
        served = [each for each in known if each.ref.startswith(f"{document.issuer}:")]
        best_served = min(served, key=lambda each: _plainness(each, document), default=None)
        name = best_served.ref if best_served else f"{document.issuer}:model"
        if parse_reference(name) is not None:
            return DraftPatch(subject=("teacher", name))
    return DraftPatch()


def _is_governed(document: Document, library: Library, ref: str) -> bool:
    artifact = library.records.catalog.artifact(ref)
    return artifact is not None and document.id in artifact.documents


def _plainness(each: Artifact, document: Document) -> tuple[object, ...]:
    """Return by what examples are sorted: the issuer's own first, made anew, and late."""
    known = each.released_on is not None and each.released_on <= _COLLECTED
    return (
        each.maker != document.issuer,
        len(each.made_from),
        not known,
        -(each.released_on or date.min).toordinal(),
        each.ref,
    )


@dataclass(frozen=True)
class Scaffolder:
    """Drafts the case file of one document."""

    library: Library
    document: Document
    plans: Mapping[str, Node]
    as_of: date
    start: DraftPatch
    """The patch of the whole file: which model or data set the document governs."""

    @cached_property
    def _desk(self) -> Desk:
        pack = self.library.pack
        picker = Picker(pack.compiler.tester, pack.territories)
        return Desk(self.document, pack.documents, Bench(self.library), picker)

    def text(self) -> str:
        """Return the draft."""
        entries = [entry for rule in rules_of(self.document) for entry in self._entries(rule)]
        return draft_text(self.document.id, self.as_of, self._names[0], self.start, entries)

    @property
    def _names(self) -> tuple[str, ...]:
        """The shared plans, the likeliest first."""
        kind = self.document.kind
        named = self.start.subject[0] if self.start.subject else None
        if named == "dataset" or kind is DocumentKind.DATASET_LICENSE:
            order = ("dataset", "weights", "base", "api")
        elif kind in LICENSES:
            order = ("base", "weights", "api", "dataset")
        else:
            order = ("api", "base", "weights", "dataset")
        return tuple(name for name in order if name in self.plans) or tuple(self.plans)

    # One rule.

    def _entries(self, rule: Rule) -> list[DraftEntry]:
        latest = next(
            (version, clause)
            for version in reversed(self.document.versions)
            for clause in version.clauses
            if version.label == rule.versions[-1] and clause.id == rule.logic.id
        )
        for label in (None, rule.versions[-1]):
            for name in self._names:
                ground = self._ground(name, label, *latest)
                search = Search(Prober(self._desk, rule, latest[1], ground, label))
                entry = search.entry(own=name != self._names[0])
                if entry is not None:
                    more = search.lifting(entry.lifts)
                    return [entry, *(replace(each, plan=entry.plan) for each in more)]
        return []

    def _ground(self, name: str, label: str | None, version: Version, clause: Clause) -> Ground:
        node = self.plans[name]
        plan = Patched(node if isinstance(node, Fields) else Fields((), node.span))
        if name == self._names[0]:
            plan = Patcher(Notebook()).patched(plan, self.start.node())
        as_of = self.as_of
        if label is not None:
            plan, as_of = moved(plan, as_of, self.document, version, clause)
        return Ground(name, plan, as_of)
