"""What changes a log itself: its keys, its end, its anchors, and people who are erased."""

import os
from datetime import datetime

from sqlalchemy import Connection

from distillgate.gate.canonical import canonical
from distillgate.gate.checkpoints import Checkpoint
from distillgate.usecases.auditlog import (
    Signers,
    current_head,
    digest_of_text,
    index_of,
    key_event,
    log_subject,
    publics_of,
    view_of,
)
from distillgate.usecases.ledger import Entry, Ledger
from registry.audit.anchors import anchor_called, contradiction
from registry.audit.keyring import KeyPurpose, KeyState, KnownKey, add_key, end_key, keys_of
from registry.audit.ledger import LedgerError, close_log, head_of, make_log, the_log
from registry.audit.publishing import add_anchor, anchors_of, drop_anchor, origin_of, sign_head
from registry.audit.vault import Vault
from registry.contents import ContentStore
from registry.events import Event
from registry.inserting import forget_actor
from registry.statements import Writer

_SPAN = "/"


def rotate_keys(
    ledger: Ledger, old: Signers, new: Signers, writer: Writer, *, now: datetime
) -> Checkpoint:
    """Let new keys sign from now on; the head at the change is signed by old and new."""
    with ledger.writing() as entry:
        log = the_log(entry.connection)
        added = list(_added(entry, log, new, writer))
        last = _ended(entry, log, {each.id for each in added}, writer)
        if last is None:
            raise LedgerError(
                "there is no key to replace", "`distillgate audit init` makes keys"
            )
        return sign_head(entry.connection, log, (*old.log, *new.log), now=now)


def _added(entry: Entry, log: str, new: Signers, writer: Writer) -> list[KnownKey]:
    made = []
    for purpose, key, public in publics_of(new):
        place = entry.tell(key_event("key.added", writer, purpose, key, public))
        made.append(KnownKey(key, purpose, public, index_of(place)))
        add_key(entry.connection, log, made[-1])
    return made


def _ended(entry: Entry, log: str, fresh: set[str], writer: Writer) -> int | None:
    """Retire every key that signs and is not `fresh`; return where the last one ended."""
    last = None
    for purpose in KeyPurpose:
        for each in keys_of(entry.connection, log, purpose):
            if each.state is not KeyState.ACTIVE or each.id in fresh:
                continue
            told = key_event("key.retired", writer, purpose, each.id, each.public)
            last = index_of(entry.tell(told))
            end_key(entry.connection, log, each.id, KeyState.RETIRED, last)
    return last


def record_compromise(ledger: Ledger, key: str, since: int | None, writer: Writer) -> int:
    """Record that others may have had a key; return from which record on it is void.

    Permits that were logged earlier stay valid, as the log orders them. Raises
    `LedgerError` for a key that still signs, and one that is not known.
    """
    with ledger.writing() as entry:
        log = the_log(entry.connection)
        known = {each.id: each for each in known_keys(entry.connection, log)}
        found = known.get(key)
        if found is None:
            raise LedgerError(f"no key is called `{key}` here", "`audit keys` lists them")
        if found.state is KeyState.ACTIVE:
            raise LedgerError(f"`{key}` still signs", "`audit rotate-key` replaces it first")
        size = head_of(entry.connection, log).size
        void = found.since if since is None else since
        if not found.since <= void <= size:
            message = f"`{key}` signed from record {found.since} on, and there are {size}"
            raise LedgerError(message)
        details: dict[str, str | int] = {
            "purpose": found.purpose.value,
            "key": key,
            "void_from": void,
        }
        digest = digest_of_text(found.public)
        entry.tell(Event("key.compromised", writer, "key:", digest, details=details))
        end_key(entry.connection, log, key, KeyState.COMPROMISED, void)
        return void


def known_keys(connection: Connection, log: str) -> tuple[KnownKey, ...]:
    """Return every key that signs or signed for a log and its permits."""
    return tuple(each for purpose in KeyPurpose for each in keys_of(connection, log, purpose))


def close_epoch(
    ledger: Ledger, signers: Signers, following: Signers, writer: Writer, *, now: datetime
) -> tuple[Checkpoint, Checkpoint]:
    """End the log and begin the one that goes on; return the last head and the first.

    The new log begins by naming the last head of the old one.
    """
    with ledger.writing() as entry:
        connection = entry.connection
        log = the_log(connection)
        head = head_of(connection, log)
        origin, epoch = origin_of(head), head.epoch + 1
        entry.tell(Event("log.closed", writer, log_subject(origin)))
        last = sign_head(connection, log, signers.log, now=now)
        close_log(connection, log)
        following_log = f"main.{epoch}"
        make_log(connection, following_log, following.log[0].name, epoch=epoch)
        details: dict[str, str | int] = {
            "before": origin,
            "size": last.head.size,
            "root": f"sha256:{last.head.root.hex()}",
        }
        name = log_subject(following.log[0].name)
        entry.tell(Event("log.opened", writer, name, details=details))
        _added(entry, following_log, following, writer)
        return last, sign_head(connection, following_log, following.log, now=now)


def next_origin(ledger: Ledger) -> str:
    """Return the name of the log that would follow: that of this one with the next number."""
    with ledger.database.reading() as connection:
        head = head_of(connection, the_log(connection))
    bare, slash, number = origin_of(head).rpartition(_SPAN)
    stem = bare if slash and number == str(head.epoch) else origin_of(head)
    return f"{stem}{_SPAN}{head.epoch + 1}"


def keep_in(ledger: Ledger, anchor: str, writer: Writer) -> None:
    """Keep heads in the place `anchor` too, beginning with the last one.

    Raises `AnchorError`, and `LedgerError` where the place holds another
    history of this log.
    """
    place = anchor_called(anchor)
    with ledger.writing() as entry:
        connection = entry.connection
        log = the_log(connection)
        head = current_head(connection)
        place.add(head)
        found = contradiction(place.heads(), view_of(connection, log))
        if found is not None:
            raise LedgerError(found, "give each registry an anchor of its own")
        add_anchor(connection, log, anchor)
        details: dict[str, str | int] = {"change": "anchor-added"}
        name = f"anchor:{anchor}"
        entry.tell(Event("registry.changed", writer, name, details=details))


def leave(ledger: Ledger, anchor: str, writer: Writer) -> None:
    """Keep no more heads in the place `anchor`, and record that; raises `LedgerError`."""
    with ledger.writing() as entry:
        connection = entry.connection
        log = the_log(connection)
        known = anchors_of(connection, log)
        if anchor not in known:
            listed = ", ".join(f"`{each}`" for each in known) or "none"
            raise LedgerError(f"`{anchor}` is no anchor of this log", f"its anchors: {listed}")
        drop_anchor(connection, log, anchor)
        details: dict[str, str | int] = {"change": "anchor-removed"}
        name = f"anchor:{anchor}"
        entry.tell(Event("registry.changed", writer, name, details=details))


def erase_person(ledger: Ledger, person: str, writer: Writer, master: bytes | None) -> int:
    """Erase who `person` is everywhere in the registry; return how many commitments stay.

    The records stay as they are, and the log verifies. Raises `LedgerError`
    where nobody is called so.
    """
    if writer.name == person:
        message = "who erases is recorded, so nobody can erase themselves"
        raise LedgerError(message, "let somebody else say it")
    with ledger.writing() as entry:
        gone = Vault(entry.connection, master, os.urandom).erase(person)
        known = forget_actor(entry.connection, person)
        if not gone and not known:
            raise LedgerError(f"nobody is called `{person}` here", "nothing was erased")
        listed = ContentStore(entry.connection).put(canonical(list(gone)))
        details: dict[str, str | int] = {"count": len(gone)}
        told = Event("erasure.done", writer, "commitments:", listed, details=details)
        entry.tell(told)
        return len(gone)
