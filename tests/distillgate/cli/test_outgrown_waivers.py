"""A waiver is for what a clause meant on its day; what nobody needs or may waive is told."""

import json
import shutil
from pathlib import Path

import pytest

from distillgate import wiring
from tests.distillgate.cli.running import EXAMPLE, Command
from tests.distillgate.cli.test_filings import WAIVER, of_legal

HOUSE = Path("packs/house/house.yaml")
CLAUSE = "house#no-consumer-accounts"


@pytest.fixture
def legal(distillgate: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Give a registry with a plan of jo and a waiver of max, by packs that may change."""
    command = of_legal(distillgate, monkeypatch)
    shutil.copytree(EXAMPLE / "packs", distillgate.folder / "packs")
    monkeypatch.setattr(wiring, "SHIPPED_PACKS", distillgate.folder / "packs")
    ran = command("waiver", "add", "waiver.yaml")
    assert ran.code == 0, ran.err
    monkeypatch.setenv("DISTILLGATE_ACTOR", "jo")
    command("plan", "submit", "denied.yaml")
    monkeypatch.setenv("DISTILLGATE_ACTOR", "max")
    return command


def change(old: str, new: str) -> None:
    text = HOUSE.read_text("utf-8")
    assert old in text
    HOUSE.write_text(text.replace(old, new), "utf-8")


def finding(command: Command) -> dict[str, object]:
    read = json.loads(command("check", "denied.yaml", "--format", "json").out)
    (found,) = (each for each in read["findings"] if each["clause"].endswith("-accounts"))
    assert isinstance(found, dict)
    return found


def widen() -> None:
    change("ingredient.account: consumer", "ingredient.account: [consumer, free-tier]")


def test_other_words_do_not_end_a_waiver(legal: Command) -> None:
    change("Collecting outputs through", "To collect outputs by means of")
    assert finding(legal)["waived_by"] == "W-1"
    assert legal("waiver", "list").out.startswith("W-1  until 2027-02-01  max")


def test_a_waiver_does_not_hold_once_its_clause_means_something_else(legal: Command) -> None:
    assert finding(legal)["waived_by"] == "W-1"
    widen()
    found = finding(legal)
    assert (found["waived_by"], found["state"]) == (None, "applies")
    assert found["notes"] == ["the waiver W-1 was for what this clause meant before"]
    told = legal("check", "denied.yaml").out
    assert "warning[waiver-outgrown]: the waiver `W-1` does not hold for `assistant`" in told
    assert "waiver-not-encountered" not in told
    shown = f"W-1  until 2027-02-01, outgrown for {CLAUSE}  max"
    assert legal("waiver", "list").out.startswith(shown)
    (listed,) = json.loads(legal("waiver", "list", "--format", "json").out)
    assert listed["outgrown"] == [CLAUSE]
    swept = legal("sweep", "--dry-run")
    assert f"waiver W-1 is outgrown (until 2027-02-01): since it was granted, {CLAUSE}" in (
        swept.out
    )
    assert "1 flip" in swept.out
    assert legal("decision", "replay", "--all").out == "1 identical, 0 not\n"


def test_narrowing_a_waiver_does_not_renew_it(legal: Command) -> None:
    widen()
    narrow = ("waiver", "narrow", "W-1", "--role", "legal", "--reason", "soon over")
    assert legal(*narrow, "--until", "2026-12-24").code == 0
    assert finding(legal)["waived_by"] is None


def test_a_waiver_that_is_granted_anew_holds_for_the_clause_as_it_is(legal: Command) -> None:
    widen()
    Path("again.yaml").write_text(WAIVER.replace("W-1", "W-2"), "utf-8")
    assert legal("waiver", "add", "again.yaml").code == 0
    assert finding(legal)["waived_by"] == "W-2"


def test_a_waiver_in_one_line_is_filed_as_it_is(legal: Command) -> None:
    text = json.dumps(
        {
            "waiver": "W-3",
            "clauses": [CLAUSE],
            "by": "max",
            "role": "legal",
            "plans": ["other"],
            "on": "2026-11-01",
            "until": "2027-02-01",
            "reason": "written by a program",
        }
    )
    Path("line.json").write_text(text, "utf-8")
    assert legal("waiver", "add", "line.json").code == 0
    shown = json.loads(legal("waiver", "show", "W-3", "--format", "json").out)
    assert shown["text"] == text


def test_waivers_that_no_plan_needs_are_told_by_a_sweep_of_all(legal: Command) -> None:
    Path("idle.yaml").write_text(
        WAIVER.replace("W-1", "W-9").replace("assistant", "gone-*"), "utf-8"
    )
    assert legal("waiver", "add", "idle.yaml").code == 0
    swept = legal("sweep")
    assert "waiver W-9 is unused (until 2027-02-01): no plan has such a finding\n" in swept.out
    read = json.loads(legal("sweep", "--format", "json").out)
    assert [(each["id"], each["state"]) for each in read["waivers"]] == [("W-9", "unused")]
    assert json.loads(legal("sweep", "--about", "W-1", "--format", "json").out)["waivers"] == []


def test_what_house_policy_keeps_nobody_waives_or_approves(
    legal: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    change("settings:\n", "settings:\n  never_waived: [no-consumer-accounts]\n")
    found = finding(legal)
    assert (found["waivable"], found["waived_by"]) == (False, None)
    told = legal("check", "denied.yaml").out
    assert "the waiver `W-1` sets nothing aside in `assistant`: by house policy nobody" in told
    assert "it may be waived" not in told.partition("no-consumer-accounts]")[2].split("\n\n")[0]
    assert "waiver W-1 is void (until" in legal("sweep", "--dry-run").out
    Path("again.yaml").write_text(WAIVER.replace("W-1", "W-2"), "utf-8")
    refused = legal("waiver", "add", "again.yaml")
    assert (refused.code, "error[waiver-not-allowed]" in refused.err) == (2, True)
    assert legal("waiver", "revoke", "W-1", "--reason", "void").code == 0
    monkeypatch.setenv("DISTILLGATE_ACTOR", "jo")
    legal("plan", "submit", "denied.yaml")
    last = legal("decision", "list").out.split()[0]
    assert legal("review", "request", last).code == 0
    monkeypatch.setenv("DISTILLGATE_ACTOR", "max")
    approve = ("review", "approve", "1", "--reason", "risk-accepted", "--until", "2027-01-01")
    ran = legal(*approve, "--note", "we want it")
    assert (ran.code, "cannot be set aside by anybody" in ran.err + ran.out) == (2, True), ran


def test_what_house_policy_keeps_and_is_not_there_is_told(legal: Command) -> None:
    change("settings:\n", "settings:\n  never_waived: [law, no-consumer-acounts]\n")
    told = legal("policy", "lint", "packs").out + legal("policy", "lint", "packs").err
    assert "no clause, document or kind is called `no-consumer-acounts`" in told
    assert "called `law`" not in told
