"""What the page on running a server says of backups, settings and files is so."""

import re
import shutil
import subprocess
import sys
from os import environ  # noqa: TID251 a process of its own needs one
from pathlib import Path

import pytest

from distillgate.usecases.decisionviews import Records
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.submit import submit_plan
from registry.audit.recording import LogRecorder
from registry.database import database_at
from registry.decisionstore import Sought
from tests.databases import JO, migrated
from tests.distillgate.libraries import a_plan
from tests.distillgate.usecases.logs import NOON
from tests.distillgate.usecases.test_submit import DAY, library

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "operate.md").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="sqlite3 is not installed")
def test_a_backup_is_whole_and_can_be_used(tmp_path: Path) -> None:
    (lines,) = re.findall(r"<!-- run -->\n```sh\n(.*?)```", PAGE, re.DOTALL)
    database = migrated(tmp_path / "registry.db")
    ledger = Ledger(database, LogRecorder(lambda: NOON, bytes))
    assert submit_plan(a_plan(), library(), ledger, JO, as_of=DAY).decision is not None
    command = tmp_path / "bin" / "distillgate"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m distillgate "$@"\n', "utf-8")
    command.chmod(0o755)
    decisions = Records(database).decisions(Sought())
    # A connection that is open, as that of a server: the copy is whole nevertheless.
    with database.reading():
        ran = subprocess.run(  # noqa: S603 the lines of our own page
            ["/bin/sh", "-eu", "-c", lines],
            cwd=tmp_path,
            env={
                **{name: environ[name] for name in ("HOME",) if name in environ},
                "PATH": f"{command.parent}:/usr/local/bin:/usr/bin:/bin",
                "DISTILLGATE_REGISTRY": str(tmp_path / "registry.db"),
                "BACKUP": str(tmp_path / "backup.db"),
            },
            capture_output=True,
            check=False,
            text=True,
            timeout=120,
        )
    database.engine.dispose()
    assert ran.returncode == 0, ran.stderr
    assert Records(database_at(tmp_path / "backup.db")).decisions(Sought()) == decisions


def test_the_files_that_the_page_names_are_there() -> None:
    for name in set(re.findall(r"packaging/[\w./-]+\w", PAGE)):
        assert (ROOT / name).exists(), name


def test_the_variables_that_the_page_names_are_read() -> None:
    text = (ROOT / "distillgate" / "settings.py").read_text("utf-8")
    for name in set(re.findall(r"DISTILLGATE_[A-Z_]+[A-Z]", PAGE)):
        assert f'"{name}"' in text, name
