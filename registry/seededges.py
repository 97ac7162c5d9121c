"""What a record was made from: edges of lineage from YAML nodes."""

from collections.abc import Mapping

from policy.case import Edge
from policy.diagnostics import Code
from policy.reading import Notebook, Reader
from policy.yamltext import Node
from registry.records import ArtifactKind, LineageEdge
from registry.seedvalues import grade_in, reference_in, word_in

RELATIONS: Mapping[str, Edge] = {
    "finetune": Edge.WEIGHTS,
    "adapter": Edge.WEIGHTS,
    "merge": Edge.WEIGHTS,
    "quantized": Edge.WEIGHTS,
    "pruned": Edge.WEIGHTS,
    "layer-copy": Edge.WEIGHTS,
    "distilled": Edge.OUTPUTS,
    "generated-by": Edge.OUTPUTS,
    "trained-on": Edge.DATA,
    "contains": Edge.DATA,
}
_MODEL, _DATASET = ArtifactKind.MODEL, ArtifactKind.DATASET
_TARGETS = {"model": _MODEL, "data": _DATASET, "teacher_unknown": _MODEL}
"""What an edge leads to, by the key that names it."""
EDGE_KEYS = (*_TARGETS, "relation", "confidence", "note")
_USUAL = {
    (_DATASET, "model"): "generated-by",
    (_DATASET, "teacher_unknown"): "generated-by",
    (_DATASET, "data"): "contains",
    (_MODEL, "data"): "trained-on",
    (_MODEL, "teacher_unknown"): "distilled",
}
"""The relation that an entry of `made_from` has where it says none, by record and key."""


def edges_in(reader: Reader, kind: ArtifactKind) -> tuple[LineageEdge, ...]:
    """Return the edges under `made_from` of the record of a `kind`."""
    found = (_edge(node, kind, reader.notebook) for node in reader.items("made_from"))
    return tuple(edge for edge in found if edge is not None)


def _edge(node: Node, kind: ArtifactKind, notebook: Notebook) -> LineageEdge | None:
    reader = Reader(node, notebook, "what a record is made from")
    reader.only(EDGE_KEYS)
    ends = [key for key in _TARGETS if reader.node(key) is not None]
    if len(ends) != 1:
        message = "what a record is made from is one `model`, `data` or `teacher_unknown`"
        notebook.error(Code.MISSING_KEY, message, reader.span)
        return None
    relation = _relation(reader, kind, ends[0])
    if relation is None:
        return None
    grade, words = grade_in(reader, "confidence"), reader.text("teacher_unknown")
    edge, target = RELATIONS[relation], _TARGETS[ends[0]]
    if words is not None:
        return LineageEdge(edge, relation, target, None, words, grade)
    named = reader.node(ends[0])
    ref = None if named is None else reference_in(named, notebook)
    if ref is None:
        return None
    return LineageEdge(edge, relation, target, ref, reader.text("note"), grade)


def _relation(reader: Reader, kind: ArtifactKind, end: str) -> str | None:
    """Return the relation of an edge, if it fits what is at its two ends."""
    if reader.node("relation") is not None:
        return word_in(reader, "relation", _fitting(kind, end))
    usual = _USUAL.get((kind, end))
    if usual is None:
        reader.needs("relation")
    return usual


def _fitting(kind: ArtifactKind, end: str) -> tuple[str, ...]:
    """Return the relations that a record of `kind` can have to what stands under `end`."""
    edges = {Edge.DATA} if end == "data" else {Edge.OUTPUTS}
    if kind is _MODEL and end != "data":
        edges.add(Edge.WEIGHTS)
    return tuple(relation for relation, edge in RELATIONS.items() if edge in edges)
