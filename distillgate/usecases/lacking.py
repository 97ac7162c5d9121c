"""What plans name and nobody knows: what a check may read at its source first."""

from collections.abc import Iterable
from datetime import date

from connectors.hubs import SOURCES
from connectors.record import Kind
from distillgate.usecases.check import PlanText, examine
from distillgate.usecases.library import Library
from distillgate.usecases.pulling import Target
from policy.case import Ingredient, Role
from policy.diagnostics import Span
from policy.references import LOCAL, parse_reference
from registry.records import ArtifactKind

_DATA = frozenset({Role.DATASET, Role.PROMPTS})


def lacking(plans: Iterable[PlanText], library: Library, *, as_of: date) -> tuple[Target, ...]:
    """Return what `plans` are made from and no record is there of, each once, in their order.

    What has no source that can be read is left out; so are plans that cannot be read.
    """
    found: dict[tuple[str, Kind], Target] = {}
    for plan in plans:
        case = examine(plan, library, as_of=as_of).case
        for each in case.ingredients if case else ():
            target = _target(each, library, Span(plan.path, 1, 1))
            if target is not None:
                found.setdefault((target.ref.canonical.casefold(), target.kind), target)
    return tuple(found.values())


def _target(each: Ingredient, library: Library, place: Span) -> Target | None:
    ref = parse_reference(each.id)
    if ref is None or ref.scheme == LOCAL or not _tells(ref.scheme):
        return None
    kind = ArtifactKind.DATASET if each.role in _DATA else ArtifactKind.MODEL
    if library.records.catalog.artifact(each.id, kind) is not None:
        return None
    return Target(ref, Kind(kind.value), each.span or place)


def _tells(scheme: str) -> bool:
    source = SOURCES.get(scheme)
    return source is not None and source.tells_terms
