"""Programs that write into a registry until they are killed, and what must be so afterwards."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

from distillgate.usecases.auditlog import Sought, check_stored, records_in
from registry.audit.verifying import Standing
from registry.database import Database

_WRITER = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from registry.audit.recording import LogRecorder
from registry.database import database_at
from registry.events import Event
from registry.statements import Writer
from sqlalchemy import text

where, start = sys.argv[1], int(sys.argv[2])
database = database_at(where if "://" in where else Path(where))
recorder = LogRecorder(lambda: datetime.now(tz=UTC), os.urandom)
for number in range(start, start + 100_000):
    name = f"n-{number}"
    writer = Writer("jo", datetime.now(tz=UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
    with database.writing() as connection:
        connection.execute(
            text("INSERT INTO actor (name, machine) VALUES (:name, false)"), {"name": name}
        )
        recorder(connection, Event("registry.changed", writer, f"actor:{name}", key=name))
    print(name, flush=True)
"""
"""Writes a row and its record in one transaction, and says so once both are committed."""


def killed_writer(where: str, start: int, seconds: float) -> list[str]:
    """Return what a writer said was written before it was killed."""
    command = [sys.executable, "-c", _WRITER, where, str(start)]
    root = Path(__file__).parents[1]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:  # noqa: S603 our own code
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read()
    lines = (first + rest).split("\n")
    # The last line may have been cut off by the kill.
    return lines[:-1]


def assert_whole(database: Database, said: list[str], rows: set[str]) -> None:
    """Fail unless the log is sound, and what was written and what was recorded are one."""
    assert check_stored(database).standing is Standing.HOLDS
    recorded = {
        json.loads(each.leaf)["id"] for each in records_in(database, Sought(most=1_000_000))
    }
    assert recorded == rows
    assert set(said) <= recorded
