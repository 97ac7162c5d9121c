"""Objects in one list of a large JSON file, one at a time, with the line where each begins."""

import json
from collections.abc import Iterator
from typing import Any, TextIO

from registry.screening.faults import UnreadableListError

_CHUNK = 65_536
_LONGEST = 4_000_000
_BLANK = " \t\r\n"


def json_records(file: TextIO, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each object in the list `name` of the object that `file` holds.

    Nothing but one object is held at a time. Raises `UnreadableListError`.
    """
    text = _Text(file)
    text.expect("{")
    while not text.at("}"):
        key = text.value()
        text.expect(":")
        if key != name:
            text.value()
        else:
            yield from _list(text)
            return
        if not text.at("}"):
            text.expect(",")
    raise UnreadableListError(text.line, f"the file holds no `{name}`")


def _list(text: "_Text") -> Iterator[tuple[int, dict[str, Any]]]:
    text.expect("[")
    while not text.at("]"):
        text.skip()
        line = text.line
        record = text.value()
        if not isinstance(record, dict):
            raise UnreadableListError(line, "an entry is no JSON object")
        yield line, record
        if not text.at("]"):
            text.expect(",")


class _Text:
    """Text of a file with a window on it that moves forward."""

    def __init__(self, file: TextIO) -> None:
        self.line = 1
        self._file = file
        self._window = ""
        self._decoder = json.JSONDecoder()

    def skip(self) -> None:
        """Go on to the next sign that is not blank."""
        while True:
            rest = self._window.lstrip(_BLANK)
            self._pass(len(self._window) - len(rest))
            if rest or not self._more():
                return

    def at(self, sign: str) -> bool:
        """Return whether `sign` comes next."""
        self.skip()
        return self._window.startswith(sign)

    def expect(self, sign: str) -> None:
        """Go past `sign`, which must come next."""
        if not self.at(sign):
            raise UnreadableListError(self.line, f"the JSON is broken: `{sign}` is missing")
        self._pass(len(sign))

    def value(self) -> Any:  # noqa: ANN401 JSON as it was parsed
        """Return the next value and go past it."""
        self.skip()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._window)
            except (ValueError, RecursionError) as error:
                if len(self._window) > _LONGEST:
                    message = f"a value is longer than {_LONGEST:,} signs, or broken"
                    raise UnreadableListError(self.line, message) from error
                if not self._more():
                    raise UnreadableListError(self.line, "the JSON is broken") from error
                continue
            # A number may go on behind the window; what it is ends with the next sign.
            if end < len(self._window) or not self._more():
                self._pass(end)
                return value

    def _more(self) -> bool:
        try:
            chunk = self._file.read(max(_CHUNK, len(self._window)))
        except UnicodeDecodeError as error:
            raise UnreadableListError(self.line, "the file is no UTF-8 text") from error
        self._window += chunk
        return bool(chunk)

    def _pass(self, length: int) -> None:
        self.line += self._window.count("\n", 0, length)
        self._window = self._window[length:]
