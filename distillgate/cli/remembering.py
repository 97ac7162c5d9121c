"""Keeps in the registry what was read at sources, and tells what changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from connectors.licenses import known_licenses
from connectors.record import Hub
from distillgate.cli.recording import made_ledger, writer_of
from distillgate.cli.terminal import Terminal
from distillgate.settings import today
from distillgate.usecases.keeping import Keeping, Kept, keep
from distillgate.usecases.pulling import Haul
from distillgate.wiring import Layers, shipped_catalog
from policy.diagnostics import Code, Diagnostic, Level, Span, printable
from policy.explaining_words import counted
from registry.hubstatements import Change

_WORDS = {
    Change.NEW: "new",
    Change.LICENSE: "another license",
    Change.TEXT: "another license text",
    Change.LINEAGE: "another lineage",
    Change.REVISION: "another revision",
    Change.RENAMED: "another name",
    Change.VANISHED: "gone at its source",
    Change.BACK: "there again",
}
_MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Remembered:
    """What became of records in the registry, in words."""

    told: tuple[str, ...] = ()
    old: tuple[Diagnostic, ...] = ()
    """Of what could not be read: how old that is which stays known."""


def kept_of(haul: Haul, terminal: Terminal) -> Remembered:
    """Write what was read into the registry; nothing where that is switched off.

    Raises `UnreadableError` and `UnreadableLibraryError`.
    """
    if terminal.settings.registry is None:
        return Remembered()
    pack, shipped = shipped_catalog(Layers(), terminal.settings)
    keeping = Keeping(
        made_ledger(terminal), writer_of(terminal), pack, shipped, known_licenses()
    )
    kept = keep(haul.pulled, keeping)
    told = (*_told(kept, keeping.ledger.database.shown), *_left_out(haul))
    return Remembered(told, tuple(_old(kept)))


def _told(kept: Sequence[Kept], where: str) -> Iterator[str]:
    read = [each for each in kept if each.read]
    if read:
        yield f"{counted(len(read), 'record')} kept in {printable(where)}"
    changed = [each for each in kept if each.changes]
    for each in changed[:_MOST_TOLD]:
        words = ", ".join(_WORDS[one] for one in each.changes)
        yield f"  {printable(each.ref)}: {words}"
    if len(changed) > _MOST_TOLD:
        yield f"  and {len(changed) - _MOST_TOLD} more"


def _left_out(haul: Haul) -> Iterator[str]:
    """Yield that folders are not kept, where one was read: elsewhere they have no name."""
    if any(each.record.hub is Hub.LOCAL for each in haul.pulled):
        yield "what lies in a folder here is not kept; `distillgate model add` writes it down"


def _old(kept: Sequence[Kept]) -> Iterator[Diagnostic]:
    for each in kept:
        if each.old is not None:
            days = (today() - date.fromisoformat(each.old[:10])).days
            message = (
                f"what is known of `{each.ref}` was read on {each.old[:10]},"
                f" {counted(days, 'day')} ago, and stays"
            )
            hint = "read it again later, or declare what you know of it today"
            place = Span("registry", 1, 1)
            yield Diagnostic(Code.OLD_RECORD, message, place, hint, Level.WARNING)
