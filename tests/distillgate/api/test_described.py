"""The API keeps what its own description promises, whatever is asked of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from distillgate.web.identity import Role
from tests.databases import migrated
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
    where: str | Path,
    tmp_path: Path,
) -> Iterator[FastAPI]:
    if not isinstance(where, Path):
        migrated(where).engine.dispose()
    found = with_keys(app_at(where, keys=tmp_path / "keys"))
    yield found
    service_in(found).close()


WHO = pytest.mark.parametrize(
    "roles", [EVERYTHING, (Role.AUDITOR,)], ids=["everything", "auditor"]
)


def test_every_route_answers_as_it_is_described(both: FastAPI) -> None:
    assert asked_of(both, EVERYTHING, EXAMPLES) > 50


@pytest.mark.soak
@WHO
def test_every_route_answers_as_it_is_described_much_longer(
    both: FastAPI, roles: tuple[Role, ...]
) -> None:
    assert asked_of(both, roles, MANY) > 50


def asked_of(both: FastAPI, roles: tuple[Role, ...], examples: int) -> int:
    """Ask each route so often, hold each answer against the description; return how many."""
    person = signed_in(both, "jo", *roles, groups=frozenset({"ml"}))
    if Role.ENGINEER in roles:
        submitted(person, unsure())
        person.post("/v1/decisions/1/reviews", json={})
    headers = {
        "X-CSRF-Token": person.headers["X-CSRF-Token"],
        "Cookie": "; ".join(f"{name}={value}" for name, value in person.cookies.items()),
    }
    schema = schemathesis.openapi.from_asgi("/v1/openapi.json", both)
    asked = 0
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
            answer = case.call(headers=headers)
            case.validate_response(answer, checks=CHECKS)

        ask()
    return asked
