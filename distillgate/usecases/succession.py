"""How a log ends and another goes on: each names what it takes the place of, and why.

A log ends with a signed head where all is well. Where its key is lost, or a
head that is kept outside says that the registry is older or was rewritten, no
head can be signed over it: then it ends as it is, and the next one names the
last head that anybody signed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice

from sqlalchemy import Connection

from distillgate.gate.checkpoints import Checkpoint, Head
from distillgate.usecases.auditlog import Signers, log_subject, view_of
from distillgate.usecases.ledger import Entry, Ledger
from distillgate.usecases.logchanges import keys_added
from registry.audit.anchors import contradiction
from registry.audit.keyring import log_keys
from registry.audit.ledger import (
    LedgerError,
    LedgerHead,
    close_log,
    head_of,
    make_log,
    the_log,
)
from registry.audit.publishing import anchors_of, latest_checkpoint, origin_of, sign_head
from registry.events import Event
from registry.statements import Writer

_SPAN = "/"


class Why(StrEnum):
    """Why a log ends without a head of its own."""

    KEY_LOST = "key-lost"
    CONTRADICTED = "contradicted"
    """A head that is kept outside is not part of it."""


@dataclass(frozen=True, slots=True)
class Successor:
    """The log that goes on, and the last head of the one before it that anybody signed."""

    last: Head
    first: Checkpoint


def close_epoch(
    ledger: Ledger, signers: Signers, following: Signers, writer: Writer, *, now: datetime
) -> Successor:
    """End the log with a signed head and begin the one that goes on, which names that head."""
    with ledger.writing() as entry:
        log = the_log(entry.connection)
        head = head_of(entry.connection, log)
        entry.tell(Event("log.closed", writer, log_subject(origin_of(head))))
        last = sign_head(entry.connection, log, signers.log, now=now).head
        told: Details = {"size": last.size, "root": _digest(last.root)}
        return Successor(last, _opened(entry, head, (following, told), writer, now=now))


def succeed_lost_key(
    ledger: Ledger, following: Signers, writer: Writer, *, now: datetime
) -> Successor:
    """Let a log under another key go on where that of the old one is lost.

    Nothing is signed over the old one; what was recorded after its last head
    is named by size and root. Raises `LedgerError` where it never had a head,
    and where its key is not lost.
    """
    with ledger.writing() as entry:
        head = _current(entry.connection)
        _refuse_same(entry.connection, head.log, following)
        last = _last_signed(entry.connection, head.log)
        told = {**_as_stored(head), **_signed(last), "why": Why.KEY_LOST.value}
        return Successor(last, _opened(entry, head, (following, told), writer, now=now))


def succeed_contradicted(
    ledger: Ledger, anchor: str, following: Signers, writer: Writer, *, now: datetime
) -> Successor:
    """Let another log go on where an anchor holds a head that the registry does not have.

    Nothing is taken away: what the registry holds stays as it is, and the new
    log names both, with a record that the check failed. Raises `LedgerError`
    where the anchor contradicts nothing, and `AnchorError` where it cannot be read.
    """
    with ledger.writing() as entry:
        connection = entry.connection
        head = _current(connection)
        origin = origin_of(head)
        places = anchors_of(connection, head.log)
        if anchor not in places:
            listed = ", ".join(f"`{each}`" for each in places) or "none"
            raise LedgerError(f"`{anchor}` is no anchor of this log", f"its anchors: {listed}")
        own = (each for each in places[anchor].heads() if each.head.origin == origin)
        kept = list(islice(own, 1))
        found = contradiction(kept, view_of(connection, head.log))
        if found is None:
            hint = "nothing is to be repaired; `audit anchor check` holds all heads"
            raise LedgerError(f"`{anchor}` does not contradict this log", hint)
        last = kept[0].head
        told = {**_as_stored(head), **_signed(last), "why": Why.CONTRADICTED.value}
        first = _opened(entry, head, (following, told), writer, now=now, failed=_signed(last))
        return Successor(last, first)


def next_origin(ledger: Ledger) -> str:
    """Return the name of the log that would follow: that of this one with the next number."""
    with ledger.database.reading() as connection:
        head = head_of(connection, the_log(connection))
    bare, slash, number = origin_of(head).rpartition(_SPAN)
    stem = bare if slash and number == str(head.epoch) else origin_of(head)
    return f"{stem}{_SPAN}{head.epoch + 1}"


Details = Mapping[str, str | int]


def _opened(  # noqa: PLR0913 what goes on, from where, why, and by whom
    entry: Entry,
    before: LedgerHead,
    following: tuple[Signers, Details],
    writer: Writer,
    *,
    now: datetime,
    failed: Details | None = None,
) -> Checkpoint:
    """Close the log `before` and begin the next; return the first head of that."""
    signers, told = following
    close_log(entry.connection, before.log)
    log, origin = f"main.{before.epoch + 1}", signers.log[0].name
    make_log(entry.connection, log, origin, epoch=before.epoch + 1)
    details = {"before": origin_of(before), **told}
    entry.tell(Event("log.opened", writer, log_subject(origin), details=details))
    keys_added(entry, log, signers, writer)
    if failed is not None:
        subject = log_subject(origin_of(before))
        entry.tell(Event("check.failed", writer, subject, details=failed))
    return sign_head(entry.connection, log, signers.log, now=now)


def _refuse_same(connection: Connection, log: str, following: Signers) -> None:
    """Refuse to begin anew under a key that signs for the old log: it is not lost."""
    known = {each.public for each in log_keys(connection, log)}
    if any(each.verifier.public in known for each in following.log):
        hint = "`audit close-epoch` signs with it; what is no key any more is moved away first"
        raise LedgerError("the key of the log is not lost", hint)


def _current(connection: Connection) -> LedgerHead:
    return head_of(connection, the_log(connection))


def _last_signed(connection: Connection, log: str) -> Head:
    found = latest_checkpoint(connection, log)
    if found is None:
        raise LedgerError("no head was ever signed", "`distillgate audit init` makes keys")
    return found.head


def _as_stored(head: LedgerHead) -> Details:
    return {"size": head.size, "root": _digest(head.root)}


def _signed(head: Head) -> Details:
    return {"signed_size": head.size, "signed_root": _digest(head.root)}


def _digest(root: bytes) -> str:
    return f"sha256:{root.hex()}"
