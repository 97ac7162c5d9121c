"""License texts that are known by their digests: the catalog, and what it is read from."""

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from connectors.licensing.frames import Core

KNOWN_FILE = "known.json"
HERE = Path(__file__).resolve().parent.parent / "texts"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ID = re.compile(r"[a-z0-9][a-z0-9.+_-]{0,79}")


class Kind(StrEnum):
    """What a known text is."""

    LICENSE = "license"
    POLICY = "policy"
    """A usage policy, which a license refers to."""
    TERMS = "terms"
    NOTICE = "notice"
    """A few lines by which a file says under which license it stands."""


class Rule(StrEnum):
    """By which rule the words of a text were taken for its digest."""

    FULL = "full"
    PLAIN = "plain"
    """Signs of money and percent are left out: equal words leave those open."""


class HoleKind(StrEnum):
    """What may stand in a hole of a text."""

    NAME = "name"
    MARK = "mark"
    """The number or letter of an item in a list, or nothing."""
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of words that is always the same."""

    words: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Hole:
    """A place that everybody fills in their own way."""

    kind: HoleKind
    most: int


Part = Segment | Hole


@dataclass(frozen=True, slots=True)
class License:
    """What a text is, whatever the words of its copies."""

    id: str
    title: str
    publisher: str
    kind: Kind = Kind.LICENSE
    spdx: str | None = None
    tags: tuple[str, ...] = ()
    """What hubs call it."""
    document: str | None = None
    """The document of the packs that holds its clauses."""
    version: str | None = None
    """Which version of that document has these words."""
    headings: tuple[tuple[str, ...], ...] = ()
    """Words that copies put on top, and that say no more than what it is."""


@dataclass(frozen=True, slots=True)
class KnownText:
    """One wording of a license, known by digests."""

    license: License
    source: str
    rule: Rule
    words: int
    """How many words the text has by its rule."""
    sha256: str
    """The digest of all its words."""
    bytes_sha256: tuple[str, ...] = ()
    """Digests of files that hold it."""
    parts: tuple[Part, ...] = ()
    """Its words without copyright lines, by the full rule; empty where not known."""
    first: int = 0
    """The number of its first words, by which it is looked for inside a text."""
    sketch: bytes = b""
    """One byte a word, by which likeness is seen but nothing can be read."""
    core: Core | None = field(default=None, repr=False)
    """Its words themselves, where they are at hand."""


class KnownTextError(Exception):
    """A file of known texts does not hold what it should."""


def load_known(path: Path | None = None) -> tuple[KnownText, ...]:
    """Return the texts that `path` describes, those that ship where it is left out.

    Raises `KnownTextError` where the file is missing or of another form.
    """
    path = path or HERE / KNOWN_FILE
    try:
        read = json.loads(path.read_bytes())
        licenses = {name: _license(name, row) for name, row in read["licenses"].items()}
        return tuple(_text(licenses, row) for row in read["texts"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise KnownTextError(f"{path.name} is no file of known texts: {error}") from error


def _license(name: str, row: Mapping[str, object]) -> License:
    if not _ID.fullmatch(name):
        raise ValueError(f"`{name}` is no id")
    headings = tuple(tuple(each.split()) for each in _texts(row.get("headings", [])))
    return License(
        id=name,
        title=_word(row["title"]),
        publisher=_word(row.get("publisher", "")),
        kind=Kind(_word(row.get("kind", Kind.LICENSE))),
        spdx=_maybe(row.get("spdx")),
        tags=_texts(row.get("tags", [])),
        document=_maybe(row.get("document")),
        version=_maybe(row.get("version")),
        headings=headings,
    )


def _text(licenses: Mapping[str, License], row: Mapping[str, object]) -> KnownText:
    digest, length = _digest(row["sha256"]), row["words"]
    if not isinstance(length, int):
        raise TypeError("`words` is no number")
    parts = row.get("parts", [])
    first = row.get("first", 0)
    if not isinstance(parts, list) or not isinstance(first, int):
        raise TypeError("`parts` is no list, or `first` no number")
    return KnownText(
        license=licenses[_word(row["license"])],
        source=_word(row["source"]),
        rule=Rule(_word(row.get("rule", Rule.FULL))),
        words=length,
        sha256=digest,
        bytes_sha256=tuple(map(_digest, _texts(row.get("bytes_sha256", [])))),
        parts=tuple(map(_part, parts)),
        first=first,
        sketch=_sketch(_word(row.get("sketch", ""))),
    )


def _part(row: object) -> Part:
    """Return a part: `[words, digest]`, or the name of a hole with the most words in it."""
    match row:
        case [int(words), str(digest)]:
            return Segment(words, _digest(digest))
        case [str(kind), int(most)]:
            return Hole(HoleKind(kind), most)
        case _:
            raise ValueError("a part is neither words nor a hole")


def _sketch(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("a sketch is not in base64") from error


def _digest(value: object) -> str:
    if not isinstance(value, str) or not _SHA256.fullmatch(value):
        raise ValueError("there is no SHA-256")
    return value


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("there is no text")
    return value


def _maybe(value: object) -> str | None:
    return None if value is None else _word(value)


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError("there is no list")
    return tuple(map(_word, value))


def is_id(text: str) -> bool:
    """Return whether `text` may be the id of a license."""
    return _ID.fullmatch(text) is not None


def fixed_words(parts: Sequence[Part]) -> int:
    """Return how many words `parts` hold outside their holes."""
    return sum(part.words for part in parts if isinstance(part, Segment))
