import hashlib
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from distillgate.gate import AtHand, PermitRefusedError, require_permit
from distillgate.gate.statuslists import StatusList
from registry.audit.permits import status_bundle
from tests.distillgate.gate.permits import PLAN, SIGNER, STATEMENT, STRANGER, Logged, pem_of

ROOT = Path(__file__).parents[3]


@pytest.fixture
def job(tmp_path: Path) -> Path:
    """Return a folder with data, a base, and a permit for both that holds now."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "train.jsonl").write_text("one\n", encoding="utf-8")
    (tmp_path / "base.bin").write_bytes(b"weights")
    (tmp_path / "plan.json").write_text("{}", encoding="utf-8")
    permitted().write(tmp_path)
    return tmp_path


def permitted(**fields: object) -> Logged:
    now = datetime.now(tz=UTC).replace(microsecond=0)  # noqa: TID251 what a job reads is the clock
    line = hashlib.sha256(b"one\n").hexdigest()
    data = hashlib.sha256(f'[["train.jsonl",4,"{line}"]]'.encode()).hexdigest()
    materials = {
        "local:./data": f"sha256:{data}",
        "hf:a/b": "sha256:" + hashlib.sha256(b"weights").hexdigest(),
    }
    statement = replace(
        STATEMENT,
        plan="sha256:" + hashlib.sha256(b"{}").hexdigest(),
        not_before=now,
        not_after=now + timedelta(hours=24),
        materials=materials,
    )
    return Logged(replace(statement, **fields))  # type: ignore[arg-type]  # fields by name


def at_hand(folder: Path, **fields: object) -> AtHand:
    hand = AtHand(
        folder / "plan.json",
        {"local:./data": folder / "data", "hf:a/b": folder / "base.bin"},
        "cluster-a",
    )
    return replace(hand, **fields)  # type: ignore[arg-type]  # fields by name


def refusal(folder: Path, hand: AtHand | None = None, **trust: Path) -> str:
    with pytest.raises(PermitRefusedError) as refused:
        require_permit(
            folder / "permit.sigstore.json",
            hand or at_hand(folder),
            trust=trust.get("trust", folder / "trust"),
        )
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_a_job_with_its_permit_starts(job: Path) -> None:
    held = require_permit(job / "permit.sigstore.json", at_hand(job), trust=job / "trust")
    assert held.statement.id == "p-1"


def test_a_data_set_that_changed_refuses_the_job(job: Path) -> None:
    (job / "data" / "train.jsonl").write_text("two\n", encoding="utf-8")
    assert "`local:./data` has changed" in refusal(job)
    (job / "data" / "train.jsonl").write_text("one\n", encoding="utf-8")
    (job / "data" / "more.jsonl").write_text("", encoding="utf-8")
    assert "`local:./data` has changed" in refusal(job)


def test_a_base_or_a_plan_that_changed_refuses_the_job(job: Path) -> None:
    (job / "base.bin").write_bytes(b"other weights")
    assert "`hf:a/b` has changed" in refusal(job)
    assert "is for the plan" in refusal(job, at_hand(job, plan=PLAN))


def test_digests_that_the_platform_knows_are_taken(job: Path) -> None:
    known = permitted().statement
    hand = AtHand(known.plan, dict(known.materials), "cluster-a", "train")
    held = require_permit(job / "permit.sigstore.json", hand, trust=str(job / "trust"))
    assert held.index == 7


def test_the_environment_says_whom_to_believe_and_who_asks(
    job: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISTILLGATE_TRUST", raising=False)
    monkeypatch.delenv("DISTILLGATE_AUDIENCE", raising=False)
    permit, hand = job / "permit.sigstore.json", at_hand(job, audience=None)
    with pytest.raises(PermitRefusedError, match="DISTILLGATE_TRUST names it"):
        require_permit(permit, hand)
    monkeypatch.setenv("DISTILLGATE_TRUST", str(job / "trust"))
    with pytest.raises(PermitRefusedError, match="DISTILLGATE_AUDIENCE names it"):
        require_permit(permit, hand)
    monkeypatch.setenv("DISTILLGATE_AUDIENCE", "cluster-a")
    assert require_permit(permit, hand).index == 7
    monkeypatch.setenv("DISTILLGATE_AUDIENCE", "cluster-b")
    with pytest.raises(PermitRefusedError, match="and this is `cluster-b`"):
        require_permit(permit, hand)


def test_what_is_missing_or_broken_refuses_in_one_line(job: Path) -> None:
    assert "there is no permit to `deploy`" in refusal(job, at_hand(job, act="deploy"))
    assert "cannot be read" in refusal(job, at_hand(job, plan=job / "nowhere"))
    assert "cannot be read" in refusal(job, trust=job / "nowhere")
    keys = job / "trust" / "permit-keys.pem"
    whole = keys.read_bytes()
    for wrong in (b"", b"x", whole.replace(b"MFkw", b"MFkx")):
        keys.write_bytes(wrong)
        assert "public key" in refusal(job)
    keys.write_bytes(pem_of(STRANGER) + whole)
    held = require_permit(job / "permit.sigstore.json", at_hand(job), trust=job / "trust")
    assert held.index == 7
    (job / "trust" / "log.policy").write_bytes(b"quorun none\n")
    assert "begins no line of this shape" in refusal(job)


def test_without_the_proof_beside_it_a_permit_is_refused(job: Path) -> None:
    (job / "permit.tlog-proof").unlink()
    assert refusal(job) == "the permit comes without a log proof"


def test_the_status_list_in_the_trust_folder_is_held_against_the_permit(job: Path) -> None:
    now = datetime.now(tz=UTC)  # noqa: TID251 what a job reads is the clock
    made = StatusList(now, now + timedelta(hours=1), frozenset({"p-1"}))
    (job / "trust" / "status-list.json").write_bytes(status_bundle(made, SIGNER))
    assert refusal(job) == "the permit was revoked"


def test_a_permit_that_counts_its_runs_is_for_the_command_that_counts(job: Path) -> None:
    permitted(max_runs=2).write(job)
    assert "counts its runs" in refusal(job)


def test_a_run_that_is_counted_already_is_let_start(
    job: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    permitted(max_runs=2).write(job)
    monkeypatch.setenv("DISTILLGATE_RUN_OF", "another")
    assert "counts its runs" in refusal(job)
    monkeypatch.setenv("DISTILLGATE_RUN_OF", STATEMENT.id)
    held = require_permit(job / "permit.sigstore.json", at_hand(job), trust=job / "trust")
    assert held.statement.id == STATEMENT.id


def test_a_training_script_beside_modules_of_the_same_names_is_let_start(job: Path) -> None:
    for name in ("policy", "registry", "connectors"):
        (job / f"{name}.py").write_text("raise RuntimeError\n", encoding="utf-8")
    script = (
        f"import sys; sys.path.append({str(ROOT)!r})\n"
        "from distillgate.gate import AtHand, require_permit\n"
        "data = {'local:./data': 'data', 'hf:a/b': 'base.bin'}\n"
        "hand = AtHand('plan.json', data, 'cluster-a')\n"
        "print(require_permit('permit.sigstore.json', hand, trust='trust').statement.id)\n"
    )
    (job / "train.py").write_text(script, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "train.py"], cwd=job, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("p-1\n", "")
