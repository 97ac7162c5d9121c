"""The scripts and manifests of the how-to pages are taken from the pages and run."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import yaml

from distillgate.usecases.permitcheck import plan_digest
from tests.distillgate.gate.permits import STATEMENT, Logged
from tests.distillgate.libraries import approved

PAGES = Path(__file__).parents[2] / "docs" / "how-to"
_FENCE = re.compile(r"^```(\w+) ([\w-]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WEIGHTS = b"weights"


def block(page: str, name: str) -> str:
    text = (PAGES / page).read_text("utf-8")
    (found,) = [body for _, each, body in _FENCE.findall(text) if each == name]
    return str(found)


class Cluster:
    """A folder with a permit, and programs that write down what they are told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.program("distillgate", f'exec {sys.executable} -m distillgate "$@"')
        self.said = folder / "said"
        job = folder / "job"
        job.mkdir()
        (job / "plan.yaml").write_text(approved(), "utf-8")
        (folder / "models").mkdir()
        (folder / "models" / "base").write_bytes(WEIGHTS)
        now = datetime.now(tz=UTC).replace(microsecond=0)  # noqa: TID251 the command reads it
        statement = replace(
            STATEMENT,
            plan=plan_digest(str(job / "plan.yaml")),
            not_before=now,
            not_after=now + timedelta(hours=24),
            materials={"hf:opener/base-7b": f"sha256:{sha256(WEIGHTS).hexdigest()}"},
        )
        Logged(statement).write(job)
        listed = f"hf:opener/base-7b={folder}/models/base\n"
        (job / "materials").write_text(listed, "utf-8")
        self.job = job

    def program(self, name: str, body: str) -> None:
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
        path.chmod(0o755)

    def run(self, script: str, *arguments: str, **environment: str) -> tuple[int, str]:
        """Return how a script exits, and what it says."""
        path = f"{self.bin}:{os.defpath}"
        told = {
            "PATH": path,
            "GATE_PATH": path,
            "GATE_TRUST": str(self.job / "trust"),
            "SAID": str(self.said),
            "DISTILLGATE_REGISTRY": "off",
            "HOME": str(self.folder),
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }
        ran = subprocess.run(  # noqa: S603 a script of our own pages
            ["/bin/sh", "-euc", script, "script", *arguments],
            env={**told, **environment},
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return ran.returncode, ran.stdout + ran.stderr

    def spoil(self) -> None:
        (self.folder / "models" / "base").write_bytes(b"other weights")


@pytest.fixture
def cluster(tmp_path: Path) -> Cluster:
    return Cluster(tmp_path)


def test_slurm_starts_a_job_under_its_permit_and_cancels_others(cluster: Cluster) -> None:
    script = block("slurm.md", "permit-gate")
    cluster.program("scontrol", 'echo "JobId=7 Comment=$COMMENT UserId=jo"')
    cluster.program("scancel", 'echo "cancel $1" >> "$SAID"')
    known = {"SLURM_JOB_ID": "7", "COMMENT": str(cluster.job)}
    assert cluster.run(script, **known) == (0, "")
    assert not cluster.said.exists()
    cluster.spoil()
    code, said = cluster.run(script, **known)
    assert (code, cluster.said.read_text("utf-8")) == (1, "cancel 7\n")
    assert "`hf:opener/base-7b` has changed" in said
    code, said = cluster.run(script, SLURM_JOB_ID="8", COMMENT="")
    assert (code, "names no folder with a permit" in said) == (1, True)
    code, said = cluster.run(script, SLURM_JOB_ID="9", COMMENT=str(cluster.folder))
    assert (code, "has no list of materials" in said) == (1, True)
    cluster.program("distillgate", "exit 127")
    assert cluster.run(script, **known)[0] == 1


def test_kueue_is_told_ready_or_rejected(cluster: Cluster) -> None:
    script = block("kueue.md", "permit-check")
    cluster.program(
        "kubectl",
        'if [ "$1" = get ]; then printf "%s" "$FOLDER"; else\n'
        'while [ "$1" != -p ]; do shift; done; printf "%s" "$2" > "$SAID"; fi',
    )
    asked = ("team", "workload-1", "train-reader")
    code, said = cluster.run(script, *asked, FOLDER=str(cluster.job))
    assert (code, state(cluster)) == (0, "Ready"), said
    cluster.spoil()
    code, _ = cluster.run(script, *asked, FOLDER=str(cluster.job))
    assert (code, state(cluster)) == (1, "Rejected")
    assert cluster.run(script, *asked, FOLDER="")[0] == 1
    assert state(cluster) == "Rejected"


def state(cluster: Cluster) -> str:
    (found,) = json.loads(cluster.said.read_text("utf-8"))["status"]["admissionChecks"]
    assert found["name"] == "distillgate-permit"
    return str(found["state"])


def test_the_init_container_holds_the_trainer_back(cluster: Cluster) -> None:
    job = yaml.safe_load(block("kubernetes.md", "job"))
    pod = job["spec"]["template"]["spec"]
    (gate,) = pod["initContainers"]
    assert {each["name"] for each in gate["env"]} >= {"JOB", "TRUST", "MODELS"}
    mounted = {each["name"] for each in gate["volumeMounts"]}
    assert mounted == {each["name"] for each in pod["volumes"]}
    assert gate["command"] == ["/bin/sh", "-euc"]
    (script,) = gate["args"]
    places = {
        "JOB": str(cluster.job),
        "TRUST": str(cluster.job / "trust"),
        "MODELS": str(cluster.folder / "models"),
    }
    code, said = cluster.run(script, **places)
    assert (code, said.startswith("holds: p-1")) == (0, True), said
    cluster.spoil()
    assert cluster.run(script, **places)[0] == 5


def test_the_kueue_check_is_the_one_that_the_queue_names() -> None:
    check, queue = yaml.safe_load_all(block("kueue.md", "check"))
    assert check["kind"] == "AdmissionCheck"
    assert queue["spec"]["admissionChecks"] == [check["metadata"]["name"]]


def test_the_workflows_verify_before_they_train(cluster: Cluster) -> None:
    train = yaml.safe_load(block("github-actions.md", "train"))
    steps = [each.get("run", "") for each in train["jobs"]["train"]["steps"]]
    verify = next(place for place, each in enumerate(steps) if "permit verify" in each)
    assert verify < steps.index("python train.py")
    (cluster.folder / "plan.yaml").write_text(approved(), "utf-8")
    (cluster.folder / "trust").symlink_to(cluster.job / "trust")
    models = str(cluster.folder / "models")
    code, said = cluster.run(steps[verify], MODELS=models)
    assert (code, said.startswith("holds: p-1")) == (0, True), said
    cluster.spoil()
    assert cluster.run(steps[verify], MODELS=models)[0] == 5
    check = yaml.safe_load(block("github-actions.md", "check"))
    assert check["permissions"] == {"contents": "read"}


def test_a_pull_request_is_held_by_its_plans(cluster: Cluster) -> None:
    check = yaml.safe_load(block("github-actions.md", "check"))
    (script,) = [
        each["run"]
        for each in check["jobs"]["check"]["steps"]
        if each.get("run", "").startswith("distillgate")
    ]
    plans = cluster.folder / "plans"
    plans.mkdir()
    examples = PAGES.parents[1] / "examples"
    for name in ("org.yaml", "05-train-on-staff-traces.yaml"):
        (plans / name).write_bytes((examples / name).read_bytes())
    (plans / "org.yaml").rename(cluster.folder / "org.yaml")
    denied = plans / "05-train-on-staff-traces.yaml"
    denied.write_text(denied.read_text("utf-8").replace("org.yaml", "../org.yaml"), "utf-8")
    code, said = cluster.run(script)
    assert code == 4, said


def test_the_workflows_are_what_github_reads(tmp_path: Path) -> None:
    paths = []
    for name in ("check", "train"):
        path = tmp_path / f"{name}.yml"
        path.write_text(block("github-actions.md", name), "utf-8")
        paths.append(str(path))
    schema = ("check_jsonschema", "--builtin-schema", "vendor.github-workflows")
    ran = subprocess.run(  # noqa: S603 a tool of the tests
        [sys.executable, "-m", *schema, *paths], capture_output=True, check=False, text=True
    )
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize(
    ("page", "name"), [("slurm.md", "permit-gate"), ("kueue.md", "permit-check")]
)
def test_the_scripts_are_read_by_every_shell_that_is_here(page: str, name: str) -> None:
    for shell in ("sh", "bash", "dash"):
        found = shutil.which(shell)
        if found is not None:
            ran = subprocess.run(  # noqa: S603 a script of our own pages
                [found, "-n", "-c", block(page, name)], capture_output=True, check=False
            )
            assert (ran.returncode, ran.stderr) == (0, b"")
