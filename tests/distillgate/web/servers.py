"""A program over the example pack, and whoever asks it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI
from starlette.testclient import TestClient

from distillgate.ledgers import make_keys, signers_of
from distillgate.server import app_over
from distillgate.settings import Settings
from distillgate.usecases.auditlog import begin_log
from distillgate.web.identity import Caller, Role
from distillgate.web.service import Service
from registry.statements import Writer

ORIGIN = "log.example/tests"
MOMENT = datetime(2026, 11, 24, 10, tzinfo=UTC)


def app_at(where: str | Path, rate_limit: int = 0, keys: Path | None = None) -> FastAPI:
    """Return the program with its registry at `where`; it names nothing of who runs tests."""
    settings = Settings(registry=where, rate_limit=rate_limit, keys=keys)
    return app_over(replace(Service.of(settings), clock=lambda: MOMENT))


def service_in(app: FastAPI) -> Service:
    service = app.state.service
    assert isinstance(service, Service)
    return service


def signed_in(
    app: FastAPI,
    name: str,
    *roles: Role,
    groups: frozenset[str] = frozenset(),
) -> TestClient:
    """Return a client whose session belongs to `name` in `roles`."""
    token = service_in(app).sessions.invite(
        Caller(name, machine=False, roles=frozenset(roles), groups=groups)
    )
    client = TestClient(app)
    answer = client.post("/v1/session", json={"token": token})
    assert answer.status_code == 200, answer.text
    client.headers["X-CSRF-Token"] = answer.json()["csrf"]["token"]
    return client


def with_keys(app: FastAPI) -> FastAPI:
    """Return `app` with keys that sign for its log."""
    service = service_in(app)
    make_keys(service.settings, vault=False)
    signers = signers_of(service.settings, ORIGIN)
    writer = Writer("ops", "2026-11-24T09:00:00.000000Z")
    begin_log(service.ledger(), ORIGIN, signers, writer, now=MOMENT)
    return app
