"""The steps of actions, jobs and hooks are run as they are written, and fit their schemas."""

import importlib.util
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
GITHUB = ROOT / "integrations" / "github"
EXAMPLES = ROOT / "examples"
FINE, DENIED = "01-distill-r1-into-qwen.yaml", "05-train-on-staff-traces.yaml"


def read(path: Path) -> Any:  # noqa: ANN401 YAML
    return yaml.safe_load(path.read_text("utf-8"))


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("github-actions", "integrations/github/action.yml"),
        ("gitlab-ci", "integrations/gitlab/distillgate.yml"),
    ],
)
def test_each_fits_its_schema(schema: str, path: str) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}"]
    ran = subprocess.run(  # noqa: S603 a tool of the tests
        [*command, str(ROOT / path)], capture_output=True, check=False, text=True
    )
    assert ran.returncode == 0, ran.stdout


@dataclass
class Runner:
    """A machine that runs the steps of a job in a folder with plans."""

    folder: Path

    def __init__(self, folder: Path, at: str) -> None:
        self.folder = folder
        (folder / "plans").mkdir()
        made = folder / at / "bin"
        made.mkdir(parents=True)
        for name, words in (("distillgate", "-m distillgate"), ("python", "")):
            path = made / name
            path.write_text(f'#!/bin/sh\nexec {sys.executable} {words} "$@"\n', "utf-8")
            path.chmod(0o755)

    def with_plans(self, *names: str) -> "Runner":
        for name in (*names, "org.yaml"):
            text = (EXAMPLES / name).read_text("utf-8")
            (self.folder / "plans" / name).write_text(text, "utf-8")
        return self

    def run(self, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
        kept = {
            name: value
            for name, value in os.environ.items()  # noqa: TID251 a process of its own needs one
            if name in {"PATH", "HOME", "XDG_CACHE_HOME", "DISTILLGATE_CACHE_DIR"}
        }
        return subprocess.run(  # noqa: S603 steps of our own
            command,
            cwd=self.folder,
            env={**kept, "DISTILLGATE_REGISTRY": "off", **env},
            capture_output=True,
            check=False,
            text=True,
            timeout=120,
        )


def checked(runner: Runner, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the second step of the action, with the values that it passes on."""
    step = read(GITHUB / "action.yml")["runs"]["steps"][1]
    assert step["run"] == '"$HERE/check.sh"'
    given = {
        "RUNNER_TEMP": str(runner.folder),
        "GITHUB_OUTPUT": str(runner.folder / "output"),
        "GITHUB_STEP_SUMMARY": str(runner.folder / "summary"),
        "HERE": str(GITHUB),
        "PLANS": "plans",
        "FAIL_ON": "needs-review",
        **env,
    }
    assert set(step["env"]) - {"DISTILLGATE_REGISTRY"} <= {*given, "PACKS"}
    return runner.run("bash", "-c", step["run"], **given)


def test_the_action_marks_the_lines_of_a_plan_that_is_denied(tmp_path: Path) -> None:
    runner = Runner(tmp_path, "distillgate").with_plans(DENIED)
    ran = checked(runner, FAIL_ON="denied")
    assert ran.returncode == 4, ran.stderr
    first = ran.stdout.splitlines()[0]
    assert re.match(rf"::error file=plans/{DENIED},line=\d+,col=\d+,title=\S+::\S", first)
    assert (tmp_path / "output").read_text().splitlines() == [
        f"sarif={tmp_path}/distillgate.sarif",
        "exit=4",
    ]
    assert "denied" in (tmp_path / "summary").read_text()


def test_the_action_lets_pass_what_needs_a_person_where_that_is_asked_for(
    tmp_path: Path,
) -> None:
    runner = Runner(tmp_path, "distillgate").with_plans(FINE)
    path = tmp_path / "plans" / FINE
    text = path.read_text("utf-8")
    path.write_text(re.sub(r"^attests:.*\n", "", text, flags=re.MULTILINE), "utf-8")
    assert checked(runner, FAIL_ON="denied").returncode == 0
    assert "exit=3" in (tmp_path / "output").read_text()
    path.write_text("plan: [", "utf-8")
    assert checked(runner, FAIL_ON="denied").returncode == 2
    ran = checked(runner, FAIL_ON="never")
    assert (ran.returncode, ran.stdout[:8]) == (2, "::error:")


def annotate() -> Any:  # noqa: ANN401 a script, and no module
    spec = importlib.util.spec_from_file_location("annotate", GITHUB / "annotate.py")
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def test_what_a_plan_says_is_no_command_of_the_runner() -> None:
    place = {
        "artifactLocation": {"uri": "plans/a%2C%3A%0Ab.yaml"},
        "region": {"startLine": 3, "startColumn": 5},
    }
    text = "50% ::error::x\n::set-output name=exit::0\r"
    said = {
        "ruleId": "a,b:c",
        "level": "warning",
        "message": {"text": text},
        "locations": [{"physicalLocation": place}],
    }
    quiet = {**said, "suppressions": [{"kind": "external"}]}
    grave = {**said, "level": "error"}
    lines = list(annotate().annotations({"runs": [{"results": [said, quiet, grave]}]}))
    assert [line.partition(" ")[0] for line in lines] == ["::error", "::warning"]
    assert lines[1] == (
        "::warning file=plans/a%2C%3A%0Ab.yaml,line=3,col=5,title=a%2Cb%3Ac"
        "::50%25 ::error::x%0A::set-output name=exit::0%0D"
    )


def test_the_job_of_gitlab_reports_and_ends_as_the_check_does(tmp_path: Path) -> None:
    job = read(ROOT / "integrations" / "gitlab" / "distillgate.yml")["distillgate"]
    runner = Runner(tmp_path, ".distillgate").with_plans(DENIED)
    lines = "\n".join(job["script"])
    ran = runner.run("bash", "-eo", "pipefail", "-c", lines, **job["variables"])
    assert ran.returncode == 4, ran.stderr
    assert "denied" in ran.stdout
    report = tmp_path / job["artifacts"]["reports"]["junit"]
    assert "<testsuites" in report.read_text("utf-8")
    assert job["allow_failure"] == {"exit_codes": [3]}


def hooks() -> dict[str, Any]:
    return {each["id"]: each for each in read(ROOT / ".pre-commit-hooks.yaml")}


def test_the_hook_takes_plans_and_leaves_other_files() -> None:
    pattern = re.compile(hooks()["distillgate-check"]["files"])
    for name in ("plan.yaml", "a/b/plan.yml", "support-plan.yaml", "x/support.plan.yaml"):
        assert pattern.search(name), name
    for name in ("org.yaml", "plans/org.yaml", "airplane.yaml", "plan.yaml.bak", "plan.json"):
        assert not pattern.search(name), name


def test_the_example_names_hooks_that_there_are() -> None:
    (repo,) = read(ROOT / "integrations" / "pre-commit" / "example.yaml")["repos"]
    assert [each["id"] for each in repo["hooks"]] == list(hooks())
