"""Imports, submissions and reviews that are killed many times over."""

import pytest

from registry.database import Database
from tests.distillgate.usecases.test_killed import SOUND, kill

ROUNDS = {"sqlite": 200, "postgresql": 50}


@pytest.mark.soak
@pytest.mark.parametrize("kind", SOUND)
def test_many_killed_writers_leave_a_sound_registry(database: Database, kind: str) -> None:
    kill(kind, database, ROUNDS[database.engine.dialect.name])
