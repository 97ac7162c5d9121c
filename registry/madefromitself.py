"""Weights that are made from themselves, as one file says or all sources together.

What one file says is mended there. What others have said before stays as it is,
so that it is told of and refuses nothing: a correction says what counts.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, String, bindparam, text

from policy.case import Edge
from policy.diagnostics import Code, Diagnostic, Level
from registry.seedchecks import circles
from registry.statements import Declaration, SubjectKind

_MOST = 50
_IN_A_CIRCLE = text(
    """
WITH RECURSIVE up(root, id) AS (
    SELECT e.child_id, e.parent_id FROM subject_name n
    JOIN lineage_edge e ON e.child_id = n.subject_id
    WHERE n.kind = :kind AND n.key IN :keys AND e.edge = :edge
    UNION
    SELECT up.root, e.parent_id FROM up
    JOIN lineage_edge e ON e.child_id = up.id WHERE e.edge = :edge
)
SELECT DISTINCT s.ref FROM up JOIN subject s ON s.id = up.root
WHERE up.root = up.id ORDER BY s.ref LIMIT :most
"""
).bindparams(bindparam("keys", expanding=True, type_=String()))


def own_circles(declared: Sequence[Declaration]) -> Iterator[Diagnostic]:
    """Yield each circle that `declared` say of themselves."""
    spans = {each.ref.casefold(): each.span for each in declared}
    for circle in circles({key: ends for key, ends in _parents(declared).items() if ends}):
        way = " from ".join(f"`{ref}`" for ref in circle)
        message = f"these weights are made from themselves: {way}"
        yield Diagnostic(Code.LINEAGE_CYCLE, message, spans[circle[0]], "name what came first")


def circles_with_others(
    connection: Connection, declared: Sequence[Declaration]
) -> Iterator[Diagnostic]:
    """Yield what is made from itself as all sources together say, `declared` among them."""
    spans = {each.ref.casefold(): each.span for each in declared}
    keys = sorted(key for key, ends in _parents(declared).items() if ends)
    if not keys:
        return
    kind, edge = SubjectKind.MODEL.value, Edge.WEIGHTS.value
    asked = {"kind": kind, "keys": keys, "edge": edge, "most": _MOST}
    for (ref,) in connection.execute(_IN_A_CIRCLE, asked):
        message = f"the weights of `{ref}` are made from themselves, as sources together say"
        hint = f"`lineage {ref}` draws it; a statement of the grade `curated` says what counts"
        span = spans.get(ref.casefold(), declared[0].span)
        yield Diagnostic(Code.LINEAGE_CYCLE, message, span, hint, Level.WARNING)


def _parents(declared: Sequence[Declaration]) -> dict[str, list[str]]:
    """Return from which weights each model is said to be made."""
    found: dict[str, list[str]] = {}
    for each in declared:
        if each.kind is SubjectKind.MODEL:
            ends = (edge.ref for edge in each.edges if edge.edge is Edge.WEIGHTS and edge.ref)
            found.setdefault(each.ref.casefold(), []).extend(end.casefold() for end in ends)
    return found
