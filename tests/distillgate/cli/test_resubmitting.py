"""A plan that is submitted again keeps its answers; many plans are approved with one word."""

import json
from pathlib import Path

import pytest

from tests.distillgate.cli.running import Command
from tests.distillgate.cli.test_reviews import acting, refused, unsure

__all__ = ["unsure"]
APPROVE = ("review", "approve", "--until", "2027-03-01", "--reason", "counsel-opinion")


def again(command: Command, *changes: tuple[str, str], name: str = "plan.yaml") -> Path:
    text = Path("plan.yaml").read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return command.plan(name, text)


def test_a_plan_that_is_submitted_again_says_what_is_carried_and_what_is_asked_again(
    unsure: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsure("review", "request", "1")
    acting(monkeypatch, "max", "legal")
    fact = ("--fact", "ingredient.account", "--ingredient", "hf:acme/large")
    unsure("review", "ask", "1", "Which account?", *fact)
    acting(monkeypatch, "jo")
    unsure("review", "answer", "1", "business")
    again(unsure, ("title: Distill", "title: To distill"))
    ran = unsure("plan", "submit", "plan.yaml")
    assert ran.code == 0
    assert ran.err == (
        "decision 3: approved-with-obligations, plan document-reader version 2\n"
        "carried: ingredient.account hf:acme/large = business; jo said so on 2026-11-24\n"
        "review 2: settled\n"
    )
    shown = unsure("review", "show", "2").out
    assert "2. carry, jo, 2026-11-24T10:00Z" in shown
    assert "given by jo, 2026-11-24, act 3 of review 1" in shown
    again(unsure, ("signals: [text]", "signals: [text, code]"))
    ran = unsure("plan", "submit", "plan.yaml")
    assert ran.code == 3
    assert "asked again: ingredient.account hf:acme/large; what it is about has changed" in (
        ran.err
    )
    assert ran.err.endswith("review 3: waiting-for-requester\n")
    assert unsure("decision", "replay", "--all").out == "4 identical, 0 not\n"


@pytest.fixture
def three(unsure: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Give three plans under review, of which two have the same findings."""
    again(unsure, ("plan: document-reader", "plan: second"), name="second.yaml")
    other = ("access: api", "access: app")
    again(unsure, ("plan: document-reader", "plan: third"), other, name="third.yaml")
    for name in ("second.yaml", "third.yaml"):
        assert unsure("plan", "submit", name).code in {3, 4}
    for number in ("1", "2", "3"):
        assert unsure("review", "request", number).code == 0
    acting(monkeypatch, "max", "legal")
    return unsure


def test_plans_with_the_same_findings_are_approved_together_each_on_record(
    three: Command,
) -> None:
    ran = three(*APPROVE, "document-reader", "2", "--note", "heard counsel")
    assert (ran.code, ran.out) == (
        0,
        (
            "review 1  document-reader  approved until 2027-03-01\n"
            "review 2  second           approved until 2027-03-01\n"
        ),
    ), ran.err
    for number in ("1", "2"):
        found = json.loads(three("review", "show", number, "--format", "json").out)
        (act,) = (each for each in found["acts"] if each["kind"] == "approve")
        assert (act["by"], act["text"], act["decision"]) == ("max", "heard counsel", number)


def test_plans_with_other_findings_are_not_approved_in_one_go(three: Command) -> None:
    refused(three(*APPROVE, "1", "2", "third"), "wrong-state", "approve it by itself")
    refused(three(*APPROVE, "1", "2", "1"), "duplicate-key", "name each once")
    refused(three(*APPROVE, "1", "gone"), "unknown-record", "the last one is 3")
    assert three("review", "list", "--state", "approved").out == ""


def test_none_is_approved_where_one_may_not_be(
    three: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    acting(monkeypatch, "eve", "legal")
    own = again(three, ("plan: document-reader", "plan: own"), name="own.yaml")
    three("plan", "submit", str(own))
    assert three("review", "request", "4").code == 0
    refused(three(*APPROVE, "1", "own"), "not-entitled", "another person must do this")
    assert three("review", "list", "--state", "approved").out == ""


def test_what_waits_for_an_earlier_state_leaves_the_queue_and_is_shown_as_such(
    unsure: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert unsure("review", "request", "1").code == 0
    again(unsure, ("title: Distill", "title: To distill"))
    ran = unsure("plan", "submit", "plan.yaml")
    assert ran.err.endswith("review 1: superseded; it was about decision 1\n")
    assert unsure("review", "list", "--undecided").out == ""
    assert unsure("review", "list", "--state", "superseded").out.startswith("1  superseded")
    shown = unsure("review", "show", "1").out
    assert shown.startswith("review 1: superseded\n")
    assert "2. supersede, jo" in shown
    acting(monkeypatch, "max", "legal")
    refused(unsure(*APPROVE, "1"), "wrong-state", "its newest decision counts")
    refused(unsure(*APPROVE, "document-reader"), "unknown-record", "the last one is 1")
    found = json.loads(unsure("review", "show", "1", "--format", "json").out)
    assert (found["state"], found["approves"]) == ("superseded", False)
