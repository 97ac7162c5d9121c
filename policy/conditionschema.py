"""The JSON Schema of conditions, made from the vocabulary and the operators."""

from collections.abc import Mapping

from policy.conditionparsing import (
    ENGINE_ONLY,
    FORBIDDEN,
    MAX_OPERANDS,
    ONE_OPERAND,
    OUTPUT_TERMS,
    STRINGS,
    allowed_operators,
)
from policy.conditions import Operator
from policy.facts.fact import Fact, Kind
from policy.facts.vocabulary import VOCABULARY
from policy.planschema import Json, Schema
from policy.policywords import OPERATORS

TEXT: Schema = {"type": ["string", "number"]}
"""A text may look like a number: versions and sections do."""
DATE: Schema = {"type": "string", "format": "date"}
BOOLEAN: Schema = {"type": "boolean"}
_SCALARS: Mapping[Kind, Schema] = {
    Kind.STRING: TEXT,
    Kind.BOOLEAN: BOOLEAN,
    Kind.NUMBER: {"type": "number"},
    Kind.DATE: DATE,
    Kind.PLACE: {"type": "string", "minLength": 2},
}


def condition_definitions() -> dict[str, Json]:
    """Return the definitions that make up a condition, by name."""
    return {
        "condition": _condition(),
        **{_matcher_name(fact): _matcher(fact) for fact in VOCABULARY},
    }


def ref(name: str) -> Schema:
    """Return the reference to the definition `name`."""
    return {"$ref": f"#/$defs/{name}"}


def either(*schemas: Schema) -> Schema:
    """Return the schema of what fits one of `schemas`."""
    return {"anyOf": [*schemas]}


def several(one: Schema, most: int) -> Schema:
    """Return the schema of a list of one to `most`."""
    return {"type": "array", "items": one, "minItems": 1, "maxItems": most}


def value_of(fact: Fact) -> Schema:
    """Return the schema of one value of `fact`."""
    if fact.path == OUTPUT_TERMS:
        return {"const": FORBIDDEN}
    if fact.kind is Kind.ENUM:
        return {"enum": [*fact.values]}
    return _SCALARS[fact.kind]


def _condition() -> Schema:
    conditions = several(ref("condition"), MAX_OPERANDS)
    facts = {
        fact.path: {**ref(_matcher_name(fact)), "description": fact.meaning}
        for fact in VOCABULARY
        if fact.path not in ENGINE_ONLY
    }
    return {
        "type": "object",
        "description": "All entries must hold.",
        "properties": {
            "all": {**conditions, "description": "All of them must hold."},
            "any": {**conditions, "description": "One of them must hold."},
            "not": {**ref("condition"), "description": "It must not hold."},
            "defined": {**TEXT, "description": "A condition that has a name."},
            **facts,
        },
        "additionalProperties": False,
        "minProperties": 1,
    }


def _matcher_name(fact: Fact) -> str:
    """Return the name under which facts of one type share the schema of their matcher."""
    if fact.kind is Kind.ENUM:
        return fact.path
    return f"{fact.kind}-list" if fact.many else fact.kind.value


def _matcher(fact: Fact) -> Schema:
    one = value_of(fact)
    many = several(one, MAX_OPERANDS)
    operators = [each for each in Operator if each in allowed_operators(fact)]
    found = [one, _operators(fact, operators)]
    return either(*found, many) if Operator.IN in operators else either(*found)


def _operators(fact: Fact, operators: list[Operator]) -> Schema:
    return {
        "type": "object",
        "properties": {
            operator.value: {**_operand(fact, operator), "description": OPERATORS[operator]}
            for operator in operators
        },
        "additionalProperties": False,
        "minProperties": 1,
    }


def _operand(fact: Fact, operator: Operator) -> Schema:
    one = TEXT if operator in STRINGS else value_of(fact)
    return one if operator in ONE_OPERAND else either(one, several(one, MAX_OPERANDS))
