"""YAML whose values stay the words that were written, within bounds.

`no` stays `no` and `3.0` stays `3.0`: what a word means is for others to
say. No aliases and no tags; a key that stands twice keeps its first value,
and is told.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import yaml

from connectors.evidence import pointer
from connectors.parts import MAX_DEPTH, Json, UnreadableAnswerError

MOST_NODES = 50_000
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Words:
    """A YAML text as words."""

    value: Json
    lines: dict[str, int]
    """The line of each value, counted from 1, by JSON pointer."""
    oddities: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    """The file of each value that stands in another one, by JSON pointer."""
    missing: tuple[tuple[str, int], ...] = ()
    """The files on which it is built and which could not be read, each with the line."""


def read_words(text: str, first_line: int = 1) -> Words:
    """Return the one document in `text`, which begins on `first_line` of its file.

    Raises `UnreadableAnswerError` with what is wrong.
    """
    return _built(text, _Builder(first_line, None))


def read_config(text: str) -> Words:
    """Return the one document in `text`, in which anchors, aliases and `<<` may stand.

    An alias is the value itself, once more, and takes no room of its own.
    Raises `UnreadableAnswerError` with what is wrong.
    """
    return _built(text, _Builder(1, {}))


def _built(text: str, builder: "_Builder") -> Words:
    try:
        return builder.build(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        line = builder.first + (error.problem_mark.line if error.problem_mark else 0)
        raise UnreadableAnswerError(f"no YAML from line {line} on") from error
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        if isinstance(error, UnreadableAnswerError):
            raise
        raise UnreadableAnswerError("no YAML") from error


@dataclass(slots=True)
class _Open:
    """A collection that is being read."""

    steps: tuple[str | int, ...]
    items: list[Json] | None = None
    fields: dict[str, Json] = field(default_factory=dict)
    key: str | None = None
    anchor: str | None = None
    skipped: bool = False
    """It is the second value of a key, and read for nothing."""


class _Builder:
    def __init__(self, first_line: int, anchors: dict[str, Json] | None) -> None:
        self.first = first_line
        self._anchors = anchors
        self._merged = 0
        self._stack: list[_Open] = []
        self._root: Json = None
        self._nodes = 0
        self._lines: dict[str, int] = {}
        self._oddities: list[str] = []

    def build(self, events: Iterable[yaml.Event]) -> Words:
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise UnreadableAnswerError("more than one YAML document")
            self._take(event)
        return Words(self._root, self._lines, tuple(self._oddities))

    def _take(self, event: yaml.Event) -> None:
        match event:
            case yaml.AliasEvent():
                self._alias(event)
            case yaml.ScalarEvent():
                self._count(event)
                plain = not event.style
                value = None if plain and event.value in _NULLS else event.value
                if event.anchor is not None and self._anchors is not None:
                    self._anchors[event.anchor] = value
                self._add(value, event)
            case yaml.SequenceStartEvent():
                self._open(event, [])
            case yaml.MappingStartEvent():
                self._open(event, None)
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                self._close(self._stack.pop())
            case _:
                pass

    def _alias(self, event: yaml.AliasEvent) -> None:
        top = self._stack[-1] if self._stack else None
        name = event.anchor or ""
        if self._anchors is None or name not in self._anchors or top is None:
            raise UnreadableAnswerError(f"an alias on line {self._line(event)}")
        if top.items is None and top.key is None:
            raise UnreadableAnswerError(f"a key that is no word on line {self._line(event)}")
        self._lines.setdefault(pointer(*self._steps()), self._line(event))
        self._put(self._anchors[name])

    def _close(self, top: _Open) -> None:
        value: Json = top.fields if top.items is None else top.items
        if self._anchors is not None and isinstance(value, dict) and "<<" in value:
            value = self._with_merged(value)
        if self._anchors is not None and top.anchor is not None:
            self._anchors[top.anchor] = value
        self._put(value)

    def _with_merged(self, fields: dict[str, Json]) -> dict[str, Json]:
        """Return `fields` with what `<<` brings in under the keys that it lacks."""
        told = fields["<<"]
        found: dict[str, Json] = {}
        for each in reversed(told if isinstance(told, list) else [told]):
            if isinstance(each, dict):
                self._merged += len(each)
                if self._merged > MOST_NODES:
                    raise UnreadableAnswerError(f"more than {MOST_NODES} values")
                found |= each
        return {**found, **{key: value for key, value in fields.items() if key != "<<"}}

    def _count(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise UnreadableAnswerError(f"more than {MOST_NODES} values")
        if event.anchor is not None and self._anchors is None:
            raise UnreadableAnswerError(f"an anchor on line {self._line(event)}")
        if event.tag is not None:
            raise UnreadableAnswerError(f"a tag on line {self._line(event)}")

    def _open(self, event: yaml.CollectionStartEvent, items: list[Json] | None) -> None:
        self._count(event)
        if len(self._stack) >= MAX_DEPTH:
            raise UnreadableAnswerError(f"nested deeper than {MAX_DEPTH} levels")
        top = self._stack[-1] if self._stack else None
        if top is not None and top.items is None and top.key is None:
            raise UnreadableAnswerError(f"a key that is no word on line {self._line(event)}")
        skipped = top is not None and (top.skipped or self._is_second(top))
        steps = self._steps()
        if not skipped:
            self._lines.setdefault(pointer(*steps), self._line(event))
        self._stack.append(_Open(steps, items, anchor=event.anchor, skipped=skipped))

    def _steps(self) -> tuple[str | int, ...]:
        """Return the way to the value that comes next."""
        if not self._stack:
            return ()
        top = self._stack[-1]
        return (*top.steps, top.key or "" if top.items is None else len(top.items))

    def _add(self, value: str | None, event: yaml.ScalarEvent) -> None:
        top = self._stack[-1] if self._stack else None
        if top is not None and top.items is None and top.key is None:
            top.key = event.value
            if self._is_second(top):
                told = f"the key `{event.value[:80]}` stands twice, again on line"
                self._oddities.append(f"{told} {self._line(event)}")
            return
        if top is None or not (top.skipped or self._is_second(top)):
            self._lines.setdefault(pointer(*self._steps()), self._line(event))
        self._put(value)

    def _put(self, value: Json) -> None:
        if not self._stack:
            self._root = value
            return
        top = self._stack[-1]
        if top.items is not None:
            top.items.append(value)
        elif top.key is not None:
            top.fields.setdefault(top.key, value)
            top.key = None

    @staticmethod
    def _is_second(top: _Open) -> bool:
        return top.items is None and top.key in top.fields

    def _line(self, event: yaml.Event) -> int:
        return (event.start_mark.line if event.start_mark else 0) + self.first
