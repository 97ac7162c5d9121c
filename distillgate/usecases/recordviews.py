"""What is known of a model, data set or provider: who says what, and what counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from distillgate.usecases.files import refused
from policy.diagnostics import Code, Span, nearest
from policy.references import parse_reference, reference_hint
from registry.catalogs import SeedCatalog
from registry.database import Database
from registry.recorded import SubjectReader, Wanted
from registry.records import Artifact, Provider
from registry.statementjson import plain_of
from registry.statements import (
    Contradiction,
    Record,
    Subject,
    SubjectKind,
    Voice,
    contradictions_of,
    merged_artifact,
    merged_provider,
    stated_by_catalog,
    voices_of,
)

_SHOWN = frozenset({"ref", "slug", "kind", "span", "unread"})


@dataclass(frozen=True, slots=True)
class RecordView:
    """One record with its sources."""

    kind: SubjectKind
    ref: str
    record: Record
    voices: dict[str, list[Voice]]
    contradictions: tuple[Contradiction, ...]
    subject: Subject | None = None
    shipped: bool = False

    def fields(self) -> Iterator[tuple[str, object]]:
        """Yield what counts, by field, in the types of JSON."""
        for name in sorted({*self.voices, "contradiction"} - _SHOWN):
            value = getattr(self.record, name, None)
            if value is not None or name != "contradiction":
                yield name, plain_of(value)


@dataclass(frozen=True, slots=True)
class Records:
    """What ships, and what is written down where there is a registry."""

    shipped: SeedCatalog
    database: Database | None

    def view(self, kind: SubjectKind, name: str, said: Span) -> RecordView:
        """Return what is known of `name`; raises `UnreadableError` with the nearest name."""
        ref, revision = named(kind, name, said)
        shipped = self._shipped(kind, ref)
        subject = self._subject(kind, ref, shipped)
        if subject is None and shipped is None:
            raise self._unknown(kind, ref, said)
        view = _view(kind, ref, subject, shipped)
        known = subject.revisions if subject else ()
        if revision is not None and revision not in known:
            near = nearest(revision, known)
            hint = f"did you mean `{near}`?" if near else _revisions(known)
            message = f"no revision `{revision}` of `{ref}` is known"
            raise refused(Code.UNKNOWN_REVISION, message, said, hint)
        return view

    def subject(self, kind: SubjectKind, name: str, said: Span) -> Subject:
        """Return what is written down about `name`; raises `UnreadableError`."""
        ref, _ = named(kind, name, said)
        shipped = self._shipped(kind, ref)
        found = self._subject(kind, ref, shipped)
        if found is not None:
            return found
        if shipped is None:
            raise self._unknown(kind, ref, said)
        message = f"nothing is written down about `{ref}`: it ships with the product"
        raise refused(Code.UNKNOWN_RECORD, message, said, "declare what is so instead")

    def listed(self, wanted: Wanted) -> tuple[RecordView, ...]:
        """Return the records that are `wanted`: those written down, and those that ship."""
        subjects: dict[str, Subject] = {}
        if self.database is not None:
            with self.database.reading() as connection:
                found = SubjectReader(connection).listed(wanted)
                subjects = {each.ref.casefold(): each for each in found}
        views = [
            _view(wanted.kind, each.ref, each, self._shipped(wanted.kind, each.ref))
            for each in subjects.values()
        ]
        views += [
            _view(wanted.kind, _name(each), None, each)
            for each in self._shipping(wanted)
            if _name(each).casefold() not in subjects
        ]
        return tuple(sorted(views, key=lambda each: each.ref)[: wanted.most])

    def _shipping(self, wanted: Wanted) -> Iterator[Record]:
        records: Sequence[Record] = (
            self.shipped.provider_records
            if wanted.kind is SubjectKind.PROVIDER
            else self.shipped.artifact_records
        )
        word = wanted.word.casefold()
        for each in records:
            same = isinstance(each, Provider) or each.kind is wanted.kind.artifact
            name = _name(each)
            if same and word in name.casefold() and name > wanted.after:
                yield each

    def _shipped(self, kind: SubjectKind, ref: str) -> Record | None:
        if kind.artifact is None:
            return self.shipped.provider(ref)
        return self.shipped.artifact(ref, kind.artifact)

    def _subject(self, kind: SubjectKind, ref: str, shipped: Record | None) -> Subject | None:
        if self.database is None:
            return None
        with self.database.reading() as connection:
            reader = SubjectReader(connection)
            found = reader.subject(kind, ref)
            if found is None and shipped is not None:
                found = reader.subject(kind, _name(shipped))
        return found if found is not None and found.statements else None

    def _unknown(self, kind: SubjectKind, ref: str, said: Span) -> Exception:
        """Return the error about a name that nothing is known of, with the nearest one."""
        known = {_name(each) for each in self._shipping(Wanted(kind))}
        if self.database is not None:
            begin = ref.partition("/")[0] if "/" in ref else ref[:3]
            with self.database.reading() as connection:
                known |= set(SubjectReader(connection).refs_like(kind, begin))
        near = nearest(ref, sorted(known))
        hint = f"did you mean `{near}`?" if near else f"`{kind} add {ref}` writes it down"
        return refused(Code.UNKNOWN_RECORD, f"no {kind} is called `{ref}`", said, hint)


def named(kind: SubjectKind, name: str, said: Span) -> tuple[str, str | None]:
    """Return the reference and the revision that `name` spells; raises `UnreadableError`."""
    if kind.artifact is None:
        return name, None
    parsed = parse_reference(name)
    if parsed is None:
        hint = reference_hint(name)
        raise refused(Code.UNKNOWN_REFERENCE, f"`{name}` is no reference", said, hint)
    return parsed.canonical, parsed.revision


def view_json(view: RecordView) -> dict[str, object]:
    """Return `view` in the types of JSON."""
    statements = view.subject.statements if view.subject else ()
    retired = view.subject.retired if view.subject else None
    return {
        "schema": "distillgate/record/v1",
        "kind": view.kind.value,
        "ref": view.ref,
        "record": dict(view.fields()),
        "shipped": view.shipped,
        "revisions": list(view.subject.revisions) if view.subject else [],
        "retired": retired
        and {"by": retired.actor, "at": retired.at, "reason": retired.reason},
        "contradictions": [
            {
                "field": each.field,
                "settled": each.settled,
                "voices": [
                    {
                        "grade": voice.grade.word,
                        "by": voice.actor,
                        "value": plain_of(voice.value),
                    }
                    for voice in each.voices
                ],
            }
            for each in view.contradictions
        ],
        "statements": [
            {
                "grade": each.grade.word,
                "by": each.actor,
                "at": each.made_at,
                "revision": each.declaration.revision,
                "evidence": each.declaration.evidence,
                "reason": each.declaration.reason,
                "states": {
                    name: plain_of(getattr(each.declaration.record, name))
                    for name in sorted(each.declaration.stated)
                },
            }
            for each in statements
        ],
    }


def _view(
    kind: SubjectKind, ref: str, subject: Subject | None, shipped: Record | None
) -> RecordView:
    counting = subject if subject and subject.retired is None else None
    voices = voices_of(counting.statements if counting else (), shipped)
    name = subject.ref if subject else _name(shipped) if shipped else ref
    return RecordView(
        kind,
        name,
        _merged(kind, name, counting, shipped),
        voices,
        contradictions_of(voices),
        subject,
        shipped is not None and bool(stated_by_catalog(shipped)),
    )


def _merged(
    kind: SubjectKind, ref: str, subject: Subject | None, shipped: Record | None
) -> Record:
    said = subject or Subject(kind, ref, ())
    if kind.artifact is None:
        return merged_provider(ref, said, shipped if isinstance(shipped, Provider) else None)
    return merged_artifact(said, shipped if isinstance(shipped, Artifact) else None)


def _name(record: Record) -> str:
    return record.slug if isinstance(record, Provider) else record.ref


def _revisions(known: Sequence[str]) -> str | None:
    return f"known: {', '.join(known[-5:])}" if known else None
