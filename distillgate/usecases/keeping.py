"""Write down in the registry what sources said of models and data sets, and what changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from connectors.ledger import Pulled
from connectors.licensenames import one_name
from connectors.licenses import identify
from connectors.licensing.finding import Catalog as Texts
from connectors.licensing.outcome import Compared, Likeness
from connectors.outcomes import Outcome
from connectors.record import Hub, ModelRecord, TextClass, Topic
from distillgate.usecases.declare import declaration_text
from distillgate.usecases.ledger import Entry, Ledger
from policy.compiling import Pack
from registry.contents import ContentStore
from registry.database import exclusively
from registry.declarations import StatementStore
from registry.events import Event
from registry.hubrecords import references_of
from registry.hubstatements import (
    GONE,
    Change,
    Read,
    changes_of,
    declarations_of,
    last_said,
    source_of,
    source_writer,
    vanished_declaration,
)
from registry.records import Artifact
from registry.statements import Declaration, Grade, Subject, SubjectKind, Writer
from registry.store import Catalog

_GONE = frozenset({Outcome.NOT_FOUND_OR_PRIVATE, Outcome.DISABLED})
_LICENSES = frozenset({TextClass.LICENSE})


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where what was read goes, who had it read, and what texts are held against."""

    ledger: Ledger
    writer: Writer
    pack: Pack
    catalog: Catalog
    texts: Texts


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one record."""

    ref: str
    changes: tuple[Change, ...]
    """Nothing where it says what it said before."""
    old: str | None = None
    """Of a record that could not be read: when its source was last read, if ever."""
    read: bool = True


def keep(pulled: Sequence[Pulled], keeping: Keeping) -> tuple[Kept, ...]:
    """Write down all that was read, in one transaction, and return what changed.

    What could not be read leaves what is known as it is; what its source says
    to have no more is told as such. What lies in a folder here is not kept.
    """
    with keeping.ledger.writing() as entry:
        exclusively(entry.connection)
        book = _Book(keeping, entry, StatementStore(entry.connection))
        found = tuple(
            kept
            for each in pulled
            if each.record.hub is not Hub.LOCAL
            for kept in book.keep(each)
        )
        book.tell_same(found)
    return found


@dataclass(frozen=True, slots=True)
class _Book:
    """Writes records through one transaction."""

    keeping: Keeping
    entry: Entry
    store: StatementStore

    def keep(self, pulled: Pulled) -> Iterator[Kept]:
        """Write down one record; nothing of a source that speaks for nobody."""
        record = pulled.record
        kind = SubjectKind(record.kind.value)
        names = tuple(dict.fromkeys(references_of(record)))
        if not names:
            return
        known = [self.store.subjects.subject(kind, name) for name in names]
        maker_known = self.keeping.catalog.maker_of(names[0]) is not None
        read = read_texts(pulled, self.keeping)
        declared = declarations_of(record, read, maker_known=maker_known)
        if not declared:
            yield self._unread(record, names[0], next(filter(None, known), None))
            return
        changes = changes_of(known[0], declared, source_of(record))
        older = [each for each in known[1:] if each is not None and each.ref != names[0]]
        if known[0] is None and older:
            changes = (Change.RENAMED, *changes_of(older[0], declared, source_of(record)))
        self.store.declare(declared, source_writer(record))
        for each in older:
            self.store.declare([_about(each, one) for one in declared], source_writer(record))
        contents = [pulled.bodies[name] for name in _bodies(record) if name in pulled.bodies]
        ContentStore(self.entry.connection).put_all(contents, "application/octet-stream")
        self._tell(f"{kind}:{names[0]}", changes, declared)
        yield Kept(names[0], changes)

    def _unread(self, record: ModelRecord, ref: str, known: Subject | None) -> Kept:
        """Leave what is known, and write down where its source has it no more."""
        last = last_said(known, source_of(record), Grade.HUB)
        if known is None or last is None:
            return Kept(ref, (), read=False)
        failed = [each for each in record.failed if each.topic is Topic.METADATA]
        gone = [each for each in failed if each.outcome in _GONE]
        if last.declaration.evidence == GONE or not gone:
            return Kept(ref, (), last.made_at, read=False)
        words = f"{record.hub} {record.asked_id}: {gone[0].outcome}"
        declared = vanished_declaration(known, words)
        if declared is not None:
            self.store.declare([declared], source_writer(record))
            self._tell(f"{known.kind}:{ref}", (Change.VANISHED,), [declared])
        return Kept(ref, (Change.VANISHED,), last.made_at, read=False)

    def _tell(
        self, subject: str, changes: Iterable[Change], declared: Iterable[Declaration]
    ) -> None:
        """Record a change of what a source says."""
        told = tuple(each.value for each in changes)
        if told:
            text = "".join(map(declaration_text, declared))
            self._record(subject, text, {"change": "pulled", "changed": told})

    def tell_same(self, found: Sequence[Kept]) -> None:
        """Record that sources were read which say what they said before."""
        same = sorted(each.ref for each in found if each.read and not each.changes)
        if same:
            details: Mapping[str, str | int] = {"change": "read-again", "count": len(same)}
            self._record("declarations:", " ".join(same), details)

    def _record(
        self, subject: str, text: str, details: Mapping[str, str | int | tuple[str, ...]]
    ) -> None:
        digest = f"sha256:{sha256(text.encode()).hexdigest()}"
        writer = self.keeping.writer
        self.entry.tell(Event("registry.changed", writer, subject, digest, details=details))


def _about(subject: Subject, declared: Declaration) -> Declaration:
    """Return what is declared of a new name as said of the old one, too."""
    record = declared.record
    if not isinstance(record, Artifact):
        return declared
    renamed = replace(record, ref=subject.ref, aliases=())
    return replace(declared, record=renamed, stated=declared.stated - {"aliases"})


def _bodies(record: ModelRecord) -> Iterator[str]:
    """Yield the digests of what is kept: the answer about the thing itself, and all texts."""
    for each in record.asked:
        if each.topic is Topic.METADATA and each.where is not None and each.answered:
            yield record.evidence[each.where.evidence].sha256 or ""
    for text in record.texts:
        yield text.sha256


def read_texts(pulled: Pulled, keeping: Keeping) -> Read:
    """Return what the license texts of a record come to: exact words, or nothing.

    A text that is a known one with other words, or with changed ones, cannot
    be the license that is declared by its plain name.
    """
    names: dict[str, None] = {}
    odd: list[str] = []
    for text in pulled.record.texts:
        if text.kind not in _LICENSES:
            continue
        body = pulled.bodies.get(text.sha256)
        compared = identify(body, keeping.texts).compared if body is not None else None
        if compared is None or not compared.matches:
            return Read()
        if compared.likeness is Likeness.IDENTIFIED:
            names |= dict.fromkeys(_names(compared, keeping.pack))
        else:
            odd += _oddities(text.path, compared)
    if odd:
        return Read(contradiction="; ".join(odd))
    return Read(name=next(iter(names))) if len(names) == 1 else Read()


def _names(compared: Compared, pack: Pack) -> Iterator[str]:
    """Yield by which names the packs know the licenses that were found."""
    for match in compared.matches:
        found = match.license
        spelled = [one_name(each) for each in (found.spdx, found.id) if each]
        document = (found.document,) if found.document else None
        tagged = [tag for tag, named in pack.license_tags.items() if named == document]
        known = [each for each in spelled if each in pack.license_tags]
        yield next(iter([*known, *tagged, *spelled]))


def _oddities(path: str, compared: Compared) -> Iterator[str]:
    words = {
        Likeness.EXTRA_TERMS: "with other words beside it",
        Likeness.EDITED: "with changed words",
    }.get(compared.likeness)
    if words is not None:
        yield f"`{path}` is the text of {compared.matches[0].license.title} {words}"
