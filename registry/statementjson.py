"""The body of a statement: the fields that it states, as canonical JSON and back."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from policy.canonical import canonical_json
from policy.case import Edge
from policy.documents import Confidence
from registry.records import Artifact, ArtifactKind, LineageEdge, Provider
from registry.statements import Record, SubjectKind

_EDGE_OF = {each.value: each for each in Edge}
_KIND_OF = {each.value: each for each in ArtifactKind}
"""A dictionary is several times faster than the call of an enumeration."""
_LISTS = "aliases documents markets model_prefixes hub_owners listed_on owned_50_by".split()


def body_of(record: Record, stated: frozenset[str]) -> str:
    """Return the JSON text of what is stated of `record`."""
    return canonical_json({name: plain_of(getattr(record, name)) for name in stated})


def record_of(kind: SubjectKind, ref: str, body: str) -> tuple[Record, frozenset[str]]:
    """Return the record of a body that `body_of` made, and the fields that it states."""
    read: dict[str, Any] = json.loads(body)
    values: dict[str, Any] = {name: _typed(name, value) for name, value in read.items()}
    stated = frozenset(values)
    artifact = kind.artifact
    if artifact is None:
        values.setdefault("name", ref)
        return Provider(slug=ref, **values), stated
    values.setdefault("maker", None)
    return Artifact(ref=ref, kind=artifact, **values), stated


def plain_of(value: object) -> object:
    """Return one value of a record in the types of JSON."""
    match value:
        case tuple():
            return [plain_of(each) for each in value]
        case LineageEdge():
            grade = None if value.confidence is None else int(value.confidence)
            return [value.edge, value.relation, value.kind, value.ref, value.words, grade]
        case Confidence():
            return int(value)
        case Decimal():
            return str(value)
        case date():
            return value.isoformat()
        case _:
            return value


def _typed(name: str, value: Any) -> object:  # noqa: ANN401 JSON as it was parsed
    make = _MAKERS.get(name)
    return value if make is None or value is None else make(value)


def _edge(row: Any) -> LineageEdge:  # noqa: ANN401 JSON as it was parsed
    edge, relation, kind, ref, words, grade = row
    confidence = None if grade is None else Confidence(grade)
    return LineageEdge(_EDGE_OF[edge], relation, _KIND_OF[kind], ref, words, confidence)


def _edges(rows: Any) -> tuple[LineageEdge, ...]:  # noqa: ANN401 JSON as it was parsed
    return tuple(map(_edge, rows))


_MAKERS: Mapping[str, Callable[[Any], object]] = {
    **dict.fromkeys(_LISTS, tuple),
    "parameters": Decimal,
    "training_flop": Decimal,
    "made_from": _edges,
    "released_on": date.fromisoformat,
    "confidence": Confidence,
    "license_confidence": Confidence,
}
