import json
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from policy.facts.fact import Fact
from policy.planschema import plan_schema
from policy.reading import as_boolean, as_number
from policy.yamltext import Fields, Items, Node, Text, read_yaml
from tests.policy.planbuilders import (
    EXAMPLE,
    ORGANIZATION,
    PLANS,
    STATED,
    parsed,
    sample,
    written,
)

SCHEMA = plan_schema()
VALIDATOR = Draft202012Validator(SCHEMA)


def as_json(node: Node) -> object:
    """Return what an editor sees: YAML under the core rules, in the types of JSON."""
    match node:
        case Fields(entries=entries):
            return {entry.key.text: as_json(entry.value) for entry in entries}
        case Items(items=items):
            return [as_json(item) for item in items]
        case Text():
            return as_scalar(node)


def as_scalar(node: Text) -> object:
    if node.is_null:
        return None
    truth = as_boolean(node)
    number = as_number(node.text) if node.plain else None
    return truth if truth is not None else node.text if number is None else float(number)


def mistakes(text: str) -> list[str]:
    """Return where the schema finds fault with the plan `text`."""
    data = as_json(read_yaml(text.encode(), "plan.yaml"))
    return sorted(error.json_path for error in VALIDATOR.iter_errors(data))


def mappings(schema: object) -> Iterator[Mapping[str, object]]:
    """Yield every part of `schema` that describes a mapping with named keys."""
    if isinstance(schema, Mapping):
        if "properties" in schema and "type" in schema:
            yield schema
        for part in schema.values():
            yield from mappings(part)
    if isinstance(schema, list):
        for part in schema:
            yield from mappings(part)


def test_the_schema_is_a_schema_in_the_types_of_json() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


def test_no_mapping_takes_keys_that_are_not_listed() -> None:
    found = list(mappings(SCHEMA))
    assert len(found) > 10
    assert [each for each in found if each["additionalProperties"] is not False] == []


def test_every_key_says_what_it_means() -> None:
    definitions = SCHEMA["$defs"]
    assert isinstance(definitions, Mapping)
    facts = {fact.path: fact.meaning for fact in STATED}
    described = {
        path: definition["description"]
        for path, definition in definitions.items()
        if isinstance(definition, Mapping) and path in facts
    }
    assert described == facts


def test_the_example_is_right_for_schema_and_parser() -> None:
    assert mistakes(EXAMPLE) == []
    parsed(EXAMPLE, {"org.yaml": ORGANIZATION})


@pytest.mark.parametrize("fact", STATED, ids=lambda fact: fact.path)
def test_every_fact_that_a_plan_may_state_is_in_the_schema(fact: Fact) -> None:
    assert mistakes(written(fact.path, sample(fact)[0])) == []


@given(PLANS)
def test_what_the_parser_reads_the_schema_takes(data: dict[str, object]) -> None:
    parsed(json.dumps(data))
    assert list(VALIDATOR.iter_errors(data)) == []


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("type: classifier", "type: clasifier", "$.student.type"),
        ("type: classifier", "typ: classifier", "$.student"),
        ("markets: classification", "markets: shopping", "$.student.markets"),
        ("parameters: 1e9", "parameters: -1", "$.student.parameters"),
        ("from: 2026-05-01", "form: 2026-05-01", "$.student.trained"),
        ("name: Claims-S", "license: MIT", "$.student"),
        ("country: US-CA", "country: California", "$.compute.country"),
        ("hf:org/claims", "org/claims", "$.datasets"),
        ("model: openai:gpt-5-mini", "by: us", "$.teachers"),
        ("people: customers, ", "", "$.datasets"),
        ("people: customers", "people: robots", "$.datasets"),
        ("plan: claims-triage", "title: x", "$"),
        ("plan: claims-triage", "plan: a/b", "$.plan"),
        ("registered: true", "accepted: true", "$.terms.openai"),
        ("{openai: false}", "{openai: 'no'}", "$.competes_with.openai"),
        ("[lawful-data, ", "[lawful, ", "$.attests"),
        ("name: claude-code, ", "", "$.tools"),
    ],
)
def test_the_schema_finds_what_is_wrong(old: str, new: str, path: str) -> None:
    assert old in EXAMPLE
    text = EXAMPLE.replace("title: Sort insurance claims\n", "").replace(old, new, 1)
    assert mistakes(text) == [path]


def test_one_ingredient_is_needed() -> None:
    bare = "plan: p\norganization: {name: O}\nstudent: {name: S}\n"
    assert mistakes(bare) == ["$"]
    for line in ("teachers: [unknown]\n", "datasets: unknown\n"):
        assert mistakes(bare + line) == []
    assert (
        mistakes("plan: p\norganization: {file: o}\nstudent: {name: S, base: unknown}\n") == []
    )
