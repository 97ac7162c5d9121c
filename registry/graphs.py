"""Lineage as a graph: all that something was made from, or all that was made from it."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from registry.records import Artifact, ArtifactKind, LineageEdge
from registry.store import Catalog

MAX_NODES = 2_000
"""More are not drawn; that there are more is said."""


@dataclass(frozen=True, slots=True)
class Node:
    """One model or data set of a graph."""

    kind: ArtifactKind
    ref: str
    """In prose, where nobody names it."""
    artifact: Artifact | None = None
    """What is known of it."""
    named: bool = True

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from all others."""
        return self.kind.value, self.ref.casefold()


@dataclass(frozen=True, slots=True)
class Line:
    """One edge: `child` was made from `parent`."""

    child: Node
    parent: Node
    edge: LineageEdge


@dataclass(frozen=True, slots=True)
class Graph:
    """Everything up or down from one model or data set."""

    root: Node
    upward: bool
    lines: tuple[Line, ...]
    whole: bool = True
    """False where there was more than is drawn."""

    def after(self, node: Node) -> tuple[tuple[Line, Node], ...]:
        """Return the lines that lead on from `node`, each with where it leads."""
        if self.upward:
            return tuple(
                (line, line.parent) for line in self.lines if line.child.key == node.key
            )
        return tuple((line, line.child) for line in self.lines if line.parent.key == node.key)

    def nodes(self) -> tuple[Node, ...]:
        """Return every node once, the root first."""
        found = {self.root.key: self.root}
        for line in self.lines:
            for node in (line.child, line.parent):
                found.setdefault(node.key, node)
        return tuple(found.values())


def upstream_graph(catalog: Catalog, ref: str, kind: ArtifactKind | None) -> Graph:
    """Return all that `ref` was made from, over all edges; circles end where they close."""

    def parents(node: Node) -> Iterable[tuple[Line, Node]]:
        for edge in node.artifact.made_from if node.artifact else ():
            parent = _end(catalog, edge)
            yield Line(node, parent, edge), parent

    return _walked(_root(catalog, ref, kind), parents, upward=True)


def downstream_graph(catalog: Catalog, ref: str, kind: ArtifactKind | None) -> Graph:
    """Return all that was made from `ref`, over all edges."""

    def children(node: Node) -> Iterable[tuple[Line, Node]]:
        for artifact in catalog.children(node.ref, node.kind):
            child = Node(artifact.kind, artifact.ref, artifact)
            for edge in artifact.made_from:
                if edge.kind is node.kind and _leads_to(catalog, edge, node):
                    yield Line(child, node, edge), child

    return _walked(_root(catalog, ref, kind), children, upward=False)


def _root(catalog: Catalog, ref: str, kind: ArtifactKind | None) -> Node:
    artifact = catalog.artifact(ref, kind)
    if artifact is None:
        return Node(kind or ArtifactKind.MODEL, ref)
    return Node(artifact.kind, artifact.ref, artifact)


def _end(catalog: Catalog, edge: LineageEdge) -> Node:
    if edge.ref is None:
        return Node(edge.kind, edge.words or "something that nobody named", named=False)
    artifact = catalog.artifact(edge.ref, edge.kind)
    return Node(edge.kind, artifact.ref if artifact else edge.ref, artifact)


def _leads_to(catalog: Catalog, edge: LineageEdge, node: Node) -> bool:
    """Return whether `edge` leads to `node`, by an alias too."""
    if edge.ref is None:
        return False
    if edge.ref.casefold() == node.ref.casefold():
        return True
    artifact = catalog.artifact(edge.ref, edge.kind)
    return artifact is not None and artifact.ref.casefold() == node.ref.casefold()


def _walked(
    root: Node, after: Callable[[Node], Iterable[tuple[Line, Node]]], *, upward: bool
) -> Graph:
    lines: list[Line] = []
    seen = {root.key}
    waiting = deque([root])
    whole = True
    while waiting:
        for line, node in after(waiting.popleft()):
            if node.key not in seen and len(seen) >= MAX_NODES:
                whole = False
                continue
            lines.append(line)
            if node.key not in seen:
                seen.add(node.key)
                waiting.append(node)
    return Graph(root, upward, tuple(lines), whole)
