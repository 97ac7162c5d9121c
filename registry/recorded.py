"""What is written down, read back: subjects with their statements, and the catalog over them.

Only columns are read, by plain SQL that is the same on both databases, so that
a check need not load what maps rows to objects.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, String, TextClause, bindparam, text

from policy.references import parse_reference
from registry.catalogs import SeedCatalog, seed_catalog
from registry.lineage import MAX_ANCESTORS
from registry.records import Artifact, ArtifactKind, ArtifactPattern, ChannelRow, Provider
from registry.statementjson import record_of
from registry.statements import (
    Declaration,
    Grade,
    Retirement,
    Statement,
    Subject,
    SubjectKind,
    merged_artifact,
    merged_provider,
)

_WHOLE = """
SELECT s.id, s.kind, s.ref, s.retired, s.retired_for, r.name AS retirer,
       t.id AS number, t.grade, t.body, t.revision, t.evidence, t.reason, t.made_at,
       a.name AS actor
FROM ({wanted}) w
JOIN subject s ON s.id = w.id
LEFT JOIN actor r ON r.id = s.retired_by
LEFT JOIN statement t ON t.subject_id = s.id
LEFT JOIN actor a ON a.id = t.actor_id
ORDER BY s.kind, s.ref, s.id, t.id
"""
_NAMED = "SELECT subject_id AS id FROM subject_name WHERE kind = :kind AND key = :key"
_WRITTEN = text("SELECT key FROM subject_name WHERE kind = :kind AND key IN :keys").bindparams(
    bindparam("keys", expanding=True, type_=String())
)
_UPSTREAM = """
WITH RECURSIVE up(id) AS (
    SELECT subject_id FROM subject_name WHERE kind = :kind AND key = :key
    UNION
    SELECT e.parent_id FROM up JOIN lineage_edge e ON e.child_id = up.id
)
SELECT id FROM up LIMIT :most
"""
_CHILDREN = """
SELECT DISTINCT e.child_id AS id FROM subject_name n
JOIN lineage_edge e ON e.parent_id = n.subject_id
WHERE n.kind = :kind AND n.key = :key LIMIT :most
"""
# `UNION` drops what was met before, so that a circle ends where it closes.
_LISTED = """
SELECT id FROM subject WHERE kind = :kind AND (:retired OR retired IS NULL)
    AND EXISTS (SELECT 1 FROM statement WHERE subject_id = subject.id)
    AND ref > :after AND lower(ref) LIKE :like ESCAPE '!'
ORDER BY ref LIMIT :most
"""
_NAMED_WHOLE, _UPSTREAM_WHOLE, _CHILDREN_WHOLE, _LISTED_WHOLE = (
    text(_WHOLE.format(wanted=wanted)) for wanted in (_NAMED, _UPSTREAM, _CHILDREN, _LISTED)
)
_KINDS = {each.value: each for each in SubjectKind}
_GRADES = {int(each): each for each in Grade}
_MOST_PROVIDERS = 100_000
_MOST_KNOWN = 20_000
"""So many subjects are kept in mind; then all are forgotten, and read again when wanted."""
_REFS = "SELECT ref FROM subject WHERE kind = :kind AND ref LIKE :like ESCAPE '!' LIMIT :most"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which subjects a list shows."""

    kind: SubjectKind
    word: str = ""
    """It stands somewhere in the reference."""
    after: str = ""
    most: int = 100
    retired: bool = False


@dataclass(frozen=True, slots=True)
class SubjectReader:
    """Reads subjects through one connection."""

    connection: Connection

    def subject(self, kind: SubjectKind, ref: str) -> Subject | None:
        """Return what is written down about `ref`, found by alias too."""
        found = self._whole(_NAMED_WHOLE, kind=kind.value, key=ref.casefold())
        return next(iter(found), None)

    def upstream(self, kind: SubjectKind, ref: str) -> tuple[Subject, ...]:
        """Return `ref` and all that it was made from, each once, however circular."""
        return self._walk(_UPSTREAM_WHOLE, kind, ref)

    def children(self, kind: SubjectKind, ref: str) -> tuple[Subject, ...]:
        """Return what somebody says was made from `ref` in one step, by reference."""
        return self._walk(_CHILDREN_WHOLE, kind, ref)

    def listed(self, wanted: Wanted) -> tuple[Subject, ...]:
        """Return the subjects that are `wanted`, by reference."""
        return self._whole(
            _LISTED_WHOLE,
            kind=wanted.kind.value,
            retired=wanted.retired,
            after=wanted.after,
            like=f"%{_escaped(wanted.word.casefold())}%",
            most=wanted.most,
        )

    def refs_like(self, kind: SubjectKind, begin: str, most: int = 1_000) -> tuple[str, ...]:
        """Return references that begin with `begin`, to find what somebody meant."""
        asked = {"kind": kind.value, "like": f"{_escaped(begin)}%", "most": most}
        return tuple(ref for (ref,) in self.connection.execute(text(_REFS), asked))

    def _walk(self, walk: TextClause, kind: SubjectKind, ref: str) -> tuple[Subject, ...]:
        asked = {"kind": kind.value, "key": ref.casefold(), "most": MAX_ANCESTORS + 1}
        return self._whole(walk, **asked)

    def _whole(self, wanted: TextClause, **asked: object) -> tuple[Subject, ...]:
        rows = self.connection.execute(wanted, asked)
        groups = groupby(rows, key=lambda row: row[0])
        return tuple(_subject(list(group)) for _, group in groups)


def _escaped(word: str) -> str:
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _subject(rows: list[Any]) -> Subject:
    _, word, ref, retired, retired_for, retirer, *_ = rows[0]
    kind = _KINDS[word]
    gone = None if retired is None else Retirement(retirer, retired, retired_for)
    statements = tuple(_statement(kind, ref, row) for row in rows if row[6] is not None)
    return Subject(kind, ref, statements, gone)


def _statement(kind: SubjectKind, ref: str, row: Any) -> Statement:  # noqa: ANN401 a row
    number, grade, body, revision, evidence, reason, made_at, actor = row[6:]
    record, stated = record_of(kind, ref, body)
    declaration = Declaration(kind, record, stated, _GRADES[grade], revision, evidence, reason)
    return Statement(declaration, actor, made_at, number)


Source = Callable[[], AbstractContextManager[Connection]]
"""Gives a connection for a moment."""


@dataclass
class RecordedCatalog:
    """The shipped catalog with what is written down over it; a `registry.store.Catalog`."""

    shipped: SeedCatalog
    """With the providers that are written down among its own."""
    source: Source
    _known: dict[tuple[ArtifactKind, str], Subject | None] = field(default_factory=dict)

    def provider(self, slug: str) -> Provider | None:
        """Return the provider called `slug`, or known by that alias."""
        return self.shipped.provider(slug)

    def maker_of(self, ref: str) -> Provider | None:
        """Return who makes what `ref` names, by record, pattern, API prefix or hub owner."""
        known = self.artifact(ref)
        if known is not None and known.maker is not None:
            return self.shipped.provider(known.maker)
        return self.shipped.maker_of(ref)

    def artifact(self, ref: str, kind: ArtifactKind | None = None) -> Artifact | None:
        """Return what all sources together say of `ref`; what ships where nobody else does."""
        kinds = (ArtifactKind.MODEL, ArtifactKind.DATASET) if kind is None else (kind,)
        shipped = self.shipped.artifact(ref, kind)
        for each in kinds:
            subject = self._known_as(ref, each, shipped)
            if subject is not None:
                return self._merged(subject, each)
        return shipped

    def revisions(self, ref: str, kind: ArtifactKind) -> tuple[str, ...] | None:
        """Return the revisions of `ref` that sources have told of."""
        subject = self._known_as(ref, kind, self.shipped.artifact(ref, kind))
        return None if subject is None else subject.revisions

    def _known_as(
        self, ref: str, kind: ArtifactKind, shipped: Artifact | None
    ) -> Subject | None:
        """Return what is written down of `ref`, or of what ships under that name."""
        names = (_bare(ref), *((shipped.ref,) if shipped else ()))
        found = (self._subject(kind, name) for name in dict.fromkeys(names))
        return next((each for each in found if each is not None), None)

    def channels(self, maker: str, hop: str) -> tuple[ChannelRow, ...]:
        """Return the rows for `maker` through `hop`, as they ship."""
        return self.shipped.channels(maker, hop)

    def children(self, ref: str, kind: ArtifactKind) -> tuple[Artifact, ...]:
        """Return what was made from `ref` in one step, as all sources together say."""
        shipped = self.shipped.children(ref, kind)
        with self.source() as connection:
            subjects = SubjectReader(connection).children(SubjectKind(kind.value), _bare(ref))
        found = {(each.kind, each.ref.casefold()): each for each in shipped}
        for subject in subjects:
            artifact = subject.kind.artifact
            if artifact is not None and subject.statements and subject.retired is None:
                place = (artifact, subject.ref.casefold())
                found[place] = self._merged(subject, artifact)
        return tuple(found[place] for place in sorted(found))

    def artifacts(self) -> tuple[Artifact, ...]:
        """Return every record that ships, with what is written down about it."""
        every = self.shipped.artifacts()
        written = self._written(every)
        found = (
            catalog.artifact(each.ref, each.kind)
            for each in every
            for catalog in (self if (each.kind, each.ref) in written else self.shipped,)
        )
        return tuple(each for each in found if each is not None)

    def _written(self, every: Iterable[Artifact]) -> set[tuple[ArtifactKind, str]]:
        """Return those of `every` about which something is written down, asked for at once."""
        names: dict[tuple[ArtifactKind, str], list[str]] = {}
        for each in every:
            for name in {each.ref.casefold(), _bare(each.ref).casefold()}:
                names.setdefault((each.kind, name), []).append(each.ref)
        found: set[tuple[ArtifactKind, str]] = set()
        with self.source() as connection:
            for kind in ArtifactKind:
                keys = [name for each, name in names if each is kind]
                asked = {"kind": SubjectKind(kind.value).value, "keys": keys}
                for (key,) in connection.execute(_WRITTEN, asked):
                    found.update((kind, ref) for ref in names[kind, key])
        return found

    def providers(self) -> tuple[Provider, ...]:
        """Return every provider, by slug."""
        return self.shipped.providers()

    def rows(self) -> tuple[ChannelRow, ...]:
        """Return every row that says which documents govern a channel."""
        return self.shipped.rows()

    def families(self) -> tuple[ArtifactPattern, ...]:
        """Return every pattern of names, the first that matches first."""
        return self.shipped.families()

    def _subject(self, kind: ArtifactKind, ref: str) -> Subject | None:
        """Return what is said of `ref`; all that it was made from is read along with it."""
        key = (kind, ref.casefold())
        try:
            return self._known[key]
        except KeyError:
            found = self._read(key, ref)
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        # All at once: threads that share a catalog never find half of what is said.
        self._known.update(found)
        return found[key]

    def _read(
        self, key: tuple[ArtifactKind, str], ref: str
    ) -> dict[tuple[ArtifactKind, str], Subject | None]:
        """Return what is said of `ref`, under `key`, and of all that it was made from."""
        kind, _ = key
        known: dict[tuple[ArtifactKind, str], Subject | None] = {key: None}
        with self.source() as connection:
            found = SubjectReader(connection).upstream(SubjectKind(kind.value), ref)
        for each in found:
            artifact = each.kind.artifact
            counts = each.statements and each.retired is None
            if artifact is not None:
                known[artifact, each.ref.casefold()] = each if counts else None
        own = next((each for each in found if _called(each, kind, ref)), None)
        if own is not None:
            known[key] = known[kind, own.ref.casefold()]
        return known

    def _merged(self, subject: Subject, kind: ArtifactKind) -> Artifact:
        merged = merged_artifact(subject, self.shipped.artifact(subject.ref, kind))
        if merged.maker is not None:
            return merged
        owner = self.shipped.maker_of(subject.ref)
        return replace(merged, maker=owner.slug) if owner else merged


def _called(subject: Subject, kind: ArtifactKind, ref: str) -> bool:
    """Return whether `subject` is what `ref` names, itself or by an alias."""
    if subject.kind.artifact is not kind:
        return False
    names = {subject.ref.casefold()}
    for each in subject.statements:
        names |= {alias.casefold() for alias in each.declaration.record.aliases}
    return ref.casefold() in names


def _bare(ref: str) -> str:
    parsed = parse_reference(ref)
    return parsed.canonical if parsed else ref


def recorded_catalog(shipped: SeedCatalog, source: Source) -> RecordedCatalog:
    """Return the catalog of what ships and what is written down."""
    with source() as connection:
        providers = merged_providers(shipped, connection)
    if providers == shipped.provider_records:
        return RecordedCatalog(shipped, source)
    records = (shipped.channel_rows, shipped.artifact_records, shipped.patterns)
    return RecordedCatalog(seed_catalog(providers, *records), source)


def merged_providers(shipped: SeedCatalog, connection: Connection) -> tuple[Provider, ...]:
    """Return the providers that ship, with what is written down, and all others."""
    wanted = Wanted(SubjectKind.PROVIDER, most=_MOST_PROVIDERS)
    merged = {each.slug: each for each in shipped.provider_records}
    for subject in SubjectReader(connection).listed(wanted):
        before = shipped.provider(subject.ref)
        slug = before.slug if before else subject.ref
        merged[slug] = merged_provider(slug, subject, before)
    return tuple(merged[slug] for slug in sorted(merged))
