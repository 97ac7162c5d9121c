"""What a hub says of a model or data set, as statements that are written down.

What the source was not asked, or could not say, is not stated: what it said
before stays. What it no longer has is stated as nothing, and withdraws what
it said before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from connectors.exchange import time_text
from connectors.record import Knowledge, LicenseText, ModelRecord, TextClass, Topic
from registry.hubrecords import artifact_of
from registry.records import Artifact
from registry.statements import Declaration, Grade, Statement, Subject, SubjectKind, Writer

_STATED: Mapping[Topic, tuple[str, ...]] = {
    Topic.METADATA: ("source",),
    Topic.LICENSE: ("declared_license", "contradiction"),
    Topic.LINEAGE: ("made_from",),
    Topic.FILES: ("weights_open",),
}


class Change(StrEnum):
    """How what a source says differs from what it said before."""

    NEW = "new"
    LICENSE = "license"
    TEXT = "text"
    LINEAGE = "lineage"
    REVISION = "revision"
    RENAMED = "renamed"
    VANISHED = "vanished"
    BACK = "back"
    """It had vanished."""


@dataclass(frozen=True, slots=True)
class Read:
    """What the license texts of one record come to."""

    name: str | None = None
    """The license that its texts are, word for word, as documents are tagged with it."""
    contradiction: str | None = None
    """Why the declared license cannot be the whole truth."""


def source_of(record: ModelRecord) -> str:
    """Return under which name a source states something."""
    return f"hub:{record.hub.value}"


def source_writer(record: ModelRecord) -> Writer:
    """Return the source of a record as the one who states what it says."""
    return Writer(source_of(record), time_text(record.retrieved), machine=True)


def declarations_of(
    record: ModelRecord, read: Read, *, maker_known: bool
) -> tuple[Declaration, ...]:
    """Return what `record` states: by the hub's word, and by the texts that lie there.

    Nothing where the source could not be read, or speaks for nobody. Whose it
    is is stated where nobody else knows (`maker_known`).
    """
    artifact = artifact_of(record)
    if artifact is None:
        return ()
    kind = SubjectKind(artifact.kind.value)
    revision = record.revision.value if record.revision else None
    found = [
        Declaration(
            kind,
            artifact,
            _stated(record, artifact, maker_known=maker_known),
            Grade.HUB,
            revision,
            _answered(record),
        )
    ]
    if record.knows(Topic.LICENSE_TEXT) is Knowledge.ANSWERED:
        texts = replace(
            artifact, declared_license=read.name, contradiction=read.contradiction, made_from=()
        )
        stated = frozenset({"declared_license", "contradiction"})
        marks = texts_told(record.texts)
        found.append(Declaration(kind, texts, stated, Grade.FILE, revision, marks))
    return tuple(found)


def _stated(record: ModelRecord, artifact: Artifact, *, maker_known: bool) -> frozenset[str]:
    stated = {
        name
        for topic, names in _STATED.items()
        if record.knows(topic) is Knowledge.ANSWERED
        for name in names
    }
    if artifact.weights_open is None:
        stated.discard("weights_open")
    stated |= {name for name in ("aliases", "parameters") if getattr(artifact, name)}
    if not maker_known and artifact.maker is not None:
        stated.add("maker")
    return frozenset(stated)


def _answered(record: ModelRecord) -> str | None:
    """Return from which answer it was read, with its digest."""
    for each in record.asked:
        if each.topic is Topic.METADATA and each.where is not None and each.answered:
            evidence = record.evidence[each.where.evidence]
            return f"{evidence.url} sha256:{evidence.sha256}"
    return None


def texts_told(texts: Iterable[LicenseText]) -> str | None:
    """Return the texts of a record by path and digest, in order."""
    told = sorted(
        f"{each.path} sha256:{each.sha256}" for each in texts if each.kind is not TextClass.GATE
    )
    return "; ".join(told) or None


def vanished_declaration(subject: Subject, words: str) -> Declaration | None:
    """Return the statement that what a hub told of `subject` is there no more."""
    artifact = subject.kind.artifact
    if artifact is None:
        return None
    record = Artifact(subject.ref, artifact, None, source=words)
    return Declaration(subject.kind, record, frozenset({"source"}), Grade.HUB, evidence=GONE)


GONE = "gone"
"""The evidence of a statement that a source has something no more."""


def last_said(subject: Subject | None, source: str, grade: Grade) -> Statement | None:
    """Return what `source` stated last of `subject` at `grade`."""
    statements = subject.statements if subject is not None else ()
    mine = [each for each in statements if each.actor == source and each.grade == grade]
    return mine[-1] if mine else None


def changes_of(
    subject: Subject | None, declared: Iterable[Declaration], source: str
) -> tuple[Change, ...]:
    """Return how what `source` declares differs from what it said of `subject` before."""
    found: list[Change] = []
    for each in declared:
        before = last_said(subject, source, each.grade)
        if each.grade is Grade.HUB:
            found += [Change.NEW] if before is None else _of_hub(before, each)
        elif before is not None and before.declaration.evidence != each.evidence:
            found.append(Change.TEXT)
    return tuple(dict.fromkeys(found))


def _of_hub(before: Statement, now: Declaration) -> Iterable[Change]:
    was = before.declaration
    if was.evidence == GONE:
        yield Change.BACK
        return
    if _differ(was, now, "declared_license"):
        yield Change.LICENSE
    if _differ(was, now, "made_from"):
        yield Change.LINEAGE
    if was.revision != now.revision:
        yield Change.REVISION


def _differ(was: Declaration, now: Declaration, field: str) -> bool:
    both = {field} <= was.stated and {field} <= now.stated
    return both and getattr(was.record, field) != getattr(now.record, field)
