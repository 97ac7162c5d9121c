"""Plain text for a terminal: a title, then labelled rows, folded to the width."""

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from policy.diagnostics import printable

_LABEL = 11
_NARROWEST = 40


@dataclass(slots=True)
class Page:
    """A page that is being written; no text on it can steer a terminal."""

    width: int
    lines: list[str] = field(default_factory=list)

    def text(self) -> str:
        """Return what is written, ending in a line break."""
        return "\n".join(self.lines) + "\n"

    def line(self, text: str = "") -> None:
        """Write one line as it is."""
        self.lines.append(printable(text).rstrip())

    def fold(self, text: str, indent: str = "", rest: str | None = None) -> None:
        """Write `text` over as many lines as it takes, those after the first with `rest`."""
        self.lines += textwrap.wrap(
            printable(" ".join(text.split())),
            max(self.width, _NARROWEST),
            initial_indent=indent,
            subsequent_indent=indent if rest is None else rest,
            break_long_words=False,
            break_on_hyphens=False,
        )

    def row(self, label: str, text: str | None) -> None:
        """Write a labelled row, unless there is nothing to say."""
        if text:
            self.fold(text, f"  {label:<{_LABEL}}", " " * (_LABEL + 2))

    def block(self, label: str, lines: Iterable[str]) -> None:
        """Write a labelled row whose lines keep their shape, unless there are none."""
        for number, line in enumerate(lines):
            self.line(f"  {'' if number else label:<{_LABEL}}{line}")


def table(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Yield `rows` with their columns aligned; the last one is as wide as it is."""
    known = [tuple(map(printable, row)) for row in rows]
    if not known:
        return
    widths = [max(len(row[place]) for row in known) for place in range(len(known[0]) - 1)]
    for row in known:
        cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False))
        yield f"{'  '.join((*cells, row[-1]))}".rstrip()
