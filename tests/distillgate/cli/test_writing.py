"""Commands that write files, and those that print schemas."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from policy.planparsing import parse_plan
from policy.planschema import plan_schema
from policy.reading import Notebook
from policy.yamltext import read_yaml
from tests.distillgate.cli.running import DAY, EXAMPLE, Command
from tests.distillgate.libraries import EXAMPLE as HOME
from tests.distillgate.libraries import files_in

ANSWERS = EXAMPLE / "answers"


def test_org_init_writes_a_file(distillgate: Command) -> None:
    ran = distillgate("org", "init", stdin=(ANSWERS / "org.txt").read_bytes())
    assert (ran.code, ran.out) == (0, "")
    text = (distillgate.folder / "org.yaml").read_text()
    assert "name: Example GmbH" in text.splitlines()


@pytest.mark.parametrize("command", [("org", "init"), ("plan", "new")])
def test_a_file_that_is_there_stays_and_nobody_is_asked(
    distillgate: Command, command: tuple[str, str]
) -> None:
    path = distillgate.folder / "mine.yaml"
    path.write_text("mine")
    ran = distillgate(*command, "mine.yaml")
    assert ran.code == 2
    assert "error[file-exists]" in ran.err
    assert ">" not in ran.err.replace("-->", "")
    assert path.read_text() == "mine"
    assert distillgate(*command, "mine.yaml", "--blank", "--force").code == 0
    assert path.read_text() != "mine"


@pytest.mark.parametrize("command", [("org", "init"), ("plan", "new")])
def test_a_missing_folder_is_told_before_anybody_is_asked(
    distillgate: Command, command: tuple[str, str]
) -> None:
    ran = distillgate(*command, "no/x.yaml")
    assert ran.code == 2
    assert ran.err.startswith("error[file-not-found]: the folder for this file is not there")


def test_plan_new_writes_a_plan_that_is_approved(distillgate: Command) -> None:
    distillgate("org", "init", "org.yaml", stdin="Example GmbH\ncompany\nDE\n")
    lines = (ANSWERS / "plan.txt").read_text().splitlines(keepends=True)
    answers = "".join([*lines[:2], *lines[3:]])
    ran = distillgate("plan", "new", "--as-of", DAY, stdin=answers)
    assert ran.code == 0
    assert "wrote plan.yaml" in ran.err
    assert "organization: {file: org.yaml}" in (distillgate.folder / "plan.yaml").read_text()
    assert distillgate("check", "plan.yaml", "--as-of", DAY).code == 0


def test_what_is_still_open_is_counted(distillgate: Command) -> None:
    ran = distillgate("plan", "new", stdin="A plan\n")
    assert ran.code == 0
    assert "still open; `distillgate check plan.yaml` lists them" in ran.err
    assert distillgate("check", "plan.yaml").code == 3


def test_a_wrong_answer_in_a_pipe_ends_the_sitting(distillgate: Command) -> None:
    ran = distillgate("plan", "new", stdin=(ANSWERS / "wrong.txt").read_bytes())
    assert ran.code == 2
    assert "--> <standard input>:" in ran.err
    assert not (distillgate.folder / "plan.yaml").exists()


def test_a_blank_plan_is_read_and_approves_nothing(distillgate: Command) -> None:
    assert distillgate("plan", "new", "--blank").code == 0
    text = (distillgate.folder / "plan.yaml").read_bytes()
    notebook = Notebook()
    assert parse_plan(read_yaml(text, "plan.yaml"), notebook, lambda _: None) is not None
    assert notebook.found == []
    assert distillgate("check", "plan.yaml").code == 3


def test_an_organization_file_of_another_name_may_be_named(distillgate: Command) -> None:
    distillgate("plan", "new", "--blank", "--organization", "../legal/answers.yaml")
    text = (distillgate.folder / "plan.yaml").read_text()
    assert "organization: {file: ../legal/answers.yaml}" in text


def test_the_schema_of_plans_is_printed(distillgate: Command) -> None:
    ran = distillgate("plan", "schema")
    assert json.loads(ran.out) == json.loads(json.dumps(plan_schema()))
    assert distillgate("plan", "schema", "--format", "json").out.count("\n") == 1
    plan = yaml.load((EXAMPLE / "plans" / "approved.yaml").read_text(), yaml.BaseLoader)  # noqa: S506 plain strings only
    jsonschema.Draft202012Validator.check_schema(json.loads(ran.out))
    assert plan["plan"] == "document-reader"


def test_the_schema_of_policies_is_printed(distillgate: Command) -> None:
    schema = json.loads(distillgate("policy", "schema").out)
    validator = jsonschema.Draft202012Validator(schema)
    for file in files_in(HOME / "packs"):
        validator.validate(json.loads(json.dumps(yaml.safe_load(file.content), default=str)))


def test_lint_counts_and_exits_with_2_on_errors(distillgate: Command) -> None:
    ran = distillgate("policy", "lint")
    assert (ran.code, ran.out) == (
        0,
        "0 errors, 0 warnings in 6 files: 4 documents, 9 clauses\n",
    )
    ran = distillgate("policy", "lint", str(EXAMPLE / "unused"), "--format", "json")
    found = json.loads(ran.out)
    assert ran.code == 2
    assert (found["errors"], found["warnings"]) == (1, 6)
    assert found["schema"] == "distillgate/lint/v1"


def test_lint_of_the_packs_that_ship_reads_them_once(distillgate: Command) -> None:
    ran = distillgate("policy", "lint", str(EXAMPLE / "packs"))
    assert ran.code == 0
    assert "0 errors, 0 warnings in 6 files" in ran.out


def test_lint_of_nothing_is_an_error(distillgate: Command) -> None:
    ran = distillgate("policy", "lint", "missing")
    assert ran.code == 2
    assert "error[file-not-found]" in ran.out


def test_documents_are_listed_for_programs(distillgate: Command) -> None:
    ran = distillgate("document", "list", "--kind", "law", "--format", "json")
    assert [each["document"] for each in json.loads(ran.out)] == ["examplian-act"]
    ran = distillgate("document", "list", "--issuer", "nobody")
    assert (ran.code, ran.out) == (0, "\n0 documents\n")


def test_a_document_is_shown_for_programs(distillgate: Command) -> None:
    shown = ("document", "show", "acme-terms", "--format", "json")
    assert (
        json.loads(distillgate(*shown, "--as-of", "2025-06-01").out)["version"] == "2025-01-01"
    )
    ran = distillgate("document", "show", "acme-terms@2026-01-01", "--format", "json")
    assert [each["topic"] for each in json.loads(ran.out)["silent"]] == ["benchmarking"]


def test_a_difference_is_shown_for_programs(distillgate: Command) -> None:
    versions = ("2025-01-01", "2026-01-01")
    ran = distillgate("document", "diff", "acme-terms", *versions, "--format", "json")
    found = json.loads(ran.out)
    assert (found["same"], found["version"]) == (1, ["now silent on benchmarking"])
    assert [(each["clause"], each["direction"]) for each in found["changes"]] == [
        ("no-competing-models", "stricter"),
        ("law", "reworded"),
    ]


def test_whom_a_document_governs_is_told_to_programs(distillgate: Command) -> None:
    ran = distillgate("document", "show", "examplian-act", "--format", "json")
    assert json.loads(ran.out)["governs"] == {
        "who": "plans in which `release.places` lies in examplia",
        "channels": [],
        "artifacts": [],
        "patterns": [],
        "passed_on_by": [],
    }


def test_a_timeline_is_shown_for_programs(distillgate: Command) -> None:
    ran = distillgate("document", "timeline", "ACME", "--format", "json")
    found = json.loads(ran.out)
    assert [(each["date"], each["version"]) for each in found] == [
        ("2025-01-01", "2025-01-01"),
        ("2026-01-01", "2026-01-01"),
    ]
    assert found[1]["event"] == "1 stricter: no-competing-models; 1 reworded"


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "acme-term"),
        ("show", "acme-terms@2020-01-01"),
        ("diff", "acme-terms", "2025-01-01", "2027-01-01"),
        ("diff", "nothing", "a", "b"),
    ],
)
def test_a_document_that_is_not_there_is_told(
    distillgate: Command, arguments: tuple[str, ...]
) -> None:
    ran = distillgate("document", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "--> <command line>:1:" in ran.err


def test_a_new_document_is_written_once_and_never_over_another(
    distillgate: Command, tmp_path: Path
) -> None:
    ran = distillgate("policy", "new", "law", "acme-act", "--to", str(tmp_path))
    file = tmp_path / "acme-act.yaml"
    assert (ran.code, ran.out) == (0, "")
    assert file.read_text("utf-8").startswith("# A law")
    file.write_text("mine", encoding="utf-8")
    ran = distillgate("policy", "new", "law", "acme-act", "--to", str(tmp_path))
    assert ran.code == 2
    assert "error[file-exists]" in ran.err
    assert file.read_text("utf-8") == "mine"


def test_a_new_document_needs_a_folder_that_is_there(
    distillgate: Command, tmp_path: Path
) -> None:
    ran = distillgate("policy", "new", "terms", "acme", "--to", str(tmp_path / "none"))
    assert ran.code == 2
    assert "error[file-not-found]" in ran.err
