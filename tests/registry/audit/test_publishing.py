from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from distillgate.gate.trust import TrustPolicy
from registry.audit.checking import check_all, check_heads, check_structure
from registry.audit.ledger import LedgerError, append, make_log
from registry.audit.publishing import (
    UnsoundLogError,
    add_anchor,
    anchors_of,
    checkpoint_at,
    checkpoints_in,
    covering_checkpoint,
    keep_cosignature,
    latest_checkpoint,
    sign_head,
)
from registry.audit.verifying import Outcome, Standing
from registry.database import Database
from tests.distillgate.gate.signers import ORIGIN, policy_text, signer, witness
from tests.registry.audit.ledgers import (
    LOG,
    POLICY,
    opened_log,
    records,
    signed,
    tamper,
    written,
)
from tests.registry.audit.logs import MOMENT, checkpoint_of

WITNESS = witness("w.example", 8)


def checked(database: Database, policy: TrustPolicy = POLICY) -> Outcome:
    with database.reading() as connection:
        return check_all(connection, LOG, policy)


def test_a_head_is_signed_once_for_each_size(database: Database) -> None:
    opened_log(database, 5)
    for _ in range(2):
        signed(database)
    written(database, records(300, 5))
    signed(database, now=MOMENT + timedelta(hours=1))
    with database.reading() as connection:
        heads = list(checkpoints_in(connection, LOG))
        assert latest_checkpoint(connection, LOG) == heads[-1]
        assert covering_checkpoint(connection, LOG, 304) == heads[-1]
        assert covering_checkpoint(connection, LOG, 305) is None
    assert [each.head.size for each in heads] == [5, 305]
    assert all(POLICY.accept(each).head == each.head for each in heads)
    assert checked(database).standing is Standing.HOLDS


def test_two_keys_sign_one_head(database: Database) -> None:
    opened_log(database, 3)
    second = signer(seed=5)
    with database.writing() as connection:
        made = sign_head(connection, LOG, [signer(), second], now=MOMENT)
    for key in (signer(), second):
        policy = TrustPolicy.parse(policy_text("quorum none", log=key))
        assert policy.accept(made).head == made.head


def test_witness_lines_are_kept_under_their_head(database: Database) -> None:
    opened_log(database, 3)
    signed(database)
    policy = TrustPolicy.parse(policy_text(f"witness w {WITNESS.verifier}", "quorum w"))
    with database.writing() as connection:
        bare = checkpoint_at(connection, LOG, 3)
        for time in (5, 6):
            keep_cosignature(connection, LOG, bare, "w", WITNESS.sign(bare.note.text, time))
        assert policy.accept(checkpoint_at(connection, LOG, 3)).witnessed == {"w": 5}
        with pytest.raises(LedgerError, match="no head"):
            checkpoint_at(connection, LOG, 4)


def test_a_head_is_not_signed_over_a_flipped_bit(database: Database) -> None:
    opened_log(database, 3)
    signed(database)
    written(database, records(5, 3))
    leaf = "SELECT leaf FROM audit_entry WHERE idx = 6"
    with database.reading() as connection:
        stored = bytearray(connection.execute(text(leaf)).scalar() or b"")
    stored[40] ^= 1
    tamper(database, "UPDATE audit_entry SET leaf = :leaf WHERE idx = 6", leaf=bytes(stored))
    with pytest.raises(UnsoundLogError, match="do not come to its head"):
        signed(database)
    with database.reading() as connection:
        assert [each.head.size for each in checkpoints_in(connection, LOG)] == [3]


@pytest.mark.parametrize(
    ("change", "index"),
    [
        ("UPDATE audit_entry SET outcome = 'approve' WHERE idx = 200", 200),
        ("UPDATE audit_entry SET kind = 'key.added' WHERE idx = 7", 7),
        ("UPDATE audit_entry SET leaf = leaf_hash WHERE idx = 200", 200),
        ("UPDATE audit_entry SET leaf_hash = leaf WHERE idx = 200", 200),
        ("UPDATE audit_entry SET leaf_hash = leaf WHERE idx = 280", 280),
        ("UPDATE audit_entry SET idx = 900 WHERE idx = 200", 200),
        ("DELETE FROM audit_entry WHERE idx = 299", 299),
        ("UPDATE audit_tile SET hashes = root WHERE level = 0", None),
        ("DELETE FROM audit_tile", None),
        ("UPDATE audit_head SET size = 299", None),
        ("UPDATE audit_head SET edge = root", None),
        ("DELETE FROM audit_head", None),
    ],
)
def test_a_change_of_anything_is_found(
    database: Database, change: str, index: int | None
) -> None:
    opened_log(database, 300)
    signed(database)
    assert checked(database).standing is Standing.HOLDS
    tamper(database, change)
    found = checked(database)
    assert found.standing is Standing.BROKEN
    if index is not None:
        assert found.index == index


def test_a_history_that_is_rewritten_whole_does_not_fit_the_signed_heads(
    database: Database,
) -> None:
    opened_log(database, 300)
    signed(database)
    for table in ("audit_entry", "audit_tile", "audit_head"):
        tamper(database, f"DELETE FROM {table}")  # noqa: S608 names of the test
    with database.writing() as connection:
        make_log(connection, LOG, ORIGIN, epoch=1)
        append(connection, LOG, records(300, 1000), now=MOMENT)
        assert check_structure(connection, LOG).standing is Standing.HOLDS
    found = checked(database)
    assert found.standing is Standing.BROKEN
    assert found.reason == "the head at 300 has another root: history was changed"
    written(database, records(5, 2000))
    with pytest.raises(
        UnsoundLogError, match="does not extend the head that was signed at 300"
    ):
        signed(database)


def test_a_history_that_is_rewritten_and_signed_anew_is_seen_from_outside_only(
    database: Database,
) -> None:
    opened_log(database, 40)
    signed(database)
    with database.reading() as connection:
        kept = checkpoint_at(connection, LOG, 40)
    for table in ("audit_entry", "audit_tile", "audit_head", "audit_checkpoint"):
        tamper(database, f"DELETE FROM {table}")  # noqa: S608 names of the test
    with database.writing() as connection:
        make_log(connection, LOG, ORIGIN, epoch=1)
    written(database, records(50, 1000))
    signed(database)
    assert checked(database).standing is Standing.HOLDS
    with database.reading() as connection:
        found = check_heads(connection, LOG, POLICY, kept)
    assert found.standing is Standing.BROKEN
    assert "another root" in found.reason


def test_a_log_that_was_taken_back_is_seen_by_a_later_head(database: Database) -> None:
    opened_log(database, 10)
    later = checkpoint_of([b"x"] * 20)
    with database.reading() as connection:
        found = check_heads(connection, LOG, POLICY, later)
    assert found.reason == "a head was signed at 20 records, and there are 10"


def test_a_head_by_another_key_is_not_trusted(database: Database) -> None:
    opened_log(database, 10)
    with database.writing() as connection:
        sign_head(connection, LOG, [signer(seed=9)], now=MOMENT)
    assert "is not to be trusted" in checked(database).reason


def test_anchors_are_kept_by_their_names(database: Database) -> None:
    opened_log(database)
    with database.writing() as connection:
        for name in ("git:b", "file:a", "file:a"):
            add_anchor(connection, LOG, name)
        assert list(anchors_of(connection, LOG)) == ["file:a", "git:b"]


def test_an_empty_log_has_a_head(database: Database) -> None:
    opened_log(database)
    signed(database)
    assert checked(database) == replace(Outcome(Standing.HOLDS), origin=ORIGIN, heads=1)
