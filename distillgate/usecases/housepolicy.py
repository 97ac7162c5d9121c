"""House policy that was agreed to: laid into the packs from its day on, or taken back before.

What counted on a day stays what counted on it: a text that has begun is never
taken back, but followed by another one, to which a second person agrees.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from distillgate.usecases.files import refused
from distillgate.usecases.filing import Clerk, tell_filing
from distillgate.usecases.ledger import Entry
from distillgate.usecases.reviewrules import AUDITOR, refuse_machine
from policy.diagnostics import Code, Span
from registry.contents import digest_of
from registry.database import Database, exclusively
from registry.filedtexts import house_texts
from registry.filings import Filing, FilingKind
from registry.filingstore import FilingStore
from registry.housetexts import HouseText, coming_after, counting_on, packed, unpacked
from registry.statements import Writer


@dataclass(frozen=True, slots=True)
class Published:
    """A text that was agreed to, as it lies on file."""

    filing: Filing
    house: HouseText

    @property
    def withdrawn(self) -> bool:
        """Return whether it was taken back before its day."""
        return self.filing.revoked is not None

    def is_coming(self, day: date) -> bool:
        """Return whether it does not count yet on `day`, and will."""
        return not self.withdrawn and self.house.begins > day


def published(database: Database) -> tuple[Published, ...]:
    """Return every text that was agreed to, the latest first."""
    with database.reading() as connection:
        store = FilingStore(connection)
        found = [
            Published(each, unpacked(store.text(each), each.content, each.number))
            for each in store.filings(FilingKind.HOUSE)
        ]
    return tuple(reversed(found))


def of_draft(found: Iterable[Published], draft: int) -> Published | None:
    """Return what became of a draft once it was agreed to."""
    return next((each for each in found if each.house.draft == draft), None)


def counting_now(found: Iterable[Published], day: date) -> tuple[Published, ...]:
    """Return the texts that count on `day`, one a document."""
    by_number = {each.house.number: each for each in found if not each.withdrawn}
    counting = counting_on((each.house for each in by_number.values()), day)
    return tuple(by_number[each.number] for each in counting)


def publish(entry: Entry, house: HouseText, base: str, writer: Writer, said: Span) -> None:
    """File a text from its day on, in the transaction in which a second person agrees to it.

    Raises `UnreadableError` where another text has come to count since the
    draft was begun, or one is agreed to that does not count yet.
    """
    today = _day(writer)
    store, known = FilingStore(entry.connection), house_texts(entry.connection)
    for each in counting_on(known, today):
        if each.document == house.document and digest_of(each.text.encode()) != base:
            message = f"`{house.document}` has changed since this draft was begun"
            hint = "begin again on the text that counts now"
            raise refused(Code.WRONG_STATE, message, said, hint)
    for each in coming_after(known, today):
        if each.document == house.document:
            message = f"draft {each.draft} is agreed to, and counts from {each.begins}"
            hint = "withdraw that one, or wait for its day and write a draft on it"
            raise refused(Code.WRONG_STATE, message, said, hint)
    draft = Filing(FilingKind.HOUSE, house.document, "", "", "", house.begins, None)
    filing = store.file(draft, packed(house), writer)
    tell_filing(entry, filing, writer)


def first_day(begins: date, writer: Writer) -> date:
    """Return from when on a text counts: never before somebody agreed to it."""
    return max(begins, _day(writer))


def withdraw(what: Published, author: str, why: str, clerk: Clerk, said: Span) -> None:
    """Take back a text before its day; whoever wrote it leaves that to somebody else.

    Raises `UnreadableError`.
    """
    refuse_machine(clerk.writer, said)
    if AUDITOR in clerk.roles:
        raise refused(Code.NOT_ENTITLED, "an auditor changes nothing", said)
    if author == clerk.writer.name:
        message = f"`{author}` wrote this text, and so never takes it back alone"
        raise refused(Code.NOT_ENTITLED, message, said, "another person must do this")
    if not why.strip():
        raise refused(Code.MISSING_KEY, "why is it taken back?", said, "say so in a sentence")
    with clerk.ledger.writing() as entry:
        exclusively(entry.connection)
        store = FilingStore(entry.connection)
        now = store.numbered(what.filing.number)
        if now is None or now.revoked is not None:
            raise refused(Code.WRONG_STATE, "it was taken back already", said)
        if what.house.begins <= _day(clerk.writer):
            message = f"it counts since {what.house.begins}, and stays what counted then"
            hint = "write a draft that goes back to the text before it"
            raise refused(Code.WRONG_STATE, message, said, hint)
        store.revoke(what.filing, why.strip(), clerk.writer)
        tell_filing(entry, what.filing, clerk.writer, why.strip())


def _day(writer: Writer) -> date:
    return date.fromisoformat(writer.at[:10])
