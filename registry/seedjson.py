"""The seed catalog as JSON and back, so that a cache need not parse YAML again.

What has its default is left out. Only text that `catalog_to_json` of this
very program has written can be read; a cache is keyed accordingly.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from policy.case import Edge
from policy.conditions import (
    ALWAYS,
    AllOf,
    AnyOf,
    Condition,
    Defined,
    NotThat,
    Operator,
    Test,
)
from policy.diagnostics import Span
from policy.documents import Confidence
from policy.values import Scalar
from registry.catalogs import SeedCatalog
from registry.records import (
    Artifact,
    ArtifactKind,
    ArtifactPattern,
    ChannelRow,
    LineageEdge,
    MakerTerms,
    Provider,
)

FORMAT = "distillgate/seed-catalog/1"
_KINDS = {each.value: each for each in ArtifactKind}
_EDGES = {each.value: each for each in Edge}
_GRADES = {each.value: each for each in Confidence}
_OPERATORS = {each.value: each for each in Operator}
Json = dict[str, Any]
"""One JSON object; its values are given their types here and nowhere else."""
_Record = Provider | ChannelRow | Artifact | ArtifactPattern | LineageEdge


def catalog_to_json(catalog: SeedCatalog) -> str:
    """Return `catalog` as JSON, the same text for the same catalog."""
    content = {
        "format": FORMAT,
        "providers": [_object(each) for each in catalog.provider_records],
        "channels": [_object(each) for each in catalog.channel_rows],
        "artifacts": [_object(each) for each in catalog.artifact_records],
        "patterns": [_object(each) for each in catalog.patterns],
    }
    return json.dumps(
        content, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def catalog_from_json(text: str) -> SeedCatalog:
    """Return the catalog that `catalog_to_json` wrote as `text`, spans included.

    Raises `ValueError` where the text is anything else.
    """
    try:
        content: Json = json.loads(text)
        if content["format"] != FORMAT:
            raise ValueError("the text holds a catalog of another format")
        return SeedCatalog(
            tuple(map(_provider, content["providers"])),
            tuple(map(_row, content["channels"])),
            tuple(map(_artifact, content["artifacts"])),
            tuple(map(_pattern, content["patterns"])),
        )
    except (AttributeError, IndexError, InvalidOperation, KeyError, TypeError) as error:
        raise ValueError("the text holds no catalog") from error


def _object(record: _Record) -> Json:
    """Return `record` as a JSON object of all that is not as by default."""
    values = {each: getattr(record, each.name) for each in fields(record)}
    return {each.name: value for each, value in values.items() if value != each.default}


def _plain(value: object) -> object:
    """Return `value`, which JSON has no type for, in the types that it has."""
    match value:
        case Span():
            return [value.path, value.line, value.column, value.length]
        case Test() | AllOf() | AnyOf() | NotThat() | Defined():
            return _condition_object(value)
        case LineageEdge():
            return _object(value)
        case Decimal():
            return str(value)
        case date():
            return value.isoformat()
        case _:
            raise TypeError(f"a catalog holds no {type(value).__name__}")


def _condition_object(condition: Condition) -> Json:
    match condition:
        case Test(fact=fact, operator=operator, operands=operands, span=span):
            values = [_scalar_object(each) for each in operands]
            return {"fact": fact, "is": operator.value, "of": values, "span": span}
        case AllOf(parts=parts):
            return {"all": [_condition_object(part) for part in parts]}
        case AnyOf(parts=parts):
            return {"any": [_condition_object(part) for part in parts]}
        case NotThat(part=part):
            return {"not": _condition_object(part)}
        case Defined(name=name, condition=named):
            return {"defined": name, "as": _condition_object(named)}


def _scalar_object(value: Scalar) -> object:
    """Return `value` so that its type can be told again."""
    match value:
        case Decimal():
            return {"number": str(value)}
        case date():
            return {"date": value.isoformat()}
        case _:
            return value


def _provider(row: Json) -> Provider:
    return Provider(
        slug=row["slug"],
        name=row["name"],
        country=row.get("country"),
        markets=_texts(row.get("markets")),
        model_prefixes=_texts(row.get("model_prefixes")),
        hub_owners=_texts(row.get("hub_owners")),
        aliases=_texts(row.get("aliases")),
        hosts=row.get("hosts", False),
        listed_on=_texts_or_none(row.get("listed_on")),
        owned_50_by=_texts_or_none(row.get("owned_50_by")),
        parent=row.get("parent"),
        confidence=_grade(row),
        source=row.get("source"),
        note=row.get("note"),
        span=_span(row.get("span")),
    )


def _row(row: Json) -> ChannelRow:
    terms = row.get("maker_terms")
    return ChannelRow(
        maker=row["maker"],
        hop=row["hop"],
        access=_texts(row["access"]),
        documents=_texts(row["documents"]),
        accounts=_texts(row.get("accounts")),
        when=_condition(row["when"]) if "when" in row else ALWAYS,
        start=_day(row.get("start")),
        end=_day(row.get("end")),
        maker_terms=None if terms is None else MakerTerms(terms),
        weights_open=row.get("weights_open"),
        program=row.get("program"),
        confidence=_grade(row),
        source=row.get("source"),
        note=row.get("note"),
        span=_span(row.get("span")),
    )


def _artifact(row: Json) -> Artifact:
    return Artifact(**_read(row, _OF_ARTIFACT))


def _pattern(row: Json) -> ArtifactPattern:
    return ArtifactPattern(**_read(row, _OF_ARTIFACT))


def _edge(row: Json) -> LineageEdge:
    return LineageEdge(**_read(row, _OF_EDGE))


def _edges(rows: list[Json]) -> tuple[LineageEdge, ...]:
    return tuple(map(_edge, rows))


def _read(row: Json, types: Mapping[str, Callable[[Any], object]]) -> Json:
    """Return `row` with its values in their types; there are too many to ask for each field."""
    return {name: types[name](value) if name in types else value for name, value in row.items()}


def _condition(node: Json) -> Condition:
    match node:
        case {"fact": fact, "is": operator, "of": operands, "span": span}:
            return Test(fact, _OPERATORS[operator], tuple(map(_scalar, operands)), _span(span))
        case {"all": parts}:
            return AllOf(tuple(map(_condition, parts)))
        case {"any": parts}:
            return AnyOf(tuple(map(_condition, parts)))
        case {"not": part}:
            return NotThat(_condition(part))
        case {"defined": name, "as": named}:
            return Defined(name, _condition(named))
        case _:
            raise ValueError("the text holds no condition")


def _scalar(node: object) -> Scalar:
    match node:
        case {"number": str(number)}:
            return Decimal(number)
        case {"date": str(day)}:
            return date.fromisoformat(day)
        case str() | bool():
            return node
        case _:
            raise ValueError("the text holds no value")


def _texts(items: Iterable[str] | None) -> tuple[str, ...]:
    return () if items is None else tuple(items)


def _texts_or_none(items: Iterable[str] | None) -> tuple[str, ...] | None:
    return None if items is None else tuple(items)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _grade(row: Json) -> Confidence:
    return _GRADES[row.get("confidence", Confidence.MEDIUM)]


def _grade_or_none(number: int | None) -> Confidence | None:
    return None if number is None else _GRADES[number]


def _span(place: tuple[str, int, int, int] | None) -> Span | None:
    return None if place is None else Span(*place)


_OF_EDGE: Mapping[str, Callable[[Any], object]] = {
    "edge": _EDGES.__getitem__,
    "kind": _KINDS.__getitem__,
    "confidence": _GRADES.__getitem__,
}
_OF_ARTIFACT: Mapping[str, Callable[[Any], object]] = {
    "kind": _KINDS.__getitem__,
    "aliases": tuple,
    "released_on": date.fromisoformat,
    "parameters": Decimal,
    "training_flop": Decimal,
    "license_confidence": _GRADES.__getitem__,
    "documents": tuple,
    "made_from": _edges,
    "confidence": _GRADES.__getitem__,
    "span": _span,
}
"""How the fields of records that are no plain texts or flags are read."""
