"""YAML text to a tree of nodes with spans, bounded before anything is built.

YAML 1.2 core rules: a plain scalar keeps its text, and the type of the field
that reads it decides what it means (`NO` is Norway, `3.10` a version where a
string is asked for). No aliases, no tags, no duplicate keys; depth is counted
on parser events and refused at `MAX_DEPTH`, size at `MAX_BYTES`.
"""

from collections.abc import Iterator
from dataclasses import field

import yaml

from policy.diagnostics import Code, Diagnostic, Span, nearest
from policy.frozen import dataclass
from policy.yamlsyntax import (
    control_character,
    impossible_character,
    lines_of,
    pairs_hidden,
    pairs_shown,
    refused,
    syntax_mistake,
)

MAX_BYTES = 2_000_000
MAX_DEPTH = 64
MAX_NODES = 200_000
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar: its text, and whether it was written without quotes."""

    text: str
    plain: bool
    span: Span = field(compare=False)

    @property
    def is_null(self) -> bool:
        """Whether the scalar says nothing (`null`, `~` or empty)."""
        return self.plain and self.text in _NULLS


@dataclass(frozen=True, slots=True)
class Items:
    """A sequence of nodes."""

    items: tuple["Node", ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping with its value."""

    key: Text
    value: "Node"


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping; keys are unique scalars, order is the author's."""

    entries: tuple[Entry, ...]
    span: Span = field(compare=False)

    def get(self, name: str) -> "Node | None":
        """Return the value under `name`, or nothing where the key is absent."""
        return next((entry.value for entry in self.entries if entry.key.text == name), None)

    def key(self, name: str) -> Text | None:
        """Return the key node `name`, for its place."""
        return next((entry.key for entry in self.entries if entry.key.text == name), None)


Node = Text | Items | Fields


class UnreadableError(Exception):
    """The text is no YAML that we read; carries every diagnostic found."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__("; ".join(each.message for each in diagnostics))
        self.diagnostics = diagnostics


def read_yaml(content: bytes, path: str) -> Node:
    """Return the node tree of the one YAML document in `content`.

    `path` is only used for spans. Raises `UnreadableError` with diagnostics
    of codes `too-large`, `not-text`, `tab-in-yaml`, `yaml-syntax`,
    `too-deep`, `alias-not-allowed`, `tag-not-allowed`, `duplicate-key`,
    `empty-file` or `several-documents`.
    """
    text = _decoded(content, path)
    written = pairs_hidden(text) if path.endswith(".json") else text
    builder = _Builder(path, pairs=written != text)
    try:
        return builder.build(yaml.parse(written, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        found = (*builder.found, syntax_mistake(error, text, path))
        raise UnreadableError(found) from error
    except yaml.YAMLError as error:
        raise UnreadableError((_not_text(path),)) from error
    except (ValueError, OverflowError) as error:
        # PyYAML's own parser asks for the character of a number that is none.
        raise UnreadableError((impossible_character(path),)) from error


def _decoded(content: bytes, path: str) -> str:
    start = Span(path, 1, 1)
    if len(content) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES // 1_000_000} MB"
        raise UnreadableError((Diagnostic(Code.TOO_LARGE, message, start),))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError((_not_text(path),)) from error
    if path.endswith(".json"):
        # JSON may be indented with tabs, and holds none inside of its strings.
        text = text.replace("\t", " ")
    problem = refused(text, path)
    if problem is not None:
        raise UnreadableError((problem,))
    return text


def _not_text(path: str) -> Diagnostic:
    hint = "plans, policies and catalogs are YAML in UTF-8"
    return Diagnostic(Code.NOT_TEXT, "the file is not UTF-8 text", Span(path, 1, 1), hint)


def source_line(content: bytes, line: int) -> str | None:
    """Return the line of `content` that a span with this `line` lies on, for rendering."""
    lines = lines_of(content.decode("utf-8-sig", errors="replace"))
    return lines[line - 1] if 0 < line <= len(lines) else None


@dataclass(slots=True)
class _Open:
    """A collection that is still being read."""

    is_mapping: bool
    span: Span
    nodes: list[Node] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    key: Text | None = None


class _Builder:
    """Build nodes from parser events without recursion."""

    def __init__(self, path: str, *, pairs: bool) -> None:
        self._path = path
        self._pairs = pairs
        self._stack: list[_Open] = []
        self._root: Node | None = None
        self._nodes = 0
        self.found: list[Diagnostic] = []

    def build(self, events: Iterator[yaml.Event]) -> Node:
        """Return the tree; raises `UnreadableError` on what we do not read."""
        documents = 0
        for event in events:
            if type(event) is yaml.ScalarEvent:
                self._scalar(event)
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    hint = "one document a file; put the rest into files of their own"
                    message = "the file holds more than one document"
                    self._refuse(Code.SEVERAL_DOCUMENTS, message, event, hint)
            else:
                self._take(event)
        if self.found:
            raise UnreadableError(tuple(self.found))
        if self._root is None:
            message = "the file is empty"
            diagnostic = Diagnostic(Code.EMPTY_FILE, message, Span(self._path, 1, 1))
            raise UnreadableError((diagnostic,))
        return self._root

    def _take(self, event: yaml.Event) -> None:
        match event:
            case yaml.AliasEvent():
                hint = "write the value out; put text that begins with `*` into quotes"
                self._refuse(
                    Code.ALIAS_NOT_ALLOWED, "aliases and anchors are not read", event, hint
                )
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._check(event)
                self._open(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._close()
            case _:
                pass

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        """Take the most common event; the text holds no control character but by an escape."""
        self._check(event)
        if event.style == '"':
            self._check_characters(event)
        value = pairs_shown(event.value) if self._pairs else event.value
        self._add(Text(value, not event.style, self._span(event)))

    def _check(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            message = f"the file holds more than {MAX_NODES:,} values"
            self._refuse(Code.TOO_LARGE, message, event)
        if event.anchor is not None:
            hint = "put text that begins with `&` into quotes"
            self._refuse(
                Code.ALIAS_NOT_ALLOWED, "aliases and anchors are not read", event, hint
            )
        if event.tag is not None:
            hint = "put text that begins with `!` into quotes"
            self._refuse(Code.TAG_NOT_ALLOWED, "tags are not read", event, hint)

    def _check_characters(self, event: yaml.ScalarEvent) -> None:
        control = control_character(event.value)
        if control is not None:
            message = f"this text holds the control character {control}"
            self._refuse(Code.NOT_TEXT, message, event, "names and statements are plain text")

    def _open(self, event: yaml.CollectionStartEvent) -> None:
        if len(self._stack) >= MAX_DEPTH:
            message = f"the nesting is deeper than {MAX_DEPTH} levels"
            self._refuse(Code.TOO_DEEP, message, event)
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        self._stack.append(_Open(is_mapping, self._span(event)))

    def _close(self) -> None:
        top = self._stack.pop()
        if top.is_mapping:
            self._add(Fields(tuple(top.entries.values()), top.span))
        else:
            self._add(Items(tuple(top.nodes), top.span))

    def _add(self, node: Node) -> None:
        if not self._stack:
            self._root = None if isinstance(node, Text) and node.is_null else node
            return
        top = self._stack[-1]
        if not top.is_mapping:
            top.nodes.append(node)
        elif top.key is None:
            top.key = self._key(node, top)
        else:
            if top.key.text not in top.entries:
                top.entries[top.key.text] = Entry(top.key, _placed(node, top.key))
            top.key = None

    def _key(self, node: Node, top: _Open) -> Text:
        if not isinstance(node, Text):
            message = "a key is a word, not a list or a mapping"
            found = Diagnostic(Code.YAML_SYNTAX, message, node.span)
            raise UnreadableError((*self.found, found))
        first = top.entries.get(node.text)
        if first is not None:
            message = f"the key `{node.text}` stands twice in one mapping"
            hint = f"it stands first at line {first.key.span.line}"
            self.found.append(Diagnostic(Code.DUPLICATE_KEY, message, node.span, hint))
        return node

    def _refuse(
        self, code: Code, message: str, event: yaml.Event, hint: str | None = None
    ) -> None:
        raise UnreadableError((*self.found, Diagnostic(code, message, self._span(event), hint)))

    def _span(self, event: yaml.Event) -> Span:
        start, end = event.start_mark, event.end_mark
        if start is None or end is None:
            return Span(self._path, 1, 1)
        one_line = end.line == start.line
        length = max(end.column - start.column, 1) if one_line else 1
        return Span(self._path, start.line + 1, start.column + 1, length)


def _placed(node: Node, key: Text) -> Node:
    """Return `node` with a place of its own: a value that is not there lies at its key."""
    absent = isinstance(node, Text) and node.plain and not node.text
    return Text("", plain=True, span=key.span) if absent else node


def misspelled(name: str, known: tuple[str, ...]) -> str | None:
    """Return the hint for a `name` that is not among `known`."""
    near = nearest(name, known)
    return f"did you mean `{near}`?" if near else None
