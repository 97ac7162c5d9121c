"""The commands of the page on events go as they are printed, against a real receiver."""

import re
from pathlib import Path

import pytest

from distillgate.gate.signatures import verify
from registry.outbox import EventKind
from tests.distillgate.cli.running import Command
from tests.distillgate.libraries import approved
from tests.receivers import receiving

PAGE = (Path(__file__).parents[2] / "docs" / "events.md").read_text(encoding="utf-8")


def test_the_lines_that_are_printed_work(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    distillgate = Command(monkeypatch, tmp_path)
    (lines,) = re.findall(r"<!-- run -->\n```sh\n(.*?)```", PAGE, re.DOTALL)
    distillgate.plan(text=approved().replace("    account: business\n", ""))
    said: dict[str, list[str]] = {}
    with receiving() as receiver:
        monkeypatch.setenv("DISTILLGATE_PRIVATE_ORIGINS", receiver.origin)
        for line in lines.splitlines():
            word, *words = line.replace("$RECEIVER", receiver.url).split()
            if word == "export":
                name, _, value = words[0].partition("=")
                monkeypatch.setenv(name, value)
                continue
            ran = distillgate(*words)
            assert ran.code in {0, 3}, ran.err
            said.setdefault(" ".join(words[:2]), []).append(ran.out + ran.err)
        first, again = receiver.all()
    assert first.body == again.body
    secret = said["webhook add"][0].splitlines()[0]
    at = int(first.headers["webhook-timestamp"])
    assert verify(secret, first.headers, first.body, now=at)
    assert "decision.made" in said["events list"][0]
    assert said["events list"][1] == ""
    assert said["events deliver"] == ["1 sent, 0 to be tried again, 0 dead\n"] * 2
    assert "1 sent" in said["webhook list"][0]
    assert "1 to be told once more" in said["events replay"][0]


def test_every_type_of_event_is_explained() -> None:
    for kind in EventKind:
        assert f"`{kind}`" in PAGE
