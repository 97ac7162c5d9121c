import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from distillgate.usecases.permitcheck import plan_digest
from tests.distillgate.cli.running import Command, Ran
from tests.distillgate.gate.permits import STATEMENT, Logged

WEIGHTS = "sha256:" + hashlib.sha256(b"weights").hexdigest()


class Gate:
    """The command `permit verify` over a plan, a base and a permit for both."""

    def __init__(self, command: Command) -> None:
        self.command = command
        self.folder = command.folder
        plan = command.plan()
        (self.folder / "base.bin").write_bytes(b"weights")
        now = datetime.now(tz=UTC).replace(microsecond=0)  # noqa: TID251 the command reads it
        statement = replace(
            STATEMENT,
            plan=plan_digest(str(plan)),
            not_before=now,
            not_after=now + timedelta(hours=24),
            materials={"hf:a/b": WEIGHTS},
        )
        Logged(statement).write(self.folder)

    def __call__(self, *more: str, base: str = "hf:a/b=base.bin") -> Ran:
        fixed = ("--plan", "plan.yaml", "--trust", "trust", "--base", base)
        return self.command(
            "permit", "verify", "permit.sigstore.json", *fixed, "--audience", "cluster-a", *more
        )


@pytest.fixture
def gate(distillgate: Command) -> Gate:
    return Gate(distillgate)


def test_a_permit_that_holds_is_told_with_its_obligations(gate: Gate) -> None:
    ran = gate()
    assert (ran.code, ran.err) == (0, "")
    first, until, record, owed = ran.out.splitlines()
    assert first == "holds: p-1 lets cluster-a collect, train"
    assert until.startswith("  until      20")
    assert record == "  record     7 in log.example/main"
    assert owed == "  owed       acme-license#naming"


def test_a_refusal_is_one_line_and_exit_5(gate: Gate) -> None:
    (gate.folder / "base.bin").write_bytes(b"other weights")
    ran = gate()
    assert (ran.code, ran.err) == (5, "")
    changed = hashlib.sha256(b"other weights").hexdigest()
    assert ran.out == (
        f"refused: `hf:a/b` has changed: the permit is for {WEIGHTS}, and this is"
        f" sha256:{changed}\n"
    )
    told = json.loads(gate("--format", "json").out)
    assert (told["holds"], told["permit"]) == (False, None)
    assert told["reason"] in ran.out


def test_a_plan_whose_meaning_changed_is_refused_and_another_spelling_is_not(
    gate: Gate,
) -> None:
    plan = gate.folder / "plan.yaml"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(f"# more words\n{text}", encoding="utf-8")
    assert gate().code == 0
    plan.write_text(text.replace("plan: ", "plan: another-"), encoding="utf-8")
    ran = gate()
    assert ran.code == 5
    assert ran.out.startswith("refused: the permit is for the plan sha256:")


def test_another_audience_act_or_number_of_signatures_is_refused(gate: Gate) -> None:
    assert gate("--audience", "cluster-b").code == 5
    assert "not to release" in gate("--for", "release").out
    assert gate("--require-approvers", "1").code == 0
    assert gate("--require-approvers", "2").out == (
        "refused: 1 signed off, and 2 are asked for\n"
    )


def test_a_plan_that_cannot_be_read_is_shown_with_its_place(gate: Gate) -> None:
    (gate.folder / "plan.yaml").write_text("plan: [x\n", encoding="utf-8")
    ran = gate()
    assert ran.code == 2
    assert ran.err.startswith("error[yaml-syntax]")
    assert "plan.yaml" in ran.err


@pytest.mark.parametrize("base", ["base.bin", "=base.bin", "hf:a/b="])
def test_what_is_no_pair_of_reference_and_path_is_refused(gate: Gate, base: str) -> None:
    ran = gate(base=base)
    assert ran.code == 2
    assert "is no REF=PATH" in ran.err


def test_a_permit_is_shown_unchecked(gate: Gate) -> None:
    ran = gate.command("permit", "show", "permit.sigstore.json")
    assert ran.code == 0
    assert ran.out.startswith("p-1, unchecked\n")
    assert f"  materials  hf:a/b {WEIGHTS}\n" in ran.out
    told = json.loads(
        gate.command("permit", "show", "permit.sigstore.json", "--format", "json").out
    )
    assert told["predicate"]["permitId"] == "p-1"
    (gate.folder / "permit.sigstore.json").write_bytes(b"\xff")
    ran = gate.command("permit", "show", "permit.sigstore.json")
    assert ran.code == 5
    assert ran.out.startswith("refused: this is no permit")
