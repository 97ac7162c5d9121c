"""Documents and clauses as people and programs look at them, one version at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from distillgate.usecases.conditiontext import condition_lines
from policy.compiling import Pack
from policy.conditions import ALWAYS, Condition
from policy.documents import (
    Clause,
    Document,
    DocumentKind,
    Effect,
    Silence,
    Version,
    default_reach,
)
from policy.packs import node_plain
from policy.yamltext import read_yaml

Json = dict[str, object]
EFFECT_ORDER = (
    Effect.FORBIDS,
    Effect.REQUIRES,
    Effect.CAUTIONS,
    Effect.PERMITS,
    Effect.NOTES,
)


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of one document."""

    document: Document
    version: Version

    @property
    def name(self) -> str:
        """Return `document@version`."""
        return f"{self.document.id}@{self.version.label}"

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Return the clauses, what forbids first, each effect in the order of the text."""
        order = EFFECT_ORDER.index
        return tuple(sorted(self.version.clauses, key=lambda clause: order(clause.effect)))

    def clause(self, name: str) -> Clause | None:
        """Return the clause called `name`, or nothing."""
        return next((each for each in self.version.clauses if each.id == name), None)


def documents_of(
    pack: Pack, kind: DocumentKind | None = None, issuer: str | None = None
) -> tuple[Document, ...]:
    """Return the documents of a kind and an issuer, or jurisdiction, by id."""
    found = (pack.documents[name] for name in pack.documents)
    return tuple(
        document
        for document in found
        if kind in {None, document.kind} and issuer in {None, by_whom(document)}
    )


def by_whom(document: Document) -> str | None:
    """Return who stands behind a document: its issuer, or the jurisdiction of a law."""
    return document.issuer or document.jurisdiction


def edition_on(document: Document, day: date) -> Edition | None:
    """Return the version in force on `day`, the newest where several are; else the newest."""
    in_force = [version for version in document.versions if version.covers(day)]
    chosen = in_force or document.versions
    return Edition(document, chosen[-1]) if chosen else None


def edition_called(document: Document, label: str) -> Edition | None:
    """Return the version with that label, or nothing."""
    found = (version for version in document.versions if version.label == label)
    return next((Edition(document, version) for version in found), None)


def last_edition_with(document: Document, clause: str) -> Edition | None:
    """Return the newest version that has the clause, or nothing."""
    editions = (Edition(document, version) for version in reversed(document.versions))
    return next((edition for edition in editions if edition.clause(clause)), None)


def labels_with(document: Document, clause: Clause) -> tuple[str, ...]:
    """Return the versions in which the clause stands just so."""
    return tuple(version.label for version in document.versions if clause in version.clauses)


def document_json(document: Document) -> Json:
    """Return a document without its clauses, in the types of JSON."""
    return {
        "document": document.id,
        "kind": document.kind.value,
        "title": document.title,
        "issuer": document.issuer,
        "jurisdiction": document.jurisdiction,
        "spdx": document.spdx,
        "license_tags": list(document.license_tags),
        "passes_on": list(document.passes_on),
        "nexus": _condition(document.nexus),
        "versions": [_version(version) for version in document.versions],
    }


def edition_json(edition: Edition) -> Json:
    """Return one version with its clauses, in the types of JSON."""
    version = edition.version
    return {
        **document_json(edition.document),
        "version": version.label,
        "clauses": [clause_json(edition, clause) for clause in edition.clauses],
        "silent": [_silence(each) for each in version.silent],
        "unread": list(version.unread),
    }


def _version(version: Version) -> Json:
    return {
        "version": version.label,
        "effective": _day(version.effective),
        "until": _day(version.until),
        "last_seen": _day(version.last_seen),
        "url": version.url,
        "carried_from": version.carried_from,
        "clauses": len(version.clauses),
    }


def _silence(silence: Silence) -> Json:
    return {
        "topic": silence.topic,
        "section": silence.section,
        "confidence": silence.confidence.word,
    }


def clause_json(edition: Edition, clause: Clause) -> Json:
    """Return a clause in the types of JSON; conditions are mappings of the policy language."""
    reach = clause.reach or default_reach(edition.document.kind, clause.effect, clause.topic)
    return {
        "clause": f"{edition.name}#{clause.id}",
        "section": clause.section,
        "topic": clause.topic,
        "effect": clause.effect.value,
        "statement": clause.statement,
        "act": clause.act.value if clause.act else None,
        "reach": reach.value,
        "per": "plan" if clause.per_plan else None,
        "from": _day(clause.start),
        "until": _day(clause.end),
        "basis": clause.basis.value if clause.basis else None,
        "for": [each.value for each in clause.things],
        "when": _condition(clause.when),
        "except": [
            {"section": each.section, "when": _condition(each.when)}
            for each in clause.exceptions
        ],
        "lifts": list(clause.lifts),
        "due": clause.due.value if clause.due else None,
        "check": _condition(clause.check),
        "protects": clause.protects,
        "fix": list(clause.fix),
        "consequences": list(clause.consequences),
        "confidence": clause.confidence.word,
        "carried": clause.carried,
        "source": clause.source,
        "note": clause.note,
    }


def _condition(condition: Condition | None) -> object:
    if condition is None or condition == ALWAYS:
        return None
    return node_plain(read_yaml("\n".join(condition_lines(condition)).encode(), "condition"))


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


@dataclass(frozen=True, slots=True)
class Change:
    """One clause that two versions have in common, and what they say otherwise."""

    clause: str
    fields: Mapping[str, tuple[object, object]]


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one version of a document to another."""

    before: Edition
    after: Edition
    added: tuple[Clause, ...]
    removed: tuple[Clause, ...]
    changed: tuple[Change, ...]
    same: int


_NAMES_ONLY = frozenset({"clause", "source", "note"})
"""What may differ without the rule being another one."""


def difference(before: Edition, after: Edition) -> Difference:
    """Return what changed in the clauses from one version to the other."""
    old = {clause.id: clause for clause in before.clauses}
    new = {clause.id: clause for clause in after.clauses}
    both = [name for name in new if name in old]
    changes = [
        Change(name, _fields(clause_json(before, old[name]), clause_json(after, new[name])))
        for name in both
    ]
    changed = tuple(each for each in changes if each.fields)
    return Difference(
        before,
        after,
        _missing(new, old),
        _missing(old, new),
        changed,
        len(both) - len(changed),
    )


def _missing(there: Mapping[str, Clause], here: Iterable[str]) -> tuple[Clause, ...]:
    known = set(here)
    return tuple(clause for name, clause in there.items() if name not in known)


def _fields(old: Json, new: Json) -> dict[str, tuple[object, object]]:
    return {
        key: (old[key], new[key])
        for key in new
        if key not in _NAMES_ONLY and old[key] != new[key]
    }


def difference_json(found: Difference) -> Json:
    """Return a difference in the types of JSON."""
    return {
        "document": found.after.document.id,
        "before": found.before.version.label,
        "after": found.after.version.label,
        "added": _all(found.after, found.added),
        "removed": _all(found.before, found.removed),
        "changed": [
            {
                "clause": each.clause,
                "fields": {
                    key: {"before": a, "after": b} for key, (a, b) in each.fields.items()
                },
            }
            for each in found.changed
        ],
        "same": found.same,
    }


def _all(edition: Edition, clauses: Sequence[Clause]) -> list[Json]:
    return [clause_json(edition, clause) for clause in clauses]
