"""Faults below a server, asked over HTTP: honest answers, nothing lost, and found again."""

import resource
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import event, make_url, text
from starlette.testclient import TestClient

from distillgate.server import app_over
from distillgate.usecases.auditlog import Sought, check_stored, records_in
from distillgate.web.identity import Role
from registry.audit.verifying import Standing
from tests.databases import DIALECTS, alone, dropped, fresh, migrated
from tests.distillgate.libraries import approved
from tests.distillgate.web.servers import app_at, service_in, signed_in
from tests.receivers import receiving
from tests.running import filled, may_mount, small_disk

MOST = 300
"""After so many plans a disk that is full has no room left in any page."""
Fault = Callable[[], AbstractContextManager[None]]


def plan(number: int) -> str:
    return approved().replace("document-reader", f"reader-{number}")


def submit(client: TestClient, number: int) -> int | None:
    """Submit a plan and return its decision; nothing where it is said to come back later."""
    answer = client.post(
        "/v1/plans", content=plan(number), headers={"Idempotency-Key": f"k-{number}"}
    )
    if answer.status_code == 503:
        problem = answer.json()
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert (problem["code"], problem["status"]) == ("unusable-registry", 503)
        assert int(answer.headers["Retry-After"]) > 0
        return None
    assert answer.status_code in {200, 201}, answer.text
    return int(answer.json()["decision"])


def holds(app: FastAPI, told: dict[int, int | None]) -> None:
    """See that what was acknowledged is there once, and nothing else is."""
    assert None not in told.values()
    assert len(set(told.values())) == len(told)
    database = service_in(app).database
    assert len(records_in(database, Sought("decision.made", most=10_000))) == len(told)
    assert check_stored(database).standing is Standing.HOLDS


@pytest.fixture(params=DIALECTS)
def full(
    request: pytest.FixtureRequest,
    example_packs: None,  # noqa: ARG001 packs first
    tmp_path: Path,
) -> Iterator[tuple[FastAPI, Fault]]:
    """Give a program whose disk can be filled, and what fills it for a while."""
    mounts = may_mount(tmp_path)
    if request.param == "sqlite" and not mounts:
        app = app_at(tmp_path / "registry.db")
        yield app, _limited
        service_in(app).close()
        return
    if not mounts:
        pytest.skip("it takes the right to mount a disk")
    # Whoever runs PostgreSQL gets no further than into folders that are open to all.
    folder = Path(tempfile.mkdtemp(prefix="distillgate-disk-"))
    folder.chmod(0o755)
    with small_disk(folder / "disk", 24) as disk:

        @contextmanager
        def filling() -> Iterator[None]:
            filler = filled(disk)
            yield
            filler.unlink()

        if request.param == "sqlite":
            app = app_at(disk / "registry.db")
            yield app, filling
            service_in(app).close()
        else:
            with _space(request.getfixturevalue("postgresql"), disk) as where:
                app = app_at(where)
                yield app, filling
                service_in(app).close()
    shutil.rmtree(folder)


@contextmanager
def _limited() -> Iterator[None]:
    """Let no file grow any more, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def _space(url: str, disk: Path) -> Iterator[str]:
    """Give a database that lies on a disk of its own."""
    name = f"space_{uuid4().hex}"
    place = disk / "space"
    place.mkdir(mode=0o700)
    shutil.chown(place, "nobody")
    with alone(url) as connection:
        connection.execute(text(f"CREATE TABLESPACE {name} LOCATION '{place}'"))
        connection.execute(text(f"CREATE DATABASE {name} TABLESPACE {name}"))
    head, _, query = url.partition("?")
    where = f"{head.rpartition('/')[0]}/{name}?{query}"
    migrated(where).engine.dispose()
    yield where
    dropped(url, name)
    with alone(url) as connection:
        connection.execute(text(f"DROP TABLESPACE {name}"))


def test_a_disk_that_is_full_loses_nothing_that_was_acknowledged(
    full: tuple[FastAPI, Fault],
) -> None:
    app, filling = full
    jo = signed_in(app, "jo", Role.ENGINEER)
    told: dict[int, int | None] = {0: submit(jo, 0)}
    with filling():
        number = 0
        while told[number] is not None and number < MOST:
            number += 1
            told[number] = submit(jo, number)
        assert told[number] is None
        for _ in range(3):
            assert submit(jo, number) is None
        # What writes nothing is answered all the same.
        assert jo.get("/v1/plans").status_code == 200
        assert jo.post("/v1/evaluate", content=approved()).status_code == 200
        assert TestClient(app).get("/v1/health").status_code == 200
    for again in range(number + 2):
        found = submit(jo, again)
        assert told.get(again) in {None, found}, again
        told[again] = found
    holds(app, told)


@pytest.fixture(params=DIALECTS)
def sealed(
    request: pytest.FixtureRequest,
    example_packs: None,  # noqa: ARG001 packs first
    tmp_path: Path,
) -> Iterator[tuple[FastAPI, Fault]]:
    """Give a program, and what makes its registry one that is only read for a while."""
    if request.param == "sqlite":
        app = app_at(tmp_path / "registry.db")
        yield app, lambda: _queries_only(app)
        service_in(app).close()
        return
    url = request.getfixturevalue("postgresql")
    where = fresh(url, uuid4().hex)
    migrated(where).engine.dispose()
    app = app_at(where)
    yield app, lambda: _reads_only(app, url, where)
    service_in(app).close()


@contextmanager
def _queries_only(app: FastAPI) -> Iterator[None]:
    engine = service_in(app).database.engine

    def only(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA query_only = ON")

    event.listen(engine, "connect", only)
    engine.dispose()
    yield
    event.remove(engine, "connect", only)
    engine.dispose()


@contextmanager
def _reads_only(app: FastAPI, url: str, where: str) -> Iterator[None]:
    name, engine = make_url(where).database, service_in(app).database.engine
    with alone(url) as connection:
        said = text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
        connection.execute(said)
    engine.dispose()
    yield
    with alone(url) as connection:
        connection.execute(text(f'ALTER DATABASE "{name}" RESET ALL'))
    engine.dispose()


def test_a_registry_that_is_only_read_is_said_to_be_and_is_read(
    sealed: tuple[FastAPI, Fault],
) -> None:
    app, reading = sealed
    jo = signed_in(app, "jo", Role.ENGINEER)
    told = {0: submit(jo, 0)}
    with reading():
        for path, body in (("/v1/plans", plan(1)), ("/v1/plans", plan(2))):
            answer = jo.post(path, content=body, headers={"Idempotency-Key": "once"})
            assert answer.status_code == 503, answer.text
            assert "read-only" in answer.json()["detail"]
            assert int(answer.headers["Retry-After"]) > 0
        assert jo.post("/v1/decisions/1/reviews", json={}).status_code in {409, 503}
        assert jo.get("/v1/plans/reader-0").status_code == 200
        assert jo.post("/v1/evaluate", content=approved()).status_code == 200
        page = TestClient(app).post("/v1/session", json={"token": "t" * 32})
        assert page.status_code in {401, 503}
    told[1] = submit(jo, 1)
    holds(app, told)


def test_a_receiver_that_hangs_holds_up_neither_answers_nor_other_receivers(
    app: FastAPI,
) -> None:
    with receiving(hangs=True) as hanging, receiving() as good:
        service = service_in(app)
        origins = (hanging.origin, good.origin)
        settings = replace(service.settings, private_origins=origins)
        program = app_over(replace(service, settings=settings))
        ada = signed_in(program, "ada", Role.ADMIN)
        for name, receiver in (("hanging", hanging), ("good", good)):
            wish = {"name": name, "url": receiver.url}
            assert ada.post("/v1/webhooks", json=wish).status_code == 201
        with TestClient(program):
            jo = signed_in(program, "jo", Role.ENGINEER)
            told = {0: submit(jo, 0)}
            hanging.got.get(timeout=60)
            # Now somebody is waiting for an answer that does not come.
            told |= {number: submit(jo, number) for number in range(1, 10)}
            heard = {good.got.get(timeout=60).said["data"]["plan"] for _ in told}
            assert heard == {f"reader-{number}" for number in told}
            assert hanging.got.empty()
            holds(program, told)
            hanging.hangs = False
            hanging.released.set()
