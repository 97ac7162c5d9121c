import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from distillgate import settings
from tests.distillgate.cli.running import DAY, EXAMPLE, Command, Ran
from tests.distillgate.usecases.test_sweep import BANNED


@pytest.fixture
def stored(distillgate: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Give a registry with an approved plan, and packs before and after a change."""
    monkeypatch.setattr(settings, "now", lambda: datetime(2026, 11, 24, 10, tzinfo=UTC))
    distillgate.plan()
    assert distillgate("plan", "submit", "plan.yaml").code == 0
    for name in ("before", "after"):
        shutil.copytree(EXAMPLE / "packs", distillgate.folder / name)
    path = Path("after/terms/acme-terms.yaml")
    path.write_text(path.read_text("utf-8").replace(*BANNED), "utf-8")
    return distillgate


def impact(distillgate: Command, *words: str) -> Ran:
    return distillgate("policy", "impact", *words, "--as-of", DAY)


def test_a_change_that_does_nothing_flips_nothing(stored: Command) -> None:
    ran = impact(stored, "before", "before")
    assert ran.code == 0
    assert "1 plan judged by both: 0 with another verdict" in ran.out


def test_what_flips_is_listed_by_owner_and_verdict_with_its_clauses(stored: Command) -> None:
    ran = impact(stored, "before", "after")
    assert ran.code == 3
    lines = ran.out.splitlines()
    assert lines[0].split() == ["jo", "approved-with-obligations", "->", "denied", "1", "plan"]
    assert "document-reader, of jo" in lines[2]
    assert "by acme-terms#no-training" in lines[3]


def test_plans_that_are_named_are_judged_besides(stored: Command) -> None:
    denied = (EXAMPLE / "plans" / "denied.yaml").read_text("utf-8")
    stored.plan("other.yaml", denied)
    data = json.loads(impact(stored, "before", "after", "other.yaml", "--format", "json").out)
    assert data["schema"] == "distillgate/policy-impact/v1"
    assert (data["plans"], data["complete"]) == (2, True)
    assert data["by_owner"][0]["now"] == "denied"
    assert data["effects"][0]["plan"] == "document-reader"


def test_the_other_way_round_it_is_milder(stored: Command) -> None:
    ran = impact(stored, "after", "before")
    assert ran.code == 3
    assert "denied -> approved-with-obligations" in ran.out


def test_a_plan_that_cannot_be_read_counts_as_unreadable_on_both_sides(
    stored: Command,
) -> None:
    Path("broken.yaml").write_text("plan: a\n", "utf-8")
    ran = impact(stored, "before", "before", "broken.yaml")
    assert ran.code == 0
    assert "2 plans judged by both" in ran.out


def test_without_time_it_says_that_not_all_were_judged(stored: Command) -> None:
    ran = impact(stored, "before", "before", "--timeout", "0")
    assert ran.code == 3
    assert "the time ran out before all plans were judged" in ran.out


def test_without_a_registry_only_named_plans_are_judged(distillgate: Command) -> None:
    distillgate.plan()
    packs = str(EXAMPLE / "packs")
    ran = impact(distillgate, packs, packs, "plan.yaml")
    assert (ran.code, "1 plan judged by both" in ran.out) == (0, True)


def test_a_side_that_is_not_there_is_told(stored: Command) -> None:
    assert impact(stored, "nowhere", "after").code == 2
