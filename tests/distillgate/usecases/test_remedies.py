"""What is done already gets remedies: each tied to what it cures, each borne out by judging."""

import json
from functools import cache

import pytest
from jsonschema import Draft202012Validator

from distillgate.rendering import Format, Options, render
from distillgate.usecases.check import PlanText, check_plan, examine, includes_nothing
from distillgate.usecases.checked import CheckedPlan
from distillgate.usecases.library import Library
from distillgate.usecases.remedied import Remedied, Written
from distillgate.usecases.remedies import remedies_for, with_remedies
from policy.packs import SourceFile
from policy.remedies import RemedyKind
from policy.suggesting.curing import Cure
from policy.verdict import Finding, Ruling
from policy.verdictjson import verdict_schema
from registry.casework import Records
from registry.onfile import load_on_file
from tests.acceptance.acceptance import shipped
from tests.distillgate.libraries import DAY

PLAN = """\
plan: support-bot
organization:
  {name: Example GmbH, country: DE, headquarters_country: DE, kind: company, us_person: false}
student:
  name: Example-8B
  base: hf:meta-llama/Llama-3.1-8B
  type: language-model
  derivation: fine-tune
  generality: narrow
  markets: [customer-support]
  monetized: true
  trained: {from: 2026-08-01, until: 2026-08-09}
  status: released
teachers:
  - model: openai:gpt-5
    used_as: [imitate]
    access: app
    through: []
    account: consumer
    signals: [text]
    collected: {from: 2026-06-01, until: 2026-07-10, by: us}
    generated_for: training
  - model: hf:mistralai/Mistral-7B-Instruct-v0.3
    used_as: [imitate]
    access: weights
    signals: [text]
    collected: {from: 2026-06-01, until: 2026-07-10, by: us}
datasets:
  - {data: hf:tatsu-lab/alpaca, obtained: 2026-06-01}
prompts: {from: [own], personal_data: none}
compute: {country: DE}
use: {purpose: product, domains: []}
release:
  {forms: [api, weights], places: [DE], recipients: public, first_date: 2026-09-01, notices: []}
attests:
  [ordinary-access, no-listed-parties, no-listed-uses, lawful-data, ingredients-complete]
"""
OPENAI, ALPACA = "openai:gpt-5", "hf:tatsu-lab/alpaca"


def a_plan(text: str) -> PlanText:
    return PlanText("plan.yaml", text.encode(), includes_nothing)


def remedied(text: str) -> Remedied | None:
    plan = a_plan(text)
    return remedies_for(examine(plan, shipped_once(), as_of=DAY), plan, shipped_once())


@cache
def shipped_once() -> Library:
    return shipped()


@cache
def released() -> Remedied:
    found = remedied(PLAN)
    assert found is not None
    return found


def with_files(written: Written) -> Library:
    known = shipped_once()
    files = [SourceFile(each.name, each.text.encode()) for each in written.files]
    on_file, told = load_on_file(files, known.pack)
    assert told == ()
    return Library(known.pack, Records(known.records.catalog, on_file, known.records.screener))


def edited(text: str, written: Written) -> str:
    """Return `text` with the edits done to it, line by line, as a person does."""
    lines = text.splitlines()
    for edit in sorted(written.edits, key=lambda each: -each.line):
        at = edit.line - 1
        assert tuple(lines[at : at + len(edit.old)]) == edit.old
        lines[at : at + len(edit.old)] = edit.new
    return "\n".join(lines) + "\n"


def kinds_for(found: Remedied, name: str, about: str) -> set[RemedyKind]:
    (finding,) = (
        each
        for each in found.cured.ailing
        if each.name.endswith(f"#{name}") and each.ingredient == about
    )
    return {each.kind for each in found.cured.of(finding)}


def stands(finding: Finding, checked: CheckedPlan) -> bool:
    assert checked.verdict is not None
    return any(
        (each.name, each.ingredient, each.severity, each.duty)
        == (finding.name, finding.ingredient, finding.severity, finding.duty)
        and each.waived_by is None
        and each.lifted_by is None
        for each in checked.verdict.findings
    )


def test_each_remedy_cures_what_it_says_when_a_person_makes_its_edits() -> None:
    found = released()
    assert len(found.cured.cures) == len(found.written)
    for cure, written in zip(found.cured.cures, found.written, strict=True):
        checked = check_plan(a_plan(edited(PLAN, written)), with_files(written), as_of=DAY)
        assert checked.verdict is not None
        assert checked.verdict.ruling is cure.outcome.verdict.ruling
        assert cure.cures
        assert not any(stands(each, checked) for each in cure.cures)


def test_all_that_is_needed_together_passes() -> None:
    together = released().together
    assert together is not None
    checked = check_plan(a_plan(edited(PLAN, together)), with_files(together), as_of=DAY)
    assert checked.verdict is not None
    assert checked.verdict.ruling <= Ruling.WITH_OBLIGATIONS


def test_data_is_dropped_and_a_teacher_left_out_by_training_anew() -> None:
    found = released()
    assert RemedyKind.DROP_DATA in kinds_for(found, "research-only", ALPACA)
    assert RemedyKind.AGREEMENT in kinds_for(found, "research-only", ALPACA)
    assert RemedyKind.TRAIN_ANEW in kinds_for(found, "no-consumer-accounts", OPENAI)
    assert RemedyKind.WAIVER in kinds_for(found, "no-consumer-accounts", OPENAI)
    dropped = [each for each in found.cured.cures if each.kind is RemedyKind.DROP_DATA]
    (anew,) = (each for each in dropped if "without" in each.changes[0].words)
    assert anew.outcome.plan.facts["student.status"].value == "planned"
    assert {each.ingredient for each in anew.cures} == {ALPACA}


def test_what_a_release_owes_is_cured_by_name_by_notice_or_by_keeping_it_internal() -> None:
    found, base = released(), "hf:meta-llama/Llama-3.1-8B"
    assert {RemedyKind.RENAME, RemedyKind.KEEP_INTERNAL} <= kinds_for(found, "naming", base)
    assert {RemedyKind.ATTRIBUTE, RemedyKind.KEEP_INTERNAL} <= kinds_for(
        found, "built-with-llama", base
    )
    (internal,) = (each for each in found.cured.cures if is_internal(each))
    assert internal.outcome.plan.facts["student.status"].value == "trained"
    assert internal.changes[0].words.startswith("take back what was released, and keep it")


def is_internal(cure: Cure) -> bool:
    return cure.kind is RemedyKind.KEEP_INTERNAL


def test_what_is_only_trained_need_not_be_taken_back() -> None:
    text = PLAN.replace("status: released", "status: trained")
    found = remedied(text.replace("first_date: 2026-09-01", "first_date: 2027-03-01"))
    assert found is not None
    internal = [each for each in found.cured.cures if is_internal(each)]
    assert not any("take back" in each.changes[0].words for each in internal)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("status: released", "status: planned"),
        (PLAN[PLAN.index("student:") :], "student: {name: Example-8B, status: trained"),
    ],
    ids=["not done", "unreadable"],
)
def test_no_remedies_without_something_done_that_is_wrong(old: str, new: str) -> None:
    assert remedied(PLAN.replace(old, new)) is None


def test_the_answer_tells_programs_and_people_and_the_verdict_stays_as_it_is() -> None:
    plan = a_plan(PLAN)
    examined = examine(plan, shipped_once(), as_of=DAY)
    checked = with_remedies(examined, plan, shipped_once())
    told = json.loads(render((checked,), Format.JSON, Options(), lambda _: None))
    bare = json.loads(render((examined.checked,), Format.JSON, Options(), lambda _: None))
    Draft202012Validator(verdict_schema()).validate(told)
    remedies = told.pop("remedies")
    assert told == bare
    ways = remedies["ways"]
    for finding in remedies["findings"]:
        for at in finding["remedies"]:
            cured = [each["fingerprint"] for each in ways[at]["cures"]]
            assert finding["fingerprint"] in cured
    text = render((checked,), Format.TEXT, Options(), lambda _: None)
    assert "to set it right (the student is trained already" in text
    assert "train anew without hf:tatsu-lab/alpaca (`datasets[0]`)" in text
    assert "to pass:\n" not in text
