import json
from datetime import UTC, datetime

import pytest

from distillgate import settings
from tests.distillgate.cli.running import Command


@pytest.fixture
def owing(distillgate: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Give a registry on a fixed day, in which a plan owes something."""
    moment = datetime(2026, 11, 24, 10, tzinfo=UTC)
    monkeypatch.setattr(settings, "now", lambda: moment)
    ran = distillgate("plan", "submit", str(distillgate.plan()))
    assert ran.code == 0, ran.err
    return distillgate


def test_what_a_plan_owes_is_listed_and_said_to_be_met(owing: Command) -> None:
    listed = owing("obligations", "document-reader")
    assert listed.code == 0
    assert "open  examplian-act@2026-01-01#summary" in listed.out
    assert "met  open-license@published#license-copy" in listed.out
    assert "due        release, 2027-01-15" in listed.out
    said = ("obligation", "set", "document-reader", "examplian-act#summary")
    ran = owing(*said, "met", "--evidence", "https://example.org/summary")
    assert (ran.code, ran.out.splitlines()[0]) == (0, "met  examplian-act@2026-01-01#summary")
    assert owing("obligations", "document-reader", "--open").out == ""
    found = json.loads(owing("obligations", "document-reader", "--format", "json").out)
    assert [each["state"] for each in found] == ["met", "met"]
    assert found[0]["evidence"] == "https://example.org/summary"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["obligations", "document-raeder"], "unknown-record"),
        (["obligation", "set", "document-reader", "acme-terms#law", "met"], "unknown-record"),
        (
            ["obligation", "set", "document-reader", "examplian-act#summary", "met"],
            "missing-key",
        ),
    ],
)
def test_what_cannot_be_said_is_told(owing: Command, arguments: list[str], code: str) -> None:
    ran = owing(*arguments)
    assert ran.code == 2
    assert f"error[{code}]" in ran.err
    assert "= help: " in ran.err


def test_without_a_registry_nothing_is_owed(distillgate: Command) -> None:
    ran = distillgate("obligations", "document-reader")
    assert (ran.code, "error[unknown-record]" in ran.err) == (2, True)
