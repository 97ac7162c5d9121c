"""The JSON Schema of the plan format, made from the tables that the parser reads.

Editors complete and check plans by it. Only the parser sees what lies between
keys, such as dates out of order, or an ingredient that nobody named.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from policy.facts.fact import Attestation, Fact, Kind
from policy.facts.vocabulary import VOCABULARY
from policy.plan import People
from policy.planentries import MAX_ENTRIES
from policy.plankeys import (
    BASE,
    COMPETES,
    DATASET,
    ISSUER,
    MAPPINGS,
    PART,
    PLAN,
    PLAN_ID,
    ROUTES,
    TEACHER,
    TERMS,
    TOOL,
    Section,
)
from policy.planplaces import KNOWN_PLACES
from policy.planreporting import NONE, UNKNOWN_WORD
from policy.planvalues import BOUNDS, MAX_ELEMENTS
from policy.references import MAX_LENGTH, SCHEMES

Json: TypeAlias = "str | bool | int | Sequence[Json] | Mapping[str, Json]"
Schema: TypeAlias = Mapping[str, Json]

_STRING: Schema = {"type": "string", "minLength": 1}
_DATE: Schema = {"type": "string", "format": "date"}
_NUMBER: Schema = {"type": "number", "minimum": 0}
_SIGNED: Schema = {"enum": [each.value for each in Attestation]}
_BOOLEAN: Schema = {"type": "boolean"}
_NONE: Schema = {"const": NONE}
_REGION: Schema = {"type": "string", "pattern": "^[A-Z]{2}-[A-Z0-9]{1,3}$"}


def plan_schema() -> Schema:
    """Return the schema of a plan, in the types of JSON."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:distillgate:plan:v1",
        "title": "Plan",
        **_mapping(PLAN),
        "required": ["plan", "organization", "student"],
        "anyOf": [
            {"required": ["teachers"]},
            {"required": ["datasets"]},
            {"properties": {"student": {"required": ["base"]}}},
        ],
        "$defs": {
            **{path: _stated(VOCABULARY.get(path)) for path in (*ROUTES, COMPETES)},
            "reference": _reference(),
            "place": _either({"enum": [*KNOWN_PLACES]}, _REGION),
            "teacher": _either(_ref("reference"), _entry(TEACHER)),
            "dataset": _either(_ref("reference"), _entry(DATASET)),
            "base": _either(_NONE, _empty(), _ref("reference"), _entry(BASE)),
            "part": _entry(PART),
            "tool": _either(_STRING, {**_mapping(TOOL), "required": ["name"]}),
        },
    }


def _mapping(section: Section) -> Schema:
    """Return the schema of a mapping that holds the keys of `section` and no others."""
    properties: dict[str, Json] = {
        key: {**_other(key), "description": says} for key, says in section.others.items()
    }
    for key, path in section.facts.items():
        properties[key] = _ref(path)
    for key, facts in section.windows.items():
        properties[key] = _mapping(Section(key, section.group, facts))
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _other(key: str) -> Schema:
    """Return the schema of a key that states no fact of its section."""
    if key in MAPPINGS:
        return {**_mapping(MAPPINGS[key]), **_NEEDED.get(key, {})}
    return _OTHERS[key]


def _entry(section: Section) -> Schema:
    return {**_mapping(section), "oneOf": [{"required": [name]} for name in section.named_by]}


def _stated(fact: Fact) -> Schema:
    """Return the schema of what a plan may say about `fact`."""
    one = _one(fact)
    if fact.many:
        one = _list(one)
    elif fact.kind is Kind.NUMBER:
        one = _either(_NUMBER, _bounds())
    return {**one, "description": fact.meaning}


def _one(fact: Fact) -> Schema:
    match fact.kind:
        case Kind.STRING:
            return _STRING
        case Kind.BOOLEAN:
            return _BOOLEAN
        case Kind.NUMBER:
            return _NUMBER
        case Kind.DATE:
            return _DATE
        case Kind.PLACE:
            return _ref("place")
        case Kind.ENUM:
            return {"enum": [*fact.values]}


def _bounds() -> Schema:
    return {
        "type": "object",
        "properties": dict.fromkeys(BOUNDS, _NUMBER),
        "additionalProperties": False,
        "minProperties": 1,
    }


def _list(one: Schema) -> Schema:
    """Return the schema of a list fact: a list, one element, none, or the known elements."""
    several = _items(one, MAX_ELEMENTS)
    some: Schema = {
        "type": "object",
        "properties": {"at_least": _either(several, one)},
        "additionalProperties": False,
        "required": ["at_least"],
    }
    return _either(several, one, _NONE, some)


def _items(one: Schema, most: int) -> Schema:
    return {"type": "array", "items": one, "maxItems": most}


def _by_issuer(schema: Schema) -> Schema:
    names: Schema = {"pattern": f"^{ISSUER}$"}
    return {"type": "object", "propertyNames": names, "additionalProperties": schema}


def _reference() -> Schema:
    schemes = "|".join(SCHEMES)
    pattern = f"^({UNKNOWN_WORD}|(huggingface|{schemes}):.+)$"
    return {"type": "string", "maxLength": MAX_LENGTH, "pattern": pattern}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _empty() -> Schema:
    return {"type": "array", "maxItems": 0}


def _either(*schemas: Schema) -> Schema:
    return {"anyOf": [*schemas]}


_NEEDED: Mapping[str, Schema] = {
    "organization": {"anyOf": [{"required": ["name"]}, {"required": ["file"]}]},
    "student": {"required": ["name"]},
}
_OTHERS: Mapping[str, Schema] = {
    "plan": {"type": "string", "pattern": f"^{PLAN_ID}$"},
    "title": _STRING,
    "file": _STRING,
    "base": _ref("base"),
    "teachers": _either(_items(_ref("teacher"), MAX_ENTRIES), _ref("reference"), _NONE),
    "datasets": _either(_items(_ref("dataset"), MAX_ENTRIES), _ref("reference"), _NONE),
    "made_from": _either(_items(_ref("part"), MAX_ENTRIES), _NONE),
    "model": _ref("reference"),
    "data": _ref("reference"),
    "teacher": _ref("reference"),
    "people": {"enum": [each.value for each in People]},
    "own": _BOOLEAN,
    "obtained": _DATE,
    "tools": _either(_items(_ref("tool"), MAX_ENTRIES), _STRING),
    "name": _STRING,
    "provider": _STRING,
    "terms": _by_issuer(_mapping(TERMS)),
    "competes_with": _by_issuer(_ref(COMPETES)),
    "attests": _either(_items(_SIGNED, MAX_ENTRIES), _SIGNED, _NONE),
}
