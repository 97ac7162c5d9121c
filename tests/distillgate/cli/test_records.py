import json
from pathlib import Path

import pytest

from connectors.record import ModelRecord
from connectors.recordjson import records_to_json
from tests.connectors.answers import pulled
from tests.distillgate.cli.running import DAY, Command


def a_record(name: str, **card: object) -> ModelRecord:
    return pulled(name, {"cardData": card}, {"model.safetensors": b"x"}).record


def write(distillgate: Command, *records: ModelRecord) -> str:
    path = distillgate.folder / "records.json"
    path.write_text(records_to_json(records), encoding="utf-8")
    return path.name


def a_plan(distillgate: Command, base: str) -> Path:
    path = distillgate.plan()
    text = path.read_text("utf-8").replace("hf:opener/base-7b", base)
    path.write_text(text, "utf-8")
    return path


def check(distillgate: Command, *arguments: str) -> dict[str, object]:
    ran = distillgate(
        "check", "plan.yaml", "--as-of", DAY, "--format", "json", "--notes", *arguments
    )
    read = json.loads(ran.out)
    assert isinstance(read, dict)
    return read


def clauses(verdict: dict[str, object]) -> set[str]:
    findings = verdict["findings"]
    assert isinstance(findings, list)
    return {each["clause"] for each in findings if each["state"] != "lifted"}


def test_a_record_tells_what_the_catalog_does_not_know(distillgate: Command) -> None:
    a_plan(distillgate, "hf:stranger/tune-7b")
    assert "distillgate@1#unread-document" in clauses(check(distillgate))
    told = {"base_model": "opener/base-7b", "base_model_relation": "finetune"}
    record = a_record("stranger/tune-7b", license="open-license", **told)
    verdict = check(distillgate, "--records", write(distillgate, record))
    assert "distillgate@1#unread-document" not in clauses(verdict)
    ingredients = verdict["ingredients"]
    assert isinstance(ingredients, list)
    assert "hf:opener/base-7b" in {each["id"] for each in ingredients}


def test_a_record_that_contradicts_itself_goes_to_a_person(distillgate: Command) -> None:
    a_plan(distillgate, "hf:stranger/tune-7b")
    record = pulled(
        "stranger/tune-7b",
        {"cardData": {"license": "open-license"}, "tags": ["license:mit"]},
    ).record
    verdict = check(distillgate, "--records", write(distillgate, record))
    assert "distillgate@1#license-contradicted" in clauses(verdict)
    assert verdict["verdict"] == "needs-review"


def test_a_record_against_the_catalog_goes_to_a_person(distillgate: Command) -> None:
    distillgate.plan()
    seed = (
        "models:\n  - model: hf:stranger/tune-7b\n    maker: stranger\n"
        "    declared_license: open-license\n    documents: [open-license]\n"
        "    weights: open\n    lineage_complete: true\n"
    )
    (distillgate.folder / "own.yaml").write_text(seed, "utf-8")
    a_plan(distillgate, "hf:stranger/tune-7b")
    agreed = check(distillgate, "--records", "own.yaml")
    assert "distillgate@1#license-contradicted" not in clauses(agreed)
    other = write(distillgate, a_record("stranger/tune-7b", license="mit"))
    verdict = check(distillgate, "--records", "own.yaml", "--records", other)
    assert "distillgate@1#license-contradicted" in clauses(verdict)


def test_what_was_made_from_a_banned_model_is_banned_through_a_record(
    distillgate: Command,
) -> None:
    a_plan(distillgate, "hf:stranger/tune-7b")
    record = a_record("stranger/tune-7b", license="open-license", base_model="acme/large")
    verdict = check(distillgate, "--records", write(distillgate, record))
    ingredients = verdict["ingredients"]
    assert isinstance(ingredients, list)
    depths = {each["id"]: each["depth"] for each in ingredients}
    assert "hf:acme/large" in depths


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.json", "{}", "the file holds no records"),
        ("x.txt", "hello", "the file holds no records"),
        ("x.json", '{"schema": "distillgate/model-record/v1"}', "is not of the schema"),
        (
            "x.json",
            '{"schema": "distillgate/model-record/v1", "records": [{"hub": "x"}]}',
            "at `/records/0/hub`",
        ),
        ("x.json", '{"schema": "distillgate/model-record/v1", "records": [', "no JSON"),
        ("x.yaml", "models: [{model: nothing}]", "is no reference"),
        ("x.yaml", "plan: x", "unknown-key"),
    ],
)
def test_what_is_no_file_of_records_is_refused(
    distillgate: Command, name: str, content: str, said: str
) -> None:
    distillgate.plan()
    (distillgate.folder / name).write_text(content, "utf-8")
    ran = distillgate("check", "plan.yaml", "--records", name)
    assert ran.code == 2
    assert said in ran.out + ran.err


def test_a_file_of_records_that_is_not_there_is_told(distillgate: Command) -> None:
    distillgate.plan()
    ran = distillgate("vet", "hf:acme/x", "--use", "product", "--records", "nowhere.json")
    assert ran.code == 2
    assert "file-not-found" in ran.out + ran.err


def test_facts_without_evidence_are_refused(distillgate: Command) -> None:
    distillgate.plan()
    name = write(distillgate, a_record("stranger/tune-7b", license="mit"))
    path = distillgate.folder / name
    read = json.loads(path.read_text("utf-8"))
    read["records"][0]["licenses"][0]["where"]["evidence"] = 99
    path.write_text(json.dumps(read), "utf-8")
    ran = distillgate("check", "plan.yaml", "--records", name)
    assert ran.code == 2
    assert "points to evidence that is not there" in ran.out + ran.err
