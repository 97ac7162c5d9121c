"""Configurations that are built on others: `defaults` names the files that lie below.

So NeMo RL does: a path, or a list of them, from the folder of the file that
names them; what stands in a file counts before what lies below it.
"""

import posixpath
from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from connectors.evidence import pointer
from connectors.parts import Json, UnreadableAnswerError
from connectors.wordyaml import Words, read_config

Beside: TypeAlias = Callable[[str], bytes | None]
"""Returns a file by its path from the folder of the configuration; nothing: it is not there."""
MOST_BELOW = 16
_ENDINGS = (".yaml", ".yml")
_LONGEST = 400


def alone(_: str) -> None:
    """Have no file beside a configuration."""


def inherited(words: Words, path: str, beside: Beside) -> Words:
    """Return `words` of the file at `path`, laid over all that it is built on.

    Each value keeps the file and the line on which it stands. What is not
    there, or cannot be read, is among what is `missing`.
    """
    return _Stack(path, beside).whole(words, "", ())


class _Stack:
    def __init__(self, path: str, beside: Beside) -> None:
        self._path = path
        self._beside = beside
        self._left = MOST_BELOW

    def whole(self, words: Words, folder: str, above: tuple[str, ...]) -> Words:
        """Return `words` over what they are built on; `above` are the files that led here."""
        below: Words | None = None
        missing: list[tuple[str, int]] = []
        for name, line in _named(words):
            place = posixpath.normpath(posixpath.join(folder, name))
            found = None if place in above else self._file(name, place)
            if found is None:
                missing.append((name, line))
                continue
            inner = self.whole(found, posixpath.dirname(place), (*above, place))
            missing += [(each, line) for each, _ in inner.missing]
            below = inner if below is None else _over(inner, below)
        whole = words if below is None else _over(words, below)
        return replace(whole, missing=tuple(dict.fromkeys(missing)))

    def _file(self, name: str, place: str) -> Words | None:
        """Return what lies at `place`, each value with the file in which it stands."""
        bad = posixpath.isabs(name) or "\\" in name or not name.endswith(_ENDINGS)
        if bad or self._left == 0:
            return None
        self._left -= 1
        content = self._beside(place)
        try:
            found = None if content is None else read_config(content.decode("utf-8-sig"))
        except (UnicodeDecodeError, UnreadableAnswerError):
            return None
        if found is None or not isinstance(found.value, dict):
            return None
        shown = posixpath.normpath(posixpath.join(posixpath.dirname(self._path), place))
        return replace(found, files=dict.fromkeys(found.lines, shown))


def _named(words: Words) -> list[tuple[str, int]]:
    """Return the files that `defaults` names, the lowest first, each with its line."""
    said = words.value.get("defaults") if isinstance(words.value, dict) else None
    names: list[Json] = said if isinstance(said, list) else [said]
    line = words.lines.get(pointer("defaults"), 1)
    # Others name parts of theirs by words, which are no files.
    return [
        (each[:_LONGEST], line)
        for each in names
        if isinstance(each, str) and each.endswith(_ENDINGS)
    ]


def _over(above: Words, below: Words) -> Words:
    """Return `above` laid over `below`: mappings are united, all else takes the place."""
    gone: set[str] = set()
    value = _united(above.value, below.value, (), gone)
    kept = {
        place: line
        for place, line in below.lines.items()
        if place not in above.lines and not any(place.startswith(f"{each}/") for each in gone)
    }
    files = {place: below.files[place] for place in kept if place in below.files}
    return replace(
        above,
        value=value,
        lines={**kept, **above.lines},
        files={**files, **above.files},
    )


def _united(above: Json, below: Json, steps: tuple[str, ...], gone: set[str]) -> Json:
    if not isinstance(above, dict) or not isinstance(below, dict):
        gone.add(pointer(*steps))
        return above
    united = dict(below)
    for key, value in above.items():
        united[key] = _united(value, below[key], (*steps, key), gone) if key in below else value
    return united
