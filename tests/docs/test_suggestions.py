import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from policy.suggesting.changes import COSTS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "suggestions.md"
TEXT = PAGE.read_text(encoding="utf-8")
_BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
_ROW = re.compile(r"^\| `([a-z-]+)` \| [^|]+ \| (\d+) \|$", re.MULTILINE)
_EXITS = {0, 3, 4}


def blocks(language: str) -> list[str]:
    return [text for kind, text in _BLOCK.findall(TEXT) if kind == language]


def ran(line: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("DISTILLGATE_REGISTRY", str(ROOT / "no-registry.db"))
    typed = shlex.split(line)
    assert typed[0] == "distillgate"
    command = [sys.executable, "-m", *typed]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)  # noqa: S603 the words of our own page
    return done.returncode, done.stdout.decode()


def test_the_answer_shown_is_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    # On a slow machine the search takes longer than it has by itself.
    code, out = ran(f"{blocks('sh')[0].strip()} --within 600", monkeypatch)
    assert code == 0
    assert out == blocks("text")[0]


@pytest.mark.parametrize("line", blocks("sh")[1:])
def test_each_command_of_the_page_answers(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    code, out = ran(line, monkeypatch)
    assert code in _EXITS
    assert out


def test_the_table_holds_every_kind_with_its_cost() -> None:
    found = {kind: int(cost) for kind, cost in _ROW.findall(TEXT)}
    assert found == {kind.value: cost for kind, cost in COSTS.items()}
