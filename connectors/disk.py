"""Reads files of this machine as if they were asked for, so that they are evidence too."""

import os
import stat
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from connectors.asking import Asker, Clock, Question, Reply
from connectors.evidence import Method
from connectors.outcomes import Outcome

MOST_NAMES = 10_000
LISTING = "application/x-directory-listing"
_OPENING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Disk:
    """An `Asker` for files and folders; everything else goes to `others`."""

    def __init__(self, clock: Clock, others: Asker) -> None:
        self._clock = clock
        self._others = others

    def ask(self, question: Question) -> Reply:
        """Return what a file holds, or what lies in a folder: names and sizes, one a line."""
        if question.method is not Method.READ:
            return self._others.ask(question)
        blank = Reply(Outcome.UNREADABLE, question.url, self._clock.now())
        try:
            if question.accept == LISTING:
                return replace(blank, outcome=Outcome.ANSWERED, body=_listing(question.url))
            return _read(question, blank)
        except (FileNotFoundError, NotADirectoryError):
            return replace(blank, outcome=Outcome.ABSENT)
        except PermissionError:
            return replace(blank, outcome=Outcome.FORBIDDEN)
        except (OSError, ValueError):
            return blank


def _read(question: Question, blank: Reply) -> Reply:
    """Read a file up to a limit; a pipe or a device is no file, and never blocks."""
    number = os.open(question.url, _OPENING)
    try:
        state = os.fstat(number)
        if not stat.S_ISREG(state.st_mode):
            return blank
        parts, left = [], question.most + (0 if question.beginning else 1)
        while left > 0 and (part := os.read(number, min(left, 1 << 20))):
            parts.append(part)
            left -= len(part)
    finally:
        os.close(number)
    body = b"".join(parts)
    if len(body) > question.most:
        return replace(blank, outcome=Outcome.TOO_LARGE)
    told = {"content-range": f"bytes 0-{len(body) - 1}/{state.st_size}"}
    cut = question.beginning and len(body) < state.st_size
    return replace(blank, outcome=Outcome.ANSWERED, body=body, headers=told if cut else {})


@dataclass(frozen=True, slots=True)
class Listed:
    """One file of a folder."""

    name: str
    size: int


def _listing(folder: str) -> bytes:
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):
                if entry.is_file() and "\n" not in entry.name and "\t" not in entry.name:
                    found.append(f"{entry.stat().st_size}\t{entry.name}")
            if len(found) >= MOST_NAMES:
                break
    lines = sorted(found, key=lambda line: line.partition("\t")[2])
    return "\n".join(lines).encode("utf-8", "backslashreplace")


def listed(listing: bytes) -> tuple[Listed, ...]:
    """Return the files that a listing names."""
    lines = listing.decode("utf-8", "replace").splitlines()
    pairs = (line.partition("\t") for line in lines)
    return tuple(
        Listed(name, int(size)) for size, tab, name in pairs if tab and size.isdecimal()
    )


def beside(folder: str, name: str) -> str:
    """Return the path of what is called `name` in `folder`."""
    return str(Path(folder) / name)
