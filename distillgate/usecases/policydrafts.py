"""Drafts of house policy: what a text would do is known before somebody else agrees to it.

A draft lies on file with who wrote it, why, and from which day it should
count. Nothing is judged by it until somebody else agrees: then its text is
filed, and counts from its day on.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from distillgate.usecases.files import refused
from distillgate.usecases.filing import Clerk, tell_filing
from distillgate.usecases.housepolicy import first_day, publish
from distillgate.usecases.ledger import Entry
from distillgate.usecases.library import Library
from distillgate.usecases.reviewrules import AUDITOR, refuse_machine
from policy.canonical import canonical_json
from policy.diagnostics import Code, Diagnostic, Level, Span, in_order
from policy.documents import Document, DocumentKind
from policy.lint.pack import lint_pack
from policy.packs import SourceFile, load_packs
from policy.yamltext import UnreadableError
from registry.contents import digest_of
from registry.database import Database, exclusively
from registry.filings import GRANTED, Filing, FilingKind
from registry.filingstore import FilingStore
from registry.housetexts import HouseText

MOST_BYTES = 500_000
_FORMAT = "distillgate/policy-draft/v1"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A text for one document of house policy, with what is said about it."""

    document: str
    text: str
    why: str
    begins: date
    """From this day on it counts, once somebody has agreed; until then it is looked at."""
    base: str
    """The digest of the text that its author had before them."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal on file."""

    filing: Filing
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Tried:
    """What comes of a text: a library by it, or why there is none; and what is to be mended."""

    library: Library | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def errors(self) -> int:
        """Return how many diagnostics stop the text from being used."""
        return sum(each.level is Level.ERROR for each in self.diagnostics)


def house_documents(library: Library) -> tuple[Document, ...]:
    """Return the documents of house policy, by id."""
    documents = library.pack.documents
    found = (documents[name] for name in sorted(documents))
    return tuple(each for each in found if each.kind is DocumentKind.HOUSE)


def house_file(library: Library, name: str, said: Span) -> SourceFile:
    """Return the file in which a document of house policy stands; raises `UnreadableError`."""
    for document in house_documents(library):
        if document.id == name:
            place = document.span or said
            files = (file for layer in reversed(library.layers) for file in layer.files)
            return next(file for file in files if file.path == place.path)
    known = ", ".join(each.id for each in house_documents(library)) or "none"
    message = f"no house policy is called `{name}`"
    raise refused(Code.UNKNOWN_DOCUMENT, message, said, f"known: {known}")


def tried(library: Library, file: SourceFile) -> Tried:
    """Return what comes of `file` in the place of the one with its path.

    What is told is told of this file; and of others only where the text breaks them.
    """
    layers = tuple(
        replace(
            layer,
            files=tuple(file if each.path == file.path else each for each in layer.files),
        )
        for layer in library.layers
    )
    loaded = load_packs([(layer.name, layer.files) for layer in layers])
    own = [each for each in loaded.diagnostics if _place(each) == file.path]
    broken = [each for each in loaded.errors if _place(each) != file.path]
    if loaded.errors:
        return Tried(None, in_order([*own, *broken]))
    further = (each for each in lint_pack(loaded.pack) if _place(each) == file.path)
    judging = Library(loaded.pack, library.records, layers)
    return Tried(judging, in_order([*own, *further]))


def _place(each: Diagnostic) -> str:
    return each.span.path


def propose(proposal: Proposal, library: Library, clerk: Clerk, said: Span) -> Filing:
    """Put a draft on file; raises `UnreadableError` where it has errors or says nothing new."""
    refuse_machine(clerk.writer, said)
    current = house_file(library, proposal.document, said)
    _refuse_stale(proposal, current, said)
    if proposal.text == current.content.decode():
        raise refused(Code.WRONG_VALUE, "the draft changes nothing", said)
    if not proposal.why.strip():
        raise refused(Code.MISSING_KEY, "why should it change?", said, "say so in a sentence")
    _refuse_errors(library, proposal)
    draft = Filing(FilingKind.POLICY, proposal.document, "", "", "", proposal.begins, None)
    with clerk.ledger.writing() as entry:
        filing = FilingStore(entry.connection).file(draft, _packed(proposal), clerk.writer)
        tell_filing(entry, filing, clerk.writer)
    return filing


def agree(draft: Draft, why: str, library: Library, clerk: Clerk, said: Span) -> None:
    """Agree to a draft of somebody else: its text counts from its day on, or from now.

    It must still be free of errors, and be made on the text that counts now.
    Raises `UnreadableError`.
    """
    if draft.filing.actor == clerk.writer.name:
        message = f"`{draft.filing.actor}` wrote this draft, and so never agrees to it"
        raise refused(Code.NOT_ENTITLED, message, said, "another person must do this")
    _refuse_stale(draft.proposal, house_file(library, draft.proposal.document, said), said)
    _refuse_errors(library, draft.proposal)
    reason = f"{GRANTED}: {why.strip()}" if why.strip() else GRANTED
    proposal = draft.proposal
    begins = first_day(proposal.begins, clerk.writer)
    house = HouseText(proposal.document, proposal.text, begins, draft.filing.number)

    def published(entry: Entry) -> None:
        publish(entry, house, proposal.base, clerk.writer, said)

    _close(draft.filing, reason, clerk, said, published)


def reject(draft: Draft, why: str, clerk: Clerk, said: Span) -> None:
    """Say that a draft comes to nothing, and why; its author may take it back, too."""
    if not why.strip():
        raise refused(Code.MISSING_KEY, "why is it refused?", said, "say so in a sentence")
    _close(draft.filing, f"refused: {why.strip()}", clerk, said)


def drafts(database: Database, said: Span) -> tuple[Draft, ...]:
    """Return all drafts that lie on file, or lay there, the latest first."""
    with database.reading() as connection:
        found = FilingStore(connection).filings(FilingKind.POLICY)
    return tuple(draft_numbered(database, str(each.number), said) for each in reversed(found))


def draft_numbered(database: Database, number: str, said: Span) -> Draft:
    """Return the draft with that number; raises `UnreadableError`."""
    with database.reading() as connection:
        store = FilingStore(connection)
        known = number.isdecimal() and len(number) < len(str(2**62))
        filing = store.numbered(int(number)) if known else None
        if filing is None or filing.kind is not FilingKind.POLICY:
            raise refused(Code.UNKNOWN_RECORD, f"no draft has the number `{number}`", said)
        return Draft(filing, _unpacked(store.text(filing)))


def base_of(file: SourceFile) -> str:
    """Return by what a draft names the text that it was made on."""
    return digest_of(file.content)


def _refuse_stale(proposal: Proposal, current: SourceFile, said: Span) -> None:
    if proposal.base != base_of(current):
        message = f"`{proposal.document}` has changed since this draft was begun"
        raise refused(
            Code.WRONG_STATE, message, said, "begin again on the text that counts now"
        )


def _refuse_errors(library: Library, proposal: Proposal) -> None:
    place = Span(f"policy:{proposal.document}", 1, 1)
    file = house_file(library, proposal.document, place)
    found = tried(library, SourceFile(file.path, proposal.text.encode()))
    if found.library is None:
        raise UnreadableError(found.diagnostics)
    document = found.library.pack.documents.get(proposal.document)
    if document is None or document.kind is not DocumentKind.HOUSE:
        message = f"the text is no house policy called `{proposal.document}` any more"
        hint = "keep `document` and `kind` as they are"
        raise refused(Code.WRONG_VALUE, message, Span(file.path, 1, 1), hint)


def _close(
    filing: Filing,
    reason: str,
    clerk: Clerk,
    said: Span,
    then: Callable[[Entry], None] | None = None,
) -> None:
    """Say that a draft is decided, and do what follows in the same transaction."""
    refuse_machine(clerk.writer, said)
    if AUDITOR in clerk.roles:
        raise refused(Code.NOT_ENTITLED, "an auditor changes nothing", said)
    with clerk.ledger.writing() as entry:
        exclusively(entry.connection)
        store = FilingStore(entry.connection)
        now = store.numbered(filing.number)
        if now is None or now.revoked is not None:
            raise refused(Code.WRONG_STATE, "somebody has decided about this draft", said)
        store.revoke(filing, reason, clerk.writer)
        tell_filing(entry, filing, clerk.writer, reason)
        if then is not None:
            then(entry)


def _packed(proposal: Proposal) -> bytes:
    told = {
        "format": _FORMAT,
        "document": proposal.document,
        "text": proposal.text,
        "why": proposal.why.strip(),
        "begins": proposal.begins.isoformat(),
        "base": proposal.base,
    }
    return canonical_json(told).encode()


def _unpacked(content: bytes) -> Proposal:
    told = json.loads(content)
    return Proposal(
        told["document"],
        told["text"],
        told["why"],
        date.fromisoformat(told["begins"]),
        told["base"],
    )


def record_of(draft: Draft) -> str:
    """Return who wrote a draft and who decided about it, as JSON to keep beside its text."""
    filing, closed = draft.filing, draft.filing.revoked
    told = {
        "schema": "distillgate/policy-draft-record/v1",
        "draft": str(filing.number),
        "document": draft.proposal.document,
        "text": digest_of(draft.proposal.text.encode()),
        "base": draft.proposal.base,
        "filed_as": filing.content,
        "why": draft.proposal.why,
        "counts_from": draft.proposal.begins.isoformat(),
        "author": filing.actor,
        "written_at": filing.at,
        "decided": closed and {"by": closed.actor, "at": closed.at, "reason": closed.reason},
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"
