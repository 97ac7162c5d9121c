"""A registry that goes away and comes back: honest answers, and nothing is started anew."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import make_url, text
from starlette.testclient import TestClient

from distillgate.usecases.auditlog import Sought, check_stored, records_in
from distillgate.web.identity import Role
from registry.audit.verifying import Standing
from tests.databases import alone, migrated
from tests.distillgate.api.plans import submitted
from tests.distillgate.libraries import approved
from tests.distillgate.web.servers import app_at, service_in, signed_in

WISH = {"team": "platform", "name": "ci", "rights": ["evaluate", "plans:submit"]}


@pytest.fixture
def both(
    example_packs: None,  # noqa: ARG001 packs first
    where: str | Path,
) -> Iterator[FastAPI]:
    if not isinstance(where, Path):
        migrated(where).engine.dispose()
    found = app_at(where)
    yield found
    service_in(found).close()


@contextmanager
def away(where: str | Path, postgresql: Callable[[], str]) -> Iterator[None]:
    """Take the registry away for a while."""
    if isinstance(where, Path):
        names = [where.with_name(where.name + end) for end in ("", "-wal", "-shm")]
        there = [each for each in names if each.exists()]
        for each in there:
            each.rename(each.with_name(f"away-{each.name}"))
        yield
        for each in there:
            each.with_name(f"away-{each.name}").rename(each)
        return
    name = make_url(where).database
    with alone(postgresql()) as connection:
        connection.execute(text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'))
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
        connection.execute(text(ended), {"name": name})
        yield
        connection.execute(text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'))


def test_a_registry_that_is_away_is_told_and_found_again(
    both: FastAPI, where: str | Path, request: pytest.FixtureRequest
) -> None:
    jo = signed_in(both, "jo", Role.ENGINEER, groups=frozenset({"platform"}))
    made = jo.post("/v1/keys", json=WISH)
    assert made.status_code == 201, made.text
    key = TestClient(both, headers={"Authorization": f"Bearer {made.json()['secret']}"})
    # As a server in use has them, connections are open, and a verdict is kept.
    for client in (jo, key):
        assert client.post("/v1/evaluate", content=approved()).status_code == 200
    submitted(jo, approved())
    with away(where, lambda: str(request.getfixturevalue("postgresql"))):
        for client in (jo, key):
            for path in ("/v1/plans", "/v1/evaluate"):
                for _ in range(2):
                    answer = client.post(path, content=approved())
                    assert answer.status_code == 503, (path, answer.text)
                    assert answer.json()["code"] == "unusable-registry"
                    assert int(answer.headers["Retry-After"]) > 0
        assert key.get("/v1/ready").status_code == 503
        # That it runs, it says all the same.
        assert key.get("/v1/health").status_code == 200
    for client in (jo, key):
        assert client.post("/v1/evaluate", content=approved()).status_code == 200
    submitted(key, approved().replace("document-reader", "another"))
    database = service_in(both).database
    assert len(records_in(database, Sought("decision.made"))) == 2
    assert check_stored(database).standing is Standing.HOLDS
