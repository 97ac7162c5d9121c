import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from distillgate import settings
from tests.distillgate.cli.running import Command, Ran


@pytest.fixture
def unsure(distillgate: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Give a registry on a fixed day, in which a plan needs a review."""
    moment = datetime(2026, 11, 24, 10, tzinfo=UTC)
    monkeypatch.setattr(settings, "now", lambda: moment)
    text = distillgate.plan().read_text("utf-8").replace("    account: business\n", "")
    ran = distillgate("plan", "submit", str(distillgate.plan("plan.yaml", text)))
    assert ran.code == 3, ran.err
    return distillgate


def acting(patch: pytest.MonkeyPatch, name: str, roles: str = "") -> None:
    patch.setenv("DISTILLGATE_ACTOR", name)
    patch.setenv("DISTILLGATE_ROLES", roles)


def test_a_question_is_asked_and_its_answer_settles_the_review(
    unsure: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Path("plan.yaml").read_bytes()
    ran = unsure("review", "request", "1", "--note", "we start on Monday")
    assert (ran.code, ran.out.splitlines()[0]) == (0, "review 1: open")
    acting(monkeypatch, "max", "legal")
    fact = ("--fact", "ingredient.account", "--ingredient", "hf:acme/large")
    ran = unsure("review", "ask", "1", "Which account?", *fact)
    assert ran.out.startswith("review 1: waiting-for-requester\n"), ran.err
    acting(monkeypatch, "jo")
    ran = unsure("review", "answer", "1", "business")
    assert ran.out.startswith("review 1: settled\n"), ran.err
    assert "3. answer of question 2, jo, 2026-11-24T10:00Z" in ran.out
    assert Path("plan.yaml").read_bytes() == before
    shown = unsure("decision", "show", "2")
    assert "decision 2: approved-with-obligations" in shown.out
    assert "1: settled" in shown.out
    assert unsure("decision", "replay", "--all").out == "2 identical, 0 not\n"


def test_a_person_approves_and_the_requester_may_not(
    unsure: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsure("review", "request", "1")
    approve = ("review", "approve", "1", "--until", "2027-03-01", "--reason", "risk-accepted")
    acting(monkeypatch, "jo", "legal")
    refused(unsure(*approve), "not-entitled", "another person must do this")
    acting(monkeypatch, "max", "legal")
    monkeypatch.setenv("DISTILLGATE_ACTOR_KIND", "machine")
    refused(unsure(*approve), "not-entitled", "a person must do this")
    monkeypatch.delenv("DISTILLGATE_ACTOR_KIND")
    assert unsure("review", "approve", "1", "--reason", "risk-accepted").code == 2
    ran = unsure(*approve, "--obligation", "keep it internal", "--format", "json")
    found = json.loads(ran.out)
    assert (found["standing"], found["approves"]) == ("approved until 2027-03-01", True)
    refused(unsure("review", "deny", "1", "--reason", "risk-accepted"), "wrong-state", "reopen")
    listed = unsure("review", "list", "--state", "approved").out
    assert "1  approved until 2027-03-01  document-reader  decision 1" in listed
    assert unsure("review", "list", "--undecided").out == ""
    shown = json.loads(unsure("decision", "show", "1", "--format", "json").out)
    assert shown["review"]["state"] == "approved"


def refused(ran: Ran, code: str, hint: str) -> None:
    assert ran.code == 2
    assert f"error[{code}]" in ran.err
    assert "<command line>:1:" in ran.err
    assert hint in ran.err


def test_a_review_is_handed_on_denied_and_reopened(
    unsure: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsure("review", "request", "1")
    acting(monkeypatch, "max", "reviewer")
    assert unsure("review", "escalate", "1", "--to", "ip-legal").code == 0
    acting(monkeypatch, "lee", "ip-legal")
    ran = unsure("review", "deny", "1", "--reason", "cannot-be-fixed", "--note", "no")
    assert ran.out.startswith("review 1: denied\n"), ran.err
    ran = unsure("review", "reopen", "1", "--note", "news")
    assert ran.out.startswith("review 1: open\n"), ran.err
    assert unsure("review", "show", "1").out == ran.out
    assert (
        json.loads(unsure("review", "list", "--format", "json").out)[0]["group"] == "ip-legal"
    )


@pytest.mark.parametrize(
    "arguments",
    [["review", "show", "9"], ["review", "deny", "x", "--reason", "risk-accepted"]],
)
def test_an_unknown_review_is_told(unsure: Command, arguments: list[str]) -> None:
    refused(unsure(*arguments), "unknown-record", "nobody has asked for one yet")
    refused(unsure("review", "request", "7"), "unknown-record", "the last one is 1")


def test_a_permit_rests_on_the_approval_and_falls_with_it(
    distillgate: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = distillgate.plan().read_text("utf-8").replace("    account: business\n", "")
    distillgate("plan", "submit", str(distillgate.plan("plan.yaml", text)))
    distillgate("audit", "init", "log.example/team")
    Path("base.bin").write_bytes(b"weights")
    base = ("--audience", "cluster-a", "--base", "hf:opener/base-7b=base.bin")
    ran = distillgate("permit", "issue", "1", *base)
    assert (ran.code, ran.out) == (5, "")
    assert ran.err.startswith("refused: decision 1 is `needs-review`, no approval; `review")
    distillgate("review", "request", "1")
    acting(monkeypatch, "max", "legal")
    until = (datetime.now(tz=UTC) + timedelta(days=9)).date()  # noqa: TID251 the command reads it
    approve = ("review", "approve", "1", "--until", str(until), "--reason", "risk-accepted")
    assert distillgate(*approve).code == 0
    ran = distillgate("permit", "issue", "1", *base)
    assert ran.code == 0, ran.err
    assert distillgate("permit", "trust", "trust").code == 0
    verify = ("permit", "verify", "permit.sigstore.json", "--plan", "plan.yaml", *base)
    ran = distillgate(*verify, "--trust", "trust", "--require-approvers", "1")
    assert ran.code == 0, ran.out + ran.err
    shown = distillgate("permit", "show", "permit.sigstore.json").out
    assert "  signed off commit:" in shown
    ran = distillgate("permit", "list", "--state", "valid")
    assert "document-reader  decision 1  cluster-a" in ran.out
    evidence_is_gathered(distillgate)
    ran = distillgate("review", "reopen", "1")
    assert "suspended with it: permit-" in ran.err
    ran = distillgate(*verify, "--trust", "trust")
    assert (ran.code, "the permit is suspended: decision 1" in ran.out) == (5, True)
    assert distillgate("permit", "list", "--state", "valid").out == ""
    (found,) = json.loads(distillgate("permit", "list", "--format", "json").out)
    assert (found["state"], found["decision"]) == ("suspended", "1")
    distillgate("permit", "trust", "trust")
    monkeypatch.setenv("DISTILLGATE_REGISTRY", "elsewhere.db")
    ran = distillgate(*verify, "--trust", "trust")
    assert (ran.code, "what it rests on no longer stands" in ran.out) == (5, True)


def evidence_is_gathered(distillgate: Command) -> None:
    """Gather what is known of decision 1 into a folder, as its sums say, and once only."""
    Path("scan.json").write_text("{}", encoding="utf-8")
    ran = distillgate("evidence", "document-reader", "--attach", "scan.json", "-o", "shown")
    assert (ran.code, ran.err) == (0, "")
    sums = Path("shown/SHA256SUMS").read_text("utf-8").splitlines()
    for digest, name in (line.split("  ") for line in sums):
        assert sha256(Path("shown", name).read_bytes()).hexdigest() == digest
    assert ran.out == f"shown: {len(sums)} files about decision 1\n"
    again = distillgate("evidence", "1", "-o", "shown")
    assert (again.code, "error[file-exists]" in again.err) == (2, True)
    assert "unknown-record" in distillgate("evidence", "document-readr", "-o", "x").err
