import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "questions.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(autouse=True)
def as_wide_as_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


def ran(command: str) -> tuple[int, str]:
    typed = command.split()
    assert typed[0] == "distillgate"
    done = subprocess.run(  # noqa: S603 the words of our own page
        [sys.executable, "-m", *typed], cwd=ROOT, capture_output=True, check=False
    )
    return done.returncode, done.stdout.decode()


def test_the_first_command_gives_the_answer_shown() -> None:
    # The time in which the proof is found is nobody's promise, so there is plenty of it here.
    command = f"{blocks('sh')[0].strip()} --within 600"
    assert ran(command) == (3, blocks("text")[0])


def test_the_second_command_gives_json() -> None:
    code, shown = ran(blocks("sh")[1].strip())
    assert code == 3
    assert json.loads(shown)["plan"]["id"] == "counter-chatbot"
