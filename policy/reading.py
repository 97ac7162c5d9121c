"""Typed access to YAML nodes that gathers every diagnostic instead of stopping at the first."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from policy.diagnostics import Code, Diagnostic, Level, Span
from policy.yamltext import Fields, Items, Node, Text, misspelled

Member = TypeVar("Member", bound=StrEnum)
Converted = TypeVar("Converted", bool, date)
_NUMBER = re.compile(r"[-+]?(\d[\d_]*(\.\d*)?|\.\d+)([eE][-+]?\d{1,3})?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
NAME = "[a-z0-9][a-z0-9._-]{0,99}"
"""The pattern of ids: of documents, clauses and territories."""
NAME_HINT = "small letters, digits, dots, dashes and underscores, at most 100"
_NAME = re.compile(NAME)
_LONGEST_NUMBER = 40
MAX_COMPARED = 50_000
"""So many names are compared to find what was meant: in a hostile file it would take hours."""
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})


def is_name(text: str) -> bool:
    """Return whether `text` may be the id of a document, a clause or a territory."""
    return _NAME.fullmatch(text) is not None


def as_number(text: str) -> Decimal | None:
    """Return the exact decimal that `text` spells, or nothing; at most 40 characters."""
    if len(text) > _LONGEST_NUMBER or _NUMBER.fullmatch(text) is None:
        return None
    return Decimal(text.replace("_", ""))


def as_date(text: str) -> date | None:
    """Return the ISO date that `text` spells, or nothing."""
    if _DATE.fullmatch(text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def as_boolean(node: Text) -> bool | None:
    """Return the truth that a plain scalar spells; quoted words are no booleans."""
    if not node.plain:
        return None
    if node.text in _TRUE:
        return True
    return False if node.text in _FALSE else None


class Notebook:
    """Diagnostics as they are found."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []
        self._left = MAX_COMPARED

    def near(self, word: str, known: Sequence[str]) -> str | None:
        """Return the hint for a `word` that is not among `known`; after many, none."""
        self._left -= len(known)
        return misspelled(word, tuple(known)) if self._left >= 0 else None

    def error(self, code: Code, message: str, span: Span, hint: str | None = None) -> None:
        """Note something that makes the document unusable."""
        self.found.append(Diagnostic(code, message, span, hint))

    def warning(self, code: Code, message: str, span: Span, hint: str | None = None) -> None:
        """Note something that the author should mend."""
        self.found.append(Diagnostic(code, message, span, hint, Level.WARNING))


class Reader:
    """One mapping of a document, read key by key."""

    def __init__(self, node: Node, notebook: Notebook, what: str) -> None:
        self.notebook = notebook
        self.what = what
        self.span = node.span
        self._is_mapping = isinstance(node, Fields)
        self._fields = node if isinstance(node, Fields) else Fields((), node.span)
        if not isinstance(node, Fields):
            self.wrong_type(node, "a mapping of keys")

    def only(self, keys: Sequence[str]) -> None:
        """Report every key that is not among `keys`."""
        for entry in self._fields.entries:
            name = entry.key.text
            if name not in keys:
                message = f"`{name}` is no key of {self.what}"
                hint = self.notebook.near(name, keys)
                self.notebook.error(Code.UNKNOWN_KEY, message, entry.key.span, hint)

    def node(self, name: str) -> Node | None:
        """Return the node under `name`; absent and null are the same."""
        node = self._fields.get(name)
        return None if isinstance(node, Text) and node.is_null else node

    def written(self, name: str) -> Node | None:
        """Return the node under `name`, null included."""
        return self._fields.get(name)

    def key_span(self, name: str) -> Span:
        """Return the place of the key `name`, else of the mapping."""
        key = self._fields.key(name)
        return key.span if key else self.span

    def value_span(self, name: str) -> Span:
        """Return the place of the value under `name`, else of the mapping."""
        node = self._fields.get(name)
        return node.span if node else self.span

    def needs(self, name: str, hint: str | None = None) -> None:
        """Report that `name` is missing or says nothing; what is no mapping was reported."""
        if self.node(name) is None:
            self.lacks(f"`{name}`", hint)

    def lacks(self, what: str, hint: str | None = None) -> None:
        """Report that the mapping has no `what`; that it is none at all was reported."""
        if self._is_mapping:
            message = f"{self.what} has no {what}"
            self.notebook.error(Code.MISSING_KEY, message, self.span, hint)

    def in_order(self, start: date | None, end: date | None, name: str) -> None:
        """Report that what begins at `start` has ended by then, as the key `name` says."""
        if start is not None and end is not None and end <= start:
            message = f"{self.what} ends on {end}, and begins on {start} only"
            hint = "`until` is the first day on which it no longer holds"
            self.notebook.error(Code.UNUSABLE_DATES, message, self.key_span(name), hint)

    def wrong_type(self, node: Node, wanted: str) -> None:
        """Report that `node` is not what is `wanted`."""
        shown = f"`{node.text}` is" if isinstance(node, Text) else "this is"
        self.notebook.error(Code.WRONG_TYPE, f"{shown} not {wanted}", node.span)

    def text(self, name: str) -> str | None:
        """Return the string under `name`, folded to one line."""
        node = self.node(name)
        if node is None:
            return None
        if isinstance(node, Text):
            return " ".join(node.text.split())
        self.wrong_type(node, "a string")
        return None

    def name(self, name: str) -> str:
        """Return the id under `name`; where there is none, or it is no id, empty."""
        node = self.node(name)
        if node is None or not isinstance(node, Text):
            return self.text(name) or ""
        if not is_name(node.text):
            message = f"`{node.text}` is no id"
            self.notebook.error(Code.WRONG_VALUE, message, node.span, NAME_HINT)
        return node.text

    def day(self, name: str) -> date | None:
        """Return the date under `name`."""
        return self._convert(name, lambda node: as_date(node.text), "a date like 2026-01-31")

    def flag(self, name: str) -> bool:
        """Return the boolean under `name`; absent is false."""
        return bool(self._convert(name, as_boolean, "true or false"))

    def member(self, name: str, kind: type[Member]) -> Member | None:
        """Return the word under `name` as a member of a closed list."""
        node = self.node(name)
        if node is None:
            return None
        return self.member_of(node, kind)

    def member_of(self, node: Node, kind: type[Member]) -> Member | None:
        """Return `node` as a member of a closed list."""
        words = tuple(each.value for each in kind)
        if isinstance(node, Text) and node.text in words:
            return kind(node.text)
        self.wrong_word(node, words)
        return None

    def wrong_word(self, node: Node, words: Sequence[str]) -> None:
        """Report that `node` is none of `words`."""
        if not isinstance(node, Text):
            self.wrong_type(node, f"one of {', '.join(words)}")
            return
        near = self.notebook.near(node.text, words)
        hint = near or (f"one of {', '.join(words)}" if words[1:] else f"only `{words[0]}`")
        message = f"`{node.text}` is not a value that stands here"
        self.notebook.error(Code.WRONG_VALUE, message, node.span, hint)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the list of strings under `name`; a single string is a list of one."""
        return tuple(" ".join(node.text.split()) for node in self.text_nodes(name))

    def texts_of(self, node: Node) -> tuple[str, ...]:
        """Return the list of strings in `node`; a single string is a list of one."""
        return tuple(" ".join(text.text.split()) for text in self.text_nodes_of(node))

    def text_nodes(self, name: str) -> tuple[Text, ...]:
        """Return the scalar nodes of the list under `name`."""
        node = self.node(name)
        return () if node is None else self.text_nodes_of(node)

    def text_nodes_of(self, node: Node) -> tuple[Text, ...]:
        """Return the scalar nodes of the list in `node`."""
        items: Iterable[Node] = node.items if isinstance(node, Items) else (node,)
        found = []
        for item in items:
            if isinstance(item, Text):
                found.append(item)
            else:
                self.wrong_type(item, "a string")
        return tuple(found)

    def places(self, *names: str) -> tuple[tuple[str, Span], ...]:
        """Return the strings of the lists under `names`, each with its place."""
        return tuple((node.text, node.span) for name in names for node in self._scalars(name))

    def _scalars(self, name: str) -> Iterable[Text]:
        node = self.node(name)
        items: Iterable[Node] = (
            node.items if isinstance(node, Items) else (node,) if node else ()
        )
        return (item for item in items if isinstance(item, Text))

    def members(self, name: str, kind: type[Member]) -> tuple[Member, ...]:
        """Return the list under `name` as members of a closed list."""
        found = (self.member_of(node, kind) for node in self.text_nodes(name))
        return tuple(member for member in found if member is not None)

    def items(self, name: str) -> tuple[Node, ...]:
        """Return the nodes of the list under `name`."""
        node = self.node(name)
        if node is None:
            return ()
        if isinstance(node, Items):
            return node.items
        self.wrong_type(node, "a list")
        return ()

    def pairs(self, name: str) -> tuple[tuple[Text, Node], ...]:
        """Return the entries of the mapping under `name`."""
        node = self.node(name)
        if node is None:
            return ()
        if isinstance(node, Fields):
            return tuple((entry.key, entry.value) for entry in node.entries)
        self.wrong_type(node, "a mapping")
        return ()

    def _convert(
        self, name: str, convert: Callable[[Text], Converted | None], wanted: str
    ) -> Converted | None:
        node = self.node(name)
        if node is None:
            return None
        value = convert(node) if isinstance(node, Text) else None
        if value is None:
            self.wrong_type(node, wanted)
        return value
