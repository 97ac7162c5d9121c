"""Keys for machines: made once, shown once, revoked; and who shows one."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from distillgate.usecases.files import refused
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.reviewrules import refuse_machine
from policy.diagnostics import Code, Span
from registry.apikeys import ApiKey, KeyStore
from registry.database import Database, exclusively
from registry.events import Event
from registry.statements import Writer

PREFIX = "dgk_"
NAME = r"[a-z0-9][a-z0-9-]{0,62}"
LONGEST = timedelta(days=366)
_ID_BYTES = 9
_SECRET_BYTES = 32
_SHOWN = re.compile(rf"{PREFIX}([0-9a-f]{{{_ID_BYTES * 2}}})_([A-Za-z0-9_-]{{40,64}})")


@dataclass(frozen=True, slots=True)
class KeyWish:
    """Which key is wanted."""

    team: str
    name: str
    rights: frozenset[str]
    until: str | None = None


def make_key(wish: KeyWish, ledger: Ledger, writer: Writer, said: Span) -> tuple[ApiKey, str]:
    """Make a key for a team, and return it with the text that opens; that is told once.

    Raises `UnreadableError` where it may not be.
    """
    refuse_machine(writer, said)
    for what, word in (("team", wish.team), ("key", wish.name)):
        if not re.fullmatch(NAME, word):
            message = f"`{word}` is no name of a {what}"
            hint = "small letters, digits and hyphens, at most 63"
            raise refused(Code.WRONG_VALUE, message, said, hint)
    if not wish.rights:
        raise refused(Code.MISSING_KEY, "what is the key for?", said, "name at least one right")
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    key = ApiKey(secrets.token_hex(_ID_BYTES), wish.team, wish.name, wish.rights, wish.until)
    with ledger.writing() as entry:
        exclusively(entry.connection)
        store = KeyStore(entry.connection)
        if store.named(wish.team, wish.name) is not None:
            message = f"the team `{wish.team}` had a key `{wish.name}` already"
            raise refused(Code.DUPLICATE_RECORD, message, said, "give this one another name")
        store.add(key, _digest(secret), writer)
        entry.tell(_event(key, "key-made", writer))
        made = store.key(key.id)
    if made is None:
        raise LookupError(key.id)
    return made, f"{PREFIX}{key.id}_{secret}"


def revoke_key(number: str, ledger: Ledger, writer: Writer, said: Span) -> ApiKey:
    """Let a key open nothing any more; raises `UnreadableError`."""
    refuse_machine(writer, said)
    with ledger.writing() as entry:
        exclusively(entry.connection)
        store = KeyStore(entry.connection)
        key = store.key(number)
        if key is None:
            raise refused(Code.UNKNOWN_RECORD, f"there is no key `{number}`", said)
        if key.revoked_at is not None:
            message = f"the key `{number}` was revoked at {key.revoked_at}"
            raise refused(Code.WRONG_STATE, message, said)
        store.revoke(number, writer)
        entry.tell(_event(key, "key-revoked", writer))
        found = store.key(number)
    return key if found is None else found


def keys_in(database: Database, team: str | None = None) -> tuple[ApiKey, ...]:
    """Return all keys, or those of a team."""
    with database.reading() as connection:
        return KeyStore(connection).keys(team)


Kept: TypeAlias = tuple[ApiKey, str]
"""A key with the digest of its secret."""


def shown_by(text: str) -> str | None:
    """Return the id of the key that `text` would be; nothing where it is of another form."""
    shown = _SHOWN.fullmatch(text)
    return None if shown is None else shown[1]


def kept_in(database: Database, number: str) -> Kept | None:
    """Return the key with that id, as it is kept."""
    with database.reading() as connection:
        return KeyStore(connection).with_secret(number)


def opened_by(text: str, found: Kept | None, at: str) -> ApiKey | None:
    """Return the key that `text` shows, where `found` is that key and counts at that moment."""
    shown = _SHOWN.fullmatch(text)
    if shown is None:
        return None
    # A key that is not there is compared, too, so that the time says nothing.
    key, kept = found or (None, _digest(""))
    same = hmac.compare_digest(_digest(shown[2]), kept)
    return key if key is not None and same and key.counts(at) else None


def key_json(key: ApiKey) -> dict[str, object]:
    """Return a key in the types of JSON, without what opens."""
    return {
        "key": key.id,
        "team": key.team,
        "name": key.name,
        "rights": sorted(key.rights),
        "until": key.until,
        "by": key.maker,
        "at": key.made_at,
        "revoked_by": key.revoked_by,
        "revoked_at": key.revoked_at,
    }


def _event(key: ApiKey, outcome: str, writer: Writer) -> Event:
    context = {"rights": ",".join(sorted(key.rights))}
    return Event("registry.changed", writer, f"key:{key.id}", None, outcome, context)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
