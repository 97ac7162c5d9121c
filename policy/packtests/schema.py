"""The JSON Schema of case files, for editors: completion, hover, and a first check."""

from collections.abc import Mapping

from policy.conditionschema import DATE, TEXT, either, ref, value_of
from policy.documents import Effect
from policy.facts.fact import Fact, Kind
from policy.facts.vocabulary import VOCABULARY
from policy.packtests.coverage import KINDS
from policy.packtests.keys import (
    CASE_FILE,
    CHECK_CASE,
    CLAUSE_CASE,
    COVERAGE_FILE,
    EXCEPTION_CASE,
)
from policy.packtests.patching import SUBJECTS
from policy.packtests.suite import Side, Standing
from policy.plankeys import PLAN
from policy.planreporting import NONE, UNKNOWN_WORD
from policy.planschema import Json, Schema
from policy.policykeys import KeyTable
from policy.verdict import DutyState, Ruling

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TEXTS = either(TEXT, {"type": "array", "items": TEXT})
_FACTS: Schema = {"type": "array", "items": {"enum": [*VOCABULARY.names]}}
_PATCH = ref("patch")
_PATCHES = either(_PATCH, {"type": "array", "items": _PATCH})
_SUBJECT: Schema = {"enum": [*SUBJECTS]}


def case_schema() -> Schema:
    """Return the schema of one case file or coverage file, in the types of JSON."""
    return {
        "$schema": DIALECT,
        "$id": "urn:distillgate:cases:v1",
        "title": "Cases",
        "type": "object",
        "if": {"required": ["least_coverage"]},
        "then": _mapping(COVERAGE_FILE, {"least_coverage": _least()}, ["least_coverage"]),
        "else": ref("file"),
        "$defs": {
            "file": _mapping(CASE_FILE, _FILE, ["as_of"]),
            "clause": {
                **_mapping(CLAUSE_CASE, _CLAUSE),
                "oneOf": [{"required": [effect.value]} for effect in Effect],
            },
            "exception": _mapping(EXCEPTION_CASE, _EXCEPTION),
            "check": _mapping(CHECK_CASE, _CHECK, ["title"]),
            "patch": _patch(),
        },
    }


def _least() -> Schema:
    share: Schema = {"type": "integer", "minimum": 0, "maximum": 100}
    return {
        "type": "object",
        "properties": dict.fromkeys(KINDS, share),
        "additionalProperties": False,
    }


def _mapping(
    table: KeyTable, values: Mapping[str, Schema], required: tuple[str, ...] | list[str] = ()
) -> Schema:
    properties: dict[str, Json] = {
        key: {**values.get(key, TEXT), "description": table.says[key]} for key in table.keys
    }
    return {
        "type": "object",
        "properties": properties,
        "required": [*required],
        "additionalProperties": False,
    }


def _patch() -> Schema:
    """Return the schema of a patch: facts by path with their values, and keys of a plan."""
    unknown: Schema = {"const": UNKNOWN_WORD}
    facts: dict[str, Json] = {
        fact.path: {**either(unknown, *_values(fact)), "description": fact.meaning}
        for fact in VOCABULARY
    }
    keys: dict[str, Json] = {
        key: {"description": says} for key, says in PLAN.others.items() if key != "plan"
    }
    subjects: dict[str, Json] = {name: {"type": ["object", "string"]} for name in SUBJECTS}
    return {
        "type": ["object", "null"],
        "properties": {**facts, **keys, **subjects},
        "additionalProperties": False,
    }


def _values(fact: Fact) -> tuple[Schema, ...]:
    """Return the schemas of what a plan may say of `fact`."""
    one = value_of(fact)
    if fact.many:
        return (one, {"const": NONE}, {"type": "array", "items": one}, {"type": "object"})
    if fact.kind is Kind.NUMBER:
        return (one, {"type": "object"})
    return (one, {"const": NONE}) if fact.path == "student.base" else (one,)


_FILE: Mapping[str, Schema] = {
    "as_of": DATE,
    "patch": _PATCH,
    "clauses": {"type": "array", "items": ref("clause")},
    "checks": {"type": "array", "items": ref("check")},
}
_EXCEPTION: Mapping[str, Schema] = {
    "number": {"type": "integer", "minimum": 1},
    "with": _PATCH,
    **dict.fromkeys((Side.APPLIES, Side.NOT, Side.MISSING), _PATCHES),
}
_CLAUSE: Mapping[str, Schema] = {
    **{effect.value: _TEXTS for effect in Effect},
    "about": _SUBJECT,
    "with": _PATCH,
    **{side.value: _PATCHES for side in Side},
    "lifts": _TEXTS,
    "except": {"type": "array", "items": ref("exception")},
}
_STANDING = either(
    {"enum": [each.value for each in Standing]},
    {
        "type": "object",
        "properties": {"unsure": _FACTS},
        "required": ["unsure"],
        "additionalProperties": False,
    },
)
_CHECK: Mapping[str, Schema] = {
    "about": _SUBJECT,
    "as_of": DATE,
    "with": _PATCH,
    "verdict": {"enum": [each.word for each in Ruling]},
    "clauses": {"type": "object", "additionalProperties": _STANDING},
    "obligations": {
        "type": "object",
        "additionalProperties": {"enum": [each.value for each in DutyState]},
    },
    "questions": _FACTS,
}
