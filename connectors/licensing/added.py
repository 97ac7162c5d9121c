"""License texts that users add: each a file of text, and a file of its digests and facts."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from connectors.licensing.finding import Catalog
from connectors.licensing.frames import core_of
from connectors.licensing.known import KnownText, License, Rule, Segment, is_id
from connectors.licensing.reading import Unread, read_text
from connectors.licensing.sketching import FIRST, first_numbers, sketch_of
from connectors.licensing.words import Words, digest, words_of

FORMAT = "distillgate/license-text/v1"
_FACTS = frozenset(
    {"format", "id", "title", "publisher", "document", "version", "words", "sha256"}
)


class AddedTextError(Exception):
    """A text that a user added cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a user says about a text."""

    id: str
    title: str
    publisher: str = ""
    document: str | None = None
    version: str | None = None


def facts_json(facts: Facts, content: bytes) -> str:
    """Return the file of facts for a text; raises `AddedTextError` where it cannot be used."""
    words = _words(content)
    row = {
        "format": FORMAT,
        "id": _id(facts.id),
        "title": facts.title,
        "publisher": facts.publisher,
        "document": facts.document,
        "version": facts.version,
        "words": len(words),
        "sha256": digest(words.words),
    }
    kept = {key: value for key, value in row.items() if value not in (None, "")}
    return json.dumps(kept, indent=1, ensure_ascii=False) + "\n"


def added_text(content: bytes, facts: bytes | None, name: str, shipped: Catalog) -> KnownText:
    """Return the text with `content` as a known one; `name` is its id if no `facts` say more.

    Where its words are those of a text that ships, it is a copy of that: then
    differences can be shown in full. Raises `AddedTextError` where the text is
    not the one that its facts were written for.
    """
    words = _words(content)
    said = Facts(_id(name), name) if facts is None else _facts(facts, words)
    core = core_of(words)
    same = shipped.with_words(words.words, Rule.FULL) or shipped.with_bytes(content)
    license_ = same.license if same is not None else _license(said)
    return KnownText(
        license=license_,
        source=f"added: {name}",
        rule=Rule.FULL,
        words=len(words),
        sha256=digest(words.words),
        parts=(Segment(len(core.words), digest(core.words)),),
        first=first_numbers(core.words)[0],
        sketch=sketch_of(core.words),
        core=core,
    )


def _license(facts: Facts) -> License:
    return License(
        facts.id, facts.title, facts.publisher, document=facts.document, version=facts.version
    )


def _words(content: bytes) -> Words:
    text = read_text(content)
    if isinstance(text, Unread):
        raise AddedTextError(f"the text cannot be read as one: it is {text.value}")
    words = words_of(text.text)
    if len(core_of(words).words) < FIRST:
        raise AddedTextError(f"the text has fewer than {FIRST} words")
    return words


def _facts(content: bytes, words: Words) -> Facts:
    """Return the facts of a text; its digest must be the one that they tell."""
    try:
        row = json.loads(content)
    except ValueError as error:
        raise AddedTextError("its file of facts is no JSON") from error
    if not isinstance(row, dict) or row.get("format") != FORMAT:
        raise AddedTextError(f"its file of facts is not of the form {FORMAT}")
    _refuse_others(row)
    if row.get("sha256") != digest(words.words):
        raise AddedTextError("the text is not the one that its digest was made of")
    told = {key: row.get(key) for key in ("publisher", "document", "version")}
    if not all(value is None or isinstance(value, str) for value in told.values()):
        raise AddedTextError("its file of facts holds something else than text")
    title = row.get("title")
    publisher, document, version = told.values()
    return Facts(
        _id(row.get("id")),
        title if isinstance(title, str) and title else str(row.get("id")),
        publisher or "",
        document,
        version,
    )


def _refuse_others(keys: Iterable[str]) -> None:
    others = sorted(set(keys) - _FACTS)
    if others:
        raise AddedTextError(f"its file of facts has the unknown key `{others[0][:80]}`")


def _id(value: object) -> str:
    if not isinstance(value, str) or not is_id(value):
        raise AddedTextError(
            "its id is not made of small letters, digits and . _ + - (80 at most)"
        )
    return value
