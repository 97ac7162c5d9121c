import json

import pytest
import yaml
from jsonschema import Draft202012Validator

from distillgate.cli.choices import Beginning
from distillgate.usecases.lint import Linted, lint_packs
from distillgate.usecases.skeletons import Skeleton, skeleton
from policy.diagnostics import Code, Span
from policy.packs import SourceFile
from policy.policyschema import policy_schema
from policy.yamltext import UnreadableError

SAID = Span("<command line>", 1, 1)


def linted(text: str) -> Linted:
    return lint_packs([("new", [SourceFile("new.yaml", text.encode())])], [])


@pytest.mark.parametrize("kind", Skeleton)
def test_a_new_document_is_clean_but_for_the_places_to_fill_in(kind: Skeleton) -> None:
    text = skeleton(kind, "acme-text", SAID)
    found = linted(text)
    assert {each.code for each in found.diagnostics} == {Code.TODO_LEFT}
    lines = text.splitlines()
    marked = [number for number, line in enumerate(lines, start=1) if "TODO" in line]
    assert [each.span.line for each in found.diagnostics] == marked
    assert all(
        lines[each.span.line - 1][each.span.column - 1 :][:4] == "TODO"
        for each in found.diagnostics
    )


@pytest.mark.parametrize("kind", Skeleton)
def test_a_new_document_is_clean_once_every_mark_is_gone(kind: Skeleton) -> None:
    assert linted(skeleton(kind, "acme-text", SAID).replace("TODO", "")).diagnostics == ()


@pytest.mark.parametrize("kind", Skeleton)
def test_a_new_document_fits_the_schema_by_which_editors_complete_it(kind: Skeleton) -> None:
    written = yaml.safe_load(skeleton(kind, "acme-text", SAID))
    plain = json.loads(json.dumps(written, default=str))
    assert [*Draft202012Validator(policy_schema()).iter_errors(plain)] == []
    assert plain["document"] == "acme-text"


@pytest.mark.parametrize("kind", Skeleton)
def test_a_new_document_can_be_read_in_a_narrow_window(kind: Skeleton) -> None:
    lines = skeleton(kind, "acme-text", SAID).splitlines()
    assert max(map(len, lines)) <= 96


@pytest.mark.parametrize("name", ["Acme Terms", "", "../acme", "ACME"])
def test_what_is_no_id_is_refused(name: str) -> None:
    with pytest.raises(UnreadableError) as raised:
        skeleton(Skeleton.TERMS, name, SAID)
    assert [each.code for each in raised.value.diagnostics] == [Code.WRONG_VALUE]


def test_the_choices_of_the_command_are_those_there_are() -> None:
    assert [*Beginning] == [*Skeleton]
