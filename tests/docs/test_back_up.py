"""The commands of the page on backups are taken from it and run: what was saved is back."""

import subprocess
import sys
from pathlib import Path
from threading import Event, Thread
from uuid import uuid4

import pytest

from distillgate.ledgers import ledger_over, make_keys, recorder_of, signers_of
from distillgate.settings import Settings
from distillgate.usecases.auditlog import (
    OutsideError,
    Sought,
    begin_log,
    check_stored,
    publish_head,
    records_in,
)
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.logchanges import keep_in, leave
from distillgate.usecases.submit import submit_plan
from distillgate.witnesscalls import post
from registry.audit.verifying import Standing
from registry.backups import copy_to
from registry.database import Database, RegistryError, database_at
from tests.databases import JO, fresh, migrated
from tests.distillgate.libraries import DAY, a_plan, approved, example
from tests.distillgate.web.servers import MOMENT, ORIGIN
from tests.docs.test_start_jobs import block
from tests.servers import _binary

PAGE = "back-up.md"


def run(name: str, registry: str | Path, copy: Path, folder: Path) -> str:
    """Run one block of the page as whoever keeps a server does."""
    programs = folder / "bin"
    programs.mkdir(exist_ok=True)
    (programs / "distillgate").write_text(
        f'#!/bin/sh\nexec {sys.executable} -m distillgate "$@"\n'
    )
    (programs / "distillgate").chmod(0o755)
    own = Path(_binary("pg_dump")).parent
    env = {
        "PATH": f"{programs}:{own}:/usr/bin:/bin",
        "REGISTRY": str(registry),
        "DISTILLGATE_REGISTRY": str(registry),
        "DISTILLGATE_KEYS": str(folder / "keys"),
        "DISTILLGATE_ACTOR": "ops",
        "COPY": str(copy),
    }
    command = ["/bin/sh", "-eu", "-c", block(PAGE, name)]
    ran = subprocess.run(command, env=env, cwd=folder, capture_output=True, check=False)  # noqa: S603 our page
    assert ran.returncode == 0, (ran.stdout + ran.stderr).decode()
    return ran.stdout.decode()


def submit(database: Database, number: int) -> None:
    ledger = ledger_over(database, Settings())
    text = approved().replace("document-reader", f"reader-{number}")
    submit_plan(a_plan(text), example(), ledger, JO, as_of=DAY)


def decided(database: Database) -> list[str]:
    assert check_stored(database).standing is Standing.HOLDS
    return [each.subject for each in records_in(database, Sought("decision.made"))]


def test_a_file_is_saved_while_others_write_and_restored(tmp_path: Path) -> None:
    where, copy = tmp_path / "registry.db", tmp_path / "copy.db"
    database, stop = migrated(where), Event()
    submit(database, 0)

    def write() -> None:
        for number in range(1, 100):
            if not stop.is_set():
                submit(database, number)

    writing = Thread(target=write)
    writing.start()
    said = run("save-file", where, copy, tmp_path)
    stop.set()
    writing.join()
    assert copy.stat().st_mode & 0o077 == 0
    saved, whole = decided(database_at(copy)), decided(database)
    assert said == f"{copy}: a copy with {len(saved)} records in its log\n"
    assert saved
    assert saved == whole[: len(saved)]
    database.engine.dispose()
    where.write_bytes(b"the disk has failed")
    run("restore-file", where, copy, tmp_path)
    again = database_at(where)
    assert decided(again) == saved
    submit(again, 10_000)
    assert len(decided(again)) == len(saved) + 1


def test_a_copy_takes_nobodys_place_and_needs_a_file(tmp_path: Path, postgresql: str) -> None:
    database = migrated(tmp_path / "registry.db")
    taken = tmp_path / "taken.db"
    taken.write_bytes(b"mine")
    with pytest.raises(RegistryError, match="is there already"):
        copy_to(database, taken)
    assert taken.read_bytes() == b"mine"
    with pytest.raises(RegistryError, match="no such file"):
        copy_to(database, tmp_path / "nowhere" / "copy.db")
    server = database_at(postgresql)
    with pytest.raises(RegistryError) as refused:
        copy_to(server, tmp_path / "copy.db")
    assert "pg_dump" in str(refused.value.hint)
    assert sorted(each.name for each in tmp_path.iterdir() if "registry" not in each.name) == [
        "taken.db"
    ]


def test_a_server_is_saved_and_restored(tmp_path: Path, postgresql: str) -> None:
    where, copy = fresh(postgresql, uuid4().hex), tmp_path / "registry.dump"
    database = migrated(where)
    submit(database, 0)
    run("save-server", where, copy, tmp_path)
    submit(database, 1)
    database.engine.dispose()
    other = fresh(postgresql, uuid4().hex, template="template0")
    run("restore-server", other, copy, tmp_path)
    restored = database_at(other)
    assert len(decided(restored)) == 1
    submit(restored, 2)
    assert len(decided(restored)) == 2
    restored.engine.dispose()
    # Without a dump: PostgreSQL copies a database of its own.
    name = where.partition("?")[0].rpartition("/")[2]
    copied = database_at(fresh(postgresql, uuid4().hex, template=name))
    assert len(decided(copied)) == 2
    copied.engine.dispose()


def test_a_backup_that_an_anchor_is_ahead_of_is_not_written_to(tmp_path: Path) -> None:
    where, copy, outside = (tmp_path / each for each in ("registry.db", "copy.db", "heads"))
    outside.mkdir()
    settings = Settings(registry=where, keys=tmp_path / "keys")
    database = migrated(where)
    make_keys(settings, vault=False)
    signers = signers_of(settings, ORIGIN)
    begin_log(ledger_over(database, settings), ORIGIN, signers, JO, now=MOMENT)
    keep_in(ledger_over(database, settings), f"file:{outside}", JO)
    copy_to(database, copy)
    submit(database, 0)
    publish_head(database, signers, (), post, now=MOMENT)
    database.engine.dispose()
    where.with_name("registry.db-wal").unlink(missing_ok=True)
    where.write_bytes(copy.read_bytes())
    restored = database_at(where)
    with pytest.raises(OutsideError):
        submit(restored, 1)
    leave(Ledger(restored, recorder_of(settings)), f"file:{outside}", JO)
    submit(restored, 1)
    assert len(decided(restored)) == 1
