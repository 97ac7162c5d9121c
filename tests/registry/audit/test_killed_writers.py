"""A writer that is killed at any moment leaves nothing half done."""

from sqlalchemy import text

from registry.database import Database
from tests.killing import assert_whole, killed_writer

ROUNDS = 3


def kill(database: Database, rounds: int, pause: float) -> None:
    """Kill writers one after another, at moments that lie ever further apart."""
    where = database.engine.url.render_as_string(hide_password=False)
    said: list[str] = []
    for number in range(rounds):
        said += killed_writer(where, number * 100_000, pause * (1 + number % 17) / 17)
        with database.reading() as connection:
            found = connection.execute(text("SELECT name FROM actor")).scalars()
            rows = {each for each in found if each.startswith("n-")}
        assert_whole(database, said, rows)
    assert len(said) >= rounds


def test_what_was_said_is_there_and_nothing_is_half_there(database: Database) -> None:
    kill(database, ROUNDS, 0.3)
