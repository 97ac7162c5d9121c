"""The seed catalog as JSON and back, so that a cache need not parse YAML again.

What has its default is left out. Only text that `catalog_to_json` of this
very program has written can be read; a cache is keyed accordingly.
"""

import json
from collections.abc import Iterable
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
    return Artifact(
        ref=row["ref"],
        kind=ArtifactKind(row["kind"]),
        maker=row["maker"],
        aliases=_texts(row.get("aliases")),
        family=row.get("family"),
        released_on=_day(row.get("released_on")),
        weights_open=row.get("weights_open"),
        multimodal=row.get("multimodal"),
        systemic_risk=row.get("systemic_risk"),
        parameters=_number(row.get("parameters")),
        training_flop=_number(row.get("training_flop")),
        flop_source=row.get("flop_source"),
        declared_license=row.get("declared_license"),
        license_confidence=_grade_or_none(row.get("license_confidence")),
        documents=_texts(row.get("documents")),
        unread=row.get("unread", False),
        made_from=tuple(map(_edge, row.get("made_from", ()))),
        lineage_complete=row.get("lineage_complete", False),
        contradiction=row.get("contradiction"),
        confidence=_grade(row),
        source=row.get("source"),
        note=row.get("note"),
        span=_span(row.get("span")),
    )


def _pattern(row: Json) -> ArtifactPattern:
    kind = row.get("kind")
    return ArtifactPattern(
        match=row["match"],
        maker=row["maker"],
        kind=ArtifactKind.MODEL if kind is None else ArtifactKind(kind),
        family=row.get("family"),
        weights_open=row.get("weights_open"),
        multimodal=row.get("multimodal"),
        released_on=_day(row.get("released_on")),
        declared_license=row.get("declared_license"),
        documents=_texts(row.get("documents")),
        unread=row.get("unread", False),
        confidence=_grade(row),
        source=row.get("source"),
        note=row.get("note"),
        span=_span(row.get("span")),
    )


def _edge(row: Json) -> LineageEdge:
    return LineageEdge(
        Edge(row["edge"]),
        row["relation"],
        ArtifactKind(row["kind"]),
        row["ref"],
        row.get("words"),
        _grade_or_none(row.get("confidence")),
    )


def _condition(node: Json) -> Condition:
    match node:
        case {"fact": fact, "is": operator, "of": operands, "span": span}:
            return Test(fact, Operator(operator), tuple(map(_scalar, operands)), _span(span))
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
    return Confidence(row.get("confidence", Confidence.MEDIUM))


def _grade_or_none(number: int | None) -> Confidence | None:
    return None if number is None else Confidence(number)


def _span(place: tuple[str, int, int, int] | None) -> Span | None:
    return None if place is None else Span(*place)
