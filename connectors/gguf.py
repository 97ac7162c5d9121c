"""The header of a GGUF file: keys and values, read without allocating what it only claims."""

import struct
from collections.abc import Mapping
from decimal import Decimal

from connectors.parts import Json, UnreadableAnswerError

MAGIC = b"GGUF"
VERSIONS = (2, 3)
MOST_KEYS = 10_000
MOST_ITEMS = 64
"""How much of an array is kept; longer ones, such as vocabularies, are passed over."""
LONGEST_KEY = 4_096
LONGEST_TEXT = 262_144
MOST_HEADER = 32 * 1_024 * 1_024
_STRING, _ARRAY = 8, 9
_FIXED: Mapping[int, struct.Struct] = {
    number: struct.Struct(f"<{code}")
    for number, code in {
        0: "B",
        1: "b",
        2: "H",
        3: "h",
        4: "I",
        5: "i",
        6: "f",
        7: "?",
        10: "Q",
        11: "q",
        12: "d",
    }.items()
}
_MOST_DEPTH = 4


class CutOffError(UnreadableAnswerError):
    """The header goes on beyond what was read."""


class _Cursor:
    def __init__(self, content: bytes) -> None:
        self._content = content
        self._place = 0

    def take(self, size: int) -> bytes:
        end = self._place + size
        if end > len(self._content):
            raise CutOffError("a GGUF header that is cut off")
        found = self._content[self._place : end]
        self._place = end
        return found

    def skip(self, size: int) -> None:
        self._place += size
        if self._place > len(self._content):
            raise CutOffError("a GGUF header that is cut off")

    def count(self) -> int:
        return int.from_bytes(self.take(8), "little")

    def kind(self) -> int:
        return int.from_bytes(self.take(4), "little")

    def text(self, longest: int) -> str:
        length = self.count()
        if length > longest:
            raise UnreadableAnswerError("a GGUF text that is longer than what is read")
        return self.take(length).decode("utf-8", "replace")

    def skip_text(self) -> None:
        self.skip(self.count())


def key_values(content: bytes) -> dict[str, Json]:
    """Return keys and values of the header that `content` begins with.

    Raises `CutOffError` where more of the file is needed, and
    `UnreadableAnswerError` where it is no such header.
    """
    cursor = _Cursor(content)
    if cursor.take(4) != MAGIC:
        raise UnreadableAnswerError("no GGUF file")
    if cursor.kind() not in VERSIONS:
        raise UnreadableAnswerError("a GGUF version that is not read")
    cursor.skip(8)
    keys = cursor.count()
    if keys > MOST_KEYS:
        raise UnreadableAnswerError(f"a GGUF header of more than {MOST_KEYS} keys")
    found: dict[str, Json] = {}
    for _ in range(keys):
        key = cursor.text(LONGEST_KEY)
        value = _value(cursor, cursor.kind())
        if value is not None:
            found.setdefault(key, value)
    return found


def _value(cursor: _Cursor, kind: int) -> Json:
    if kind == _STRING:
        return cursor.text(LONGEST_TEXT)
    if kind == _ARRAY:
        return _array(cursor, 1)
    layout = _FIXED.get(kind)
    if layout is None:
        raise UnreadableAnswerError("a GGUF value of a type that is not known")
    value = layout.unpack(cursor.take(layout.size))[0]
    return Decimal(repr(value)) if isinstance(value, float) else value


def _array(cursor: _Cursor, depth: int) -> list[Json] | None:
    """Return a short array, or nothing after a long one was passed over."""
    kind, length = cursor.kind(), cursor.count()
    layout = _FIXED.get(kind)
    if layout is not None:
        if length > MOST_ITEMS:
            cursor.skip(layout.size * length)
            return None
        return [_value(cursor, kind) for _ in range(length)]
    if kind == _STRING:
        if length > MOST_ITEMS:
            for _ in range(length):
                cursor.skip_text()
            return None
        return [cursor.text(LONGEST_TEXT) for _ in range(length)]
    if kind != _ARRAY or depth >= _MOST_DEPTH:
        raise UnreadableAnswerError("a GGUF array of a type that is not known")
    found = [_array(cursor, depth + 1) for _ in range(length)]
    return None if None in found else [*found]
