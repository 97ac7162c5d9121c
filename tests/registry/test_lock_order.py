"""Two programs that take the same rows in another order: none is thrown out for it."""

import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

from sqlalchemy import text

from distillgate.usecases.auditlog import check_stored
from registry.audit.verifying import Standing
from tests.databases import dropped, fresh, migrated

_WRITER = """
import os, sys
from datetime import UTC, datetime
from distillgate.usecases.batching import SharedLedger
from distillgate.usecases.ledger import Ledger
from registry.audit.recording import LogRecorder
from registry.database import database_at
from registry.events import Event
from registry.inserting import actor_number
from registry.statements import Writer

kind, where = sys.argv[1:]
recorder = LogRecorder(lambda: datetime.now(tz=UTC), os.urandom)
make = SharedLedger if kind == "server" else Ledger
ledger = make(database_at(where), recorder)
writer = Writer("jo", "2026-11-24T10:00:00.000000Z")
print("ready", flush=True)
sys.stdin.readline()
with ledger.writing() as entry:
    actor_number(entry.connection, Writer("both write", writer.at))
    print("has its row", flush=True)
    if kind == "command":
        sys.stdin.readline()
    entry.tell(Event("registry.changed", writer, f"actor:{kind}", key=kind))
print("written", flush=True)
"""
"""Takes a row, waits where it is told to, then appends to the log."""
_WAITS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def started(kind: str, where: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603 our own code
        [sys.executable, "-c", _WRITER, kind, where],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def go_on(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def said(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_a_command_and_a_server_that_write_the_same_row_wait_for_each_other(
    postgresql: str,
) -> None:
    name = uuid4().hex
    database = migrated(fresh(postgresql, name))
    where = database.engine.url.render_as_string(hide_password=False)
    with started("command", where) as command, started("server", where) as server:
        assert [said(command), said(server)] == ["ready", "ready"]
        go_on(command)
        assert said(command) == "has its row"
        go_on(server)
        for _ in range(600):
            with database.reading() as connection:
                if connection.execute(text(_WAITS)).scalar():
                    break
            time.sleep(0.05)
        go_on(command)
        assert said(command) == "written"
        assert [said(server), said(server)] == ["has its row", "written"]
    assert check_stored(database).standing is Standing.HOLDS
    database.engine.dispose()
    dropped(postgresql, name)
