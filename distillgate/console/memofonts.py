"""The letters of the memo as PDF: which fonts write them, and what is told by its code.

Every reader of PDF brings fonts for Latin-1. For a paragraph with other
letters a font is embedded, where the extra has brought one. Scripts that run
from the right, or whose letters change shape together, need more than a font:
their letters are told by their codes.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_CODES = "latin-1"
"""What the fonts that every reader of PDF has can write."""
_ALIKE = str.maketrans(
    {
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{HORIZONTAL ELLIPSIS}": "...",
        "\N{NARROW NO-BREAK SPACE}": " ",
        "\N{NO-BREAK SPACE}": " ",
    }
)
_SIMPLE = (
    (0x0000, 0x052F),  # Latin, Greek, Cyrillic
    (0x1C80, 0x1C8F),
    (0x1D00, 0x2BFF),  # further Latin and Greek, punctuation, signs
    (0x2C60, 0x2C7F),
    (0x2DE0, 0x2DFF),
    (0x2E80, 0xA4CF),  # Chinese, Japanese
    (0xA640, 0xA69F),
    (0xA720, 0xA7FF),
    (0xAC00, 0xD7A3),  # Korean
    (0xF900, 0xFAFF),
    (0xFB00, 0xFB06),
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),
    (0x20000, 0x3FFFF),
)
"""What is written letter by letter, from the left."""


@dataclass(frozen=True, slots=True)
class Face:
    """A font that may be embedded."""

    name: str
    package: str
    file: str

    @property
    def path(self) -> Path | None:
        """Return where it lies; nothing where it is not installed."""
        spec = find_spec(self.package)
        places = () if spec is None else spec.submodule_search_locations or ()
        found = (Path(each) / self.file for each in places)
        return next((each for each in found if each.is_file()), None)


FACES = (
    Face("noto", "fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf"),
    Face("cjk", "noto_cjk_sans_jp_regular", "NotoSansCJKjp-Regular.otf"),
)
"""The fonts that the extra `pdf` brings, the first one first."""


@cache
def _letters(face: Face) -> frozenset[int]:
    """Return the codes of the letters that a font has."""
    path = face.path
    if path is None:
        return frozenset()
    from fontTools.ttLib import TTFont  # noqa: PLC0415 the extra may not be there

    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap() or ())


def faces_for(texts: Iterable[str]) -> tuple[Face, ...]:
    """Return the fonts that must be embedded to write `texts`."""
    rest = {ord(each) for text in texts for each in settled(text) if not _latin(each)}
    found = []
    for face in FACES:
        written = {each for each in rest if _simple(each)} & _letters(face) if rest else set()
        if written:
            found.append(face)
            rest -= written
    return tuple(found)


def settled(text: str) -> str:
    """Return `text` with signs that look alike as one, and letters with their marks as one."""
    return unicodedata.normalize("NFC", text).translate(_ALIKE)


def is_plain(text: str) -> bool:
    """Return whether no font must be embedded for a settled text."""
    return all(map(_latin, text))


def written(text: str, faces: tuple[Face, ...] = ()) -> str:
    """Return a text as it is written with `faces`: other letters are told by their codes."""
    return "".join(
        each if _latin(each) or _writes(each, faces) else f"[U+{ord(each):04X}]"
        for each in settled(text)
    )


def _writes(letter: str, faces: tuple[Face, ...]) -> bool:
    code = ord(letter)
    fits = letter.isprintable() and _simple(code)
    return fits and any(code in _letters(each) for each in faces)


def _latin(letter: str) -> bool:
    try:
        letter.encode(_CODES)
    except UnicodeEncodeError:
        return False
    return letter.isprintable()


def _simple(code: int) -> bool:
    return any(first <= code <= last for first, last in _SIMPLE)
