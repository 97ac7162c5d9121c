"""Recognizes license texts: the same words, or like a known text and where it differs.

A score never identifies. Only a text with the same words as a known one is
that license; whatever else it says is shown beside it.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from connectors.licensing.declared import Declarations, Declared, declarations_in
from connectors.licensing.finding import Catalog
from connectors.licensing.known import KnownText, load_known
from connectors.licensing.matching import compare
from connectors.licensing.outcome import Compared, Likeness
from connectors.licensing.reading import FileText, Unread, read_text
from connectors.licensing.words import Words, digest, words_of

_NO_MATCH = Compared(Likeness.UNKNOWN, (), ())


@dataclass(frozen=True, slots=True)
class Identification:
    """What a file is, as far as license texts are known."""

    sha256: str
    size: int
    unread: Unread | None
    """Why the file was not read as a text."""
    encoding: str | None
    words: int
    words_sha256: str | None
    compared: Compared
    declared: tuple[Declared, ...] = ()

    @property
    def only_declares(self) -> bool:
        """Return whether the file has no words but those that declare a license."""
        return self.words == 0 and bool(self.declared)


def known_licenses(texts: Sequence[KnownText] = ()) -> Catalog:
    """Return the texts that ship, after the `texts` that a user has added.

    Raises `KnownTextError` where those that ship cannot be read.
    """
    return Catalog.of([*texts, *load_known()])


def identify(content: bytes, catalog: Catalog) -> Identification:
    """Return what the file with `content` is, by the texts in `catalog`."""
    sha256 = hashlib.sha256(content).hexdigest()
    text = read_text(content)
    if isinstance(text, Unread):
        return Identification(sha256, len(content), text, None, 0, None, _NO_MATCH)
    return _identified(content, sha256, text, catalog)


def _identified(
    content: bytes, sha256: str, text: FileText, catalog: Catalog
) -> Identification:
    words = words_of(text.text)
    declares = declarations_in(words.text)
    aside = _word_runs(words, declares)
    counted = len(words) - sum(end - first for first, end in aside)
    compared = compare(words, catalog, content, aside) if counted else _NO_MATCH
    return Identification(
        sha256=sha256,
        size=len(content),
        unread=None,
        encoding=text.encoding,
        words=counted,
        words_sha256=digest(words.words),
        compared=compared,
        declared=declares.found,
    )


def _word_runs(words: Words, declares: Declarations) -> tuple[tuple[int, int], ...]:
    """Return the runs of words that stand where the text only declares a license."""
    firsts = [span[0] for span in words.spans]
    runs = (
        (bisect_left(firsts, start), bisect_left(firsts, stop))
        for start, stop in declares.aside
    )
    return tuple((first, end) for first, end in runs if first < end)
