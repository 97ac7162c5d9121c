"""What is wrong with a plan, a pack or a setting, and where.

A diagnostic has a stable code, a message that says what is so, a place, and
at most one hint. `policy.diagnostic_texts` holds cause and cure of each code.
"""

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import field
from enum import StrEnum
from unicodedata import combining, east_asian_width

from policy.frozen import dataclass


class Code(StrEnum):
    """The closed list of diagnostic codes; each has a heading in docs/diagnostics.md."""

    __hash__ = str.__hash__

    ALIAS_NOT_ALLOWED = "alias-not-allowed"
    ATTESTATION_CONTRADICTED = "attestation-contradicted"
    CASE_FAILED = "case-failed"
    DAMAGED_CONTENT = "damaged-content"
    DEAD_CLAUSE = "dead-clause"
    DEAD_EXCEPTION = "dead-exception"
    DUPLICATE_CLAUSE = "duplicate-clause"
    DUPLICATE_DOCUMENT = "duplicate-document"
    DUPLICATE_KEY = "duplicate-key"
    DUPLICATE_RECORD = "duplicate-record"
    EMPTY_CONDITION = "empty-condition"
    EMPTY_FILE = "empty-file"
    EMPTY_PACK = "empty-pack"
    EXCLUDING_DUTIES = "excluding-duties"
    FILE_EXISTS = "file-exists"
    FILE_NOT_FOUND = "file-not-found"
    IDLE_LIFT = "idle-lift"
    LIFTS_LAW = "lifts-law"
    LINEAGE_CYCLE = "lineage-cycle"
    MISSING_KEY = "missing-key"
    NEGATED_OUTPUT_TERMS = "negated-output-terms"
    NEWER_REGISTRY = "newer-registry"
    NO_CASES = "no-cases"
    NO_CLUSTER = "no-cluster"
    NO_NEXUS = "no-nexus"
    NO_PLAN = "no-plan"
    NO_SECTION = "no-section"
    NO_SOURCE = "no-source"
    NOT_ANSWERABLE = "not-answerable"
    NOT_COVERED = "not-covered"
    NOT_ENTITLED = "not-entitled"
    NOT_PULLED = "not-pulled"
    NOT_TEXT = "not-text"
    OLD_RECORD = "old-record"
    OLDER_REGISTRY = "older-registry"
    OVERLAPPING_VERSIONS = "overlapping-versions"
    PRESUMPTION_CONTRADICTED = "presumption-contradicted"
    PRESUMPTION_NOT_ALLOWED = "presumption-not-allowed"
    SEVERAL_DOCUMENTS = "several-documents"
    SEVERAL_EFFECTS = "several-effects"
    SHARED_TAG = "shared-tag"
    TAB_IN_YAML = "tab-in-yaml"
    TAG_NOT_ALLOWED = "tag-not-allowed"
    TODO_LEFT = "todo-left"
    TOO_DEEP = "too-deep"
    TOO_LARGE = "too-large"
    UNDATED_VERSION = "undated-version"
    UNKNOWN_ATTESTATION = "unknown-attestation"
    UNKNOWN_CLAUSE = "unknown-clause"
    UNKNOWN_CONFIGURATION = "unknown-configuration"
    UNKNOWN_DEFINITION = "unknown-definition"
    UNKNOWN_DOCUMENT = "unknown-document"
    UNKNOWN_FACT = "unknown-fact"
    UNKNOWN_KEY = "unknown-key"
    UNKNOWN_LIST = "unknown-list"
    UNKNOWN_NAME = "unknown-name"
    UNKNOWN_OPERATOR = "unknown-operator"
    UNKNOWN_PLACE = "unknown-place"
    UNKNOWN_PLAN = "unknown-plan"
    UNKNOWN_PROVIDER = "unknown-provider"
    UNKNOWN_RECORD = "unknown-record"
    UNKNOWN_REFERENCE = "unknown-reference"
    UNKNOWN_REVISION = "unknown-revision"
    UNKNOWN_TOPIC = "unknown-topic"
    UNKNOWN_VERSION = "unknown-version"
    UNMEETABLE_DUTY = "unmeetable-duty"
    UNREADABLE_LIST = "unreadable-list"
    UNUSABLE_BOM = "unusable-bom"
    UNUSABLE_BUNDLE = "unusable-bundle"
    UNUSABLE_DATES = "unusable-dates"
    UNUSABLE_FILE = "unusable-file"
    UNUSABLE_KEY = "unusable-key"
    UNUSABLE_RECORD = "unusable-record"
    UNUSABLE_REGISTRY = "unusable-registry"
    UNUSABLE_TEXT = "unusable-text"
    UNUSED_DEFINITION = "unused-definition"
    UNUSED_LICENSE = "unused-license"
    VERSION_GAP = "version-gap"
    WAIVER_NOT_ALLOWED = "waiver-not-allowed"
    WAIVER_NOT_ENCOUNTERED = "waiver-not-encountered"
    WAIVER_OUTGROWN = "waiver-outgrown"
    WEAK_SOURCE = "weak-source"
    WRONG_FACT = "wrong-fact"
    WRONG_OPERATOR = "wrong-operator"
    WRONG_STATE = "wrong-state"
    WRONG_TRUST = "wrong-trust"
    WRONG_TYPE = "wrong-type"
    WRONG_VALUE = "wrong-value"
    YAML_SYNTAX = "yaml-syntax"


class Level(StrEnum):
    """Whether a diagnostic stops the reading."""

    __hash__ = str.__hash__

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a file: line and column count from 1, length in characters."""

    path: str
    line: int
    column: int
    length: int = 1


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing that is wrong, with its place."""

    code: Code
    message: str
    span: Span
    hint: str | None = None
    level: Level = field(default=Level.ERROR)

    def __post_init__(self) -> None:
        """Shorten what quotes too much of a hostile file."""
        object.__setattr__(self, "message", _shortened(self.message))


_LONGEST_MESSAGE = 400
_LONGEST_WORD = 100


def _shortened(message: str) -> str:
    """Return `message` in one line, its middle left out where it is too long to be read."""
    message = " ".join(message.splitlines())
    if len(message) <= _LONGEST_MESSAGE:
        return message
    return f"{message[:200]} … {message[-160:]}"


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return `diagnostics` sorted by path, line and column, repeats dropped."""
    unique = dict.fromkeys(diagnostics)
    return tuple(sorted(unique, key=lambda each: (each.span, each.code, each.message)))


def nearest(word: str, known: Sequence[str]) -> str | None:
    """Return the name among `known` that `word` was probably meant to be."""
    if len(word) > _LONGEST_WORD:
        return None
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return close[0]
    tail = word.rpartition(".")[2]
    by_tail = {name.rpartition(".")[2]: name for name in known}
    close = difflib.get_close_matches(tail, list(by_tail), n=1, cutoff=0.75)
    return by_tail[close[0]] if close else None


def render(diagnostic: Diagnostic, line_of: Callable[[Span], str | None]) -> str:
    """Return `diagnostic` as text with the reader's own line under it.

    `line_of` gives the source line of a span, or nothing where the file
    cannot be read again.
    """
    head = f"{diagnostic.level}[{diagnostic.code}]: {printable(diagnostic.message)}"
    parts = [head, *snippet(diagnostic.span, line_of(diagnostic.span))]
    if diagnostic.hint:
        parts.append(f"{_margin(diagnostic.span)} = help: {printable(diagnostic.hint)}")
    return "\n".join(parts)


def snippet(span: Span, line: str | None, mark: str = "^") -> list[str]:
    """Return the lines that show `span`: the place, the source line, the underline."""
    margin = _margin(span)
    place = f"{margin}--> {printable(span.path)}:{span.line}:{span.column}"
    if line is None:
        return [place]
    shown, column = _window(printable(line.rstrip("\r\n")), span.column)
    length = max(1, min(span.length, len(shown) - column + 1))
    before, under = shown[: column - 1], shown[column - 1 : column - 1 + length]
    return [
        place,
        f"{margin} |",
        f"{span.line:>{len(margin)}} | {shown}",
        f"{margin} | {' ' * _cells(before)}{mark * max(1, _cells(under))}",
    ]


def _cells(text: str) -> int:
    """Return how many cells of a terminal `text` takes: wide characters two, marks none."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(each) else 1 + (east_asian_width(each) in "WF") for each in text)


_WIDEST_LINE = 100


def _window(line: str, column: int) -> tuple[str, int]:
    """Return the part of a long `line` around `column`, and the column in it."""
    if len(line) <= _WIDEST_LINE:
        return line, column
    start = max(0, column - 41)
    cut = line[start : start + _WIDEST_LINE - 2]
    before = "…" if start else ""
    after = "…" if start + _WIDEST_LINE - 2 < len(line) else ""
    return f"{before}{cut}{after}", column - start + len(before)


def _margin(span: Span) -> str:
    return " " * len(str(span.line))


def printable(text: str) -> str:
    """Return `text` with control and direction-changing characters made visible.

    Input is hostile: an escape sequence in a plan must not reach a terminal.
    A tab becomes one space, so that columns stay where they are.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, text))


_DIRECTIONS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _shown(character: str) -> str:
    if character == "\t":
        return " "
    if character.isprintable() and character not in _DIRECTIONS:
        return character
    return "\N{REPLACEMENT CHARACTER}"
