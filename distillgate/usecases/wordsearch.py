"""Finds words in texts as people read them, whatever the case, the blanks and the lines."""

import re
from collections.abc import Iterable

from distillgate.usecases.finished import TextFile, visible
from distillgate.usecases.noticefiles import LEFT_OPEN
from policy.diagnostics import Span


def place_of(words: str, files: Iterable[TextFile]) -> Span | None:
    """Return where `words` stand first, whole words only; nothing where they stand nowhere."""
    wanted = re.compile(
        r"(?<!\w)" + r"\s+".join(map(re.escape, words.casefold().split())) + r"(?!\w)"
    )
    for file in files:
        found = _first(wanted, file)
        if found is not None:
            return found
    return None


def _first(wanted: re.Pattern[str], file: TextFile) -> Span | None:
    read = [(number, line) for number, line in visible(file) if LEFT_OPEN not in line]
    text = "\n".join(line.casefold() for _, line in read)
    found = wanted.search(text)
    if found is None:
        return None
    return file.span(read[text.count("\n", 0, found.start())][0])


def left_open(files: Iterable[TextFile]) -> list[Span]:
    """Return every place that `notice` has left open for a person to fill in."""
    return [
        file.span(number)
        for file in files
        for number, line in enumerate(file.lines(), 1)
        if LEFT_OPEN in line
    ]
