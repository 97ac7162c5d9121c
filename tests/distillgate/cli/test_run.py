"""Jobs that are started under a permit."""

import json
import sys
from pathlib import Path

import pytest

from tests.distillgate.cli.running import Command
from tests.distillgate.cli.test_log_commands import REF, log

__all__ = ["log"]

PRINT = "import os, sys; open('seen', 'w').write(repr(dict(os.environ))); sys.exit(%d)"


def job(code: int = 0) -> tuple[str, ...]:
    """Return a job that notes its environment, makes a model, and exits so."""
    make = "open('model', 'w').write('weights');"
    return (sys.executable, "-c", f"{make} {PRINT % code}")


def started(log: Command, *command: str, more: tuple[str, ...] = ()) -> int:
    held = ("--plan", "plan.yaml", "--audience", "a", "--trust", "trust")
    base = ("--base", f"{REF}=base")
    ran = log(
        "run", "--permit", "job/permit.sigstore.json", *held, *base, *more, "--", *command
    )
    return ran.code


def issue(log: Command, *more: str) -> None:
    Path("base").mkdir(exist_ok=True)
    Path("base", "weights").write_bytes(b"weights")
    chosen = ("--audience", "a", "--base", f"{REF}=base", "-o", "job", *more)
    assert log("permit", "issue", "1", *chosen).code == 0
    assert log("permit", "trust", "trust").code == 0


def consumed(log: Command) -> list[dict[str, object]]:
    lines = log("audit", "list", "--kind", "permit.consumed", "--format", "json").out
    return [json.loads(line)["details"] for line in lines.splitlines()]


def test_a_job_runs_under_its_permit_and_start_and_end_are_recorded(log: Command) -> None:
    issue(log)
    assert started(log, *job(), more=("--output", "model")) == 0
    first, last = consumed(log)
    assert (first["run"], last["run"], last["exit"]) == (1, 1, 0)
    assert str(last["output"]).startswith("sha256:")
    seen = Path("seen").read_text()
    for name in ("DISTILLGATE_PERMIT_ID", "DISTILLGATE_PLAN_DIGEST", "DISTILLGATE_RUN'"):
        assert name in seen


def test_the_exit_of_the_job_is_the_exit(log: Command) -> None:
    issue(log)
    assert started(log, *job(7)) == 7
    assert consumed(log)[-1]["exit"] == 7
    assert started(log, "no-such-command") == 127
    assert started(log, sys.executable, "-c", "import os; os.kill(os.getpid(), 9)") == 137


def test_what_is_refused_is_not_started(log: Command) -> None:
    issue(log)
    Path("base", "weights").write_bytes(b"others")
    assert started(log, *job()) == 5
    assert not Path("seen").exists()
    assert consumed(log) == []


def test_no_more_runs_start_than_the_permit_allows(log: Command) -> None:
    issue(log, "--runs", "1")
    assert started(log, *job()) == 0
    Path("seen").unlink()
    assert started(log, *job()) == 5
    assert not Path("seen").exists()


def test_a_permit_of_another_registry_runs_unrecorded_unless_it_is_counted(
    log: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue(log)
    monkeypatch.setenv("DISTILLGATE_REGISTRY", "off")
    assert started(log, *job()) == 0
    monkeypatch.setenv("DISTILLGATE_REGISTRY", str(Path("registry", "registry.db").resolve()))
    issue(log, "--runs", "2")
    monkeypatch.setenv("DISTILLGATE_REGISTRY", "off")
    assert started(log, *job()) == 5


def test_a_model_that_is_not_there_is_told(log: Command) -> None:
    issue(log)
    assert started(log, *job(), more=("--output", "nowhere")) == 1
    assert "output" not in consumed(log)[-1]
