import re
import shlex
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "handing-on.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
BLOCKS = _BLOCK.findall(TEXT)
ANSWERED = [
    (line, answer)
    for (kind, line), (other, answer) in pairwise(BLOCKS)
    if (kind, other) == ("sh", "text")
]


def ran(line: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("DISTILLGATE_REGISTRY", str(ROOT / "no-registry.db"))
    typed = shlex.split(line)
    assert typed[0] == "distillgate"
    command = [sys.executable, "-m", *typed]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)  # noqa: S603 the words of our own page
    return done.returncode, done.stdout.decode()


@pytest.mark.parametrize(("line", "answer"), ANSWERED)
def test_the_answer_shown_is_the_answer(
    line: str, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out = ran(line, monkeypatch)
    assert code in {0, 3, 4, 6}
    assert out == answer


def test_every_command_of_the_page_is_shown_with_its_answer() -> None:
    assert len(ANSWERED) == sum(kind == "sh" for kind, _ in BLOCKS)
