import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from distillgate.cli.commands import app_for

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
_COMMAND = re.compile(r"`distillgate ([a-z-]+)")


def _block(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_plan_shown_is_the_example() -> None:
    example = ROOT / "examples" / "09-hunyuan-for-korea.yaml"
    assert _block("yaml") == [example.read_text(encoding="utf-8")]


def test_the_command_shown_gives_the_answer_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    typed = _block("sh")[1].split()
    assert typed[0] == "distillgate"
    ran = subprocess.run(  # noqa: S603 the words of our own README
        [sys.executable, "-m", *typed], cwd=ROOT, capture_output=True, check=False
    )
    shown = _block("text")[0].removesuffix("…\n")
    assert ran.returncode == 4
    assert ran.stdout.decode().startswith(shown)


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = re.findall(r"^make ([a-z]+)", _block("sh")[0], re.MULTILINE)
    assert named == ["demo", "test"]
    assert set(named) <= targets


def test_it_says_once_that_this_is_no_legal_advice_and_unreviewed() -> None:
    assert README.count("not legal advice") == 1
    assert README.count("no lawyer has reviewed the packs") == 1


def test_what_people_read_names_only_commands_that_exist() -> None:
    there = set(getattr(get_command(app_for(None)), "commands", {}))
    texts = [*ROOT.glob("tests/golden/**/*.txt"), *ROOT.glob("tests/acceptance/**/*.txt")]
    named = {
        (path.name, word)
        for path in texts
        for word in _COMMAND.findall(path.read_text(encoding="utf-8"))
    }
    assert {word for _, word in named} - there == set()
    assert {"check", "explain"} <= there
