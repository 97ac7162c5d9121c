"""Records of a large XML file, one at a time, with the line where each begins.

The file is hostile: a document type, and with it every entity, is refused,
and depth, length of text and size of a record are bounded.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat

from registry.screening.faults import UnreadableListError

_CHUNK = 65_536
_DEEPEST = 64
_MOST_TEXT = 100_000
_MOST_ELEMENTS = 50_000
_NO_ATTRIBUTES: dict[str, str] = {}


@dataclass(slots=True)
class Element:
    """One element with all that is in it, names without their prefix."""

    name: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: "list[Element]" = field(default_factory=list)

    def of(self, name: str) -> "Iterator[Element]":
        """Yield its children called `name`."""
        return (child for child in self.children if child.name == name)

    def below(self, name: str) -> "Iterator[Element]":
        """Yield everything called `name` at any depth, in order."""
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.below(name)

    def words(self, name: str) -> str:
        """Return the text of its first child called `name`, or nothing."""
        return next((child.text.strip() for child in self.of(name)), "")

    def attribute(self, name: str) -> str:
        """Return an attribute, or nothing."""
        return self.attributes.get(name, "").strip()


def root_of(file: BinaryIO) -> Element:
    """Return the root of `file`, without what is in it."""
    collector = _Collector(frozenset())
    for chunk in _chunks(file):
        collector.feed(chunk, last=False)
        if collector.root is not None:
            return collector.root
    collector.feed(b"", last=True)
    raise UnreadableListError(1, "the file holds no element")


def records(file: BinaryIO, *names: str) -> Iterator[Element]:
    """Yield each element of `file` that is called one of `names`, at any depth.

    Raises `UnreadableListError` where the file is no sound XML.
    """
    collector = _Collector(frozenset(names))
    for chunk in _chunks(file):
        collector.feed(chunk, last=False)
        yield from collector.take()
    collector.feed(b"", last=True)
    yield from collector.take()


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


class _Collector:
    """Builds the wanted elements as the parser meets them, and forgets all others."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self.root: Element | None = None
        self._wanted = wanted
        self._depth = 0
        self._open: list[Element] = []
        self._size = 0
        self._done: list[Element] = []
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def feed(self, chunk: bytes, *, last: bool) -> None:
        """Read on; raises `UnreadableListError`."""
        try:
            self._parser.Parse(chunk, last)
        except expat.ExpatError as error:
            message = f"the XML is broken: {expat.ErrorString(error.code)}"
            raise UnreadableListError(error.lineno, message) from error

    def take(self) -> list[Element]:
        """Return the elements that are complete since the last call."""
        done, self._done = self._done, []
        return done

    def _doctype(self, *_: object) -> None:
        message = "the file declares a document type, which could hold entities"
        raise self._refused(message, "none of the published lists does; get the file anew")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._refused(f"the XML is deeper than {_DEEPEST} levels")
        local = name.rpartition(":")[2]
        if self.root is None:
            self.root = Element(local, self._line, dict(attributes))
        if not self._open and local not in self._wanted:
            return
        self._size += 1
        if self._size > _MOST_ELEMENTS:
            raise self._refused(f"one record has more than {_MOST_ELEMENTS:,} elements")
        element = Element(local, self._line, dict(attributes) if attributes else _NO_ATTRIBUTES)
        if self._open:
            self._open[-1].children.append(element)
        self._open.append(element)

    def _end(self, _: str) -> None:
        self._depth -= 1
        if not self._open:
            return
        element = self._open.pop()
        if not self._open:
            self._size = 0
            self._done.append(element)

    def _characters(self, text: str) -> None:
        if not self._open:
            return
        element = self._open[-1]
        if len(element.text) + len(text) > _MOST_TEXT:
            raise self._refused(f"a text is longer than {_MOST_TEXT:,} signs")
        element.text += text

    @property
    def _line(self) -> int:
        return self._parser.CurrentLineNumber

    def _refused(self, message: str, hint: str | None = None) -> UnreadableListError:
        return UnreadableListError(self._line, message, hint)
