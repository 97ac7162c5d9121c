import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from policy.compiling import CompiledClause
from policy.facts.fact import Kind
from policy.facts.vocabulary import VOCABULARY
from policy.lint.pack import lint_pack
from policy.policyschema import policy_schema
from policy.truth import FALSE, TRUE, Truth, all_of, negate
from policy.values import Value, several
from tests.policy.packbuilders import TERMS_HEAD, VERSION_HEAD, entry, sound

PAGE = Path(__file__).parents[2] / "docs" / "how-to-write-a-clause.md"
_FENCE = re.compile(r"^```(\w+)(?: ([\w-]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_WORDS = {"applies": TRUE, "does not apply": FALSE, "unsure": Truth.UNKNOWN}
_CHECKS = {"met": TRUE, "not met": FALSE}


@dataclass(frozen=True)
class Example:
    text: str
    """A whole file with the clause."""
    lines: tuple[Mapping[str, object], ...]
    """Facts, with what the clause comes to for them."""

    @property
    def clause(self) -> CompiledClause:
        (document,) = sound(self.text).pack.documents
        compiled = sound(self.text).pack.compiled(document)
        assert compiled is not None
        (found,) = compiled.versions[0].clauses
        return found


@cache
def examples() -> tuple[Example, ...]:
    return tuple(_examples(PAGE.read_text("utf-8")))


def _examples(page: str) -> Iterator[Example]:
    text = ""
    for language, kind, body in _FENCE.findall(page):
        if language == "yaml" and kind == "comes-to":
            yield Example(text, tuple(yaml.safe_load(body)))
        elif language == "yaml":
            text = body if kind == "" else _file_with(body)


def _file_with(clause: str) -> str:
    url = "    url: https://example.org/terms\n"
    return f"{TERMS_HEAD}{VERSION_HEAD}{url}    clauses:\n{entry(clause, 6)}"


def value(fact: str, written: object) -> Value:
    if isinstance(written, list):
        return several(*map(str, written))
    if isinstance(written, bool):
        return written
    return Decimal(str(written)) if VOCABULARY.get(fact).kind is Kind.NUMBER else str(written)


def facts_of(line: Mapping[str, object]) -> dict[str, Value]:
    told = {"comes to", "check"}
    return {fact: value(fact, each) for fact, each in line.items() if fact not in told}


def comes_to(clause: CompiledClause, facts: Mapping[str, Value]) -> Truth:
    return all_of([clause.holds(facts), *(negate(each(facts)) for each in clause.exceptions)])


def test_there_are_ten_examples_with_what_they_come_to() -> None:
    assert len(examples()) == 10
    assert all(each.lines for each in examples())


@pytest.mark.parametrize("number", range(10))
def test_example_comes_to_what_the_page_says(number: int) -> None:
    example = examples()[number]
    for line in example.lines:
        assert comes_to(example.clause, facts_of(line)) is _WORDS[str(line["comes to"])], line
        if "check" in line:
            check = example.clause.check
            assert check is not None
            assert check(facts_of(line)) is _CHECKS[str(line["check"])]


@pytest.mark.parametrize("number", range(10))
def test_example_is_clean_and_fits_the_schema(number: int) -> None:
    text = examples()[number].text
    assert lint_pack(sound(text).pack) == ()
    plain = json.loads(json.dumps(yaml.safe_load(text), default=str))
    assert [*Draft202012Validator(policy_schema()).iter_errors(plain)] == []


def test_the_settings_for_the_editor_are_json() -> None:
    (found,) = (
        body for language, _, body in _INDENTED.findall(PAGE.read_text("utf-8")) if language
    )
    schemas = json.loads(found)["yaml.schemas"]
    assert sorted(schemas) == ["./cases.schema.json", "./policy.schema.json"]


_INDENTED = re.compile(r"^   ```(json)()\n(.*?)^   ```$", re.MULTILINE | re.DOTALL)
