"""A registry that cannot be written: it is said plainly, and nothing is half written."""

import json
import os
import resource
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from registry.database import HEAD, Database
from registry.tables import Row
from tests.databases import alone
from tests.distillgate.cli.running import Command, Ran
from tests.distillgate.cli.test_filings import WAIVER, of_legal
from tests.distillgate.cli.test_full_disk import mounting
from tests.distillgate.libraries import approved

# A command leaves its connection to a server to the end of its process, which is this one.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
ASKED = "".join(
    line
    for line in WAIVER.replace("W-1", "W-3").splitlines(keepends=True)
    if not line.startswith(("by:", "role:", "on:"))
)
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "submit": ("plan", "submit", "plan.yaml"),
    "add": ("model", "add", "hf:nova/one", "--license", "mit"),
    "import": ("model", "add", "--file", "many.jsonl"),
    "retire": ("model", "retire", "hf:nova/kept", "--reason", "old"),
    "request": ("review", "request", "2"),
    "ask": ("review", "ask", "1", "why?"),
    "approve": (
        "review",
        "approve",
        "1",
        "--until",
        "2027-03-01",
        "--reason",
        "counsel-opinion",
    ),
    "deny": ("review", "deny", "1", "--reason", "cannot-be-fixed"),
    "escalate": ("review", "escalate", "1", "--to", "ip-legal"),
    "waive": ("waiver", "add", "waiver.yaml"),
    "ask for a waiver": ("waiver", "request", "asked.yaml"),
    "narrow": (
        "waiver",
        "narrow",
        "W-9",
        "--role",
        "legal",
        "--reason",
        "x",
        "--until",
        "2026-12-24",
    ),
    "revoke": ("waiver", "revoke", "W-9", "--reason", "sold"),
    "sweep": ("sweep",),
}


@pytest.fixture
def house(
    database: Database, distillgate: Command, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Command]:
    """Give a registry with a review of jo and a waiver of max, and work for each command."""
    url = database.engine.url
    where = (
        url.database if not database.is_server else url.render_as_string(hide_password=False)
    )
    monkeypatch.setenv("DISTILLGATE_REGISTRY", str(where))
    command = of_legal(distillgate, monkeypatch)
    Path("waiver.yaml").write_text(WAIVER.replace("W-1", "W-2"), "utf-8")
    Path("asked.yaml").write_text(ASKED, "utf-8")
    Path("kept.yaml").write_text(WAIVER.replace("W-1", "W-9"), "utf-8")
    lines = (
        json.dumps({"model": f"hf:nova/many-{number}", "declared_license": "mit"})
        for number in range(2_500)
    )
    Path("many.jsonl").write_text("\n".join(lines), "utf-8")
    done = [command("waiver", "add", "kept.yaml")]
    monkeypatch.setenv("DISTILLGATE_ACTOR", "jo")
    for name in ("first", "second"):
        unsure = approved().replace("    account: business\n", "")
        command.plan(f"{name}.yaml", unsure.replace("document-reader", name))
        command("plan", "submit", f"{name}.yaml")
    done += [command("model", "add", "hf:nova/kept"), command("review", "request", "1")]
    assert [each.code for each in done] == [0, 0, 0], done
    command.plan()
    monkeypatch.setenv("DISTILLGATE_ACTOR", "max")
    yield command
    database.engine.dispose()


def counted(database: Database) -> dict[str, int]:
    """Return how much there is of everything."""
    with database.reading() as connection:
        return {
            table.name: int(
                connection.execute(select(func.count()).select_from(table)).scalar_one()
            )
            for table in Row.metadata.sorted_tables
        }


def refused(ran: Ran, code: str, *words: str) -> None:
    told = " ".join((ran.err + ran.out).split())
    assert ran.code == 2, (ran.code, told)
    assert f"error[{code}]" in told, told
    assert "help: " in told, told
    assert "Traceback" not in told, told
    assert not [each for each in words if each not in told], told


@contextmanager
def read_only(database: Database) -> Iterator[None]:
    """Let nobody write a database: a server says so, a file is on a disk that is read-only."""
    name = database.engine.url.database or ""
    if database.is_server:
        with alone(database.engine.url.render_as_string(hide_password=False)) as connection:
            connection.execute(
                text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
            )
        yield
        return
    for path in Path(name).parent.glob("registry.db-*"):
        path.unlink()
    if os.geteuid():
        Path(name).chmod(0o444)
        yield
        Path(name).chmod(0o644)
        return
    if not mounting("mount", "--bind", name, name):
        pytest.skip("no file can be made read-only here")
    try:
        if not mounting("mount", "-o", "remount,ro,bind", name):
            pytest.skip("no file can be made read-only here")
        yield
    finally:
        mounting("umount", "-l", name)


def test_what_a_newer_program_made_or_nobody_may_write_is_told_as_such(
    house: Command, database: Database
) -> None:
    before = counted(database)
    _relabelled(database, "9999")
    for words in (*COMMANDS.values(), ("review", "list"), ("db", "upgrade")):
        refused(house(*words), "newer-registry", "update distillgate")
    _relabelled(database, HEAD)
    database.engine.dispose()
    with read_only(database):
        for name, words in COMMANDS.items():
            if name != "sweep":
                refused(house(*words), "unusable-registry", "it is read-only")
        assert house("review", "list").out.startswith("1  open")
        assert house("sweep").code == 0, "nothing changed, so nothing is written"
    assert counted(database) == before


def _relabelled(database: Database, schema: str) -> None:
    with database.writing() as connection:
        wanted = text("UPDATE alembic_version SET version_num = :schema")
        connection.execute(wanted, {"schema": schema})


@contextmanager
def no_room(most: int) -> Iterator[None]:
    """Let no file grow beyond `most` bytes, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_where_there_is_no_room_nothing_is_half_written(
    house: Command, database: Database
) -> None:
    before = counted(database)
    database.engine.dispose()
    for room in (0, 20_000):
        for name, words in COMMANDS.items():
            with no_room(room):
                ran = house(*words)
            if ran.code != 0 or name in {"import", "add"}:
                refused(ran, "unusable-registry", "registry.db cannot be used: its disk")
    assert house("audit", "fsck").code in {0, 2}
    after = counted(database)
    assert after["subject"] == before["subject"]
    assert house("decision", "replay", "--all").out.endswith(" identical, 0 not\n")
