"""The list of what no longer counts is a record of the log, where it says something new."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from distillgate.gate.envelope import Envelope
from distillgate.gate.statuslists import StatusList
from distillgate.usecases.auditlog import Signers, Sought, check_stored, records_in
from distillgate.usecases.logchanges import rotate_keys
from distillgate.usecases.permits import revoke_permit
from distillgate.usecases.statuslisting import status_list
from registry.audit.verifying import Standing
from registry.contents import ContentStore
from registry.database import Database
from tests.databases import JO
from tests.distillgate.gate.permits import SIGNER
from tests.distillgate.usecases.logs import NOON, SIGNERS, begun, decided, ledger_of
from tests.distillgate.usecases.test_logchanges import OTHERS
from tests.distillgate.usecases.test_permits import WISH, issued

A_DAY = timedelta(days=1)


def listed(
    database: Database,
    now: datetime = NOON,
    valid_for: timedelta = A_DAY,
    signers: Signers = SIGNERS,
) -> bytes:
    return status_list(ledger_of(database), signers, JO, valid_for=valid_for, now=now)


def records(database: Database) -> list[dict[str, object]]:
    found = records_in(database, Sought(kind="status.listed"))
    return [json.loads(each.leaf) for each in found]


def test_a_list_is_recorded_by_the_digest_of_what_was_signed(database: Database) -> None:
    begun(database)
    decided(database)
    issued(database)
    revoke_permit(ledger_of(database), "p-1", JO, now=NOON)
    bundle = listed(database)
    (told,) = records(database)
    payload = Envelope.parse(bundle).payload
    digest = f"sha256:{sha256(payload).hexdigest()}"
    assert told["subject"] == {"type": "status-list", "digest": digest}
    assert told["details"] == {
        "keys": 0,
        "next_update": "2026-11-25T12:00:00Z",
        "revoked": 1,
        "suspended": 0,
    }
    with database.reading() as connection:
        assert ContentStore(connection).get(str(told["result"])) == bundle
    assert check_stored(database).standing is Standing.HOLDS


def test_what_still_says_how_things_are_is_handed_out_again(database: Database) -> None:
    begun(database)
    first = listed(database)
    assert listed(database, NOON + timedelta(hours=12)) == first
    assert len(records(database)) == 1
    second = listed(database, NOON + timedelta(hours=12, seconds=1))
    assert second != first
    assert listed(database, NOON + timedelta(hours=13), timedelta(hours=1)) != second
    assert len(records(database)) == 3


def test_what_is_taken_back_is_listed_at_once(database: Database) -> None:
    begun(database)
    decided(database)
    issued(database, replace(WISH, id="p-1"))
    before = StatusList.parse(listed(database), [SIGNER.public])
    revoke_permit(ledger_of(database), "p-1", JO, now=NOON)
    after = StatusList.parse(listed(database), [SIGNER.public])
    assert (before.revoked, after.revoked) == (frozenset(), frozenset({"p-1"}))


def test_a_list_by_a_key_that_was_replaced_is_not_handed_out_again(database: Database) -> None:
    begun(database)
    listed(database)
    rotate_keys(ledger_of(database), SIGNERS, OTHERS, JO, now=NOON)
    found = StatusList.parse(listed(database, signers=OTHERS), [OTHERS.permit.public])
    assert dict(found.void_from) == {SIGNER.public.id: 7}
