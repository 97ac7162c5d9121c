"""What changes a log itself: its keys, its anchors, and people who are erased."""

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
    publics_of,
    view_of,
)
from distillgate.usecases.ledger import Entry, Ledger
from registry.audit.anchors import anchor_called, contradiction
from registry.audit.keyring import KeyPurpose, KeyState, KnownKey, add_key, end_key, keys_of
from registry.audit.ledger import LedgerError, head_of, the_log
from registry.audit.publishing import add_anchor, anchors_of, drop_anchor, sign_head
from registry.audit.vault import Vault
from registry.contents import ContentStore
from registry.events import Event
from registry.inserting import forget_actor
from registry.statements import Writer


def rotate_keys(
    ledger: Ledger, old: Signers, new: Signers, writer: Writer, *, now: datetime
) -> Checkpoint:
    """Let new keys sign from now on; the head at the change is signed by old and new."""
    with ledger.writing() as entry:
        log = the_log(entry.connection)
        added = keys_added(entry, log, new, writer)
        last = _ended(entry, log, {each.id for each in added}, writer)
        if last is None:
            raise LedgerError(
                "there is no key to replace", "`distillgate audit init` makes keys"
            )
        return sign_head(entry.connection, log, (*old.log, *new.log), now=now)


def keys_added(entry: Entry, log: str, new: Signers, writer: Writer) -> list[KnownKey]:
    """Record keys that sign for `log` from now on, and return them."""
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
