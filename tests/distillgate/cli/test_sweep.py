import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from distillgate import settings, wiring
from tests.distillgate.cli.running import EXAMPLE, Command
from tests.distillgate.usecases.test_sweep import BANNED


@pytest.fixture
def stored(distillgate: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Give a registry with an approved plan, and packs in which a text has changed since."""
    monkeypatch.setattr(settings, "now", lambda: datetime(2026, 11, 24, 10, tzinfo=UTC))
    distillgate.plan()
    assert distillgate("plan", "submit", "plan.yaml").code == 0
    shutil.copytree(EXAMPLE / "packs", distillgate.folder / "packs")
    monkeypatch.setattr(wiring, "SHIPPED_PACKS", distillgate.folder / "packs")
    return distillgate


def ban() -> None:
    path = Path("packs/terms/acme-terms.yaml")
    path.write_text(path.read_text("utf-8").replace(*BANNED), "utf-8")


def test_what_flips_is_listed_recorded_and_said_by_the_exit(stored: Command) -> None:
    assert stored("sweep").out == "1 judged anew, 1 the same, 0 flip, 0 reopened\n"
    ban()
    dry = stored("sweep", "--dry-run")
    assert (dry.code, dry.err) == (4, "")
    assert dry.out.splitlines()[0] == (
        "denied  document-reader (decision 1): was approved-with-obligations"
    )
    new = "    new: acme-terms#no-training for hf:acme/large (2026-01-01): forbids, applies\n"
    assert new in dry.out
    assert dry.out.endswith("1 judged anew, 0 the same, 1 flip, 0 reopened\n")
    assert stored("sweep").out.endswith("1 flip, 1 reopened\n")
    assert stored("decision", "list").out.splitlines()[0].startswith("2  denied")
    assert stored("review", "list").out.startswith("1  open")
    assert stored("sweep").code == 0
    assert stored("decision", "replay", "--all").code == 0


def test_programs_read_all_of_it(stored: Command) -> None:
    ban()
    ran = stored("sweep", "--format", "json")
    read = json.loads(ran.out)
    assert (read["schema"], read["recorded"]) == ("distillgate/sweep/v1", True)
    assert read["flips"] == [
        {"before": "approved-with-obligations", "after": "denied", "plans": "1"}
    ]
    changed = read["changed"][0]
    assert (changed["plan"], changed["allowed_before"], changed["allowed_after"]) == (
        "document-reader",
        True,
        False,
    )
    (told,) = (
        each for each in changed["differences"] if each["name"] == "acme-terms#no-training"
    )
    assert told["cites_after"] == ["acme-terms@2026-01-01#no-training"]
    assert told["cites_before"] == ["acme-terms@2026-01-01"]


def test_another_day_explains_and_is_not_recorded(stored: Command) -> None:
    ban()
    ran = stored("sweep", "--as-of", "2026-06-01")
    assert "nothing is recorded" in ran.err
    assert stored("sweep", "--as-of", "2026-06-01", "--format", "json").out.count(
        '"recorded":false'
    )
    assert len(stored("decision", "list").out.splitlines()) == 1


def test_an_auditor_sees_what_would_change_and_changes_nothing(
    stored: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISTILLGATE_ROLES", "auditor")
    ban()
    ran = stored("sweep")
    assert (ran.code, "not-entitled" in ran.err + ran.out) == (2, True)
    assert stored("sweep", "--dry-run").code == 4


def test_where_there_is_no_registry_nothing_is_judged(distillgate: Command) -> None:
    ran = distillgate("sweep")
    assert (ran.code, ran.out) == (0, "0 judged anew, 0 the same, 0 flip, 0 reopened\n")


def test_a_decision_that_was_reopened_names_clause_old_and_new_version(stored: Command) -> None:
    text = Path("packs/terms/acme-terms.yaml")
    ban()
    changed = text.read_text("utf-8").replace('version: "2026-01-01"', 'version: "2026-01-01b"')
    ban_ends = "        when: {ingredient.feeds_training: true}\n      - id: law"
    assert ban_ends in changed
    fix = "        fix: [take another teacher]\n      - id: law"
    changed = changed.replace(ban_ends, ban_ends.replace("      - id: law", fix))
    text.write_text(changed, "utf-8")
    assert stored("sweep").code == 4
    versions = "2026-01-01 -> 2026-01-01b"
    review = " ".join(stored("review", "show", "1").out.split())
    assert f"acme-terms#no-training ({versions})" in review
    shown = stored("decision", "show", "2").out
    assert "\nsince decision 1:\n" in shown
    told = " ".join(shown.split())
    assert f"new: acme-terms#no-training for hf:acme/large ({versions}): forbids" in told
    way = "acme-terms@2026-01-01b#no-training, on hf:acme/large: take another teacher"
    assert f" to pass: {way}" in told
    read = json.loads(stored("decision", "show", "2", "--format", "json").out)
    assert read["since"]["decision"] == "1"
    names = {each["name"]: each for each in read["since"]["differences"]}
    assert names["acme-terms#no-training"]["cites_after"] == [
        "acme-terms@2026-01-01b#no-training"
    ]
    assert f"{read['to_pass'][0]['finding']}: {read['to_pass'][0]['ways']}" == way
    first = json.loads(stored("decision", "show", "1", "--format", "json").out)
    assert (first["since"], first["to_pass"], first["remedies"]) == (None, [], None)
