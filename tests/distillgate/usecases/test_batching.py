from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import event, text

from distillgate.usecases.auditlog import Sought, check_stored, records_in
from distillgate.usecases.batching import Batching, SharedLedger
from distillgate.usecases.ledger import Entry
from distillgate.usecases.submit import submit_plan
from registry.audit.verifying import Standing
from registry.database import Database
from registry.events import Event
from registry.inserting import actor_number
from registry.statements import Writer
from tests.databases import JO, migrated
from tests.distillgate.libraries import a_plan, approved
from tests.distillgate.usecases.logs import RECORDER, ledger_of
from tests.distillgate.usecases.test_submit import DAY, library


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Database]:
    found = migrated(tmp_path / "registry.db")
    yield found
    found.engine.dispose()


def written(entry: Entry, name: str) -> int:
    """Write a row and its record, as a decision does."""
    actor_number(entry.connection, Writer(name, JO.at))
    place = entry.tell(Event("registry.changed", JO, f"actor:{name}", key=name))
    assert place is not None
    return place.index


def work(entry: Entry, number: int) -> int:
    place = written(entry, f"w-{number}")
    if number % 4 == 0:
        raise ValueError(number)
    return place


def names(database: Database) -> set[str]:
    with database.reading() as connection:
        found = connection.execute(text("SELECT name FROM actor")).scalars()
        return {each for each in found if each.startswith("w-")}


def test_many_write_together_and_each_hears_its_own_place(database: Database) -> None:
    batching = Batching(ledger_of(database))

    def write(number: int) -> int:
        return batching.run(lambda entry: written(entry, f"w-{number}"))

    with ThreadPoolExecutor(16) as pool:
        places = list(pool.map(write, range(200)))
    assert sorted(places) == list(range(200))
    assert len(names(database)) == 200
    assert check_stored(database).standing is Standing.HOLDS


def test_one_that_fails_drops_out_alone(database: Database) -> None:
    batching = Batching(ledger_of(database))
    together = Barrier(16)

    def write(number: int) -> int | None:
        together.wait()
        try:
            return batching.run(lambda entry: work(entry, number))
        except ValueError:
            return None

    with ThreadPoolExecutor(16) as pool:
        places = list(pool.map(write, range(16)))
    assert [each is None for each in places] == [number % 4 == 0 for number in range(16)]
    assert sorted(each for each in places if each is not None) == list(range(12))
    assert names(database) == {f"w-{number}" for number in range(16) if number % 4}
    assert len(records_in(database, Sought())) == 12
    assert check_stored(database).standing is Standing.HOLDS


def test_where_the_log_is_gone_everybody_hears_it(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("DELETE FROM audit_head"))
    batching = Batching(ledger_of(database))

    def write(number: int) -> str:
        with pytest.raises(Exception, match="the log is gone") as refused:
            batching.run(lambda entry: written(entry, f"w-{number}"))
        return str(refused.value)

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(write, range(8)))) == 1
    assert names(database) == set()


def shared(database: Database) -> SharedLedger:
    return SharedLedger(database, RECORDER)


def test_use_cases_of_many_threads_are_committed_together(database: Database) -> None:
    ledger = shared(database)
    commits = 0

    def count(_: object) -> None:
        nonlocal commits
        commits += 1

    event.listen(database.engine, "commit", count)

    def submit(number: int) -> int:
        plan = a_plan(approved().replace("plan: document-reader", f"plan: reader-{number % 7}"))
        done = submit_plan(plan, library(), ledger, JO, as_of=DAY, key=f"k-{number}")
        assert done.decision is not None
        return done.decision.number

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(submit, range(40)))
    assert sorted(numbers) == list(range(1, 41))
    assert commits < 40
    assert check_stored(database).standing is Standing.HOLDS
    assert submit(3) == numbers[3]


def test_a_use_case_that_fails_drops_out_of_the_commit_alone(database: Database) -> None:
    ledger = shared(database)
    together = Barrier(16)

    def write(number: int) -> int | None:
        together.wait()
        try:
            with ledger.writing() as entry:
                return work(entry, number)
        except ValueError:
            return None

    with ThreadPoolExecutor(16) as pool:
        places = list(pool.map(write, range(16)))
    assert [each is None for each in places] == [number % 4 == 0 for number in range(16)]
    assert names(database) == {f"w-{number}" for number in range(16) if number % 4}
    assert len(records_in(database, Sought())) == 12
    assert check_stored(database).standing is Standing.HOLDS


def test_where_the_commit_fails_all_who_wait_hear_it_and_the_next_may_write(
    file: Database,
) -> None:
    ledger = shared(file)
    together = Barrier(6)

    def refuse(_: object) -> None:
        raise OSError("the disk is gone")

    def write(number: int) -> str:
        together.wait()
        try:
            with ledger.writing() as entry:
                written(entry, f"w-{number}")
        except OSError as error:
            return str(error)
        return ""

    event.listen(file.engine, "commit", refuse)
    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(write, range(6))) == {"the disk is gone"}
    event.remove(file.engine, "commit", refuse)
    assert names(file) == set()
    with ledger.writing() as entry:
        assert written(entry, "w-9") == 0
    assert check_stored(file).standing is Standing.HOLDS
