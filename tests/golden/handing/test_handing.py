"""What the commands about finished models show; `make golden` rewrites the `.txt` files."""

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.distillgate.cli.running import DAY, Command, Ran

HERE = Path(__file__).parent
OVER = ("--as-of", DAY, "--packs", "packs", "--records", "records.yaml")


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
)


def recorded(case: Shown, ran: Ran, folder: Path) -> str:
    parts = [
        f"$ distillgate {' '.join(case.arguments)}",
        f"exit {ran.code}",
        f"--- stdout\n{ran.out}",
        f"--- stderr\n{ran.err}",
        *(f"--- {name}\n{(folder / name).read_text('utf-8')}" for name in case.written),
    ]
    return "\n".join(parts).replace(str(folder), "FOLDER")


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    for name in ("packs", "plans"):
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
