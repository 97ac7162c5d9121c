from pathlib import Path

import pytest

from distillgate.usecases.check import check_plan
from distillgate.usecases.vet import Adoption, adoption_plan
from policy.diagnostics import Code
from policy.documents import Thing
from policy.planparsing import parse_plan
from policy.reading import Notebook
from policy.verdict import Ruling
from policy.yamltext import read_yaml
from tests.distillgate.libraries import DAY, example

BASE = "hf:opener/base-7b"


def test_the_plan_is_an_adoption() -> None:
    text = adoption_plan(Adoption(BASE, "research"))
    notebook = Notebook()
    plan = parse_plan(read_yaml(text.content, text.path), notebook, text.include)
    assert notebook.found == []
    assert plan is not None
    assert plan.is_adoption


def test_a_model_whose_license_grants_use_is_approved() -> None:
    checked = check_plan(adoption_plan(Adoption(BASE, "research")), example(), as_of=DAY)
    assert checked.verdict is not None
    assert checked.verdict.ruling is Ruling.APPROVED


def test_what_is_adopted_is_used_and_not_trained_on() -> None:
    checked = check_plan(adoption_plan(Adoption(BASE, "research")), example(), as_of=DAY)
    assert checked.verdict is not None
    assert [each.thing for each in checked.verdict.bases] == [Thing.USE]
    asked = {each.fact for each in checked.verdict.questions}
    assert not {each for each in asked if each.startswith("student.train")}


def test_a_product_asks_what_is_released() -> None:
    plan = adoption_plan(Adoption(BASE, "product", places=["DE"]))
    checked = check_plan(plan, example(), as_of=DAY)
    assert checked.verdict is not None
    assert "release.forms" in {each.fact for each in checked.verdict.questions}


def test_forms_and_places_are_taken_from_the_asker() -> None:
    adoption = Adoption(BASE, "product", places=["DE", "US-CA"], forms=["api"])
    text = adoption_plan(adoption).content.decode()
    assert "release: {forms: [api], places: [DE, US-CA]}" in text


def test_a_model_that_nobody_knows_is_not_approved() -> None:
    plan = adoption_plan(Adoption("hf:nobody/nothing", "research"))
    checked = check_plan(plan, example(), as_of=DAY)
    assert checked.verdict is not None
    assert checked.verdict.ruling is Ruling.NEEDS_REVIEW
    assert checked.verdict.worst is Ruling.DENIED


@pytest.mark.parametrize(
    "model", ["nothing", "", "hf:a/b\nteachers: [hf:a/c]", 'hf:a/"b', "\udc80", "hf:{a}"]
)
def test_a_model_that_is_no_reference_is_told_and_brings_nothing_in(model: str) -> None:
    checked = check_plan(adoption_plan(Adoption(model, "research")), example(), as_of=DAY)
    assert checked.verdict is None
    codes = {each.code for each in checked.diagnostics}
    assert codes <= {Code.UNKNOWN_REFERENCE, Code.NOT_TEXT, Code.WRONG_TYPE}


def test_the_file_of_the_organization_may_lie_anywhere(tmp_path: Path) -> None:
    file = tmp_path / "answers of legal.yaml"
    file.write_text("name: Example GmbH\n")
    plan = adoption_plan(Adoption(BASE, "research", organization=str(file)))
    assert check_plan(plan, example(), as_of=DAY).verdict is not None


def test_a_file_of_the_organization_that_is_missing_is_told() -> None:
    plan = adoption_plan(Adoption(BASE, "research", organization="/nowhere/org.yaml"))
    checked = check_plan(plan, example(), as_of=DAY)
    assert [each.code for each in checked.diagnostics] == [Code.FILE_NOT_FOUND]


def test_what_the_asker_signs_is_in_the_plan() -> None:
    adoption = Adoption(BASE, "research", attests=["no-listed-uses"])
    assert b"attests: [no-listed-uses]" in adoption_plan(adoption).content
