"""The closure of ingredients: all that an artifact was made from, with the paths to it."""

from collections.abc import Iterator
from dataclasses import field

from policy.case import Edge, Path, Step
from policy.frozen import dataclass
from registry.records import Artifact, ArtifactKind, LineageEdge
from registry.store import Catalog

MAX_ANCESTORS = 2_000
MAX_PATHS = 32
"""Paths kept for one ancestor: enough to know every reach, bounded on hostile lineage."""


@dataclass(slots=True)
class Ancestor:
    """One artifact upstream, with the paths on which it is reached."""

    ref: str
    artifact: Artifact | None
    paths: list[Path] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Unnamed:
    """Something upstream that its source names in prose only, or not at all."""

    path: Path
    words: str


@dataclass(frozen=True, slots=True)
class Closure:
    """All that lies upstream of one artifact."""

    ancestors: tuple[Ancestor, ...]
    unnamed: tuple[Unnamed, ...]
    incomplete: tuple[str, ...]
    """References whose lineage is not known in full."""


def closure(catalog: Catalog, artifact: Artifact, start: Path) -> Closure:
    """Return what `artifact` was made from, over all edges; cycles end where they close."""
    walk = _Walk(catalog)
    walk.visit(artifact, start, (_name(artifact.kind, artifact.ref),))
    return Closure(
        tuple(walk.found.values()), tuple(walk.unnamed), tuple(dict.fromkeys(walk.incomplete))
    )


class _Walk:
    """Visits every edge upstream, with the references on the current path as a guard."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self.found: dict[str, Ancestor] = {}
        self.unnamed: list[Unnamed] = []
        self.incomplete: list[str] = []

    def visit(self, artifact: Artifact, path: Path, seen: tuple[str, ...]) -> None:
        """Take up everything that `artifact`, reached on `path`, was made from."""
        if not artifact.lineage_complete and artifact.weights_open is not False:
            self.incomplete.append(artifact.ref)
        followed: set[tuple[Edge, str]] = set()
        for edge in artifact.made_from:
            if edge.ref is None:
                words = edge.words or "something that nobody named"
                step = Step(edge.edge, words)
                self.unnamed.append(Unnamed((*path, step), words))
                continue
            # Two relations of one kind are one step, so that no path is met twice.
            step_taken = (edge.edge, _name(edge.kind, edge.ref))
            if step_taken not in followed and step_taken[1] not in seen:
                followed.add(step_taken)
                self._follow(edge, edge.ref, path, seen)

    def _follow(self, edge: LineageEdge, ref: str, path: Path, seen: tuple[str, ...]) -> None:
        name = _name(edge.kind, ref)
        ancestor = self.found.get(name)
        if ancestor is None:
            if len(self.found) >= MAX_ANCESTORS:
                return
            artifact = self._catalog.artifact(ref, edge.kind)
            ancestor = self.found[name] = Ancestor(ref, artifact)
        if len(ancestor.paths) >= MAX_PATHS:
            return
        longer = (*path, Step(edge.edge, ref))
        ancestor.paths.append(longer)
        if ancestor.artifact is not None:
            self.visit(ancestor.artifact, longer, (*seen, name))


def _name(kind: ArtifactKind, ref: str) -> str:
    """Return what tells a model from a data set of the same name."""
    return f"{kind}:{ref}"


def by_weights(path: Path) -> bool:
    """Return whether `path` leads over weights edges only."""
    return all(step.edge is Edge.WEIGHTS for step in path)


def families(closures: Iterator[tuple[Artifact, Closure]]) -> frozenset[str]:
    """Return the families whose weights are in what `closures` start from."""
    found = set()
    for artifact, upstream in closures:
        if artifact.family is not None:
            found.add(artifact.family)
        for ancestor in upstream.ancestors:
            inside = any(
                all(step.edge is Edge.WEIGHTS for step in path) for path in ancestor.paths
            )
            if inside and ancestor.artifact is not None and ancestor.artifact.family:
                found.add(ancestor.artifact.family)
    return frozenset(found)
