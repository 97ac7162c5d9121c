"""The tutorial is done as it is written: each file is made, and each command is run."""

import io
import re
import shlex
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from distillgate import settings
from distillgate.cli.main import run

PAGE = Path(__file__).parents[2] / "docs" / "tutorial.md"
_FENCE = re.compile(r"^```(\w+)(?: ([^\n]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks() -> Iterator[tuple[str, str, str]]:
    yield from _FENCE.findall(PAGE.read_text("utf-8"))


def squeezed(text: str) -> str:
    return " ".join(text.split())


def written(name: str, text: str) -> None:
    """Make the file, or add to it where its name is followed by a plus."""
    path = Path(name.removesuffix(" +"))
    path.parent.mkdir(exist_ok=True)
    before = path.read_text("utf-8") if name.endswith(" +") else ""
    path.write_text(before + text, "utf-8")


def done(line: str, patch: pytest.MonkeyPatch) -> str:
    """Do one line of a shell, and return all that it says."""
    word, *words = shlex.split(line)
    if word == "export":
        for each in words:
            name, _, value = each.partition("=")
            patch.setenv(name, value)
        return ""
    assert word == "distillgate"
    out = io.TextIOWrapper(io.BytesIO(), "utf-8", newline="")
    patch.setattr(sys, "stdout", out)
    patch.setattr(sys, "stderr", out)
    with pytest.raises(SystemExit) as ended:
        run(words)
    out.flush()
    assert isinstance(out.buffer, io.BytesIO)
    said = out.buffer.getvalue().decode()
    assert ended.value.code in {0, 3, 4}, said
    return said


def test_the_story_of_a_plan_goes_as_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("CI", "DISTILLGATE_ACTOR_KIND", "DISTILLGATE_DEBUG", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISTILLGATE_SCREENING_DIR", "off")
    moment = datetime(2026, 11, 24, 10, tzinfo=UTC)
    monkeypatch.setattr(settings, "now", lambda: moment)
    said = ""
    kinds = []
    for kind, name, text in blocks():
        kinds.append(kind)
        if kind == "yaml":
            written(name, text)
        elif kind == "sh":
            lines = text.replace("\\\n", "").splitlines()
            said = "".join(done(line, monkeypatch) for line in lines)
        else:
            missing = [
                each for each in text.splitlines() if squeezed(each) not in squeezed(said)
            ]
            assert missing == [], said
    assert kinds.count("sh") == kinds.count("text") + 1
