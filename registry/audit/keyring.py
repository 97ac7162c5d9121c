"""The public keys of a log and of its permits, and where in the log each counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from sqlalchemy import Connection, insert, select, update

from distillgate.gate.notes import VerifierKey
from distillgate.gate.trust import NOBODY, TrustPolicy
from registry.audit.glances import logs_in, recorded_at
from registry.audit.tables import KeyRow
from registry.tables import table_of

_KEY = table_of(KeyRow)
OVERLAP = timedelta(days=30)
"""How long a key that was replaced is believed, for the sake of what it signed."""


class KeyPurpose(StrEnum):
    """What a key signs."""

    LOG = "log"
    PERMIT = "permit"


class KeyState(StrEnum):
    """Whether a key still signs."""

    ACTIVE = "active"
    RETIRED = "retired"
    COMPROMISED = "compromised"


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A public key, for what, and from and until where in the log it counts."""

    id: str
    purpose: KeyPurpose
    public: str
    """As trust policies spell it, or as PEM."""
    since: int
    until: int | None = None
    state: KeyState = KeyState.ACTIVE


def add_key(connection: Connection, log: str, key: KnownKey) -> None:
    """Store a key that signs from now on."""
    row = KeyRow(
        log=log,
        kid=key.id,
        purpose=key.purpose.value,
        public=key.public,
        state=key.state.value,
        since=key.since,
        until=key.until,
    )
    connection.execute(insert(_KEY).values(**row.model_dump()))


def end_key(connection: Connection, log: str, key: str, state: KeyState, until: int) -> None:
    """Store that a key no longer signs after the record `until`."""
    connection.execute(
        update(_KEY)
        .where(_KEY.c.log == log, _KEY.c.kid == key)
        .values(state=state.value, until=until)
    )


def keys_of(connection: Connection, log: str, purpose: KeyPurpose) -> tuple[KnownKey, ...]:
    """Return the keys of a log for one purpose, the oldest first."""
    query = select(_KEY).where(_KEY.c.log == log, _KEY.c.purpose == purpose.value)
    rows = connection.execute(query.order_by(_KEY.c.since, _KEY.c.kid)).mappings()
    return tuple(
        KnownKey(
            row["kid"],
            KeyPurpose(row["purpose"]),
            row["public"],
            row["since"],
            row["until"],
            KeyState(row["state"]),
        )
        for row in rows
    )


def log_keys(connection: Connection, log: str) -> tuple[VerifierKey, ...]:
    """Return the keys that sign, or once signed, the heads of a log."""
    found = keys_of(connection, log, KeyPurpose.LOG)
    return tuple(VerifierKey.parse(each.public) for each in found)


def believed_keys(connection: Connection, now: datetime | None) -> tuple[str, ...]:
    """Return the keys that sign for the log, as trust policies spell them.

    With `now` come those that were replaced within the last days, unless others
    may have had them, and those of a log that ended as lately.
    """
    logs = logs_in(connection)
    found = [each.public for each in _signing(connection, logs[-1], now)]
    for log, following in pairwise(logs):
        if now is not None and _is_late(recorded_at(connection, following, 0), now):
            found += [each.public for each in _signing(connection, log, now)]
    return tuple(dict.fromkeys(found))


def _signing(connection: Connection, log: str, now: datetime | None) -> Iterator[KnownKey]:
    for each in keys_of(connection, log, KeyPurpose.LOG):
        replaced = each.state is KeyState.RETIRED and each.until is not None
        ended = recorded_at(connection, log, each.until or 0) if replaced else None
        if each.state is KeyState.ACTIVE or (now is not None and _is_late(ended, now)):
            yield each


def _is_late(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and now - moment < OVERLAP


def own_trust(connection: Connection, log: str) -> TrustPolicy:
    """Return the policy that believes what the database says of its own keys.

    It finds what was changed by somebody without the log's key, and no more.
    """
    return TrustPolicy(log_keys(connection, log), {}, {}, NOBODY)
