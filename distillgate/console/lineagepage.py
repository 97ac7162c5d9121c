"""Lineage as a drawing and as a table: what something was made from, and by which relation."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from distillgate.console.words import Mark, ruling_mark, spoken
from registry.graphs import Graph, Node

FOLD = 3
"""Deeper than this is drawn only where it is asked for."""
_WIDE, _HIGH, _GAP, _EDGE = 250, 46, 90, 20
_LETTERS = 30
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Edge:
    """One relation: `child` was made from `parent`."""

    child: str
    parent: str
    relation: str
    kind: str
    """By weights, by outputs, or by data."""


@dataclass(frozen=True, slots=True)
class Box:
    """One model or data set in the drawing."""

    id: str
    label: str
    sub: str
    x: int
    y: int
    tone: str
    href: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """One edge in the drawing."""

    path: str
    kind: str
    label: str
    child: str
    parent: str


@dataclass(frozen=True, slots=True)
class LineageRow:
    """One edge in the table."""

    child: str
    relation: str
    kind: str
    parent: str
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class LineagePage:
    """A graph, drawn and told."""

    of: str
    decision: int | None
    descendants: bool
    boxes: tuple[Box, ...]
    lines: tuple[Drawn, ...]
    rows: tuple[LineageRow, ...]
    width: int
    height: int
    folded: int
    """How many are deeper than is drawn."""
    whole: bool
    deep: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn: edges from a root, with what is said of each end."""

    root: str
    edges: tuple[Edge, ...]
    subs: Mapping[str, str]
    marks: Mapping[str, Mark]
    hrefs: Mapping[str, str]
    whole: bool = True


def of_graph(graph: Graph) -> Picture:
    """Return what is drawn of a graph of the registry."""
    nodes = graph.nodes()
    edges = tuple(
        Edge(line.child.ref, line.parent.ref, spoken(line.edge.relation), line.edge.edge.value)
        for line in graph.lines
    )
    if not graph.upward:
        edges = tuple(Edge(each.parent, each.child, each.relation, each.kind) for each in edges)
    subs = {each.ref: _sub(each) for each in nodes}
    hrefs = {
        each.ref: f"/{'models' if each.kind.value == 'model' else 'datasets'}/{each.ref}"
        for each in nodes
        if each.named
    }
    return Picture(graph.root.ref, edges, subs, {}, hrefs, graph.whole)


def _sub(node: Node) -> str:
    if not node.named:
        return "named in prose only"
    if node.artifact is None:
        return "not known"
    return node.artifact.declared_license or "no license said"


def of_verdict(verdict: Json, student: str) -> Picture:
    """Return what is drawn of the ingredients of a verdict, each with what it came to."""
    edges: dict[tuple[str, str], Edge] = {}
    subs, marks, hrefs = {student: "the student"}, {}, {}
    for each in verdict["ingredients"]:
        subs[each["id"]] = each["role"]
        marks[each["id"]] = ruling_mark(each["verdict"])
        kind = "datasets" if each["role"] == "dataset" else "models"
        hrefs[each["id"]] = f"/{kind}/{each['id']}"
        for path in each["paths"]:
            steps = [student, *path[1:]]
            for child, parent in pairwise(steps):
                role = subs.get(parent, "") if child == student else "made from"
                edges.setdefault((child, parent), Edge(child, parent, role, _kind(role)))
    return Picture(student, tuple(edges.values()), subs, marks, hrefs)


def _kind(role: str) -> str:
    return {"base": "weights", "teacher": "outputs"}.get(role, "data")


def lineage_page(
    picture: Picture, *, deep: bool, decision: int | None = None, descendants: bool = False
) -> LineagePage:
    """Return the page of a picture; chains deeper than `FOLD` are folded unless `deep`."""
    depths = _depths(picture)
    drawn = {name for name, depth in depths.items() if deep or depth <= FOLD}
    places = _places(picture, depths, drawn)
    columns = 1 + max((depths[name] for name in drawn), default=0)
    tallest = max((row for _, row in places.values()), default=0) + 1
    boxes = tuple(_box(picture, name, place) for name, place in places.items())
    lines = tuple(
        _line(each, places[each.child], places[each.parent])
        for each in picture.edges
        if each.child in places and each.parent in places
    )
    rows = tuple(
        LineageRow(
            each.child, each.relation, each.kind, each.parent, picture.marks.get(each.parent)
        )
        for each in picture.edges
    )
    return LineagePage(
        picture.root,
        decision,
        descendants,
        boxes,
        lines,
        rows,
        columns * _WIDE + (columns - 1) * _GAP + 2 * _EDGE,
        tallest * (_HIGH + _EDGE) + _EDGE,
        len(depths) - len(drawn),
        picture.whole,
        deep,
    )


def _depths(picture: Picture) -> dict[str, int]:
    """Return how far each is from the root, by the longest way that closes no circle."""
    after: dict[str, list[str]] = {}
    for each in picture.edges:
        after.setdefault(each.child, []).append(each.parent)
    depths = {picture.root: 0}
    level = [picture.root]
    while level:
        fresh = []
        for name in level:
            for parent in after.get(name, ()):
                if parent not in depths:
                    depths[parent] = depths[name] + 1
                    fresh.append(parent)
        level = fresh
    return depths


def _places(
    picture: Picture, depths: Mapping[str, int], drawn: Iterable[str]
) -> dict[str, tuple[int, int]]:
    """Return column and row of each that is drawn."""
    wanted = set(drawn)
    rows: dict[int, int] = {}
    places = {}
    for name in (picture.root, *dict.fromkeys(each.parent for each in picture.edges)):
        if name in wanted and name not in places:
            column = depths[name]
            places[name] = (column, rows.get(column, 0))
            rows[column] = rows.get(column, 0) + 1
    return places


def _corner(place: Sequence[int]) -> tuple[int, int]:
    column, row = place
    return _EDGE + column * (_WIDE + _GAP), _EDGE + row * (_HIGH + _EDGE)


def _box(picture: Picture, name: str, place: tuple[int, int]) -> Box:
    x, y = _corner(place)
    mark = picture.marks.get(name)
    label = name if len(name) <= _LETTERS else f"{name[: _LETTERS - 1]}…"
    sub = picture.subs.get(name, "")
    tone = mark.tone.value if mark else "quiet"
    told = f"{sub}, {mark.text.lower()}" if mark else sub
    return Box(name, label, told, x, y, tone, picture.hrefs.get(name, ""))


def _line(edge: Edge, child: tuple[int, int], parent: tuple[int, int]) -> Drawn:
    (x1, y1), (x2, y2) = _corner(child), _corner(parent)
    start, end = (x1 + _WIDE, y1 + _HIGH // 2), (x2, y2 + _HIGH // 2)
    middle = (start[0] + end[0]) // 2
    path = f"M{start[0]} {start[1]}C{middle} {start[1]} {middle} {end[1]} {end[0]} {end[1]}"
    label = f"{edge.child}: {edge.relation} {edge.parent}"
    return Drawn(path, edge.kind, label, edge.child, edge.parent)
