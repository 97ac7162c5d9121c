import json
import subprocess
from pathlib import Path

import pytest

from tests.distillgate.cli.running import DAY, EXAMPLE, Command

APPROVED = (EXAMPLE / "plans" / "approved.yaml").read_text("utf-8")
CONSUMER = APPROVED.replace("account: business", "account: consumer")
OPEN = APPROVED.replace("    through: none\n", "")
WAIVER = """
waiver: W-1
clauses: [house#no-consumer-accounts]
by: jo
role: legal
on: 2026-01-01
until: 2027-01-01
reason: the account was closed
"""


@pytest.mark.parametrize(
    ("text", "code"),
    [(APPROVED, 0), (CONSUMER, 4), (OPEN, 3), ("plan: [", 2), ("plan: a\n", 2)],
    ids=["approved", "denied", "needs-review", "broken", "incomplete"],
)
def test_the_exit_says_what_the_plan_comes_to(
    distillgate: Command, text: str, code: int
) -> None:
    path = distillgate.plan(text=text)
    assert distillgate("check", str(path), "--as-of", DAY).code == code


def test_of_several_plans_the_gravest_counts(distillgate: Command) -> None:
    (distillgate.folder / "plans").mkdir()
    for name, text in (("a", APPROVED), ("b", CONSUMER), ("c", OPEN)):
        distillgate.plan(f"plans/{name}.yaml", text)
    ran = distillgate("check", "plans", "--as-of", DAY)
    assert ran.code == 4
    assert ran.out.endswith("3 plans: 1 denied, 1 needs-review, 1 approved-with-obligations\n")
    distillgate.plan("plans/d.yaml", "plan: [")
    assert distillgate("check", "plans", "--as-of", DAY).code == 2


def test_all_plans_below_the_current_folder_are_checked(distillgate: Command) -> None:
    (distillgate.folder / "deep").mkdir()
    distillgate.plan("deep/a.yaml")
    distillgate.plan("b.yaml")
    ran = distillgate("check", "--all", "--format", "json", "--as-of", DAY)
    assert [each["verdict"] for each in json.loads(ran.out)] == [
        "approved-with-obligations"
    ] * 2


def test_to_find_no_plan_is_no_approval(distillgate: Command) -> None:
    ran = distillgate("check", "--all")
    assert ran.code == 2
    assert "error[no-plan]" in ran.out


def test_a_plan_may_come_from_a_pipe(distillgate: Command) -> None:
    distillgate.plan()
    ran = distillgate("check", "-", "--as-of", DAY, stdin=APPROVED)
    assert ran.code == 0
    ran = distillgate("check", "-", "--as-of", DAY, stdin=CONSUMER)
    assert "--> <standard input>:11:5" in ran.out
    assert "11 |   - model: hf:acme/large" in ran.out


def test_strict_asks_for_what_is_due_before_training(distillgate: Command) -> None:
    text = APPROVED.replace("until: 2026-04-15", "until: 2027-04-15")
    path = str(distillgate.plan(text=text))
    assert distillgate("check", path, "--as-of", DAY).code == 0
    assert distillgate("check", path, "--as-of", DAY, "--strict").code == 3


def test_the_day_changes_the_answer(distillgate: Command) -> None:
    path = str(distillgate.plan())
    now = json.loads(distillgate("check", path, "--format", "json", "--as-of", DAY).out)
    then = json.loads(
        distillgate("check", path, "--format", "json", "--as-of", "2031-01-01").out
    )
    assert (now["as_of"], then["as_of"]) == (DAY, "2031-01-01")
    assert then["verdict"] == "needs-review"


def test_without_a_day_it_is_today(distillgate: Command) -> None:
    path = str(distillgate.plan())
    assert json.loads(distillgate("check", path, "--format", "json").out)["as_of"] >= DAY


def test_a_layer_of_packs_lies_over_those_that_ship(distillgate: Command) -> None:
    path = str(distillgate.plan())
    (distillgate.folder / "ours").mkdir()
    layer = distillgate.folder / "ours" / "house.yaml"
    layer.write_text(
        "document: strict\nkind: house\nclauses:\n  - id: no-apis\n    topic: house\n"
        "    forbids: Learning through an API.\n    when: {ingredient.access: api}\n"
    )
    assert distillgate("check", path, "--as-of", DAY, "--packs", "ours").code == 4
    layer.write_text("document: strict\nkind: hous\n")
    ran = distillgate("check", path, "--as-of", DAY, "--packs", "ours")
    assert ran.code == 2
    assert "unreadable  ours" in ran.out
    assert "--> ours/house.yaml:2:7" in ran.out


def test_a_waiver_on_file_counts(distillgate: Command) -> None:
    path = str(distillgate.plan(text=CONSUMER))
    (distillgate.folder / "signed").mkdir()
    (distillgate.folder / "signed" / "w.yaml").write_text(WAIVER)
    assert distillgate("check", path, "--as-of", DAY, "--agreements", "signed").code == 0
    assert (
        distillgate("check", path, "--as-of", "2027-01-01", "--agreements", "signed").code == 4
    )


FORMATS = {
    "text": "unreadable",
    "json": '"schema":"distillgate/diagnostics/v1"',
    "sarif": '"version": "2.1.0"',
    "junit": "<testsuites",
    "markdown": "<!-- distillgate",
}


@pytest.mark.parametrize(("form", "sign"), FORMATS.items())
def test_every_format_tells_of_a_plan_that_cannot_be_read(
    distillgate: Command, form: str, sign: str
) -> None:
    ran = distillgate("check", "missing.yaml", "--format", form)
    assert ran.code == 2
    assert sign in ran.out
    assert "file-not-found" in ran.out.replace("\\", "")


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_plan_gives_the_same_bytes(distillgate: Command, form: str) -> None:
    path = str(distillgate.plan(text=CONSUMER))
    first, second = (
        distillgate("check", path, "--format", form, "--as-of", DAY) for _ in range(2)
    )
    assert first == second
    assert first.out.endswith("\n")


def test_color_is_used_where_it_is_wanted_and_nowhere_else(
    distillgate: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(distillgate.plan(text=CONSUMER))
    assert "\x1b[" not in distillgate("check", path, "--as-of", DAY).out
    assert "\x1b[" in distillgate("check", path, "--as-of", DAY, "--color", "always").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in distillgate("check", path, "--as-of", DAY, "--color", "auto").out


def test_the_answer_goes_into_a_file_as_a_whole(distillgate: Command) -> None:
    path = str(distillgate.plan(text=CONSUMER))
    ran = distillgate("check", path, "--as-of", DAY, "-o", "out.txt", "--color", "always")
    assert (ran.code, ran.out, ran.err) == (4, "", "wrote out.txt\n")
    assert (distillgate.folder / "out.txt").read_text().startswith("denied  document-reader")


def test_an_answer_that_cannot_be_written_is_no_answer(distillgate: Command) -> None:
    path = str(distillgate.plan())
    ran = distillgate("check", path, "--as-of", DAY, "-o", "no/out.txt")
    assert (ran.code, ran.out) == (2, "")
    assert "error[file-not-found]" in ran.err


def committed(folder: Path) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    for words in (["init", "-b", "main"], ["add", "."], [*who, "commit", "-m", "plans"]):
        subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)  # noqa: S603, S607 git of the machine


def test_against_a_revision_only_what_was_added_is_shown(distillgate: Command) -> None:
    distillgate.plan()
    committed(distillgate.folder)
    distillgate.plan(text=CONSUMER)
    ran = distillgate("check", "plan.yaml", "--as-of", DAY, "--against", "main")
    assert ran.code == 4
    assert "house@not-adopted#no-consumer-accounts" in ran.out
    assert "examplian-act" not in ran.out


def test_against_an_older_plan_in_a_file(distillgate: Command) -> None:
    distillgate.plan("old.yaml", CONSUMER)
    distillgate.plan(text=CONSUMER)
    ran = distillgate("check", "plan.yaml", "--as-of", DAY, "--against", "old.yaml")
    assert ran.code == 4
    assert "the change adds 0 findings" in ran.out
    distillgate.plan("two.yaml")
    ran = distillgate("check", "plan.yaml", "two.yaml", "--against", "old.yaml")
    assert ran.code == 2
    assert "`old.yaml` is one plan, and 2 are checked" in ran.out


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_revision_that_cannot_be_had_is_told_in_the_format(
    distillgate: Command, form: str
) -> None:
    distillgate.plan()
    ran = distillgate("check", "plan.yaml", "--against", "main", "--format", form)
    assert ran.code == 2
    assert "unknown-revision" in ran.out


def test_notes_are_shown_on_demand(distillgate: Command) -> None:
    path = str(distillgate.plan())
    hidden = distillgate("check", path, "--as-of", DAY).out
    shown = distillgate("check", path, "--as-of", DAY, "--notes").out
    assert "acme-terms@2026-01-01#law" not in hidden
    assert "acme-terms@2026-01-01#law" in shown


def test_vet_takes_what_its_options_say(distillgate: Command) -> None:
    distillgate.plan()
    arguments = ("--use", "product", "--places", "DE, FR", "--release", "api")
    ran = distillgate(
        "vet",
        "hf:opener/base-7b",
        *arguments,
        "--organization",
        "org.yaml",
        "--attests",
        "no-listed-uses,lawful-data",
        "--format",
        "json",
        "--as-of",
        DAY,
    )
    answer = json.loads(ran.out)
    assert answer["plan"]["id"] == "use-base-7b"
    assert "examplian-act@2026-01-01#summary" in {each["clause"] for each in answer["findings"]}


def test_vet_wants_to_know_what_for(distillgate: Command) -> None:
    ran = distillgate("vet", "hf:opener/base-7b")
    assert ran.code == 2
    assert "--use" in ran.err
    assert distillgate("vet", "hf:opener/base-7b", "--use", "fun").code == 2
