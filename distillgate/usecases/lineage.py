"""What a model or data set was made from, or what was made from it."""

from distillgate.usecases.files import refused
from policy.diagnostics import Code, Span, nearest
from policy.references import parse_reference, reference_hint
from registry.graphs import Graph, downstream_graph, upstream_graph
from registry.records import ArtifactKind
from registry.store import Catalog


def lineage_of(
    catalog: Catalog, name: str, kind: ArtifactKind | None, said: Span, *, descendants: bool
) -> Graph:
    """Return the graph up or down from `name`; raises `UnreadableError` where it is unknown."""
    parsed = parse_reference(name)
    if parsed is None:
        hint = reference_hint(name)
        raise refused(Code.UNKNOWN_REFERENCE, f"`{name}` is no reference", said, hint)
    ref = parsed.canonical
    graph = (downstream_graph if descendants else upstream_graph)(catalog, ref, kind)
    if graph.root.artifact is None and not graph.lines:
        near = nearest(ref, [each.ref for each in catalog.artifacts()])
        hint = f"did you mean `{near}`?" if near else f"`model add {ref}` writes it down"
        message = f"no model and no data set is called `{ref}`"
        raise refused(Code.UNKNOWN_RECORD, message, said, hint)
    return graph
