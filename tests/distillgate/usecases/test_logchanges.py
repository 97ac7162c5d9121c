import json
import os
from dataclasses import replace

import pytest
from sqlalchemy import text

from distillgate.gate.trust import TrustPolicy
from distillgate.usecases.auditlog import (
    Signers,
    Sought,
    check_stored,
    policy_text,
    record_at,
    records_in,
    verify_log,
)
from distillgate.usecases.logchanges import (
    close_epoch,
    erase_person,
    known_keys,
    next_origin,
    record_compromise,
    rotate_keys,
)
from registry.audit.checking import check_all
from registry.audit.keyring import KeyState
from registry.audit.ledger import LedgerError, the_log
from registry.audit.vault import Vault
from registry.audit.verifying import Standing
from registry.database import Database
from registry.statements import Writer
from tests.databases import JO, MAX
from tests.distillgate.gate.permits import STRANGER
from tests.distillgate.gate.signers import ORIGIN, signer
from tests.distillgate.usecases.logs import NOON, SIGNERS, begun, decided, ledger_of, published
from tests.distillgate.usecases.test_permits import WISH, held, issued

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


def test_keys_that_are_not_there_are_not_changed(database: Database) -> None:
    with pytest.raises(LedgerError):
        rotate_keys(ledger_of(database), SIGNERS, OTHERS, JO, now=NOON)


def test_a_log_ends_and_another_goes_on_that_names_its_last_head(database: Database) -> None:
    ledger = begun(database)
    assert next_origin(ledger) == f"{ORIGIN}/2"
    following = Signers((signer(f"{ORIGIN}/2"),), SIGNERS.permit)
    last, first = close_epoch(ledger, SIGNERS, following, JO, now=NOON)
    assert (last.head.origin, last.head.size) == (ORIGIN, 4)
    assert (first.head.origin, first.head.size) == (f"{ORIGIN}/2", 3)
    told = json.loads(record_at(database, 0).leaf)
    assert told["details"] == {
        "before": ORIGIN,
        "size": 4,
        "root": f"sha256:{last.head.root.hex()}",
    }
    assert next_origin(ledger) == f"{ORIGIN}/3"
    decided(database)
    assert check_stored(database).standing is Standing.HOLDS
    assert verify_log(database, None, None, check_all).standing is Standing.HOLDS
    with database.reading() as connection:
        assert the_log(connection) == "main.2"


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
    assert "was lost before it was issued" in held(database, late, OTHERS)
    with database.reading() as connection:
        states = [each.state for each in known_keys(connection, the_log(connection))]
    assert states == [KeyState.RETIRED, KeyState.ACTIVE, KeyState.COMPROMISED, KeyState.ACTIVE]
