"""A disk that is full, or that nobody may write, while plans are submitted and reviewed."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.distillgate.cli.running import Command, Ran
from tests.distillgate.cli.test_filings import of_legal
from tests.distillgate.libraries import approved

_SIZE = "3m"


def mounting(*words: str) -> bool:
    """Return whether a command about disks was let through; most people may not."""
    try:
        done = subprocess.run(words, capture_output=True, check=False)  # noqa: S603 our own words
    except OSError:
        return False
    return done.returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Give a small disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    if not mounting("mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", str(place)):
        pytest.skip("no disk can be mounted here")
    yield place
    mounting("umount", "-l", str(place))


@pytest.fixture
def asked(disk: Path, distillgate: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Give a registry on the small disk, with a plan that waits in review 1."""
    monkeypatch.setenv("DISTILLGATE_REGISTRY", str(disk / "registry.db"))
    command = of_legal(distillgate, monkeypatch)
    monkeypatch.setenv("DISTILLGATE_ACTOR", "jo")
    unsure = approved().replace("    account: business\n", "")
    command.plan("unsure.yaml", unsure)
    assert command("plan", "submit", "unsure.yaml").code == 3
    assert command("review", "request", "1").code == 0
    monkeypatch.setenv("DISTILLGATE_ACTOR", "max")
    return command


def refused(ran: Ran, why: str) -> bool:
    """Return whether a command was refused for that, plainly; anything else fails."""
    said = ran.err + ran.out
    if ran.code != 2:
        return False
    assert "error[unusable-registry]" in said, said
    assert why in " ".join(said.split()), said
    assert "Traceback" not in said
    return True


def whole(command: Command, decisions: int) -> None:
    """Fail unless all that was said to be there is there, and comes out the same."""
    assert len(command("decision", "list").out.splitlines()) == decisions
    assert command("decision", "replay", "--all").out == f"{decisions} identical, 0 not\n"
    assert command("audit", "fsck").code == 0


def test_on_a_full_disk_nothing_is_half_submitted_or_half_reviewed(
    asked: Command, disk: Path
) -> None:
    submitted, questions, refusals = 1, 0, 0
    filler = os.open(disk / "filler", os.O_WRONLY | os.O_CREAT)
    with suppress(OSError):
        while os.write(filler, b"x" * 4096):
            pass
    os.close(filler)
    for number in range(4):
        asked.plan("more.yaml", approved().replace("document-reader", f"reader-{number}"))
        ran = asked("plan", "submit", "more.yaml")
        refusals += refused(ran, "is full")
        submitted += ran.code == 0
        ran = asked("review", "ask", "1", "?" * 3_000)
        refusals += refused(ran, "is full")
        questions += ran.code == 0
    assert refusals
    (disk / "filler").unlink()
    whole(asked, submitted)
    assert asked("review", "show", "1").out.count(". ask, max") == questions
    assert asked("review", "ask", "1", "why?").code == 0
    assert asked("plan", "submit", "more.yaml").code == 0
    whole(asked, submitted + 1)


def test_on_a_disk_that_is_read_only_it_is_said_and_nothing_is_lost(
    asked: Command, disk: Path
) -> None:
    if not mounting("mount", "-o", "remount,ro", str(disk)):
        pytest.skip("no disk can be made read-only here")
    why = "its file cannot be opened"
    assert refused(asked("review", "deny", "1", "--reason", "cannot-be-fixed"), why)
    ran = asked("plan", "submit", "unsure.yaml")
    assert refused(ran, why)
    assert "whether these may be written" in ran.err + ran.out
    assert mounting("mount", "-o", "remount,rw", str(disk))
    whole(asked, 1)
    assert asked("review", "deny", "1", "--reason", "cannot-be-fixed").code == 0
