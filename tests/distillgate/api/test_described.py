"""The API keeps what its own description promises, whatever is asked of it."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, note, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.python.asgi import get_client
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from distillgate.web.identity import Role
from tests.databases import dropped, fresh, migrated
from tests.distillgate.api.plans import submitted, unsure
from tests.distillgate.web.servers import app_at, service_in, signed_in, with_keys

EXAMPLES = 2
MANY = 25
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
ELSEWHERE = {("DELETE", "/v1/session"), ("POST", "/v1/evaluate/stream")}
"""What ends the session, and lines that no generator writes; other tests ask these."""
EVERYTHING = tuple(set(Role) - {Role.AUDITOR})


@pytest.fixture
def both(
    example_packs: None,  # noqa: ARG001 packs first
    postgresql: str,
    tmp_path: Path,
) -> Iterator[dict[str, FastAPI]]:
    """Give a server on each kind of database."""
    name = uuid4().hex
    url = fresh(postgresql, name)
    migrated(url).engine.dispose()
    places: dict[str, str | Path] = {"SQLite": tmp_path / "registry.db", "PostgreSQL": url}
    found = {
        kind: with_keys(app_at(where, keys=tmp_path / kind)) for kind, where in places.items()
    }
    yield found
    for app in found.values():
        service_in(app).close()
    dropped(postgresql, name)


WHO = pytest.mark.parametrize(
    "roles", [EVERYTHING, (Role.AUDITOR,)], ids=["everything", "auditor"]
)


def test_every_route_answers_as_it_is_described(both: dict[str, FastAPI]) -> None:
    assert asked_of(both, EVERYTHING, EXAMPLES) > 50


@pytest.mark.soak
@WHO
def test_every_route_answers_as_it_is_described_much_longer(
    both: dict[str, FastAPI], roles: tuple[Role, ...]
) -> None:
    assert asked_of(both, roles, MANY) > 50


def asked_of(both: dict[str, FastAPI], roles: tuple[Role, ...], examples: int) -> int:
    """Ask each route so often, hold each answer against the description; return how many.

    What is asked is made once and asked on each kind of database.
    """
    schema = schemathesis.openapi.from_asgi("/v1/openapi.json", both["SQLite"])
    headers = {kind: headers_of(app, roles) for kind, app in both.items()}
    asked = 0
    with ExitStack() as stack:
        clients = {
            kind: stack.enter_context(get_client(cast("Any", app), max_stream_events=10))
            for kind, app in both.items()
        }
        for found in schema.get_all_operations():
            assert isinstance(found, Ok)
            operation = found.ok()
            if (operation.method.upper(), operation.path) in ELSEWHERE:
                continue
            asked += 1

            @given(case=operation.as_strategy())
            @settings(
                max_examples=examples,
                deadline=None,
                derandomize=True,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            def ask(case: schemathesis.Case[Any]) -> None:
                for kind, client in clients.items():
                    note(f"on {kind}")
                    answer = case.call(headers=headers[kind], session=client)
                    case.validate_response(answer, checks=CHECKS)

            ask()
    return asked


def headers_of(app: FastAPI, roles: tuple[Role, ...]) -> dict[str, str]:
    """Return what somebody with `roles` sends along; who may, has a plan and a review."""
    person = signed_in(app, "jo", *roles, groups=frozenset({"ml"}))
    if Role.ENGINEER in roles:
        submitted(person, unsure())
        person.post("/v1/decisions/1/reviews", json={})
    return {
        "X-CSRF-Token": person.headers["X-CSRF-Token"],
        "Cookie": "; ".join(f"{name}={value}" for name, value in person.cookies.items()),
    }
