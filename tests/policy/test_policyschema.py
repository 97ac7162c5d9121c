from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from policy.codetexts.entry import CodeText, Part
from policy.conditions import Operator
from policy.diagnostic_texts import TEXTS
from policy.diagnostics import Code
from policy.documents import TOPICS, Act, BasisKind, DocumentKind, Effect, Reach
from policy.packtests.schema import case_schema
from policy.policykeys import TABLES, KeyTable
from policy.policyschema import policy_schema
from policy.policywords import ACTS, BASES, EFFECTS, KINDS, OPERATORS, REACHES
from policy.policywords import TOPICS as TOPIC_WORDS
from policy.reading import as_boolean, as_number
from policy.yamltext import Fields, Items, Node, Text, read_yaml
from tests.policy.packbuilders import with_clauses, with_condition

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "policies").rglob("*.yaml"))
PACKS = [path for path in FILES if not {"cases", "statements"} & set(path.parts)]
CASES = [path for path in FILES if "cases" in path.parts and path.parent.name != "plans"]


@cache
def validator() -> Draft202012Validator:
    schema = policy_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def as_json(node: Node) -> object:
    """Return `node` as an editor sees it, by the core rules of YAML 1.2."""
    match node:
        case Text():
            truth, number = as_boolean(node), as_number(node.text) if node.plain else None
            if node.is_null or truth is not None:
                return truth
            return node.text if number is None else float(number)
        case Items(items=items):
            return [as_json(item) for item in items]
        case Fields(entries=entries):
            return {entry.key.text: as_json(entry.value) for entry in entries}


def fits(text: str) -> bool:
    return validator().is_valid(as_json(read_yaml(text.encode(), "f.yaml")))


def test_every_case_file_fits_the_schema_of_case_files() -> None:
    schema = case_schema()
    Draft202012Validator.check_schema(schema)
    cases = Draft202012Validator(schema)
    wrong = {
        path.name: error.message
        for path in CASES
        for error in cases.iter_errors(as_json(read_yaml(path.read_bytes(), str(path))))
    }
    assert wrong == {}
    assert len(CASES) > 1
    assert not cases.is_valid({"as_of": "2026-11-24", "patch": {"release.recipient": "public"}})


def test_every_shipped_file_fits_the_schema() -> None:
    wrong = {
        path.name: error.message
        for path in PACKS
        for error in validator().iter_errors(as_json(read_yaml(path.read_bytes(), str(path))))
    }
    assert wrong == {}
    assert len(PACKS) > 200


@pytest.mark.parametrize(
    "text",
    [
        "territory: union\nmembers: [DE, FR]",
        "definitions:\n  narrow: {student.generality: narrow}",
        "document: a\nkind: house\nsettings: {costs: {student.type: 3}}",
        "document: a\nkind: law\njurisdiction: EU\nversions: []",
        "document: a\nkind: agreement\nissuer: b\nparties: [c]\neffective: 2026-01-01",
        with_condition("student.parameters: {above: 7e9}"),
        with_condition("any: [{student.markets: {has_any: [search]}}, {defined: small}]"),
        with_condition("not: {release.places: {within: [union, DE]}}"),
        with_clauses("id: a\ntopic: naming\nrequires: A name.\ndue: release"),
    ],
)
def test_what_the_parser_reads_fits(text: str) -> None:
    assert fits(text)


CAUGHT = {
    Code.EMPTY_CONDITION,
    Code.MISSING_KEY,
    Code.PRESUMPTION_NOT_ALLOWED,
    Code.SEVERAL_EFFECTS,
    Code.UNKNOWN_FACT,
    Code.UNKNOWN_KEY,
    Code.UNKNOWN_OPERATOR,
    Code.UNKNOWN_TOPIC,
    Code.WRONG_OPERATOR,
    Code.WRONG_TYPE,
    Code.WRONG_VALUE,
}
"""The codes whose mistakes an editor shows while one types."""


def framed(text: CodeText) -> str:
    match text.part:
        case Part.CONDITION:
            return with_condition(text.example)
        case Part.CLAUSE:
            return with_clauses(text.example)
        case _:
            return text.example


@pytest.mark.parametrize("code", sorted(CAUGHT))
def test_mistakes_that_an_editor_can_know_do_not_fit(code: Code) -> None:
    assert not fits(framed(TEXTS[code]))


@pytest.mark.parametrize(
    "text",
    [
        "document: a\nkind: provider-terms\nversions: []",
        "document: a\nkind: built-in\nissuer: b\nversions: []",
        "document: A B\nkind: law\njurisdiction: EU\nversions: []",
        "territory: union\nmembers: []",
        "document: a\nkind: house\nsettings: {staleness: {note: 3 months}}",
        with_condition("terms.accepted: true"),
        with_condition("ingredient.output_terms: allowed"),
        with_condition("student.parameters: {above: [1, 2]}"),
        with_condition("student.monetized: 'true'"),
    ],
)
def test_what_the_parser_refuses_does_not_fit(text: str) -> None:
    assert not fits(text)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.title)
def test_every_key_is_described(table: KeyTable) -> None:
    assert set(table.says) == set(table.keys)
    assert len(set(table.keys)) == len(table.keys)
    assert all(says.endswith(".") for says in table.says.values())


def test_every_word_of_the_closed_lists_is_described() -> None:
    assert set(TOPIC_WORDS) == TOPICS
    for words, kind in (
        (OPERATORS, Operator),
        (KINDS, DocumentKind),
        (EFFECTS, Effect),
        (REACHES, Reach),
        (ACTS, Act),
        (BASES, BasisKind),
    ):
        assert list(words) == list(kind)
