"""Writers that are killed many times over; each time the log and the rows are one."""

import pytest

from registry.database import Database
from tests.registry.audit.test_killed_writers import kill


@pytest.mark.soak
def test_many_killed_writers_leave_a_sound_log(database: Database) -> None:
    kill(database, 100, 0.5)
