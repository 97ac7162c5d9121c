import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from distillgate.gate.tree import (
    consistency_proof,
    extended,
    extends,
    includes,
    inclusion_proof,
    leaf_hash,
    root_at,
    root_of,
)
from registry.audit.checking import check_structure
from registry.audit.ledger import (
    ClosedLogError,
    LedgerError,
    NoLogError,
    OtherRecordError,
    append,
    entries_in,
    found_in,
    head_of,
    make_log,
    name_log,
    nodes_in,
    the_log,
)
from registry.audit.records import RecordKind
from registry.audit.verifying import Standing
from registry.database import Database, database_at
from tests.distillgate.gate.signers import ORIGIN
from tests.registry.audit.ledgers import LOG, opened_log, records, unguard, written
from tests.registry.audit.logs import DIGEST, MOMENT, a_record


def leaves_of(database: Database, size: int) -> list[bytes]:
    with database.reading() as connection:
        return [each.leaf for each in entries_in(connection, LOG, 0, size)]


def root_in(database: Database) -> tuple[int, bytes]:
    with database.reading() as connection:
        head = head_of(connection, LOG)
    return head.size, head.root


def test_records_get_places_one_after_another(database: Database) -> None:
    opened_log(database)
    first = written(database, records(3))
    second = written(database, records(2, 3))
    assert [each.index for each in (*first, *second)] == [0, 1, 2, 3, 4]
    found = leaves_of(database, 5)
    assert [json.loads(leaf)["id"] for leaf in found] == [f"r-{n}" for n in range(5)]
    assert root_in(database) == (5, root_of(extended((), 0, map(leaf_hash, found))))


def test_tiles_give_every_root_and_every_proof(database: Database) -> None:
    opened_log(database)
    for count in (200, 100, 256, 44):
        written(database, records(count, root_in(database)[0]))
    hashes = [leaf_hash(leaf) for leaf in leaves_of(database, 600)]
    roots = {size: root_of(extended((), 0, hashes[:size])) for size in (1, 255, 256, 512, 600)}
    with database.reading() as connection:
        nodes = nodes_in(connection, LOG, 600)
        for size, root in roots.items():
            assert root_at(nodes, size) == root
            proof = consistency_proof(nodes, size, 600)
            assert extends((size, root), (600, roots[600]), proof)
        for index in (0, 255, 256, 511, 512, 599):
            proof = inclusion_proof(nodes, index, 600)
            assert includes(roots[600], 600, proof, index=index, hashed=hashes[index])
        assert check_structure(connection, LOG).standing is Standing.HOLDS


@pytest.mark.soak
def test_a_log_of_three_levels_of_tiles_is_sound(database: Database) -> None:
    opened_log(database)
    with database.writing() as connection:
        for start in range(0, 66_000, 11_000):
            append(connection, LOG, records(11_000, start), now=MOMENT)
    with database.reading() as connection:
        found = check_structure(connection, LOG)
    assert (found.standing, found.size) == (Standing.HOLDS, 66_000)


def test_a_record_that_is_submitted_twice_is_written_once(database: Database) -> None:
    opened_log(database)
    (first,) = written(database, [a_record("key")])
    again = written(database, [a_record("new"), a_record("key")], later=timedelta(hours=1))
    assert [(each.index, each.new) for each in again] == [(1, True), (0, False)]
    assert again[1].leaf_hash == first.leaf_hash
    both = [a_record("twin"), a_record("twin")]
    twins = written(database, both, later=timedelta(hours=1))
    assert [each.index for each in twins] == [2, 2]
    assert root_in(database)[0] == 3


def test_the_key_of_a_record_does_not_serve_another(database: Database) -> None:
    opened_log(database, 1)
    with pytest.raises(OtherRecordError, match="`r-0` was used for another record"):
        written(database, [a_record("new"), a_record("r-0", run=2)])
    with pytest.raises(OtherRecordError, match="for two records at once"):
        written(database, [a_record("x"), a_record("x", run=2)])
    assert root_in(database)[0] == 1


def test_what_is_rolled_back_leaves_no_gap(database: Database) -> None:
    opened_log(database, 5)

    def fail() -> None:
        with database.writing() as connection:
            append(connection, LOG, records(300, 5), now=MOMENT)
            raise RuntimeError("the decision failed")

    with pytest.raises(RuntimeError):
        fail()
    assert written(database, records(1, 900))[0].index == 5
    with database.reading() as connection:
        assert check_structure(connection, LOG).standing is Standing.HOLDS


def test_times_rise_whatever_the_clock_does(database: Database) -> None:
    opened_log(database, 3)
    written(database, records(2, 3), later=-timedelta(seconds=4))
    written(database, records(2, 5), later=-timedelta(hours=1))
    told = [json.loads(leaf) for leaf in leaves_of(database, 8)]
    times = [each["recorded_at"] for each in told]
    assert times == sorted(set(times))
    assert [each["kind"] for each in told].count("anomaly.clock") == 1
    (anomaly,) = (each for each in told if each["kind"] == "anomaly.clock")
    assert anomaly["details"] == {"back_us": 3_600_000_004}


def test_a_log_begins_with_the_registry_and_is_never_made_anew(database: Database) -> None:
    assert written(database, records(1))[0].index == 0
    with database.writing() as connection:
        assert the_log(connection) == LOG
        assert head_of(connection, LOG).origin is None
        connection.execute(text("DELETE FROM audit_head"))
        with pytest.raises(NoLogError) as refused:
            the_log(connection)
    assert refused.value.hint is not None
    assert refused.value.hint.startswith("restore the registry")
    with pytest.raises(NoLogError):
        written(database, records(1, 1))


def test_a_log_is_named_once(database: Database) -> None:
    opened_log(database)
    with database.writing() as connection:
        assert head_of(connection, LOG).origin == ORIGIN
        with pytest.raises(LedgerError, match="already"):
            name_log(connection, LOG, "another")
        with pytest.raises(LedgerError, match="already"):
            make_log(connection, LOG, ORIGIN, epoch=2)


def test_a_log_that_has_ended_takes_no_records(database: Database) -> None:
    opened_log(database, 1)
    with database.writing() as connection:
        connection.execute(text("UPDATE audit_head SET closed = true"))
        make_log(connection, "main.2", f"{ORIGIN}/2", epoch=2)
        assert the_log(connection) == "main.2"
    with pytest.raises(ClosedLogError, match="has ended"):
        written(database, records(1, 1))


def test_records_are_found_by_kind_and_subject(database: Database) -> None:
    opened_log(database, 3)
    written(database, [a_record("p", RecordKind.PERMIT_ISSUED)])
    with database.reading() as connection:
        permits = found_in(connection, LOG, kind="permit.issued", subject=None, most=9)
        assert [each.index for each in permits] == [3]
        last = found_in(connection, LOG, kind=None, subject=DIGEST, most=2)
        assert [each.index for each in last] == [2, 3]
        assert found_in(connection, LOG, kind=None, subject="other", most=2) == []


@pytest.mark.parametrize("table", ["audit_entry", "audit_tile", "audit_checkpoint"])
@pytest.mark.parametrize("change", ["UPDATE {0} SET log = 'x'", "DELETE FROM {0}"])
def test_triggers_refuse_to_change_what_is_written(
    database: Database, table: str, change: str
) -> None:
    opened_log(database, 300)
    with database.writing() as connection:
        connection.execute(
            text("INSERT INTO audit_checkpoint VALUES (:log, 1, 'note', 'now')"),
            {"log": LOG},
        )
    with pytest.raises(DBAPIError, match="the log is never changed"):  # noqa: SIM117 two of them
        with database.engine.begin() as connection:
            connection.execute(text(change.format(table)))


def test_truncating_is_refused_on_a_server(database: Database) -> None:
    if not database.is_server:
        pytest.skip("SQLite has no TRUNCATE")
    opened_log(database, 3)
    with pytest.raises(DBAPIError, match="the log is never changed"):  # noqa: SIM117 two of them
        with database.engine.begin() as connection:
            connection.execute(text("TRUNCATE audit_entry"))


def test_many_writers_at_once_leave_no_gap_and_lose_nothing(database: Database) -> None:
    opened_log(database)
    names = [f"w{writer}-{number}" for writer in range(16) for number in range(8)]

    def write(name: str) -> int:
        return written(database, [a_record(name)])[0].index

    with ThreadPoolExecutor(16) as pool:
        places = list(pool.map(write, names))
    assert sorted(places) == list(range(128))
    with database.reading() as connection:
        assert check_structure(connection, LOG).standing is Standing.HOLDS
    told = [json.loads(leaf)["id"] for leaf in leaves_of(database, 128)]
    assert {told[place]: name for place, name in zip(places, names, strict=True)} == {
        name: name for name in names
    }


def test_of_many_submissions_of_one_record_one_is_written(database: Database) -> None:
    opened_log(database)

    def write(_: int) -> tuple[int, bool]:
        (found,) = written(database, [a_record("the-one")])
        return found.index, found.new

    with ThreadPoolExecutor(16) as pool:
        places = list(pool.map(write, range(16)))
    assert sorted(places) == [(0, False)] * 15 + [(0, True)]
    assert root_in(database)[0] == 1


def test_two_programs_on_one_database_write_one_log(database: Database) -> None:
    opened_log(database)
    url = database.engine.url.render_as_string(hide_password=False)
    other = Database(database_at(url).engine, "other")
    try:

        def write(number: int) -> int:
            return written((database, other)[number % 2], [a_record(f"n-{number}")])[0].index

        with ThreadPoolExecutor(8) as pool:
            assert sorted(pool.map(write, range(64))) == list(range(64))
    finally:
        other.engine.dispose()
    with database.reading() as connection:
        assert check_structure(connection, LOG).standing is Standing.HOLDS


def test_guards_can_be_taken_away_by_the_owner_only(database: Database) -> None:
    opened_log(database, 3)
    with database.writing() as connection:
        unguard(connection, "audit_entry")
        connection.execute(text("DELETE FROM audit_entry WHERE idx = 1"))
    with database.reading() as connection:
        found = check_structure(connection, LOG)
    assert (found.standing, found.index) == (Standing.BROKEN, 1)
