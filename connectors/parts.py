"""JSON answers, read within bounds and part by part, each part knowing its place."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from connectors.evidence import Stated, Where

Json: TypeAlias = "bool | int | Decimal | str | list[Json] | dict[str, Json] | None"
MAX_DEPTH = 64
LONGEST_TEXT = 200_000
MOST_ENTRIES = 20_000
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}")


class UnreadableAnswerError(ValueError):
    """An answer is no JSON that we read."""


def read_json(content: bytes) -> Json:
    """Return the value of the JSON text `content`.

    Raises `UnreadableAnswerError` where it is none, nests deeper than
    `MAX_DEPTH`, or holds what is no number.
    """
    try:
        value: Json = json.loads(
            content.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_number
        )
    except (ValueError, InvalidOperation, RecursionError) as error:
        raise UnreadableAnswerError("no JSON") from error
    level = _inside([value])
    for _ in range(MAX_DEPTH):
        level = [inner for each in level for inner in _inside(each)]
        if not level:
            return value
    raise UnreadableAnswerError(f"nested deeper than {MAX_DEPTH} levels")


Held: TypeAlias = "list[Json] | dict[str, Json]"


def _inside(held: Held) -> list[Held]:
    """Return the lists and mappings that stand in one."""
    values = held.values() if isinstance(held, dict) else held
    return [each for each in values if isinstance(each, list | dict)]


def _no_number(word: str) -> Json:
    raise UnreadableAnswerError(f"{word} is no number")


def raw_text(value: Json) -> str:
    """Return `value` as it stands: a text bare, anything else as JSON, cut where too long."""
    bare = isinstance(value, str | Decimal)
    text = str(value) if bare else json.dumps(value, default=str)
    return text[:LONGEST_TEXT]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an answer; what is not there has the value nothing."""

    value: Json
    evidence: int
    pointer: str = ""

    @property
    def where(self) -> Where:
        """Return its place."""
        return Where(self.evidence, self.pointer)

    @property
    def there(self) -> bool:
        """Return whether there is anything: neither absent nor null."""
        return self.value is not None

    def at(self, *steps: str) -> "Part":
        """Return the part to which `steps` lead over mappings."""
        part = self
        for step in steps:
            value = part.value.get(step) if isinstance(part.value, dict) else None
            part = Part(value, part.evidence, f"{part.pointer}/{_escaped(step)}")
        return part

    def has(self, name: str) -> bool:
        """Return whether a mapping has the key `name`, be it with null."""
        return isinstance(self.value, dict) and name in self.value

    def names(self) -> tuple[str, ...]:
        """Return the keys of a mapping."""
        return tuple(self.value)[:MOST_ENTRIES] if isinstance(self.value, dict) else ()

    def items(self) -> Iterator["Part"]:
        """Yield the parts of a list; a single value that is there stands for a list of one."""
        if isinstance(self.value, list):
            for place, value in enumerate(self.value[:MOST_ENTRIES]):
                yield Part(value, self.evidence, f"{self.pointer}/{place}")
        elif self.value is not None:
            yield self

    @property
    def text(self) -> str | None:
        """Return the text that stands here, or nothing where it is none or empty."""
        good = isinstance(self.value, str) and self.value.strip()
        return self.value[:LONGEST_TEXT] if good and isinstance(self.value, str) else None

    @property
    def number(self) -> int | None:
        """Return the whole number that stands here."""
        whole = isinstance(self.value, int) and not isinstance(self.value, bool)
        return self.value if whole and isinstance(self.value, int) else None

    def stated_text(self) -> Stated[str] | None:
        """Return the text with its place."""
        return None if self.text is None else Stated(self.text, self.where)

    def stated_truth(self) -> Stated[bool] | None:
        """Return the truth with its place."""
        return Stated(self.value, self.where) if isinstance(self.value, bool) else None

    def stated_number(self) -> Stated[int] | None:
        """Return the whole number with its place."""
        return None if self.number is None else Stated(self.number, self.where)

    def stated_time(self) -> Stated[datetime] | None:
        """Return the moment with its place: RFC 3339, or seconds or milliseconds."""
        moment = _moment(self.value)
        return None if moment is None else Stated(moment, self.where)

    def stated_texts(self) -> Stated[tuple[str, ...]] | None:
        """Return the texts of a list with its place; what is no text is left out."""
        if not isinstance(self.value, list):
            return None
        texts = tuple(each.text for each in self.items() if each.text is not None)
        return Stated(texts, self.where)


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")


_MILLISECONDS = 100_000_000_000
_LATEST = 4_000_000_000


def _moment(value: Json) -> datetime | None:
    if isinstance(value, str) and _TIME.match(value):
        try:
            found = datetime.fromisoformat(value[:40])
        except ValueError:
            return None
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        seconds = value // 1_000 if value >= _MILLISECONDS else value
        return datetime.fromtimestamp(seconds, UTC) if seconds < _LATEST else None
    return None
