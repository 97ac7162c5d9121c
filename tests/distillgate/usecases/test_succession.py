"""How a log ends and another goes on, in good order and after a loss."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from distillgate.usecases.auditlog import (
    OutsideError,
    Signers,
    check_stored,
    policy_text,
    record_at,
    refuse_contradicted,
    verify_log,
)
from distillgate.usecases.logchanges import keep_in
from distillgate.usecases.succession import (
    close_epoch,
    next_origin,
    succeed_contradicted,
    succeed_lost_key,
)
from registry.audit.checking import check_all
from registry.audit.ledger import LedgerError, the_log
from registry.audit.verifying import Standing
from registry.database import Database
from tests.databases import JO, migrated
from tests.distillgate.gate.permits import STRANGER
from tests.distillgate.gate.signers import ORIGIN, signer
from tests.distillgate.usecases.logs import (
    NOON,
    SIGNERS,
    begun,
    decided,
    ledger_of,
    published,
)

FOLLOWING = Signers((signer(f"{ORIGIN}/2"),), SIGNERS.permit)
FRESH = Signers((signer(f"{ORIGIN}/2", seed=6),), STRANGER)


def told(database: Database, index: int) -> dict[str, object]:
    found: dict[str, object] = json.loads(record_at(database, index).leaf)
    return found


def holds(database: Database) -> bool:
    checks = (
        check_stored(database).standing,
        verify_log(database, None, None, check_all).standing,
    )
    return set(checks) == {Standing.HOLDS}


def test_a_log_ends_and_another_goes_on_that_names_its_last_head(database: Database) -> None:
    ledger = begun(database)
    assert next_origin(ledger) == f"{ORIGIN}/2"
    made = close_epoch(ledger, SIGNERS, FOLLOWING, JO, now=NOON)
    assert (made.last.origin, made.last.size) == (ORIGIN, 4)
    assert (made.first.head.origin, made.first.head.size) == (f"{ORIGIN}/2", 3)
    root = f"sha256:{made.last.root.hex()}"
    assert told(database, 0)["details"] == {"before": ORIGIN, "size": 4, "root": root}
    assert next_origin(ledger) == f"{ORIGIN}/3"
    decided(database)
    assert holds(database)
    with database.reading() as connection:
        assert the_log(connection) == "main.2"
    assert policy_text(database).count("log ") == 1
    assert f"log {ORIGIN}+" in policy_text(database, NOON)


def test_where_the_key_is_lost_another_log_goes_on_and_says_so(database: Database) -> None:
    ledger = begun(database)
    signed = published(database)
    decided(database)
    with pytest.raises(LedgerError, match="is not lost"):
        succeed_lost_key(ledger, FOLLOWING, JO, now=NOON)
    made = succeed_lost_key(ledger, FRESH, JO, now=NOON)
    details = told(database, 0)["details"]
    assert isinstance(details, dict)
    assert (details["before"], details["why"]) == (ORIGIN, "key-lost")
    assert (details["size"], details["signed_size"]) == (signed + 1, signed)
    assert details["signed_root"] == f"sha256:{made.last.root.hex()}"
    decided(database)
    published(database, FRESH)
    assert holds(database)


def test_a_log_without_a_head_has_nothing_to_succeed(database: Database) -> None:
    decided(database)
    with pytest.raises(LedgerError, match="no head was ever signed"):
        succeed_lost_key(ledger_of(database), FRESH, JO, now=NOON)


@pytest.fixture
def older(tmp_path: Path) -> Iterator[tuple[Database, str]]:
    """Give a registry that was restored from a backup, and the anchor that is ahead of it."""
    database = migrated(tmp_path / "registry.db")
    place = f"file:{tmp_path / 'anchor'}"
    keep_in(begun(database), place, JO)
    database.engine.dispose()
    shutil.copy(tmp_path / "registry.db", tmp_path / "restored.db")
    decided(database)
    published(database)
    database.engine.dispose()
    restored = migrated(tmp_path / "restored.db")
    yield restored, place
    restored.engine.dispose()


def test_a_restored_registry_goes_on_under_another_name_once_that_is_said(
    older: tuple[Database, str],
) -> None:
    database, place = older
    with pytest.raises(OutsideError, match="as after a restore"):
        refuse_contradicted(database)
    ledger = ledger_of(database)
    with pytest.raises(LedgerError, match="is no anchor of this log"):
        succeed_contradicted(ledger, "file:elsewhere", FOLLOWING, JO, now=NOON)
    made = succeed_contradicted(ledger, place, FOLLOWING, JO, now=NOON)
    details = told(database, 0)["details"]
    assert isinstance(details, dict)
    assert (details["why"], details["size"], details["signed_size"]) == ("contradicted", 4, 5)
    failed = told(database, 3)
    assert failed["kind"] == "check.failed"
    assert failed["details"] == {
        "signed_size": 5,
        "signed_root": f"sha256:{made.last.root.hex()}",
    }
    refuse_contradicted(database)
    keep_in(ledger, f"{place}-2", JO)
    decided(database)
    published(database, FOLLOWING)
    assert holds(database)


def test_what_no_anchor_contradicts_is_not_repaired(database: Database, tmp_path: Path) -> None:
    ledger = begun(database)
    place = f"file:{tmp_path / 'anchor'}"
    keep_in(ledger, place, JO)
    with pytest.raises(LedgerError, match="does not contradict this log"):
        succeed_contradicted(ledger, place, FOLLOWING, JO, now=NOON)
