"""The signed list of permits and keys that no longer count, itself a record of the log.

A list that still says how things are is handed out again, so that asking
often writes nothing; a new one is recorded with the digest of its bytes.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection

from distillgate.gate.canonical import canonical
from distillgate.gate.envelope import EnvelopeError
from distillgate.gate.statements import stamp
from distillgate.gate.statuslists import StatusList
from distillgate.usecases.auditlog import Signers
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.permitstanding import suspended
from registry.audit.keyring import KeyPurpose, KeyState, keys_of
from registry.audit.ledger import found_in, the_log
from registry.audit.permits import PermitSigner, status_bundle
from registry.audit.permitstore import revoked_after
from registry.audit.records import RecordKind
from registry.contents import ContentStore, DamagedContentError
from registry.events import Event
from registry.statements import Writer


def status_list(
    ledger: Ledger, signers: Signers, writer: Writer, *, valid_for: timedelta, now: datetime
) -> bytes:
    """Return the signed list of permits and keys that no longer count.

    The last one is returned where it still says the same, and is good for half
    the time that is asked for or longer.
    """
    with ledger.database.reading() as connection:
        wanted = _listed(connection, valid_for, now)
        last = _last(connection, signers.permit)
    if last is not None and _serves(last[1], wanted):
        return last[0]
    made = status_bundle(wanted, signers.permit)
    with ledger.writing() as entry:
        content = ContentStore(entry.connection).put(made)
        payload = f"sha256:{sha256(canonical(wanted.plain())).hexdigest()}"
        details: dict[str, str | int] = {
            "next_update": stamp(wanted.next_update),
            "revoked": len(wanted.revoked),
            "suspended": len(wanted.suspended),
            "keys": len(wanted.void_from),
        }
        kind = RecordKind.STATUS_LISTED.value
        told = Event(kind, writer, "status-list:", payload, result=content, details=details)
        entry.tell(told)
    return made


def _listed(connection: Connection, valid_for: timedelta, now: datetime) -> StatusList:
    moment = now.replace(microsecond=0)
    return StatusList(
        moment,
        moment + valid_for,
        revoked_after(connection, stamp(now)),
        suspended(connection, now),
        _void(connection),
    )


def _void(connection: Connection) -> Mapping[str, int]:
    """Return from which record on the permits of keys that no longer sign are void."""
    return {
        each.id: each.until
        for each in keys_of(connection, the_log(connection), KeyPurpose.PERMIT)
        if each.state is not KeyState.ACTIVE and each.until is not None
    }


def _last(connection: Connection, signer: PermitSigner) -> tuple[bytes, StatusList] | None:
    """Return the list that was recorded last, where the key that signs now signed it."""
    kind = RecordKind.STATUS_LISTED.value
    for found in found_in(connection, the_log(connection), kind=kind, subject=None, most=1):
        try:
            bundle = ContentStore(connection).get(json.loads(found.leaf)["result"])
            return bundle, StatusList.parse(bundle, [signer.public])
        except (DamagedContentError, EnvelopeError):
            return None
    return None


def _serves(last: StatusList, wanted: StatusList) -> bool:
    """Return whether the `last` list says what is `wanted`, for half as long or longer."""
    same = (last.revoked, last.suspended, dict(last.void_from)) == (
        wanted.revoked,
        wanted.suspended,
        dict(wanted.void_from),
    )
    half = wanted.issued_at + (wanted.next_update - wanted.issued_at) / 2
    return (
        same
        and last.issued_at <= wanted.issued_at
        and (half <= last.next_update <= wanted.next_update)
    )
