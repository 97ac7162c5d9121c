"""What may go wrong around a log: each time nothing is half done, and somebody notices."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError

from distillgate.gate.checkpoints import Checkpoint
from distillgate.usecases.auditlog import (
    OutsideError,
    Sought,
    check_anchors,
    check_stored,
    current_head,
    publish_head,
    records_in,
    refuse_contradicted,
    verify_log,
)
from distillgate.usecases.decisionviews import Records
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.logchanges import keep_in
from distillgate.usecases.submit import submit_plan
from registry.audit.anchors import AnchorError, FolderAnchor
from registry.audit.checking import check_all
from registry.audit.cosigning import KnownWitness, WitnessAwayError
from registry.audit.publishing import UnsoundLogError
from registry.audit.recording import LogRecorder
from registry.audit.verifying import Standing
from registry.audit.witnessing import Witness, WitnessBook
from registry.database import Database, UnusableRegistryError, database_at
from registry.decisionstore import Sought as DecisionsSought
from tests.databases import JO
from tests.distillgate.gate.signers import witness
from tests.distillgate.libraries import a_plan
from tests.distillgate.usecases.logs import NOON, SIGNERS, begun, decided, published
from tests.distillgate.usecases.test_submit import DAY, library
from tests.registry.audit.ledgers import tamper

ONE = witness("w.example/one", 8)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Database]:
    """Give a registry in a file."""
    found = database_at(tmp_path / "registry.db")
    found.upgrade()
    yield found
    found.engine.dispose()


def decisions(database: Database) -> int:
    return len(Records(database).decisions(DecisionsSought()))


@contextmanager
def full(database: Database) -> Iterator[None]:
    """Let the file of a registry grow no more."""

    def limit(connection: Connection) -> None:
        count = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {count}")

    event.listen(database.engine, "begin", limit)
    try:
        yield
    finally:
        event.remove(database.engine, "begin", limit)


def test_on_a_full_disk_nothing_is_decided_and_nothing_is_half_written(file: Database) -> None:
    begun(file)
    decided(file)
    said = []
    with full(file):
        for _ in range(60):
            try:
                decided(file)
            except UnusableRegistryError as error:
                said.append(error.message)
    assert said
    assert all("its disk is full" in each for each in said)
    assert check_stored(file).standing is Standing.HOLDS
    assert len(records_in(file, Sought(kind="decision.made"))) == decisions(file)
    decided(file)
    assert check_stored(file).standing is Standing.HOLDS


def test_where_the_reply_to_a_commit_is_lost_the_key_tells_whether_it_was_decided(
    database: Database,
) -> None:
    begun(database)

    def lose(connection: Connection) -> None:
        connection.connection.commit()
        raise ConnectionError("the reply is lost")

    event.listen(database.engine, "commit", lose)
    with pytest.raises(ConnectionError):
        decided(database, key="ci-17")
    event.remove(database.engine, "commit", lose)
    database.engine.dispose()
    again = decided(database, key="ci-17")
    assert (again.number, decisions(database)) == (1, 1)
    assert check_stored(database).standing is Standing.HOLDS


def test_a_clock_that_goes_back_is_recorded_and_times_still_rise(database: Database) -> None:
    begun(database)
    back = LogRecorder(lambda: NOON - timedelta(hours=1), os.urandom)
    submit_plan(a_plan(), library(), Ledger(database, back), JO, as_of=DAY)
    found = records_in(database, Sought())
    assert [each.kind for each in found][-2:] == ["anomaly.clock", "decision.made"]
    times = [each.recorded_at for each in found]
    assert times == sorted(set(times))


def test_a_bit_that_flips_before_a_head_is_signed_stops_the_signing(
    database: Database,
) -> None:
    begun(database)
    decided(database)
    with database.reading() as connection:
        read = connection.execute(text("SELECT leaf FROM audit_entry WHERE idx = 3")).scalar()
        before = current_head(connection)
    flipped = bytearray(read or b"")
    flipped[50] ^= 4
    tamper(database, "UPDATE audit_entry SET leaf = :leaf WHERE idx = 3", leaf=bytes(flipped))
    with pytest.raises(UnsoundLogError, match="do not come to its head"):
        published(database)
    with database.reading() as connection:
        assert current_head(connection) == before


def test_a_copy_that_went_its_own_way_is_stopped_by_the_anchor(
    file: Database, tmp_path: Path
) -> None:
    ledger = begun(file)
    place = f"file:{tmp_path / 'anchor'}"
    keep_in(ledger, place, JO)
    published(file)
    file.engine.dispose()
    shutil.copy(tmp_path / "registry.db", tmp_path / "copy.db")
    copy = database_at(tmp_path / "copy.db")
    decided(copy)
    decided(file)
    published(file)
    refuse_contradicted(file)
    with pytest.raises(OutsideError, match="another root at 5 records"):
        refuse_contradicted(copy)
    assert "history was rewritten" in str(check_anchors(copy)[place])
    assert verify_log(copy, None, None, check_all).standing is Standing.HOLDS
    copy.engine.dispose()


def test_a_backup_that_is_restored_is_not_written(file: Database, tmp_path: Path) -> None:
    ledger = begun(file)
    keep_in(ledger, f"file:{tmp_path / 'anchor'}", JO)
    file.engine.dispose()
    shutil.copy(tmp_path / "registry.db", tmp_path / "backup.db")
    decided(file)
    published(file)
    file.engine.dispose()
    for each in tmp_path.glob("registry.db*"):
        each.unlink()
    shutil.copy(tmp_path / "backup.db", tmp_path / "registry.db")
    with pytest.raises(OutsideError, match="it is older, as after a restore"):
        refuse_contradicted(file)


def test_a_second_head_of_one_size_is_refused_by_the_database(database: Database) -> None:
    begun(database)
    with pytest.raises(DBAPIError), database.engine.begin() as connection:
        connection.execute(
            text("INSERT INTO audit_checkpoint VALUES ('main', 3, 'another', 'now')")
        )


def test_a_publication_that_breaks_off_anywhere_is_taken_up_where_it_stopped(
    database: Database, tmp_path: Path
) -> None:
    ledger = begun(database)
    anchor = tmp_path / "anchor"
    keep_in(ledger, f"file:{anchor}", JO)
    book = WitnessBook.made(tmp_path / "book.db")
    book.know(SIGNERS.log[0].verifier)
    known = KnownWitness("one", ONE.verifier, "http://w.example")
    lost: list[int] = []

    def post(_: str, body: bytes) -> tuple[int, bytes]:
        """Answer as a witness, whose first answer is lost after it was stored."""
        answered = Witness(book, ONE).add_checkpoint(body, time=7)
        if answered.status is HTTPStatus.OK and not lost:
            lost.append(1)
            raise OSError("the answer is lost")
        return answered.status, answered.body.encode()

    def publish() -> Checkpoint:
        return publish_head(database, SIGNERS, [known], post, now=NOON)

    # 1. It is signed and stored, and the anchor is away.
    anchor.rename(tmp_path / "away")
    anchor.write_text("no folder")
    with pytest.raises(AnchorError):
        publish()
    with database.reading() as connection:
        signed = current_head(connection)
    # 2. The anchor is back, and the answer of the witness is lost.
    anchor.unlink()
    (tmp_path / "away").rename(anchor)
    with pytest.raises(WitnessAwayError):
        publish()
    assert next(FolderAnchor(anchor).heads()).head == signed.head
    # 3. All are there: it is the same head, and the witness signs it.
    made = publish()
    assert made.head == signed.head
    assert list(made.note.signed_by([ONE.verifier])) == [ONE.verifier]
    assert verify_log(database, None, None, check_all).standing is Standing.HOLDS
