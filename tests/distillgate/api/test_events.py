from dataclasses import replace

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from distillgate.sending import delivering_from
from distillgate.server import app_over, rights_of
from distillgate.usecases.delivering import deliver_all
from distillgate.web.identity import Role
from tests.distillgate.api.plans import submitted, unsure
from tests.distillgate.libraries import approved
from tests.distillgate.web.servers import service_in, signed_in
from tests.receivers import Receiver, receiving


@pytest.fixture
def ada(app: FastAPI) -> TestClient:
    return signed_in(app, "ada", Role.ADMIN)


@pytest.fixture
def jo(app: FastAPI) -> TestClient:
    return signed_in(app, "jo", Role.ENGINEER, groups=frozenset({"ml"}))


def allowing(app: FastAPI, receiver: Receiver) -> FastAPI:
    """Return the same program where the receiver's origin is allowed by name."""
    service = service_in(app)
    settings = replace(service.settings, private_origins=(receiver.origin,))
    return app_over(replace(service, settings=settings))


def test_events_are_read_by_cursor(ada: TestClient, jo: TestClient) -> None:
    assert ada.get("/v1/events").json() == {"events": [], "next": "0"}
    submitted(jo, unsure())
    jo.post("/v1/decisions/1/reviews", json={})
    page = ada.get("/v1/events?most=1").json()
    (first,) = page["events"]
    assert first["type"] == "decision.made"
    assert first["data"]["link"] == "/decisions/1"
    rest = ada.get("/v1/events", params={"after": page["next"]}).json()
    assert [each["type"] for each in rest["events"]] == ["review.requested"]
    assert ada.get("/v1/events", params={"after": rest["next"]}).json() == {
        "events": [],
        "next": rest["next"],
    }


def test_a_key_may_read_events_where_an_administrator_makes_it(
    app: FastAPI, ada: TestClient, jo: TestClient
) -> None:
    wish = {"team": "ml", "name": "siem", "rights": ["events:read"]}
    assert jo.post("/v1/keys", json=wish).status_code == 403
    made = ada.post("/v1/keys", json=wish)
    assert made.status_code == 201, made.text
    key = TestClient(app, headers={"Authorization": f"Bearer {made.json()['secret']}"})
    submitted(jo, approved())
    assert len(key.get("/v1/events").json()["events"]) == 1
    managing = {**wish, "name": "more", "rights": ["webhooks:manage"]}
    assert ada.post("/v1/keys", json=managing).status_code == 403


def test_a_webhook_is_added_told_rotated_replayed_and_retired(
    app: FastAPI, jo: TestClient
) -> None:
    with receiving() as receiver:
        program = allowing(app, receiver)
        ada = signed_in(program, "ada", Role.ADMIN)
        wish = {"name": "mine", "url": receiver.url, "filter": {"verdicts": ["needs-review"]}}
        made = ada.post("/v1/webhooks", json=wish)
        assert made.status_code == 201, made.text
        assert made.json()["secret"].startswith("whsec_")
        submitted(jo, unsure())
        submitted(jo, approved().replace("document-reader", "other"))
        service = service_in(program)
        deliver_all(delivering_from(service.database, service.settings))
        assert [each.said["data"]["plan"] for each in receiver.all()] == ["document-reader"]
        (listed,) = ada.get("/v1/webhooks").json()["webhooks"]
        assert listed["deliveries"] == {"sent": 1}
        assert "secret" not in listed
        (told,) = ada.get("/v1/webhooks/mine/deliveries?state=sent").json()["deliveries"]
        assert (told["plan"], told["status"]) == ("document-reader", 204)
        rotated = ada.post("/v1/webhooks/mine/rotation").json()
        assert rotated["secret"] != made.json()["secret"]
        again = ada.post("/v1/webhooks/mine/replay", json={"after": 0})
        assert again.json() == {"deliveries": 1}
        assert ada.post("/v1/webhooks/mine/retirement").json()["retired_by"] == "ada"
        assert ada.post("/v1/webhooks/mine/retirement").status_code == 409


def test_what_cannot_be_told_is_refused_with_its_reason(ada: TestClient) -> None:
    good = {"name": "mine", "url": "https://hooks.example/in"}
    for wrong, status in (
        ({"url": "http://10.0.0.1/in"}, 422),
        ({"url": "https://jo:pw@hooks.example/"}, 422),
        ({"name": "No Name"}, 422),
        ({"filter": {"kinds": ["decision.mode"]}}, 422),
        ({"filter": {"verdicts": ["maybe"]}}, 422),
        ({"filter": {"moons": ["full"]}}, 422),
        ({"form": "chat", "url": "ftp://hooks.example"}, 422),
    ):
        answer = ada.post("/v1/webhooks", json={**good, **wrong})
        assert answer.status_code == status, (wrong, answer.text)
    for path in ("deliveries", "rotation", "retirement"):
        ask = ada.get if path == "deliveries" else ada.post
        assert ask(f"/v1/webhooks/nobody/{path}").status_code == 404
    assert ada.post("/v1/webhooks/nobody/replay", json={"after": 0}).status_code == 404


def test_links_lead_to_pages_that_there_are(app: FastAPI) -> None:
    paths = {path for method, path, _ in rights_of(app) if method == "GET"}
    assert {"/", "/decisions/{number}", "/plans/{plan}", "/filed", "/policies"} <= paths


def test_a_running_server_tells_of_what_it_decides(app: FastAPI, jo: TestClient) -> None:
    with receiving() as receiver:
        program = allowing(app, receiver)
        ada = signed_in(program, "ada", Role.ADMIN)
        wish = {"name": "mine", "url": receiver.url}
        assert ada.post("/v1/webhooks", json=wish).status_code == 201
        with TestClient(program):
            submitted(jo, approved())
            assert receiver.got.get(timeout=60).said["data"]["plan"] == "document-reader"
