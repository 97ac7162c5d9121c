from collections.abc import Iterator

import pytest

from distillgate.usecases.conditiontext import condition_lines
from policy.conditionparsing import ConditionParser, Scope
from policy.conditions import ALWAYS, AllOf, AnyOf, Condition, Defined, NotThat
from policy.documents import Document
from policy.reading import Notebook
from policy.yamltext import read_yaml
from tests.distillgate.libraries import shipped


def read(text: str, definitions: dict[str, Condition] | None = None) -> Condition:
    notebook = Notebook()
    scope = Scope(shipped().territories, definitions or {})
    condition = ConditionParser(scope, notebook).parse(read_yaml(text.encode(), "condition"))
    assert notebook.found == []
    return condition


TWO = """\
any:
  - student.type: classifier
    ingredient.circumvention: true
  - not:
      use.purpose: research"""
BOTH = """\
all:
  - any:
      - student.type: classifier
  - any:
      - use.purpose: research"""
NEITHER = """\
not:
  all:
    - student.type: classifier
    - student.type: {not_in: [other]}"""


@pytest.mark.parametrize(
    "text",
    [
        "student.type: classifier",
        "student.type: [classifier, embedding]",
        "student.type: {not_in: [classifier, embedding]}",
        "student.parameters: {at_least: 1000000, at_most: 7000000000}",
        "student.training_flop: {above: 3.3e22}",
        "release.forms: [api, app]",
        "release.places: {within: eu-members}",
        "student.name: {starts_with: Llama 3}",
        'release.notices: "a: b, c"',
        "ingredient.collected_from: {on_or_after: 2026-01-01}",
        "ingredient.circumvention: true\nstudent.type: classifier",
        TWO,
        BOTH,
        NEITHER,
    ],
)
def test_a_condition_is_printed_as_it_is_written(text: str) -> None:
    condition = read(text)
    assert read("\n".join(condition_lines(condition))) == condition


def test_a_condition_that_always_holds_has_no_lines() -> None:
    assert condition_lines(ALWAYS) == ()


def test_a_definition_is_named_and_not_written_out() -> None:
    named = Defined("narrow", read("student.generality: narrow"))
    assert condition_lines(named) == ("defined: narrow",)
    both = AllOf((named, Defined("small", read("student.parameters: 1"))))
    assert condition_lines(both) == ("all:", "  - defined: narrow", "  - defined: small")


def test_every_condition_that_ships_means_the_same_when_it_is_read_again() -> None:
    count = 0
    for name in shipped().documents:
        for condition in conditions_of(shipped().documents[name]):
            lines = condition_lines(condition)
            if lines:
                again = read("\n".join(lines), dict(definitions_in(condition)))
                assert flat(again) == flat(condition)
                count += 1
    assert count > 1000


def conditions_of(document: Document) -> Iterator[Condition]:
    yield document.nexus or ALWAYS
    for version in document.versions:
        for clause in version.clauses:
            yield from (clause.when, clause.check or ALWAYS)
            yield from (each.when for each in clause.exceptions)


def definitions_in(condition: Condition) -> Iterator[tuple[str, Condition]]:
    match condition:
        case Defined(name=name, condition=named):
            yield name, named
        case AllOf(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from definitions_in(part)
        case NotThat(part=part):
            yield from definitions_in(part)
        case _:
            return


def flat(condition: Condition) -> Condition:
    """Return `condition` with conjunctions inside of conjunctions opened."""
    match condition:
        case AllOf(parts=parts):
            found: list[Condition] = []
            for part in map(flat, parts):
                found += part.parts if isinstance(part, AllOf) else [part]
            return AllOf(tuple(found))
        case AnyOf(parts=parts):
            return AnyOf(tuple(map(flat, parts)))
        case NotThat(part=part):
            return NotThat(flat(part))
        case _:
            return condition
