import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from distillgate import settings
from tests.distillgate.cli.running import EXAMPLE, Command

WAIVER = """\
waiver: W-1
clauses: [house#no-consumer-accounts]
plans: [assistant]
by: max
role: legal
on: 2026-11-01
until: 2027-02-01
reason: bought before the policy was there
"""
ANSWER = """\
determination: D-1
fact: terms.competes_with_issuer
is: false
issuer: acme
by: max
role: legal
on: 2026-11-01
until: 2027-11-01
reason: no assistant
"""


@pytest.fixture
def legal(distillgate: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    return of_legal(distillgate, monkeypatch)


def of_legal(distillgate: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Give a registry in which somebody of legal acts, on a fixed day, and a denied plan."""
    moment = datetime(2026, 11, 24, 10, tzinfo=UTC)
    monkeypatch.setattr(settings, "now", lambda: moment)
    monkeypatch.setenv("DISTILLGATE_ACTOR", "max")
    monkeypatch.setenv("DISTILLGATE_ROLES", "legal")
    text = (EXAMPLE / "plans" / "denied.yaml").read_text("utf-8")
    distillgate.plan("denied.yaml", text)
    assert distillgate("check", "denied.yaml").code == 4
    Path("waiver.yaml").write_text(WAIVER, "utf-8")
    Path("answer.yaml").write_text(ANSWER, "utf-8")
    return distillgate


def test_what_lies_on_file_counts_in_every_check_until_it_is_revoked(legal: Command) -> None:
    ran = legal("waiver", "add", "waiver.yaml")
    assert (ran.code, ran.out) == (0, "waiver W-1: until 2027-02-01\n"), ran.err
    ran = legal("check", "denied.yaml", "--format", "json")
    assert ran.code == 3
    findings = json.loads(ran.out)["findings"]
    assert [each["waived_by"] for each in findings if each["state"] == "waived"] == ["W-1"]
    assert legal("determination", "add", "answer.yaml").code == 0
    assert legal("check", "denied.yaml").code == 0
    assert legal("plan", "submit", "denied.yaml").code == 0
    assert legal("waiver", "revoke", "W-1", "--reason", "sold").code == 0
    assert legal("check", "denied.yaml").code == 4
    assert legal("decision", "replay", "--all").out == "2 identical, 0 not\n"
    assert legal("waiver", "list").out == ""
    assert "W-1  revoked  max  2026-11-24" in legal("waiver", "list", "--all").out


def test_what_lies_on_file_is_shown_with_its_text(legal: Command) -> None:
    legal("waiver", "add", "waiver.yaml")
    shown = legal("waiver", "show", "W-1")
    assert "waiver W-1: until 2027-02-01" in shown.out
    assert "  reason: bought before the policy was there" in shown.out
    found = json.loads(legal("waiver", "show", "W-1", "--format", "json").out)
    assert found["text"].startswith(f"{WAIVER}meant:\n")
    (found,) = json.loads(legal("waiver", "list", "--format", "json").out)
    assert (found["name"], found["by"]) == ("W-1", "max")
    ran = legal("determination", "show", "W-1")
    assert (ran.code, "error[unknown-record]" in ran.err) == (2, True)


def test_what_is_wrong_with_a_file_is_shown_at_its_line(legal: Command) -> None:
    Path("waiver.yaml").write_text(WAIVER.replace("until: 2027-02-01\n", ""), "utf-8")
    ran = legal("waiver", "add", "waiver.yaml")
    assert ran.code == 2
    assert "error[missing-key]" in ran.err
    assert "waiver.yaml:1:1" in ran.err
    assert "file-not-found" in legal("waiver", "add", "gone.yaml").err
    assert "error[wrong-value]" in legal("agreement", "add", "answer.yaml").err


def test_a_waiver_that_nothing_needs_is_told(legal: Command) -> None:
    Path("waiver.yaml").write_text(WAIVER.replace("assistant", "document-*"), "utf-8")
    legal("waiver", "add", "waiver.yaml")
    ran = legal("check", str(legal.plan()))
    assert "warning[waiver-not-encountered]" in ran.out
    assert "registry/waiver/W-1.yaml:1:1" in ran.out


def test_a_text_on_file_that_was_changed_judges_nothing(legal: Command) -> None:
    legal("waiver", "add", "waiver.yaml")
    with sqlite3.connect(Path("registry", "registry.db")) as connection:
        connection.execute("UPDATE content SET packed = x'00'")
    connection.close()
    ran = legal("check", "denied.yaml")
    assert ran.code == 2
    assert "error[damaged-content]" in ran.out
    assert "\ufffd" not in ran.out


def test_what_is_revoked_reopens_the_decisions_that_rest_on_it(legal: Command) -> None:
    legal("waiver", "add", "waiver.yaml")
    legal("determination", "add", "answer.yaml")
    assert legal("plan", "submit", "denied.yaml").code == 0
    for name in ("W-1", "d-1"):
        assert legal("decision", "list", "--on", name).out.startswith("1  approved")
    ran = legal("waiver", "revoke", "W-1", "--reason", "sold")
    assert ran.code == 0, ran.err
    assert "denied  assistant (decision 1): was approved" in ran.err
    assert "house#no-consumer-accounts" in ran.err
    assert legal("decision", "list").out.splitlines()[0].startswith("2  denied")
    assert legal("review", "list").out.startswith("1  open")
    assert legal("determination", "revoke", "D-1", "--reason", "wrong").code == 0
    assert legal("decision", "list").out.splitlines()[0].startswith("3  denied")
    assert legal("decision", "replay", "--all").code == 0


def test_what_ends_soon_is_told_before_and_reopened_after(
    legal: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert legal("due").out == ""
    legal("waiver", "add", "waiver.yaml")
    legal("determination", "add", "answer.yaml")
    assert legal("plan", "submit", "denied.yaml").code == 0
    assert legal("due").out == ""

    def told(day: datetime) -> str:
        monkeypatch.setattr(settings, "now", lambda: day)
        return legal("due").out

    row = "2027-02-01  waiver W-1  max  assistant\n"
    assert told(datetime(2027, 1, 2, 10, tzinfo=UTC)) == f"within 30 days  {row}"
    assert told(datetime(2027, 1, 25, 10, tzinfo=UTC)) == f"within 7 days  {row}"
    assert told(datetime(2027, 2, 1, 10, tzinfo=UTC)) == f"ended  {row}"
    read = json.loads(legal("due", "--within", "400", "--format", "json").out)
    assert [(each["name"], each["days"]) for each in read] == [("W-1", "0"), ("D-1", "273")]
    assert legal("sweep").code == 4
    assert legal("due").out == ""


def test_an_approval_that_ends_soon_is_told_with_who_gave_it(
    legal: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    legal("waiver", "add", "waiver.yaml")
    monkeypatch.setenv("DISTILLGATE_ACTOR", "jo")
    assert legal("plan", "submit", "denied.yaml").code == 3
    assert legal("review", "request", "1").code == 0
    monkeypatch.setenv("DISTILLGATE_ACTOR", "max")
    approval = ("--until", "2026-12-20", "--reason", "counsel-opinion")
    assert legal("review", "approve", "1", *approval).code == 0
    assert legal("due").out == "within 30 days  2026-12-20  review 1  max  assistant\n"
