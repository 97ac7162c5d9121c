"""What the commands about finished models show; `make golden` rewrites the `.txt` files."""

import json
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from distillgate import __version__
from tests.distillgate.cli.running import DAY, Command, Ran

HERE = Path(__file__).parent
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
OVER = ("--as-of", DAY, "--packs", "packs", "--records", "records.yaml")

OLDER = ("--as-of", "2025-06-01", *OVER[2:])
VET = ("vet", "hf:opener/badge-7b", "--use", "product", "--places", "DE", *OVER)
VET_DENIED = ("vet", "hf:nobody/knows", "--use", "research", *OVER)
FORMS = ("html", "markdown")
NO_TEXTS = ("plans/badge.yaml", *OVER)
BADGE = (*NO_TEXTS, "--texts", "texts")


@dataclass(frozen=True)
class Shown:
    name: str
    arguments: Sequence[str]
    written: Sequence[str] = ()
    """Files that the command writes."""


CASES = (
    Shown("notice", ("notice", "plans/badge.yaml", *OVER)),
    Shown("notice-wrong", ("notice", "plans/wrong.yaml", *OVER)),
    Shown("notice-json", ("notice", "plans/badge.yaml", *OVER, "--format", "json")),
    Shown(
        "notice-files",
        ("notice", "plans/wrong.yaml", *OVER, "--out", "out"),
        ("out/NOTICE", "out/README.md"),
    ),
    Shown("notice-nothing", ("notice",)),
    Shown("summary", ("summary", "plans/badge.yaml", *OVER)),
    Shown("summary-open", ("summary", "plans/open.yaml", *OVER)),
    Shown("summary-json", ("summary", "plans/badge.yaml", *OVER, "--format", "json")),
    Shown(
        "summary-file",
        ("summary", "plans/badge.yaml", *OVER, "--output", "out.md"),
        ("out.md",),
    ),
    Shown("summary-no-template", ("summary", "plans/badge.yaml", *OLDER)),
    Shown("vet-page", (*VET, "--page", "markdown")),
    Shown("vet-page-html", (*VET, "--page", "html")),
    Shown("vet-page-denied", (*VET_DENIED, "--page", "markdown")),
    Shown("release-good", ("release", "check", "models/good", "--plan", *BADGE)),
    Shown("release-bad", ("release", "check", "models/bad", "--plan", *BADGE)),
    Shown(
        "release-json",
        ("release", "check", "models/good", "--plan", *BADGE, "--format", "json"),
    ),
    Shown("release-no-texts", ("release", "check", "models/good", "--plan", *NO_TEXTS)),
    Shown("release-nowhere", ("release", "check", "models/none", "--plan", *BADGE)),
    Shown("release-of-nothing", ("release", "check", "models/good")),
)


def recorded(case: Shown, ran: Ran, folder: Path) -> str:
    parts = [
        f"$ distillgate {' '.join(case.arguments)}",
        f"exit {ran.code}",
        f"--- stdout\n{ran.out}",
        f"--- stderr\n{ran.err}",
        *(f"--- {name}\n{(folder / name).read_text('utf-8')}" for name in case.written),
    ]
    text = "\n".join(parts).replace(str(folder), "FOLDER")
    return _DIGEST.sub("sha256:DIGEST", text).replace(__version__, "VERSION")


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    for name in ("models", "packs", "plans", "texts"):
        shutil.copytree(HERE / name, tmp_path / name)
    shutil.copy(HERE / "records.yaml", tmp_path)
    return Command(monkeypatch, tmp_path)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_command_shows_what_is_recorded(case: Shown, command: Command) -> None:
    text = recorded(case, command(*case.arguments), command.folder)
    path = HERE / f"{case.name}.txt"
    if "UPDATE_GOLDEN" in os.environ:  # noqa: TID251 `make golden` says it so
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_every_recording_belongs_to_a_case() -> None:
    assert {path.stem for path in HERE.glob("*.txt")} == {case.name for case in CASES}


def test_what_others_wrote_is_kept_and_nothing_is_half_written(command: Command) -> None:
    asked = ("notice", "plans/badge.yaml", *OVER, "--out", "out")
    out = command.folder / "out"
    out.mkdir()
    (out / "README.md").write_text("mine", encoding="utf-8")
    ran = command(*asked)
    assert (ran.code, "error[file-exists]" in ran.err) == (2, True)
    assert [path.name for path in out.iterdir()] == ["README.md"]
    assert command(*asked, "--force").code == 0
    assert (out / "README.md").read_text("utf-8").startswith("---\nlicense: other\n")


def test_what_was_written_is_renewed_until_somebody_changes_it(command: Command) -> None:
    asked = ("notice", "plans/badge.yaml", *OVER, "--out", "out")
    assert command(*asked).code == 0
    again = ("notice", "plans/wrong.yaml", *OVER, "--out", "out")
    assert command(*again).code == 0
    notice = command.folder / "out" / "NOTICE"
    notice.write_text(notice.read_text("utf-8") + "and more\n", encoding="utf-8")
    ran = command(*asked)
    assert (ran.code, "NOTICE:1:1" in ran.err) == (2, True)


def test_a_link_is_never_followed(command: Command) -> None:
    out, other = command.folder / "out", command.folder / "other"
    out.mkdir()
    other.write_text("kept", encoding="utf-8")
    (out / "NOTICE").symlink_to(other)
    ran = command("notice", "plans/badge.yaml", *OVER, "--out", "out")
    assert (ran.code, other.read_text("utf-8")) == (2, "kept")


def test_a_list_that_is_damaged_makes_no_file_ours(command: Command) -> None:
    asked = ("notice", "plans/badge.yaml", *OVER, "--out", "out")
    assert command(*asked).code == 0
    out = command.folder / "out"
    (out / "NOTICE").write_text("mine", encoding="utf-8")
    for text in ("[]", "{}", "no json", '{"format": "distillgate/written/v1", "files": 3}'):
        (out / ".distillgate-notice.json").write_text(text, encoding="utf-8")
        assert command(*asked).code == 2


def test_a_folder_that_cannot_be_made_is_told(command: Command) -> None:
    (command.folder / "out").write_text("a file", encoding="utf-8")
    ran = command("notice", "plans/badge.yaml", *OVER, "--out", "out/inner")
    assert (ran.code, "error[unusable-file]" in ran.err) == (2, True)


def test_notice_of_a_decision_is_that_of_its_plan(command: Command) -> None:
    plan = str(command.plan())
    assert command("plan", "submit", plan).code == 0
    of_decision = command("notice", "--decision", "1", "--format", "json")
    of_plan = command("notice", plan, "--format", "json")
    one, other = json.loads(of_decision.out), json.loads(of_plan.out)
    for found in (one, other):
        for each in found["card"]:
            each.pop("from")
    assert one == other
    assert command("notice", "--decision", "7").code == 2


def test_what_a_person_has_said_of_a_duty_counts(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISTILLGATE_PACKS", str(command.folder / "packs"))
    declared = ("--document", "badge-license", "--maker", "opener", "--lineage-complete")
    model = (*declared, "--weights", "open", "--released-on", "2025-02-01")
    assert command("model", "add", "hf:opener/badge-7b", *model).code == 0
    data = ("--document", "open-license", "--maker", "opener", "--lineage-complete")
    assert command("dataset", "add", "hf:opener/letters", *data).code == 0
    assert command("plan", "submit", "plans/badge.yaml").code == 0
    asked = ("release", "check", "models/good", "--decision", "1", "--texts", "texts")
    assert command(*asked).code == 3
    duty = ("badge-reader", "badge-license#changes")
    said = command("obligation", "set", *duty, "met", "--evidence", "a line in NOTICE")
    assert said.code == 0, said.err
    ran = command(*asked)
    assert (ran.code, ran.err) == (0, "")
    assert "holds: met, as jo (a line in NOTICE) says\n" in ran.out


def changed(command: Command, name: str, text: str) -> Ran:
    (command.folder / "models" / "good" / name).write_text(text, encoding="utf-8")
    return command("release", "check", "models/good", "--plan", *BADGE)


LICENSE = (HERE / "models" / "good" / "LICENSE").read_text("utf-8")
CARD = (HERE / "models" / "good" / "README.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "text", "code", "told"),
    [
        ("LICENSE", LICENSE + "\nNo lawyers may use it.\n", 3, "with other words beside it"),
        ("LICENSE", "another text", 6, "fails: no file holds the text of `badge-license`"),
        ("README.md", CARD.replace("badge**", "badges**"), 6, "stands neither in a notice"),
        ("README.md", CARD.replace("# Badge", "## Badge"), 3, "no heading of a card says"),
        ("README.md", CARD.replace("# Badge-R", "# Badger"), 3, "is `Badge-Reader-7B` in the"),
        ("README.md", "---\nlicense: [\n---\n", 6, "not checked: "),
        ("config.json", "{", 3, "not checked: `config.json` was not read"),
        ("config.json", '{"_name_or_path": "opener/badge-7b"}', 3, "models/good: 1 not"),
        ("config.json", '{"_name_or_path": "opener/Badge-Reader-7B"}', 3, "models/good: 1 not"),
    ],
)
def test_each_part_of_a_folder_is_looked_at(
    command: Command, name: str, text: str, code: int, told: str
) -> None:
    ran = changed(command, name, text)
    assert (ran.code, told in ran.out) == (code, True), ran.out


def test_a_license_file_that_is_gone_is_told(command: Command) -> None:
    (command.folder / "models" / "good" / "LICENSE").unlink()
    ran = command("release", "check", "models/good", "--plan", *BADGE)
    assert ran.code == 6
    assert "fails: no file holds the text of `badge-license`\n  --> models/good:1\n" in ran.out


def test_a_plan_that_is_denied_releases_nothing(command: Command) -> None:
    plan = command.folder / "plans" / "badge.yaml"
    text = plan.read_text("utf-8").replace("account: business", "account: consumer")
    plan.write_text(text, encoding="utf-8")
    ran = command("release", "check", "models/good", "--plan", *BADGE)
    assert (ran.code, "which is denied\n" in ran.out) == (4, True)


def test_a_page_lets_no_name_out_of_its_cell(command: Command) -> None:
    name = "local:<img src=x>|`x`"
    drawn = {
        each: command("vet", name, "--use", "research", "--page", each).out for each in FORMS
    }
    assert "<img" not in drawn["html"]
    assert "\\<img src=x\\>\\|\\`x\\`" in drawn["markdown"]


def test_a_page_is_written_to_a_file_with_the_exit_of_the_verdict(command: Command) -> None:
    asked = ("vet", "hf:nobody/knows", "--use", "research", *OVER, "--page", "html")
    ran = command(*asked, "--output", "page.html")
    assert (ran.code, ran.out, ran.err) == (3, "", "wrote page.html\n")
    page = (command.folder / "page.html").read_text("utf-8")
    assert page.startswith("<!doctype html>\n")
