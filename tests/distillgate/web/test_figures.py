"""Figures and traces: what they count, and what they never tell."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi import FastAPI
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from distillgate.server import app_over
from distillgate.web.identity import Role
from tests.distillgate.api.plans import submitted
from tests.distillgate.libraries import approved
from tests.distillgate.web.servers import service_in, signed_in


def figures(client: TestClient) -> dict[tuple[str, tuple[str, ...]], float]:
    """Return each figure by its name and labels."""
    answer = client.get("/metrics")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    return {
        (sample.name, tuple(sample.labels[key] for key in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_answers_are_counted_by_route_and_never_by_what_is_asked(app: FastAPI) -> None:
    admin = signed_in(app, "ada", Role.ADMIN)
    jo = signed_in(app, "jo", Role.ENGINEER)
    for _ in range(3):
        jo.post("/v1/evaluate", content=approved())
    submitted(jo, approved())
    jo.get("/v1/plans/document-reader")
    for number in range(5):
        jo.get(f"/nowhere/{number}")
    found = figures(admin)
    counted = "distillgate_requests_total"
    assert found[counted, ("POST", "/v1/evaluate", "200")] == 3
    assert found[counted, ("GET", "/v1/plans/{name}", "200")] == 1
    assert found[counted, ("GET", "elsewhere", "404")] == 5
    assert found["distillgate_verdicts_total", ("judged",)] == 1
    assert found["distillgate_verdicts_total", ("kept",)] == 2
    assert found["distillgate_request_seconds_count", ("/v1/evaluate",)] == 3
    assert found["distillgate_log_records", ()] == 1
    assert not any("document-reader" in label for _, labels in found for label in labels)


def test_a_key_may_be_for_the_figures_alone(app: FastAPI) -> None:
    jo = signed_in(app, "jo", Role.ENGINEER, groups=frozenset({"ml"}))
    assert jo.get("/metrics").status_code == 403
    admin = signed_in(app, "ada", Role.ADMIN)
    wish = {"team": "ops", "name": "prometheus", "rights": ["metrics:read"]}
    made = admin.post("/v1/keys", json=wish)
    assert made.status_code == 201, made.text
    scraper = TestClient(app, headers={"Authorization": f"Bearer {made.json()['secret']}"})
    assert scraper.get("/metrics").status_code == 200
    assert scraper.get("/v1/plans").status_code == 403


def test_without_the_extra_it_is_said_what_to_install(app: FastAPI) -> None:
    app.state.figures = None
    answer = signed_in(app, "ada", Role.ADMIN).get("/metrics")
    assert (answer.status_code, answer.json()["code"]) == (501, "no-figures")
    assert "distillgate[metrics]" in answer.json()["hint"]


@pytest.fixture
def spans(app: FastAPI) -> Iterator[tuple[FastAPI, InMemorySpanExporter]]:
    """Give a program that traces, and what it has traced."""
    service = service_in(app)
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    traced = app_over(replace(service, settings=replace(service.settings, traces=True)))
    traced._telemetry["tracer_provider"] = provider
    yield traced, exporter
    provider.shutdown()


def test_requests_are_traced_without_what_opens_a_session(
    spans: tuple[FastAPI, InMemorySpanExporter],
) -> None:
    traced, exporter = spans
    client = TestClient(traced)
    client.get("/sign-in?token=secret-token")
    signed_in(traced, "jo", Role.VIEWER).post("/v1/evaluate", content=approved())
    found = exporter.get_finished_spans()
    assert "POST /v1/evaluate" in {each.name for each in found}
    told = "".join(str(each.attributes) for each in found)
    assert "secret-token" not in told
    assert "acme" not in told
