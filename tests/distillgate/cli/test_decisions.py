import json
import sqlite3
from pathlib import Path

import pytest

from tests.distillgate.cli.running import DAY, EXAMPLE, Command


@pytest.fixture
def submitted(distillgate: Command) -> Command:
    """Give a registry in which one plan was submitted."""
    ran = distillgate("plan", "submit", str(distillgate.plan()), "--as-of", DAY)
    assert ran.code == 0, ran.err
    assert "decision 1: approved-with-obligations, plan document-reader" in ran.err
    return distillgate


def test_submitting_answers_as_a_check_does(distillgate: Command) -> None:
    plan = str(distillgate.plan())
    checked = distillgate("check", plan, "--as-of", DAY)
    submitted = distillgate("plan", "submit", plan, "--as-of", DAY)
    assert (checked.code, checked.out) == (submitted.code, submitted.out)


def test_a_plan_and_its_decisions_are_listed_and_shown(submitted: Command) -> None:
    assert "document-reader" in submitted("plan", "list").out
    assert "1  approved" in submitted("decision", "list").out
    assert "1  approved" in submitted("decision", "list", "--on", "acme-terms").out
    assert submitted("decision", "list", "--on", "nothing").out == ""
    shown = submitted("plan", "show", "document-reader")
    assert shown.code == 0
    assert "version 1" in shown.out
    source = submitted("plan", "show", "document-reader", "--source")
    assert source.out == Path("plan.yaml").read_text("utf-8")
    found = json.loads(submitted("decision", "show", "1", "--format", "json").out)
    assert found["result"]["schema"] == "distillgate/verdict/v1"
    assert found["digests"]["case"].startswith("sha256:")
    assert "approved" in submitted("decision", "show", "1").out
    assert json.loads(submitted("plan", "list", "--format", "json").out)[0]["owner"] == "jo"


def test_a_decision_is_judged_again(submitted: Command) -> None:
    assert submitted("decision", "replay", "1").out == "decision 1: identical\n"
    assert submitted("decision", "replay", "--all").out == "1 identical, 0 not\n"


def test_a_byte_that_was_changed_ends_in_6_and_is_named(submitted: Command) -> None:
    with sqlite3.connect(Path("registry", "registry.db")) as connection:
        (digest,) = connection.execute("SELECT verdict FROM decision").fetchone()
        connection.execute("UPDATE content SET packed = x'00' WHERE digest = ?", (digest,))
    connection.close()
    ran = submitted("decision", "replay", "1")
    assert ran.code == 6
    assert digest in ran.out
    ran = submitted("decision", "replay", "--all", "--format", "json")
    assert (ran.code, json.loads(ran.out)["identical"]) == (6, "0")
    ran = submitted("decision", "show", "1")
    assert ran.code == 2
    assert "damaged-content" in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["decision", "show", "2"],
        ["decision", "show", "9" * 40],
        ["decision", "replay", "one"],
        ["plan", "show", "document-raeder"],
    ],
)
def test_what_is_not_recorded_is_told_with_what_is(
    submitted: Command, arguments: list[str]
) -> None:
    ran = submitted(*arguments)
    assert ran.code == 2
    assert "error[unknown-record]" in ran.err
    assert "help: the last one is 1" in ran.err or "`document-reader`" in ran.err


def test_without_a_registry_nothing_was_decided(distillgate: Command) -> None:
    assert distillgate("decision", "list").out == ""
    assert distillgate("plan", "list").out == ""
    assert distillgate("decision", "replay", "--all").out == "0 identical, 0 not\n"
    assert "nothing was decided yet" in distillgate("decision", "show", "1").err
    assert distillgate("decision", "replay").code == 2


def test_a_plan_that_cannot_be_read_is_told_and_not_recorded(distillgate: Command) -> None:
    path = distillgate.plan("bad.yaml", "plan: x\n")
    assert distillgate("plan", "submit", str(path)).code == 2
    assert distillgate("plan", "list").out == ""


def test_a_decision_about_what_is_trained_already_names_remedies(distillgate: Command) -> None:
    text = (EXAMPLE / "plans" / "denied.yaml").read_text("utf-8")
    done = "  trained: {from: 2026-05-01, until: 2026-05-09}\n  status: trained\nteachers:"
    distillgate.plan("done.yaml", text.replace("teachers:", done))
    assert distillgate("plan", "submit", "done.yaml").code == 4
    shown = distillgate("decision", "show", "1").out
    assert "to set it right (the student is trained already; each of these was judged):" in (
        " ".join(shown.split())
    )
    assert "then approved-with-obligations" in shown, shown
    read = json.loads(distillgate("decision", "show", "1", "--format", "json").out)
    assert read["remedies"]["ways"]
    assert all(each["clause"] for each in read["remedies"]["findings"])
