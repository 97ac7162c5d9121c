"""What an agreement asks for again and again: owed in each period, met with evidence."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from distillgate import settings
from tests.distillgate.cli.running import Command

AGREEMENT = """\
document: acme-2026
kind: agreement
title: Acme contract
issuer: acme
parties: [Example GmbH]
effective: 2026-02-01
until: 2028-02-01
clauses:
  - id: training
    section: "2"
    topic: train-on-outputs
    permits: Training on output.
  - id: report
    section: "3"
    topic: contract
    requires: A report of what was used goes to Acme.
    every: quarter
    within: 30d
  - id: volume
    section: "4"
    topic: contract
    requires: No more than five million outputs are used in a year.
    every: year
    at_most: 5000000
    unit: outputs
"""


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> "Clock":
    return Clock(monkeypatch)


class Clock:
    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch
        self.at(2026, 11, 24)

    def at(self, year: int, month: int, day: int) -> None:
        moment = datetime(year, month, day, 10, tzinfo=UTC)
        self._patch.setattr(settings, "now", lambda: moment)


@pytest.fixture
def signed(distillgate: Command, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Give two plans that rest on an agreement from November on, and a day in February."""
    monkeypatch.setenv("DISTILLGATE_ROLES", "legal")
    Path("acme.yaml").write_text(AGREEMENT, "utf-8")
    assert distillgate("agreement", "add", "acme.yaml").code == 0
    text = distillgate.plan().read_text("utf-8")
    distillgate.plan("two.yaml", text.replace("plan: document-reader", "plan: two"))
    for name in ("plan.yaml", "two.yaml"):
        assert distillgate("plan", "submit", name).code == 0
    clock.at(2027, 2, 1)
    return distillgate


def owed(command: Command, plan: str = "document-reader") -> dict[str, tuple[str, bool]]:
    read = json.loads(command("obligations", plan, "--format", "json").out)
    of_acme = (each for each in read if each["clause"].startswith("acme-2026"))
    return {
        each["clause"].partition("#")[2]: (each["state"], each["overdue"]) for each in of_acme
    }


def test_a_duty_that_comes_again_stands_once_for_each_period(signed: Command) -> None:
    assert owed(signed) == {
        "report/2026-Q4": ("open", True),
        "report/2027-Q1": ("open", False),
        "volume/2026": ("open", True),
        "volume/2027": ("open", False),
    }
    shown = signed("obligations", "document-reader").out
    assert "open, overdue  acme-2026@2026-02-01#report/2026-Q4" in shown
    assert "each quarter, 2027-01-31" in shown
    assert "5,000,000 outputs" in shown


def test_what_was_said_of_a_period_counts_for_all_plans_of_the_agreement(
    signed: Command,
) -> None:
    report = ("obligation", "set", "document-reader", "acme-2026#report/2026-Q4", "met")
    assert "missing-key" in signed(*report).err
    ran = signed(*report, "--evidence", "mail of 12 January")
    assert ran.code == 0, ran.err
    for plan in ("document-reader", "two"):
        assert owed(signed, plan)["report/2026-Q4"] == ("met", False)
        assert owed(signed, plan)["report/2027-Q1"] == ("open", False)


def test_a_limit_is_kept_only_with_the_amount_that_was_used(signed: Command) -> None:
    volume = ("obligation", "set", "two", "acme-2026#volume/2026")
    said = ("--evidence", "dashboard")
    assert "how much was used in 2026?" in signed(*volume, "met", *said).err
    more = signed(*volume, "met", *said, "--amount", "5000001")
    assert more.code == 2
    assert "5,000,001 is more than the 5,000,000 outputs of 2026" in more.err
    assert signed(*volume, "met", *said, "--amount", "4200000").code == 0
    assert "4,200,000 outputs; dashboard" in signed("obligations", "two").out
    assert signed(*volume, "escalated", "--note", "counted again").code == 0
    assert owed(signed)["volume/2026"] == ("escalated", True)


def test_due_names_the_periods_that_nobody_has_met(signed: Command) -> None:
    told = signed("due", "--within", "90").out.splitlines()
    name, plans = "duty acme-2026@2026-02-01#", "acme-2026 document-reader, two"
    assert [" ".join(each.split()) for each in told] == [
        f"overdue 2027-01-01 {name}volume/2026 {plans}",
        f"overdue 2027-01-31 {name}report/2026-Q4 {plans}",
        f"later 2027-05-01 {name}report/2027-Q1 {plans}",
    ]
    clause = "acme-2026#report/2026-Q4"
    signed("obligation", "set", "two", clause, "met", "--evidence", "mail")
    read = json.loads(signed("due", "--format", "json").out)
    duties = [each["name"].partition("#")[2] for each in read if each["kind"] == "duty"]
    assert duties == ["volume/2026"]


def test_nothing_is_owed_for_what_no_plan_rests_on(distillgate: Command, clock: Clock) -> None:
    Path("acme.yaml").write_text(AGREEMENT, "utf-8")
    distillgate("agreement", "add", "acme.yaml")
    clock.at(2027, 6, 1)
    assert distillgate("due").out == ""


def test_an_old_verdict_of_a_plan_with_such_duties_is_replayed_as_it_was(
    signed: Command,
) -> None:
    assert signed("decision", "replay", "--all").out == "2 identical, 0 not\n"
