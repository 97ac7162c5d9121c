from pathlib import Path

import pytest
from sqlalchemy import text

from distillgate.gate.checkpoints import Checkpoint
from distillgate.gate.tree import extends, includes, leaf_hash
from distillgate.gate.trust import TrustPolicy
from distillgate.usecases.auditlog import (
    CHECKS,
    Asking,
    OutsideError,
    Sought,
    begin_log,
    check_anchors,
    check_stored,
    consistency_of,
    current_head,
    export_to,
    policy_text,
    proof_of,
    publish_accepted,
    publish_head,
    record_at,
    records_after,
    records_in,
    refuse_contradicted,
    verify_log,
)
from distillgate.usecases.logchanges import keep_in, leave
from registry.audit.anchors import AnchorError
from registry.audit.checking import check_all, check_heads
from registry.audit.cosigning import ForkError, KnownWitness, Post, WitnessAwayError, cosigned
from registry.audit.ledger import LedgerError, NoLogError
from registry.audit.verifying import Asked, Standing, verify_export
from registry.audit.witnessing import Witness, WitnessBook
from registry.database import Database
from tests.databases import JO
from tests.distillgate.gate.permits import nodes_over
from tests.distillgate.gate.signers import ORIGIN, witness
from tests.distillgate.usecases.logs import (
    NOON,
    SIGNERS,
    begun,
    decided,
    ledger_of,
    nobody,
    published,
)
from tests.registry.audit.logs import checkpoint_of, leaves

ONE, TWO = witness("w.example/one", 8), witness("w.example/two", 9)


def outcome(database: Database, kept: Checkpoint | None = None) -> Standing:
    return verify_log(database, None, kept, check_all).standing


def test_before_a_head_is_signed_nobody_can_tell(database: Database) -> None:
    decided(database)
    assert outcome(database) is Standing.UNKNOWN
    assert check_stored(database).standing is Standing.HOLDS
    with pytest.raises(NoLogError, match="no keys yet"):
        publish_head(database, SIGNERS, (), nobody, now=NOON)
    with pytest.raises(NoLogError, match="no keys yet"):
        proof_of(database, 0)
    with pytest.raises(LedgerError, match="no keys yet"):
        policy_text(database)


def test_a_log_that_is_begun_covers_what_was_recorded_before(database: Database) -> None:
    decided(database)
    begun(database)
    kinds = [each.kind for each in records_in(database, Sought())]
    assert kinds == ["decision.made", "log.opened", "key.added", "key.added"]
    assert outcome(database) is Standing.HOLDS
    with pytest.raises(LedgerError, match="already"):
        begin_log(ledger_of(database), ORIGIN, SIGNERS, JO, now=NOON)


def test_records_are_listed_shown_and_followed(database: Database) -> None:
    begun(database)
    decision = decided(database)
    (made,) = records_in(database, Sought(kind="decision.made"))
    assert made == record_at(database, 3)
    assert records_in(database, Sought(subject=decision.version.digest)) == [made]
    assert records_after(database, 2) == [made]
    assert records_after(database, 3) == []
    with pytest.raises(LedgerError, match="no record 4"):
        record_at(database, 4)


def test_each_record_is_proven_once_a_head_covers_it(database: Database) -> None:
    begun(database)
    decided(database)
    with pytest.raises(LedgerError, match="covers 3 records"):
        proof_of(database, 3)
    assert published(database) == 4
    policy = TrustPolicy.parse(policy_text(database).encode())
    for index in range(4):
        proof = proof_of(database, index)
        size, root = policy.accept(Checkpoint.parse(proof.checkpoint)).head.state
        leaf = proof.extra
        assert leaf == record_at(database, index).leaf
        assert includes(root, size, proof.path, index=index, hashed=leaf_hash(leaf))


def test_a_head_is_proven_to_extend_an_earlier_one(database: Database) -> None:
    begun(database)
    with database.reading() as connection:
        old = current_head(connection).head.state
    decided(database)
    published(database)
    with database.reading() as connection:
        new = current_head(connection).head.state
    assert extends(old, new, consistency_of(database, 3, 4))
    for wrong in ((0, 4), (4, 3), (3, 5)):
        with pytest.raises(LedgerError, match="no proof leads"):
            consistency_of(database, *wrong)


def test_an_export_is_checked_by_folder_and_policy_alone(
    database: Database, tmp_path: Path
) -> None:
    begun(database)
    decided(database)
    published(database)
    decided(database)
    export_to(database, tmp_path / "export")
    policy = TrustPolicy.parse(policy_text(database).encode())
    found = verify_export(tmp_path / "export", policy, Asked(records=True))
    assert (found.standing, found.size) == (Standing.HOLDS, 4)


def test_a_kept_head_shows_what_the_database_does_not(database: Database) -> None:
    begun(database)
    with database.reading() as connection:
        kept = current_head(connection)
    with database.writing() as connection:
        connection.execute(text("UPDATE audit_head SET size = 2"))
    assert outcome(database, kept) is Standing.BROKEN
    assert {True: check_all, False: check_heads} == CHECKS


def test_heads_go_to_anchors_and_a_registry_that_is_older_is_not_written(
    database: Database, tmp_path: Path
) -> None:
    ledger = begun(database)
    place = f"file:{tmp_path / 'anchor'}"
    keep_in(ledger, place, JO)
    published(database)
    refuse_contradicted(database)
    assert check_anchors(database) == {place: None}
    with database.writing() as connection:
        connection.execute(text("UPDATE audit_head SET size = 3"))
    with pytest.raises(OutsideError, match="it is older, as after a restore"):
        refuse_contradicted(database)
    assert "it is older" in str(check_anchors(database)[place])


def test_an_anchor_that_is_gone_stops_writing_until_its_removal_is_recorded(
    database: Database, tmp_path: Path
) -> None:
    ledger = begun(database)
    folder = tmp_path / "anchor"
    keep_in(ledger, f"file:{folder}", JO)
    folder.rename(tmp_path / "away")
    with pytest.raises(AnchorError, match="is not there"):
        refuse_contradicted(database)
    with pytest.raises(LedgerError, match="is no anchor of this log"):
        leave(ledger, "file:elsewhere", JO)
    leave(ledger, f"file:{folder}", JO)
    refuse_contradicted(database)
    kinds = [each.kind for each in records_in(database, Sought())]
    assert kinds[-2:] == ["registry.changed", "registry.changed"]


def test_an_anchor_with_another_history_is_not_taken(
    database: Database, tmp_path: Path
) -> None:
    ledger = begun(database)
    anchor = tmp_path / "anchor"
    anchor.mkdir()
    other = checkpoint_of(leaves(9))
    (anchor / f"{9:019d}.checkpoint").write_text(str(other.note))
    with pytest.raises(LedgerError, match="it is older"):
        keep_in(ledger, f"file:{anchor}", JO)
    refuse_contradicted(database)


def test_witnesses_sign_heads_and_see_a_fork(database: Database, tmp_path: Path) -> None:
    begun(database)
    book = WitnessBook.made(tmp_path / "book.db")
    book.know(SIGNERS.log[0].verifier)
    known = KnownWitness("one", ONE.verifier, "http://w.example")

    def post(_: str, body: bytes) -> tuple[int, bytes]:
        answered = Witness(book, ONE).add_checkpoint(body, time=7)
        return answered.status, answered.body.encode()

    decided(database)
    made = publish_head(database, SIGNERS, [known], post, now=NOON)
    policy = (
        f"{policy_text(database).splitlines()[0]}\nwitness one {ONE.verifier}\nquorum one\n"
    )
    assert TrustPolicy.parse(policy.encode()).accept(made).witnessed == {"one": 7}
    decided(database)
    with pytest.raises(WitnessAwayError):
        publish_head(database, SIGNERS, [known], nobody, now=NOON)
    asked = TrustPolicy.parse(policy.encode())
    found = verify_log(database, asked, None, check_all)
    assert (found.standing, "is cosigned by no witness" in found.reason) == (
        Standing.UNKNOWN,
        True,
    )
    publish_head(database, SIGNERS, [known], post, now=NOON)
    assert verify_log(database, asked, None, check_all).standing is Standing.HOLDS


def test_a_head_waits_for_as_many_witnesses_as_are_asked_for(
    database: Database, tmp_path: Path
) -> None:
    begun(database)
    book = WitnessBook.made(tmp_path / "book.db")
    book.know(SIGNERS.log[0].verifier)
    log = policy_text(database).splitlines()[0]
    lines = (
        log,
        f"witness one {ONE.verifier} http://one.example",
        f"witness two {TWO.verifier} http://two.example",
        "group some any one two",
        "quorum some",
    )
    policy = TrustPolicy.parse("".join(f"{each}\n" for each in lines).encode())
    pauses: list[int] = []

    def post(url: str, body: bytes) -> tuple[int, bytes]:
        """Answer for one of the two, from the fourth time on."""
        if "two" in url or len(pauses) < 3:
            return nobody(url, body)
        answered = Witness(book, ONE).add_checkpoint(body, time=7)
        return answered.status, answered.body.encode()

    def published_to(post: Post) -> Checkpoint:
        pauses.clear()
        return publish_accepted(
            database,
            SIGNERS,
            Asking(policy, post),
            clock=lambda: NOON,
            pause=lambda: pauses.append(1),
        )

    decided(database)
    with pytest.raises(WitnessAwayError, match="is cosigned by no witness"):
        published_to(nobody)
    assert len(pauses) == 19
    made = published_to(post)
    assert (len(pauses), made.head.size) == (3, 4)
    assert dict(policy.accept(made).witnessed) == {"one": 7}


def test_a_witness_refuses_a_registry_that_was_taken_back(
    database: Database, tmp_path: Path
) -> None:
    book = WitnessBook.made(tmp_path / "book.db")
    book.know(SIGNERS.log[0].verifier)
    known = KnownWitness("one", ONE.verifier, "http://w.example")

    def post(_: str, body: bytes) -> tuple[int, bytes]:
        answered = Witness(book, ONE).add_checkpoint(body, time=7)
        return answered.status, answered.body.encode()

    later = leaves(9)
    cosigned(checkpoint_of(later), known, nodes_over(later), post)
    begun(database)
    with pytest.raises(ForkError, match="has seen 9 records"):
        publish_head(database, SIGNERS, [known], post, now=NOON)
