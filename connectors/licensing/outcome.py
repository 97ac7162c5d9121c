"""What comparing a text with known ones comes to."""

from dataclasses import dataclass
from enum import StrEnum

from connectors.licensing.known import License


class Likeness(StrEnum):
    """How near a text, or a part of it, comes to a known one."""

    IDENTIFIED = "identified"
    """The same words; only this may count as the license without a person."""
    EXTRA_TERMS = "extra-terms"
    """A known text word for word, and other words beside it."""
    EDITED = "edited"
    """A known text in which a few words are changed, missing or added."""
    RELATED = "related"
    """A text that shares much with a known one."""
    UNKNOWN = "unknown"


class How(StrEnum):
    """By what a text was identified."""

    BYTES = "bytes"
    WORDS = "words"
    WORDS_WITHOUT_COPYRIGHT = "words-without-copyright-lines"
    SIGNS_NOT_COMPARED = "signs-not-compared"
    """The words are the same, but its digest leaves out signs of money and percent."""
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of the text that are not those of the known one."""

    first_line: int
    last_line: int
    words: int
    text: str


@dataclass(frozen=True, slots=True)
class Absence:
    """Words of the known text that are not there."""

    before_line: int
    """The line of the text before which, or on which, they would stand."""
    words: int
    text: str | None
    """The words themselves, where the known text is at hand."""


@dataclass(frozen=True, slots=True)
class Match:
    """A known text that was found, and where it differs."""

    license: License
    source: str
    likeness: Likeness
    how: How
    first_line: int
    last_line: int
    missing: tuple[Absence, ...] = ()
    extra: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """What a text as a whole comes to."""

    likeness: Likeness
    matches: tuple[Match, ...]
    extra: tuple[Passage, ...]
    """Words outside of every match, which nothing accounts for."""
