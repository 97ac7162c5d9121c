"""Whoever imports, submits or reviews may be killed at any moment: nothing is half done."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from json import loads
from pathlib import Path

import pytest
from sqlalchemy import text

from distillgate.usecases.auditlog import check_stored
from distillgate.usecases.decisionviews import Records
from distillgate.usecases.eventlists import messages_after
from registry.audit.verifying import Standing
from registry.database import Database
from registry.decisionstore import Sought
from registry.reviewstore import ReviewStore, SoughtReviews
from tests.writers import BATCH

ROUNDS = 2
_ALL = 1_000_000


@contextmanager
def killer(kind: str, database: Database) -> Iterator[Callable[[int, float], list[str]]]:
    """Give what kills one writer after another, and returns what each said was written."""
    where = database.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.writers", kind, where]
    with subprocess.Popen(  # noqa: S603 our own code
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    ) as process:
        given, told = process.stdin, process.stdout
        assert given is not None
        assert told is not None

        def kill(start: int, seconds: float) -> list[str]:
            given.write(f"{start} {seconds}\n")
            given.flush()
            found: list[str] = loads(told.readline())
            return found

        yield kill


def kill(kind: str, database: Database, rounds: int) -> None:
    """Kill writers one after another, and hold the database against what they said."""
    said: list[str] = []
    with killer(kind, database) as killing:
        for number in range(rounds):
            said += killing(number * 100_000, 0.25 * (number % 13) / 13)
            SOUND[kind](database, said)
            assert check_stored(database).standing is Standing.HOLDS
    assert len(said) >= rounds


def imports_are_whole(database: Database, said: list[str]) -> None:
    count = (
        "SELECT substr(ref, 1, instr(ref, '/') - 1), count(*) FROM subject GROUP BY 1"
        if database.engine.dialect.name == "sqlite"
        else "SELECT split_part(ref, '/', 1), count(*) FROM subject GROUP BY 1"
    )
    with database.reading() as connection:
        found = {row[0]: row[1] for row in connection.execute(text(count))}
    assert set(found.values()) <= {BATCH}
    assert {f"hf:batch-{number}" for number in said} <= set(found)


def decisions_are_whole(database: Database, said: list[str]) -> None:
    records = Records(database)
    found = {str(each.number) for each in records.decisions(Sought(most=_ALL))}
    assert set(said) <= found
    events = messages_after(database, 0, _ALL)
    made = [str(each.decision) for each in events if each.kind == "decision.made"]
    assert sorted(made) == sorted(found)
    replays = records.replay_all()
    assert (replays.identical, replays.bad) == (len(found), ())


def reviews_are_whole(database: Database, said: list[str]) -> None:
    with database.reading() as connection:
        reviews = ReviewStore(connection).reviews(SoughtReviews(most=_ALL))
        stored = connection.execute(text("SELECT id, state, decision_id FROM review")).all()
    acts = {f"{each.number} {act.number}" for each in reviews for act in each.acts}
    assert set(said) <= acts
    assert {(each.number, each.state.value, each.decision) for each in reviews} == {
        tuple(row) for row in stored
    }
    for review in reviews:
        assert review.decision == review.acts[-1].decision
    decisions_are_whole(database, [])


SOUND: dict[str, Callable[[Database, list[str]], None]] = {
    "import": imports_are_whole,
    "submit": decisions_are_whole,
    "review": reviews_are_whole,
}


@pytest.mark.parametrize("kind", SOUND)
def test_what_was_said_is_there_and_nothing_is_half_there(
    database: Database, kind: str
) -> None:
    kill(kind, database, ROUNDS)
