from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from distillgate.web.identity import Role
from distillgate.web.ratelimits import RateLimit
from distillgate.web.safety import HEADERS, MOST_BYTES
from tests.distillgate.libraries import approved
from tests.distillgate.web.servers import app_at, signed_in


def test_every_answer_says_what_browsers_must_not_do(app: FastAPI) -> None:
    client = TestClient(app)
    for path in ("/v1/health", "/v1/nowhere", "/v1/session"):
        answer = client.get(path)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
    assert (
        "Access-Control-Allow-Origin"
        not in client.get("/v1/health", headers={"Origin": "https://elsewhere.example"}).headers
    )


def test_a_request_keeps_the_number_it_came_with_and_gets_one_otherwise(app: FastAPI) -> None:
    client = TestClient(app)
    given = client.get("/v1/health", headers={"X-Request-ID": "job-7"})
    assert given.headers["X-Request-ID"] == "job-7"
    made = client.get("/v1/health", headers={"X-Request-ID": "a b\x07"})
    assert made.headers["X-Request-ID"] not in {"", "a b\x07"}


def test_too_large_a_request_is_refused_whether_or_not_it_says_so(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.ENGINEER)
    told = client.post("/v1/evaluate", content=b"x" * (MOST_BYTES + 1))
    untold = client.post("/v1/evaluate", content=(b"x" * 65_536 for _ in range(100)))
    for answer in (told, untold):
        assert answer.status_code == 413
        assert answer.json()["code"] == "too-large"
    odd = client.post("/v1/evaluate", content=b"x", headers={"Content-Length": "-1"})
    assert odd.status_code == 413


def test_a_fault_of_ours_is_told_without_what_it_says(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(app, "jo", Role.ENGINEER)

    def broken(*_: object, **__: object) -> None:
        raise ValueError("secret words")

    monkeypatch.setattr("distillgate.api.evaluate.check_plan", broken)
    answer = client.post("/v1/evaluate", content=approved())
    assert answer.status_code == 500
    assert answer.json()["code"] == "fault"
    assert "secret" not in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_who_asks_too_often_is_told_when_to_ask_again(
    example_packs: None,  # noqa: ARG001 the packs must be there first
    tmp_path: Path,
) -> None:
    app = app_at(tmp_path / "registry.db", rate_limit=3)
    client = signed_in(app, "jo", Role.VIEWER)
    answers = [client.get("/v1/session") for _ in range(5)]
    assert answers[0].headers["RateLimit-Limit"] == "3"
    refused = answers[-1]
    assert refused.status_code == 429
    assert refused.json()["code"] == "too-often"
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["RateLimit-Remaining"] == "0"
    # Others are not held up by it.
    assert signed_in(app, "max", Role.VIEWER).get("/v1/session").status_code == 200


def test_a_limit_counts_each_name_by_itself() -> None:
    limit = RateLimit(2)
    assert [limit.take("a") is not None for _ in range(2)] == [True, True]
    third, other = limit.take("a"), limit.take("b")
    assert third is not None
    assert third.refused
    assert other is not None
    assert not other.refused
    assert RateLimit(0).take("a") is None
