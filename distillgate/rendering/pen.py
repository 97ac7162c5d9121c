"""Folds and sets off lines of text for a terminal."""

import textwrap
from enum import StrEnum

from policy.diagnostics import printable
from policy.frozen import dataclass

_NARROWEST = 40


class Tone(StrEnum):
    """How a word is set off where color is wanted; never the only sign of anything."""

    BAD = "1;31"
    OPEN = "1;33"
    GOOD = "1;32"
    DUTY = "1;36"
    QUIET = "2"
    STRONG = "1"


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes for one width, with color or without."""

    color: bool
    width: int

    def paint(self, text: str, tone: Tone) -> str:
        """Return `text` in its tone; unchanged without color."""
        return f"\x1b[{tone}m{text}\x1b[0m" if self.color and text else text

    def fold(self, text: str, first: str = "", rest: str = "") -> list[str]:
        """Return `text` made safe and folded to the width; a long word stays whole."""
        lines = textwrap.wrap(
            printable(text),
            max(self.width, _NARROWEST),
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        return lines or [first.rstrip()]

    def marked(self, lines: list[str], word: str, tone: Tone) -> list[str]:
        """Return folded `lines` with `word`, which stands in the first one, in its tone."""
        shown = printable(word)
        return [lines[0].replace(shown, self.paint(shown, tone), 1), *lines[1:]]
