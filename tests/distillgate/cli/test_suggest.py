import json

import pytest

from distillgate.cli.suggesting import Watch
from tests.distillgate.cli.running import DAY, EXAMPLE, Command

DENIED = (EXAMPLE / "plans" / "denied.yaml").read_text("utf-8")


def test_a_plan_that_passes_needs_no_change(distillgate: Command) -> None:
    ran = distillgate("suggest", str(distillgate.plan()), "--as-of", DAY)
    assert ran.code == 0
    assert ran.out.endswith("it passes as it is; nothing needs to change\n")


def test_a_way_that_passes_is_shown_with_its_edit(distillgate: Command) -> None:
    plan = distillgate.plan(text=DENIED)
    ran = distillgate("suggest", str(plan), "--as-of", DAY)
    assert ran.code == 0
    assert "\n1. " in ran.out
    assert "  --> " in ran.out
    assert "ways found" in ran.err


def test_programs_read_the_same_ways(distillgate: Command) -> None:
    plan = distillgate.plan(text=DENIED)
    ran = distillgate("suggest", str(plan), "--as-of", DAY, "--format", "json")
    data = json.loads(ran.out)
    assert data["schema"] == "distillgate/suggestions/v1"
    assert data["verdict"] == "denied"
    assert all(way["verdict"].startswith("approved") for way in data["ways"])
    assert data["ways"]


def test_without_time_nothing_is_found_and_that_is_said(distillgate: Command) -> None:
    plan = distillgate.plan(text=DENIED)
    ran = distillgate("suggest", str(plan), "--as-of", DAY, "--within", "0")
    assert ran.code == 4
    assert "not everything was tried" in ran.out


def test_the_answer_goes_to_a_file_where_that_is_asked_for(distillgate: Command) -> None:
    plan = distillgate.plan(text=DENIED)
    out = distillgate.folder / "out.txt"
    ran = distillgate("suggest", str(plan), "--as-of", DAY, "--output", str(out), "--full")
    assert (ran.code, ran.out) == (0, "")
    assert out.read_text("utf-8").startswith("denied")


def test_a_folder_that_is_no_file_to_write_to_is_told(distillgate: Command) -> None:
    plan = distillgate.plan(text=DENIED)
    ran = distillgate("suggest", str(plan), "--as-of", DAY, "-o", str(distillgate.folder))
    assert ran.code == 2


@pytest.mark.parametrize("text", ["plan: [", "plan: a\n"])
def test_a_plan_that_cannot_be_read_is_shown_with_its_mistakes(
    distillgate: Command, text: str
) -> None:
    ran = distillgate("suggest", str(distillgate.plan(text=text)), "--as-of", DAY)
    assert ran.code == 2
    assert "unreadable" in ran.out
    assert "error[" in ran.out


def test_a_plan_that_is_not_there_is_told(distillgate: Command) -> None:
    ran = distillgate("suggest", "nowhere.yaml", "--as-of", DAY)
    assert ran.code == 2
    assert "error[" in ran.out + ran.err


def test_several_plans_are_refused(distillgate: Command) -> None:
    distillgate.plan("one.yaml")
    distillgate.plan("two.yaml")
    ran = distillgate("suggest", str(distillgate.folder), "--as-of", DAY)
    assert ran.code == 2
    assert "suggestions are for one" in ran.err


def test_progress_is_told_when_a_way_is_found_and_else_now_and_then(
    capsys: pytest.CaptureFixture[str],
) -> None:
    watch = Watch(100.0)
    assert watch(1, 0)
    assert capsys.readouterr().err == ""
    assert watch(2, 1)
    assert "2 changed plans judged, 1 ways found" in capsys.readouterr().err


def teachers(distillgate: Command, *more: str) -> tuple[str, ...]:
    distillgate.plan()
    organization = str(distillgate.folder / "org.yaml")
    wanted = ("--use", "product", "--places", "DE", "--release", "api", "--signals", "text")
    return ("suggest", "--teachers", *wanted, "--organization", organization, *more)


def test_teachers_are_listed_by_verdict_with_their_basis(distillgate: Command) -> None:
    ran = distillgate(*teachers(distillgate, "--as-of", DAY))
    assert ran.code == 0
    assert "hf:opener/base-7b" in ran.out
    assert "by weights  grant" in ran.out
    assert "judged as of 2026-11-24" in ran.out


def test_programs_read_the_same_teachers(distillgate: Command) -> None:
    ran = distillgate(*teachers(distillgate, "--as-of", DAY, "--format", "json"))
    data = json.loads(ran.out)
    assert data["schema"] == "distillgate/teachers/v1"
    passing = [each for each in data["teachers"] if each["verdict"].startswith("approved")]
    assert all(each["basis"] and not each["against"] for each in passing)
    assert passing


def test_teachers_that_there_was_no_time_for_are_counted(distillgate: Command) -> None:
    ran = distillgate(*teachers(distillgate, "--within", "0", "--attests", ""))
    assert "the time ran out" in ran.out
    assert "on the signature of nothing" in " ".join(ran.out.split())


@pytest.mark.parametrize(
    "typed",
    [
        ("suggest",),
        ("suggest", "a.yaml", "--teachers", "--use", "product"),
        ("suggest", "--teachers"),
        ("suggest", "--teachers", "--use", "product", "--organization", "nowhere.yaml"),
        ("suggest", "--teachers", "--use", "product", "--signals", "shouting"),
    ],
)
def test_what_cannot_be_asked_is_told(distillgate: Command, typed: tuple[str, ...]) -> None:
    ran = distillgate(*typed)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err
