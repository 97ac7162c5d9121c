"""Lineage drawn: a tree for terminals, JSON, DOT and Mermaid."""

from collections.abc import Iterator

from policy.canonical import canonical_json
from policy.diagnostics import printable
from registry.graphs import Graph, Line, Node

SCHEMA = "distillgate/lineage/v1"
_MARKS = {"weights": "solid", "outputs": "dashed", "data": "dotted"}


def graph_text(graph: Graph) -> str:
    """Return a tree; what was drawn before is named again and not followed."""
    lines = [_label(graph.root)]
    lines += _branches(graph, graph.root, "", {graph.root.key})
    if len(lines) == 1:
        lines.append(
            "  nothing is known that it was made from" if graph.upward else "  nothing"
        )
    if not graph.whole:
        lines.append("… and more than is drawn")
    return "\n".join(map(printable, lines)) + "\n"


def _branches(
    graph: Graph, node: Node, indent: str, seen: set[tuple[str, str]]
) -> Iterator[str]:
    """Yield the lines below `node`, deep ones without recursion in Python."""
    stack = [(iter(_marked(graph, node)), indent)]
    while stack:
        children, before = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            continue
        line, end, last = child
        again = end.key in seen
        turn, more = ("└─ ", "   ") if last else ("├─ ", "│  ")
        shown = " (above)" if again and graph.after(end) else ""
        yield f"{before}{turn}{line.edge.relation}: {_label(end)}{shown}"
        if not again:
            seen.add(end.key)
            stack.append((iter(_marked(graph, end)), before + more))


def _marked(graph: Graph, node: Node) -> list[tuple[Line, Node, bool]]:
    after = graph.after(node)
    return [(line, end, place == len(after)) for place, (line, end) in enumerate(after, 1)]


def _label(node: Node) -> str:
    if not node.named:
        return f"“{node.ref}”"
    if node.artifact is None:
        return f"{node.ref} (unknown)"
    license_tag = node.artifact.declared_license
    return f"{node.ref} [{license_tag}]" if license_tag else node.ref


def graph_json(graph: Graph) -> str:
    """Return canonical JSON on one line."""
    found = {
        "schema": SCHEMA,
        "root": graph.root.ref,
        "direction": "ancestors" if graph.upward else "descendants",
        "whole": graph.whole,
        "nodes": [_node(each) for each in graph.nodes()],
        "edges": [
            {
                "from": line.parent.ref,
                "to": line.child.ref,
                "edge": line.edge.edge.value,
                "relation": line.edge.relation,
            }
            for line in graph.lines
        ],
    }
    return canonical_json(found) + "\n"


def _node(node: Node) -> dict[str, object]:
    known = node.artifact
    return {
        "kind": node.kind.value,
        "ref": node.ref,
        "known": known is not None,
        "license": known.declared_license if known else None,
        "lineage_complete": known.lineage_complete if known else False,
    }


def graph_dot(graph: Graph) -> str:
    """Return the graph for Graphviz, what is made below what it is made from."""
    names = _names(graph)
    lines = ["digraph lineage {", "  node [shape=box];"]
    lines += [f"  {names[each.key]} [label={_quoted(_label(each))}];" for each in graph.nodes()]
    lines += [
        f"  {names[line.parent.key]} -> {names[line.child.key]}"
        f" [label={_quoted(line.edge.relation)}, style={_MARKS[line.edge.edge]}];"
        for line in graph.lines
    ]
    return "\n".join([*lines, "}"]) + "\n"


def graph_mermaid(graph: Graph) -> str:
    """Return the graph for Mermaid, as Markdown pages draw it."""
    names = _names(graph)
    lines = ["graph TD"]
    lines += [f'  {names[each.key]}["{_entity(_label(each))}"]' for each in graph.nodes()]
    lines += [
        f'  {names[line.parent.key]} -- "{_entity(line.edge.relation)}"'
        f" --> {names[line.child.key]}"
        for line in graph.lines
    ]
    return "\n".join(lines) + "\n"


def _names(graph: Graph) -> dict[tuple[str, str], str]:
    return {node.key: f"n{place}" for place, node in enumerate(graph.nodes())}


def _quoted(text: str) -> str:
    clean = printable(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{clean}"'


def _entity(text: str) -> str:
    """Return `text` with all that Mermaid or HTML would read as its own replaced."""
    return "".join(
        each if each.isalnum() or each in " -_./:@[]()“”" else f"#{ord(each)};"
        for each in printable(text)
    )
