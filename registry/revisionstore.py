"""Revisions that are declared, beside those that sources have told of before."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection, String, bindparam, text

from policy.diagnostics import Diagnostic
from registry.pinning import Pinned
from registry.statements import Declaration, SubjectKind

_TOLD = text(
    "SELECT n.key, t.revision FROM subject_name n"
    " JOIN statement t ON t.subject_id = n.subject_id"
    " WHERE n.kind = :kind AND n.key IN :keys AND t.revision IS NOT NULL ORDER BY t.id"
).bindparams(bindparam("keys", expanding=True, type_=String()))
Told = Mapping[tuple[SubjectKind, str], Sequence[str]]
"""The revisions that sources have told of, by kind and name in lower case."""


def revisions_told(connection: Connection, declared: Sequence[Declaration]) -> Told:
    """Return the revisions that are told of already, for those that name one."""
    found: dict[tuple[SubjectKind, str], list[str]] = {}
    for kind in SubjectKind:
        keys = {each.ref.casefold() for each in declared if each.kind is kind and each.revision}
        if keys:
            asked = {"kind": kind.value, "keys": sorted(keys)}
            for key, revision in connection.execute(_TOLD, asked):
                found.setdefault((kind, key), []).append(revision)
    return {place: tuple(dict.fromkeys(each)) for place, each in found.items()}


def unheard_among(declared: Sequence[Declaration], told: Told) -> Iterator[Diagnostic]:
    """Yield what is to be said of revisions that are declared beside others."""
    for each in declared:
        if told.get((each.kind, each.ref.casefold())):
            yield from unheard_or_first((each,), told)


def unheard_or_first(declared: Sequence[Declaration], told: Told) -> Iterator[Diagnostic]:
    """Yield what is to be said of revisions that nobody has told of before."""
    for each in declared:
        if each.revision is not None:
            known = told.get((each.kind, each.ref.casefold()), ())
            yield from Pinned(each.ref, each.kind, each.revision, each.span).unheard(known)
