import json
from pathlib import Path

import pytest

from registry.audit.exporting import export_log
from tests.distillgate.cli.running import Command
from tests.distillgate.gate.signers import ORIGIN, policy_text, witness
from tests.registry.audit.logs import checkpoint_of, leaves

WITNESS = witness("w.example", 8)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    content = leaves(1234)
    heads = [checkpoint_of(content, 100)]
    export_log(content, checkpoint_of(content, 1234, WITNESS), heads, tmp_path / "export")
    (tmp_path / "policy").write_bytes(policy_text("quorum none"))
    return tmp_path / "export"


def test_an_export_that_holds_is_told(distillgate: Command, folder: Path) -> None:
    trust = policy_text(f"witness auditors {WITNESS.verifier}", "quorum auditors")
    (folder.parent / "policy").write_bytes(trust)
    ran = distillgate("audit", "verify-export", "export", "--policy", "policy", "--records")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        f"holds: {ORIGIN} at 1,234 records\n"
        "  witnesses  auditors\n"
        "  heads      1 earlier ones are part of it\n"
    )


def test_an_export_that_was_changed_is_told_with_its_record(
    distillgate: Command, folder: Path
) -> None:
    bundle = folder / "tile" / "entries" / "003"
    bundle.write_bytes(bundle.read_bytes().replace(b'"r-770"', b'"r-771"'))
    ran = distillgate("audit", "verify-export", "export", "--policy", "policy")
    assert ran.code == 6
    assert ran.out == "does not hold: bundle 3 does not match its tile\n  record     770\n"
    ran = distillgate(
        "audit", "verify-export", "export", "--policy", "policy", "--format", "json"
    )
    assert ran.code == 6
    assert json.loads(ran.out) == {
        "schema": "distillgate/log-check/v1",
        "standing": "broken",
        "origin": None,
        "size": 0,
        "reason": "bundle 3 does not match its tile",
        "index": 770,
        "witnessed": [],
        "heads": 0,
    }


def test_what_cannot_be_told_exits_with_one(distillgate: Command, folder: Path) -> None:
    (folder / "checkpoint").unlink()
    ran = distillgate("audit", "verify-export", "export", "--policy", "policy")
    assert ran.code == 1
    assert ran.out.startswith("cannot tell: the folder has no checkpoint")


def test_a_kept_checkpoint_is_held_against_the_export(
    distillgate: Command, folder: Path
) -> None:
    other = checkpoint_of([b"other"] * 50)
    (folder.parent / "kept").write_text(str(other.note), encoding="utf-8")
    ran = distillgate(
        "audit", "verify-export", "export", "--policy", "policy", "--since", "kept"
    )
    assert ran.code == 6
    assert "the checkpoint that you kept at 50 has another root" in ran.out


@pytest.mark.usefixtures("folder")
def test_a_policy_that_cannot_be_read_is_shown_at_its_line(
    distillgate: Command, tmp_path: Path
) -> None:
    (tmp_path / "policy").write_text("# ours\nquorum auditors\n", encoding="utf-8")
    ran = distillgate("audit", "verify-export", "export", "--policy", "policy")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "error[wrong-trust]: no line above defines `auditors`\n"
        " --> policy:2:1\n"
        "  |\n"
        "2 | quorum auditors\n"
        "  | ^\n"
        "  = help: `distillgate explain wrong-trust` shows the lines of a trust policy\n"
    )


@pytest.mark.usefixtures("folder")
def test_files_that_are_not_there_are_told(distillgate: Command, tmp_path: Path) -> None:
    ran = distillgate("audit", "verify-export", "export", "--policy", "nowhere")
    assert ran.code == 2
    assert ran.err.startswith("error[file-not-found]")
    (tmp_path / "kept").write_bytes(b"no note")
    ran = distillgate(
        "audit", "verify-export", "export", "--policy", "policy", "--since", "kept"
    )
    assert ran.code == 2
    assert ran.err.startswith("error[wrong-trust]: the note has no signatures")
