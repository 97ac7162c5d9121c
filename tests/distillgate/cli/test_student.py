"""What our own model hands to its users, signed and held against what is at hand."""

import json
from pathlib import Path

import pytest

from tests.distillgate.cli.running import DAY, Command, Ran

NAME = "log.example/team"


@pytest.fixture
def attested(distillgate: Command) -> Command:
    """Give a student whose bill is signed, with the keys by which others check it."""
    assert distillgate("audit", "init", NAME).code == 0
    assert distillgate("audit", "publish").code == 0
    distillgate.plan()
    (distillgate.folder / "model").mkdir()
    (distillgate.folder / "model" / "weights.bin").write_bytes(b"weights")
    asked = ("student", "attest", "plan.yaml", "--model", "model", "--out", "out")
    ran = distillgate(*asked)
    assert ran.code == 0, ran.err
    assert ran.err == "wrote out/student.cdx.json\nwrote out/student.sigstore.json\n"
    assert distillgate("permit", "trust", "trust").code == 0
    return distillgate


def verified(command: Command, *more: str) -> Ran:
    return command("student", "verify", "out/student.sigstore.json", "--trust", "trust", *more)


def test_a_statement_says_lineage_limits_and_duties(attested: Command) -> None:
    ran = verified(attested, "--model", "model")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("holds: signed by ")
    words = " ".join(ran.out.split())
    assert "about plan document-reader sha256:" in words
    assert "about Reader-7B sha256:" in words
    assert "duty open-license@published#license-copy: A copy of the license goes" in words
    told = json.loads(verified(attested, "--format", "json").out)
    bill = json.loads((attested.folder / "out" / "student.cdx.json").read_text("utf-8"))
    assert told["bom"] == bill
    ancestors = bill["metadata"]["component"]["pedigree"]["ancestors"]
    assert [(each["name"], each["properties"][0]["value"]) for each in ancestors] == [
        ("large", "distilled"),
        ("base-7b", "finetune"),
    ]


def test_the_signing_stands_in_the_log(attested: Command) -> None:
    listed = attested("audit", "list", "--format", "json")
    assert '"outcome":"attested"' in listed.out.replace(" ", "")
    assert attested("audit", "fsck").code == 0


def test_another_model_does_not_hold(attested: Command) -> None:
    (attested.folder / "model" / "weights.bin").write_bytes(b"other")
    ran = verified(attested, "--model", "model")
    assert (ran.code, ran.err) == (6, "")
    assert "does not hold: the statement is not about sha256:" in " ".join(ran.out.split())


def test_a_changed_statement_does_not_hold(attested: Command) -> None:
    path = attested.folder / "out" / "student.sigstore.json"
    bundle = json.loads(path.read_text("utf-8"))
    bundle["dsseEnvelope"]["payload"] = "AA" + bundle["dsseEnvelope"]["payload"][2:]
    path.write_text(json.dumps(bundle), encoding="utf-8")
    ran = verified(attested, "--format", "json")
    assert ran.code == 6
    told = json.loads(ran.out)
    assert (told["holds"], told["reason"]) == (False, "no key that is trusted signed it")


def test_what_else_the_key_signed_is_no_statement_about_a_model(attested: Command) -> None:
    path = attested.folder / "out" / "student.sigstore.json"
    path.write_bytes((attested.folder / "trust" / "status-list.json").read_bytes())
    ran = verified(attested)
    assert (ran.code, ran.out) == (
        6,
        "does not hold: what was signed is no in-toto statement\n",
    )


def test_the_same_decision_gives_the_same_bill(attested: Command) -> None:
    attested("plan", "submit", "plan.yaml")
    asked = ("student", "attest", "--decision", "1", "--unsigned")
    one, other = attested(*asked), attested(*asked)
    assert (one.code, one.out) == (0, other.out)
    assert '"distillgate:decision"' in one.out


def test_nothing_is_signed_about_a_plan_that_is_denied(attested: Command) -> None:
    plan = attested.folder / "plan.yaml"
    plan.write_text(plan.read_text("utf-8").replace("account: business", "account: consumer"))
    ran = attested("student", "attest", "plan.yaml", "--out", "denied")
    assert (ran.code, "error[wrong-state]" in ran.err) == (2, True)
    assert not (attested.folder / "denied").exists()
    assert attested("student", "attest", "plan.yaml", "--unsigned").code == 4


def test_without_keys_nothing_is_signed(distillgate: Command) -> None:
    distillgate.plan()
    ran = distillgate("student", "attest", "plan.yaml", "--out", "out")
    assert (ran.code, "`distillgate audit init` makes them" in ran.err) == (2, True)
    assert not Path("out").exists()


def test_a_bill_is_read_again_as_records(attested: Command) -> None:
    ran = attested("bom", "import", "out/student.cdx.json", "--format", "json")
    assert ran.code == 0, ran.err
    student = next(each for each in json.loads(ran.out)["records"] if each["id"] == "Reader-7B")
    assert {(base["id"], base["relation"]) for base in student["bases"]} == {
        ("opener/base-7b", "finetune"),
        ("acme/large", "distilled"),
    }


def test_neither_a_folder_nor_unsigned_is_wrong_usage(distillgate: Command) -> None:
    distillgate.plan()
    assert distillgate("student", "attest", "plan.yaml", "--as-of", DAY).code == 2
