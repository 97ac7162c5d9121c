import json
from pathlib import Path

import pytest

from tests.distillgate.cli.running import Command
from tests.distillgate.cli.test_filings import of_legal

REQUEST = """\
waiver: W-1
clauses: [house#no-consumer-accounts, acme-terms#no-competing-models]
plans: [assistant, helper-*]
until: 2027-02-01
reason: bought before the policy was there
"""


@pytest.fixture
def legal(distillgate: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    return of_legal(distillgate, monkeypatch)


@pytest.fixture
def asked(legal: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Give a registry in which jo has asked for a waiver, and max of legal acts."""
    Path("request.yaml").write_text(REQUEST, "utf-8")
    monkeypatch.setenv("DISTILLGATE_ACTOR", "jo")
    monkeypatch.setenv("DISTILLGATE_ROLES", "")
    ran = legal("waiver", "request", "request.yaml")
    assert (ran.code, ran.out) == (0, "waiver W-1: requested\n"), ran.err
    monkeypatch.setenv("DISTILLGATE_ACTOR", "max")
    monkeypatch.setenv("DISTILLGATE_ROLES", "legal")
    return legal


def states(command: Command) -> list[tuple[str, str]]:
    ran = command("waiver", "list", "--all", "--format", "json")
    return [(each["kind"], each["state"]) for each in json.loads(ran.out)]


def waived(command: Command) -> set[str]:
    findings = json.loads(command("check", "denied.yaml", "--format", "json").out)["findings"]
    return {each["clause"].partition("#")[2] for each in findings if each["waived_by"]}


def test_what_is_asked_for_sets_nothing_aside_until_somebody_else_grants_it(
    asked: Command,
) -> None:
    assert waived(asked) == set()
    assert states(asked) == [("waiver-request", "requested")]
    ran = asked("waiver", "grant", "W-1", "--role", "legal")
    assert (ran.code, ran.out) == (0, "waiver W-1: until 2027-02-01\n"), ran.err
    assert waived(asked) == {"no-consumer-accounts", "no-competing-models"}
    assert states(asked) == [("waiver-request", "granted"), ("waiver", "granted")]
    shown = asked("waiver", "show", "W-1").out
    assert 'by: "max"' in shown
    assert 'reason: "bought before the policy was there"' in shown
    assert asked("waiver", "grant", "W-1", "--role", "legal").code == 2


def test_who_asks_never_grants_and_it_takes_the_role_that_signs(
    asked: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for actor, roles, role in (
        ("jo", "legal", "legal"),
        ("max", "", "legal"),
        ("max", "auditor,legal", "legal"),
        ("max", "legal", "security"),
    ):
        monkeypatch.setenv("DISTILLGATE_ACTOR", actor)
        monkeypatch.setenv("DISTILLGATE_ROLES", roles)
        ran = asked("waiver", "grant", "W-1", "--role", role)
        assert (ran.code, "[not-entitled]" in ran.err + ran.out) == (2, True), ran
    monkeypatch.setenv("DISTILLGATE_ACTOR_KIND", "machine")
    assert asked("waiver", "grant", "W-1", "--role", "legal").code == 2
    assert waived(asked) == set()


def test_less_than_what_was_asked_for_may_be_granted_and_not_more(asked: Command) -> None:
    grant = ("waiver", "grant", "W-1", "--role", "legal")
    for wider in (
        ("--until", "2027-02-02"),
        ("--plan", "other"),
        ("--plan", "help*"),
        ("--clause", "open-license#notice"),
    ):
        ran = asked(*grant, *wider)
        assert (ran.code, "[waiver-not-allowed]" in ran.err + ran.out) == (2, True), ran
    less = ("--until", "2026-12-24", "--plan", "assistant", "--plan", "helper-1")
    assert asked(*grant, *less).out == "waiver W-1: until 2026-12-24\n"
    assert 'plans: ["assistant", "helper-1"]' in asked("waiver", "show", "W-1").out


def test_what_is_refused_counts_as_little_as_before(asked: Command) -> None:
    assert asked("waiver", "revoke", "W-1", "--reason", "train on something else").code == 0
    assert states(asked) == [("waiver-request", "refused")]
    assert asked("waiver", "list").out == ""
    assert asked("waiver", "grant", "W-1", "--role", "legal").code == 2
    assert asked("waiver", "request", "request.yaml").code == 0


def test_a_waiver_is_narrowed_and_what_rests_on_the_rest_is_reopened(
    asked: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked("waiver", "grant", "W-1", "--role", "legal")
    monkeypatch.setenv("DISTILLGATE_ACTOR", "jo")
    assert asked("plan", "submit", "denied.yaml").code == 0
    monkeypatch.setenv("DISTILLGATE_ACTOR", "max")
    narrow = ("waiver", "narrow", "W-1", "--role", "legal", "--reason", "one is enough")
    assert asked(*narrow).code == 2
    ran = asked(*narrow, "--clause", "house#no-consumer-accounts")
    assert (ran.code, ran.out) == (0, "waiver W-1: until 2027-02-01\n"), ran.err
    assert "needs-review  assistant (decision 1): was approved" in ran.err
    assert waived(asked) == {"no-consumer-accounts"}
    assert states(asked)[1:] == [("waiver", "narrowed"), ("waiver", "granted")]
    assert asked("decision", "list").out.startswith("2  needs-review")
    assert asked("decision", "replay", "--all").out == "2 identical, 0 not\n"


def test_a_waiver_of_one_finding_is_for_that_finding_alone(asked: Command) -> None:
    read = json.loads(asked("check", "denied.yaml", "--format", "json").out)
    marks = {each["clause"].partition("#")[2]: each["fingerprint"] for each in read["findings"]}
    grant = ("waiver", "grant", "W-1", "--role", "legal")
    mark = marks["no-consumer-accounts"]
    assert asked(*grant, "--finding", mark).code == 0
    assert waived(asked) == {"no-consumer-accounts"}
    ran = asked(*grant[:1], "narrow", *grant[2:], "--reason", "x", "--finding", "0" * 32)
    assert "[waiver-not-allowed]" in ran.err + ran.out
    assert asked("plan", "submit", "denied.yaml").code in {3, 4}
    assert asked("decision", "replay", "--all").out == "1 identical, 0 not\n"


def test_a_fingerprint_that_is_none_and_a_request_that_is_signed_are_refused(
    legal: Command,
) -> None:
    Path("a.yaml").write_text(f"{REQUEST}findings: [no-consumer-accounts]\n", "utf-8")
    ran = legal("waiver", "request", "a.yaml")
    assert (ran.code, "is no fingerprint of a finding" in ran.err + ran.out) == (2, True)
    Path("b.yaml").write_text(f"{REQUEST}by: max\nrole: legal\n", "utf-8")
    ran = legal("waiver", "request", "b.yaml")
    assert (ran.code, "[unknown-key]" in ran.err + ran.out) == (2, True)


def test_the_answer_says_who_waives_it_until_when_and_what_it_would_be(asked: Command) -> None:
    asked("waiver", "grant", "W-1", "--role", "legal")
    text = " ".join(asked("check", "denied.yaml").out.split())
    assert "(waived by W-1 until 2027-02-01; denied without it)" in text
