from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text

from distillgate.usecases.auditlog import Sought, check_stored, records_in
from distillgate.usecases.batching import Batching
from distillgate.usecases.ledger import Entry
from registry.audit.verifying import Standing
from registry.database import Database
from registry.events import Event
from registry.inserting import actor_number
from registry.statements import Writer
from tests.databases import JO
from tests.distillgate.usecases.logs import ledger_of


def written(entry: Entry, name: str) -> int:
    """Write a row and its record, as a decision does."""
    actor_number(entry.connection, Writer(name, JO.at))
    place = entry.tell(Event("registry.changed", JO, f"actor:{name}", key=name))
    assert place is not None
    return place.index


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

    def work(entry: Entry, number: int) -> int:
        place = written(entry, f"w-{number}")
        if number % 4 == 0:
            raise ValueError(number)
        return place

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
