import json
import os
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from distillgate.gate.checking import Job, PermitRefusedError, Shown, Trust, check_permit
from distillgate.gate.envelope import PermitKey, permit_keys
from distillgate.gate.statements import PermitAct
from distillgate.gate.trust import TrustPolicy
from distillgate.usecases.auditlog import (
    Signers,
    Sought,
    export_to,
    policy_text,
    proof_of,
    record_at,
    records_in,
    verify_log,
)
from distillgate.usecases.logchanges import (
    erase_person,
    known_keys,
    record_compromise,
    rotate_keys,
)
from distillgate.usecases.permits import permit_keys_text
from registry.audit.checking import check_all
from registry.audit.keyring import KeyState
from registry.audit.ledger import LedgerError, the_log
from registry.audit.vault import Vault
from registry.audit.verifying import Standing, verify_export
from registry.database import Database
from registry.statements import Writer
from tests.databases import JO, MAX
from tests.distillgate.gate import signers
from tests.distillgate.gate.permits import STRANGER
from tests.distillgate.gate.signers import signer
from tests.distillgate.usecases.logs import NOON, SIGNERS, begun, decided, ledger_of, published
from tests.distillgate.usecases.test_permits import BASE, REF, WISH, held, issued

OTHERS = Signers((signer(seed=5),), STRANGER)


def test_a_change_of_keys_is_signed_by_both_and_recorded(database: Database) -> None:
    ledger = begun(database)
    old = TrustPolicy.parse(policy_text(database).encode())
    head = rotate_keys(ledger, SIGNERS, OTHERS, JO, now=NOON)
    new = TrustPolicy.parse(policy_text(database).encode())
    assert old.accept(head).head == new.accept(head).head
    kinds = [each.kind for each in records_in(database, Sought())]
    assert kinds[3:] == ["key.added", "key.added", "key.retired", "key.retired"]
    decided(database)
    published(database, OTHERS)
    assert verify_log(database, None, None, check_all).standing is Standing.HOLDS
    assert verify_log(database, old, None, check_all).standing is Standing.BROKEN


def test_heads_of_a_key_that_was_replaced_are_held_under_the_new_one(
    database: Database, tmp_path: Path
) -> None:
    ledger = begun(database)
    decided(database)
    published(database)
    rotate_keys(ledger, SIGNERS, OTHERS, JO, now=NOON)
    decided(database)
    published(database, OTHERS)
    new = TrustPolicy.parse(policy_text(database).encode())
    assert verify_log(database, new, None, check_all).standing is Standing.HOLDS
    export_to(database, tmp_path)
    assert verify_export(tmp_path, new).standing is Standing.HOLDS
    stranger = TrustPolicy.parse(signers.policy_text("quorum none", log=signer(seed=9)))
    assert verify_log(database, stranger, None, check_all).standing is Standing.BROKEN
    assert verify_export(tmp_path, stranger).standing is Standing.BROKEN


def test_a_key_that_was_replaced_is_believed_for_a_while_unless_others_had_it(
    database: Database,
) -> None:
    ledger = begun(database)
    decided(database)
    permit = issued(database)
    published(database)
    shown = Shown(permit.bundle, str(proof_of(database, permit.index)).encode())
    rotate_keys(ledger, SIGNERS, OTHERS, JO, now=NOON)

    def accepted(now: datetime | None) -> bool:
        log = TrustPolicy.parse(policy_text(database, now).encode())
        job = Job(PermitAct.TRAIN, "cluster-a", permit.plan, {REF: BASE})
        try:
            check_permit(shown, job, Trust(permit_keys_of(database), log), now=NOON)
        except PermitRefusedError:
            return False
        return True

    assert accepted(NOON)
    assert not accepted(None)
    assert not accepted(NOON + timedelta(days=31))
    record_compromise(ledger, SIGNERS.log[0].verifier.id.hex(), None, JO)
    assert not accepted(NOON)


def permit_keys_of(database: Database) -> tuple[PermitKey, ...]:
    return permit_keys(permit_keys_text(database).encode())


def test_a_key_of_permits_that_was_replaced_signs_nothing_later(database: Database) -> None:
    ledger = begun(database)
    decided(database)
    rotate_keys(ledger, SIGNERS, OTHERS, JO, now=NOON)
    late = issued(database)
    published(database, OTHERS)
    assert "no longer counted when it was issued" in held(database, late, OTHERS)


def test_keys_that_are_not_there_are_not_changed(database: Database) -> None:
    with pytest.raises(LedgerError):
        rotate_keys(ledger_of(database), SIGNERS, OTHERS, JO, now=NOON)


def test_who_is_erased_is_known_to_nobody_and_the_log_verifies(database: Database) -> None:
    ledger = begun(database)
    person = Writer("Jo Muster", JO.at)
    decided(database, writer=person)
    reference = json.loads(record_at(database, 3).leaf)["actor"]["ref"]
    assert erase_person(ledger, "Jo Muster", MAX, None) == 1
    with database.reading() as connection:
        assert Vault(connection, None, os.urandom).value(reference) is None
        names = set(connection.execute(text("SELECT name FROM actor")).scalars())
    assert "Jo Muster" not in names
    published(database)
    assert verify_log(database, None, None, check_all).standing is Standing.HOLDS
    assert json.loads(record_at(database, 4).leaf)["kind"] == "erasure.done"


def test_nobody_erases_themselves_or_whom_nobody_knows(database: Database) -> None:
    ledger = begun(database)
    with pytest.raises(LedgerError, match="nobody can erase themselves"):
        erase_person(ledger, JO.name, JO, None)
    with pytest.raises(LedgerError, match="nobody is called"):
        erase_person(ledger, "a stranger", JO, None)
    assert len(records_in(database, Sought())) == 3


def test_permits_of_a_key_that_others_had_are_void_from_a_record_on(
    database: Database,
) -> None:
    ledger = begun(database)
    decided(database)
    early = issued(database)
    decided(database)
    late = issued(database, replace(WISH, id="p-2"), 2)
    key = SIGNERS.permit.public.id
    with pytest.raises(LedgerError, match="still signs"):
        record_compromise(ledger, key, None, JO)
    rotate_keys(ledger, SIGNERS, OTHERS, JO, now=NOON)
    for since in (1, 99):
        with pytest.raises(LedgerError, match="signed from record 2 on"):
            record_compromise(ledger, key, since, JO)
    assert record_compromise(ledger, key, late.index, JO) == late.index
    with pytest.raises(LedgerError, match="no key is called `nobody`"):
        record_compromise(ledger, "nobody", None, JO)
    published(database, OTHERS)
    assert held(database, early, OTHERS) == ""
    assert "no longer counted when it was issued" in held(database, late, OTHERS)
    with database.reading() as connection:
        states = [each.state for each in known_keys(connection, the_log(connection))]
    assert states == [KeyState.RETIRED, KeyState.ACTIVE, KeyState.COMPROMISED, KeyState.ACTIVE]
