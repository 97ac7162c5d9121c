"""Runs and draws `lineage`."""

from collections.abc import Callable, Mapping

from distillgate.cli.choices import Drawn, Made
from distillgate.cli.showing import shown
from distillgate.cli.terminal import Terminal, answer
from distillgate.rendering.graphs import graph_dot, graph_json, graph_mermaid, graph_text
from distillgate.usecases.lineage import lineage_of
from registry.graphs import Graph
from registry.records import ArtifactKind

_DRAWN: Mapping[Drawn, Callable[[Graph], str]] = {
    Drawn.TEXT: graph_text,
    Drawn.JSON: graph_json,
    Drawn.DOT: graph_dot,
    Drawn.MERMAID: graph_mermaid,
}


def lineage(
    ref: str, kind: Made | None, form: Drawn, terminal: Terminal, *, descendants: bool
) -> None:
    """Draw the lineage of `ref`, up or down."""
    with shown(terminal) as stock:
        catalog = stock.library().records.catalog
        wanted = ArtifactKind(kind) if kind else None
        graph = lineage_of(catalog, ref, wanted, stock.said(ref), descendants=descendants)
        answer(_DRAWN[form](graph))
