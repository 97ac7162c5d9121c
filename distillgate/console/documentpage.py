"""The page of a document: its clauses in a table, and what changed from version to version."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from distillgate.console.findings import safe_url
from distillgate.console.words import Layer, Locale, Mark, Tone, day_words, layer_of, spoken
from distillgate.usecases.conditionwords import condition_words
from distillgate.usecases.documentviews import (
    Difference,
    Edition,
    by_whom,
    difference,
)
from distillgate.usecases.timelines import before
from policy.conditions import ALWAYS
from policy.documents import Clause, Document, DocumentKind, Effect, Version

_EFFECTS: Mapping[Effect, Mark] = {
    Effect.PERMITS: Mark("Permits", Tone.GOOD, "It may be why something is allowed."),
    Effect.FORBIDS: Mark("Forbids", Tone.BAD, "Where it applies, the plan is denied."),
    Effect.REQUIRES: Mark("Requires", Tone.DUTY, "A duty that comes with a permission."),
    Effect.CAUTIONS: Mark("Cautions", Tone.OPEN, "A person must weigh it."),
    Effect.NOTES: Mark("Notes", Tone.QUIET, "Worth knowing; it moves no verdict."),
}
_SHOWN_FIELDS = {
    "statement": "says",
    "section": "section",
    "effect": "effect",
    "confidence": "confidence",
    "when": "when",
    "except": "except",
    "check": "check",
    "due": "due",
    "topic": "topic",
    "reach": "reach",
}


@dataclass(frozen=True, slots=True)
class Changed:
    """What one field of a clause said before, and says now."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """One clause in the table."""

    id: str
    mark: Mark
    topic: str
    section: str
    statement: str
    when: str
    unless: tuple[str, ...]
    confidence: str
    source: str
    note: str
    change: str
    """New, changed or removed against the version that it is compared with."""
    changes: tuple[Changed, ...] = ()


@dataclass(frozen=True, slots=True)
class VersionLink:
    """One version of the document."""

    label: str
    day: str
    last_seen: str
    current: bool
    compared: bool


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """One version of a document."""

    id: str
    title: str
    kind: str
    layer: Layer
    whose: str
    spdx: str
    version: str
    effective: str
    until: str
    last_seen: str
    url: str | None
    carried_from: str
    versions: tuple[VersionLink, ...]
    against: str
    rows: tuple[ClauseRow, ...]
    removed: tuple[ClauseRow, ...]
    silent: tuple[tuple[str, str, str], ...]
    unread: tuple[str, ...]
    same: int


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document in the list."""

    id: str
    title: str
    kind: str
    whose: str
    versions: int
    newest: str
    last_seen: str


@dataclass(frozen=True, slots=True)
class DocumentsPage:
    """The documents that fit."""

    rows: tuple[DocumentRow, ...]
    words: str
    kind: str
    kinds: tuple[tuple[str, str], ...]
    total: int


KINDS = tuple((each.value, spoken(each.value)) for each in DocumentKind)


def documents_page(
    documents: Iterable[Document], words: str, kind: str, locale: Locale
) -> DocumentsPage:
    """Return the list of `documents` that fit what is looked for."""
    wanted = words.casefold()
    every = tuple(documents)
    found = [
        each
        for each in every
        if kind in {"", each.kind.value}
        and wanted in f"{each.id} {each.title} {by_whom(each) or ''}".casefold()
    ]
    rows = tuple(_row(each, locale) for each in sorted(found, key=lambda each: each.id))
    return DocumentsPage(rows, words, kind, KINDS, len(every))


def _row(document: Document, locale: Locale) -> DocumentRow:
    last = document.versions[-1] if document.versions else None
    return DocumentRow(
        document.id,
        " ".join(document.title.split()),
        spoken(document.kind.value),
        by_whom(document) or "",
        len(document.versions),
        last.label if last else "",
        day_words(last.last_seen, locale) if last else "",
    )


def document_page(edition: Edition, against: Edition | None, locale: Locale) -> DocumentPage:
    """Return the page of one version, compared with another where that is asked."""
    document, version = edition.document, edition.version
    other = against or _earlier(document, version)
    found = difference(other, edition) if other else None
    return DocumentPage(
        id=document.id,
        title=" ".join(document.title.split()),
        kind=spoken(document.kind.value),
        layer=layer_of(document.kind.value),
        whose=by_whom(document) or "",
        spdx=document.spdx or "",
        version=version.label,
        effective=day_words(version.effective, locale),
        until=day_words(version.until, locale),
        last_seen=day_words(version.last_seen, locale),
        url=safe_url(version.url),
        carried_from=version.carried_from or "",
        versions=tuple(_link(each, version, other, locale) for each in document.versions),
        against=other.version.label if other else "",
        rows=tuple(_clause(each, found) for each in edition.clauses),
        removed=tuple(_clause(each, None, "removed") for each in found.removed)
        if found
        else (),
        silent=tuple(
            (spoken(each.topic), each.section or "", each.confidence.word)
            for each in version.silent
        ),
        unread=tuple(map(spoken, version.unread)),
        same=found.same if found else 0,
    )


def _earlier(document: Document, version: Version) -> Edition | None:
    found = before(document, version)
    return Edition(document, found) if found else None


def _link(
    version: Version, shown: Version, other: Edition | None, locale: Locale
) -> VersionLink:
    return VersionLink(
        version.label,
        day_words(version.effective, locale),
        day_words(version.last_seen, locale),
        version.label == shown.label,
        other is not None and version.label == other.version.label,
    )


def _clause(clause: Clause, found: Difference | None, change: str = "") -> ClauseRow:
    changes: tuple[Changed, ...] = ()
    if found is not None:
        if clause in found.added:
            change = "new"
        moved = next((each for each in found.changed if each.clause == clause.id), None)
        if moved is not None:
            change, changes = "changed", tuple(_changes(moved.fields))
    return ClauseRow(
        clause.id,
        _EFFECTS[clause.effect],
        spoken(clause.topic),
        clause.section or "",
        clause.statement,
        "" if clause.when == ALWAYS else condition_words(clause.when),
        tuple(condition_words(each.when) for each in clause.exceptions),
        clause.confidence.word,
        clause.source or "",
        clause.note or "",
        change,
        changes,
    )


def _changes(fields: Mapping[str, tuple[object, object]]) -> Iterable[Changed]:
    for name, (old, new) in fields.items():
        yield Changed(_SHOWN_FIELDS.get(name, spoken(name)), _told(old), _told(new))


def _told(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case str():
            return value
        case list() if all(isinstance(each, str) for each in value):
            return "; ".join(_strings(value)) or "nothing"
        case _:
            return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _strings(values: Sequence[object]) -> Iterable[str]:
    return (str(each) for each in values)
