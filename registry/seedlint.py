"""Checks of catalog and packs together: unused texts, weak sources, names that clash."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from policy.case import Edge, Path, Step, covers
from policy.compiling import Pack
from policy.conditions import AllOf, facts_read
from policy.diagnostics import Code, Diagnostic, Span, in_order
from policy.documents import (
    LICENSES,
    Clause,
    Confidence,
    Document,
    Effect,
    default_reach,
)
from policy.lint.sources import HINT, best_grade
from policy.reading import Notebook
from policy.satisfying import Solver, solver_for
from registry.catalogs import SeedCatalog
from registry.records import Artifact, ArtifactKind

_NOWHERE = Span("catalog", 1, 1)
_OF_INGREDIENTS = ("ingredient.", "terms.")
_LONGEST_WAY = 12


def lint_catalog(catalog: SeedCatalog, pack: Pack) -> tuple[Diagnostic, ...]:
    """Return what an author of the catalog and of `pack` should mend."""
    notebook = Notebook()
    _unused(catalog, pack, notebook)
    _weak(catalog, notebook)
    _clashing(catalog, pack, notebook)
    return in_order(notebook.found)


def _unused(catalog: SeedCatalog, pack: Pack, notebook: Notebook) -> None:
    """Note each license that no model, data set, document or tag leads to."""
    named = {name for held in _holders(catalog) for name in held}
    named.update(*(each.passes_on for each in pack.documents.values()))
    for document in pack.documents.values():
        if document.kind not in LICENSES or document.license_tags or document.id in named:
            continue
        message = f"no model or data set uses `{document.id}`"
        hint = "name it in the catalog, or give the `license_tags` by which hubs name it"
        notebook.warning(Code.UNUSED_LICENSE, message, document.span or _NOWHERE, hint)


def _holders(catalog: SeedCatalog) -> Iterator[tuple[str, ...]]:
    yield from (row.documents for row in catalog.channel_rows)
    yield from (record.documents for record in catalog.artifact_records)
    yield from (pattern.documents for pattern in catalog.patterns)


def _weak(catalog: SeedCatalog, notebook: Notebook) -> None:
    """Note each record that is graded above its source."""
    for name, grade, source, span in _graded(catalog):
        if grade > best_grade(source):
            message = f"`{name}` is graded `{grade.word}`, above what its source is worth"
            notebook.warning(Code.WEAK_SOURCE, message, span or _NOWHERE, HINT)


def _graded(
    catalog: SeedCatalog,
) -> Iterator[tuple[str, Confidence, str | None, Span | None]]:
    for who in catalog.provider_records:
        yield who.slug, who.confidence, who.source, who.span
    for row in catalog.channel_rows:
        yield f"{row.maker} through {row.hop}", row.confidence, row.source, row.span
    for record in catalog.artifact_records:
        yield record.ref, record.confidence, record.source, record.span
    for pattern in catalog.patterns:
        yield pattern.match, pattern.confidence, pattern.source, pattern.span


Duty = tuple[Document, Clause]


def _clashing(catalog: SeedCatalog, pack: Pack, notebook: Notebook) -> None:
    """Note each record whose students owe duties that exclude each other, untold."""
    solver = solver_for(pack.territories)
    duties = {name: [*_duties(pack.documents[name])] for name in pack.documents}
    for record in catalog.artifact_records:
        if record.contradiction is not None:
            continue
        owed = [*dict.fromkeys(_owed(record, catalog, duties))]
        for (one, first), (other, second) in combinations(owed, 2):
            if _exclude(first, second, solver):
                names = f"`{one.id}#{first.id}` and `{other.id}#{second.id}`"
                message = f"no student of `{record.ref}` can meet {names} together"
                hint = "say so under `contradiction`, or mend its documents or lineage"
                span = record.span or _NOWHERE
                notebook.warning(Code.EXCLUDING_DUTIES, message, span, hint)


def _duties(document: Document) -> Iterator[Duty]:
    """Yield the duties of the newest version that ask nothing of an ingredient."""
    for clause in document.versions[-1].clauses if document.versions else ():
        if clause.effect is Effect.REQUIRES and clause.check is not None:
            read = facts_read(clause.check)
            if not any(fact.startswith(_OF_INGREDIENTS) for fact in read):
                yield document, clause


def _owed(
    record: Artifact, catalog: SeedCatalog, duties: Mapping[str, list[Duty]]
) -> Iterator[Duty]:
    """Yield the duties of whoever starts from the weights of `record`, or trains on it."""
    for artifact, path in _ways(record, catalog):
        for name in artifact.documents:
            for document, clause in duties.get(name, ()):
                reach = clause.reach or default_reach(
                    document.kind, clause.effect, clause.topic
                )
                if covers(reach, path):
                    yield document, clause


def _ways(record: Artifact, catalog: SeedCatalog) -> Iterator[tuple[Artifact, Path]]:
    """Yield all that `record` was made from, with one path for each kind of way there."""
    todo: list[tuple[Artifact, Path]] = [(record, (Step(_role(record), record.ref),))]
    seen: set[tuple[str, tuple[Edge, ...]]] = set()
    while todo:
        artifact, path = todo.pop()
        yield artifact, path
        for edge in artifact.made_from:
            end = catalog.artifact(edge.ref, edge.kind) if edge.ref else None
            way = (*path, Step(edge.edge, edge.ref or ""))
            kinds = tuple(step.edge for step in way)
            if end is not None and len(way) <= _LONGEST_WAY and (end.ref, kinds) not in seen:
                seen.add((end.ref, kinds))
                todo.append((end, way))


def _role(record: Artifact) -> Edge:
    """Return how a student is made from `record`: from a model's weights, or on its data."""
    return Edge.WEIGHTS if record.kind is ArtifactKind.MODEL else Edge.DATA


def _exclude(first: Clause, second: Clause, solver: Solver) -> bool:
    checks = [each.check for each in (first, second) if each.check is not None]
    return all(map(solver.can_hold, checks)) and not solver.can_hold(AllOf(tuple(checks)))
