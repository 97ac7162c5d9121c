"""How a waiver comes about over the API: asked for, granted by another person, narrowed."""

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from distillgate.web.identity import Role
from tests.distillgate.api.plans import denied
from tests.distillgate.web.servers import signed_in

REQUEST = """\
waiver: W-1
clauses: [house#no-consumer-accounts]
plans: [assistant]
until: 2027-02-01
reason: bought before the policy was there
"""
ML = frozenset({"ml"})


@pytest.fixture
def legal(app: FastAPI) -> TestClient:
    return signed_in(app, "max", Role.LEGAL)


@pytest.fixture
def jo(app: FastAPI) -> TestClient:
    return signed_in(app, "jo", Role.ENGINEER, groups=ML)


def verdict(client: TestClient) -> str:
    return str(client.post("/v1/evaluate", content=denied()).json()["verdict"])


def asked(client: TestClient) -> None:
    answer = client.post("/v1/waiver-requests", content=REQUEST)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == "/v1/waivers/W-1"
    assert (answer.json()["kind"], answer.json()["state"]) == ("waiver-request", "requested")


def test_a_waiver_counts_once_another_person_grants_it(
    jo: TestClient, legal: TestClient
) -> None:
    asked(jo)
    assert verdict(jo) == "denied"
    assert jo.post("/v1/waivers/W-1/grant", json={"role": "engineer"}).status_code == 403
    granted = legal.post("/v1/waivers/W-1/grant", json={"role": "legal", "until": "2027-01-01"})
    assert granted.status_code == 201, granted.text
    assert (granted.json()["kind"], granted.json()["until"]) == ("waiver", "2027-01-01")
    assert verdict(jo) == "needs-review"
    again = legal.post("/v1/waivers/W-1/grant", json={"role": "legal"})
    assert (again.status_code, again.json()["code"]) == (409, "wrong-state")


def test_a_granted_waiver_is_narrowed_and_never_widened(
    jo: TestClient, legal: TestClient
) -> None:
    asked(jo)
    wider = legal.post("/v1/waivers/W-1/grant", json={"role": "legal", "until": "2028-01-01"})
    assert (wider.status_code, wider.json()["code"]) == (403, "waiver-not-allowed")
    assert legal.post("/v1/waivers/W-1/grant", json={"role": "legal"}).status_code == 201
    less = {"role": "legal", "until": "2026-12-01", "reason": "sold"}
    narrowed = legal.post("/v1/waivers/W-1/narrowing", json=less)
    assert narrowed.status_code == 200, narrowed.text
    assert narrowed.json()["until"] == "2026-12-01"
    more = {**less, "until": "2027-02-01"}
    assert legal.post("/v1/waivers/W-1/narrowing", json=more).status_code == 403


def test_nobody_grants_what_they_or_a_key_of_their_team_ask_for(
    app: FastAPI, legal: TestClient, jo: TestClient
) -> None:
    own = signed_in(app, "eve", Role.LEGAL, Role.REQUESTER)
    asked(own)
    refused = own.post("/v1/waivers/W-1/grant", json={"role": "legal"})
    assert (refused.status_code, refused.json()["code"]) == (403, "not-entitled")
    assert legal.post("/v1/waivers/W-1/revocation", json={"reason": "no"}).status_code == 200
    wish = {"team": "ml", "name": "ci", "rights": ["reviews:request"]}
    secret = jo.post("/v1/keys", json=wish).json()["secret"]
    asked(TestClient(app, headers={"Authorization": f"Bearer {secret}"}))
    team = signed_in(app, "max", Role.LEGAL, groups=ML)
    assert team.post("/v1/waivers/W-1/grant", json={"role": "legal"}).status_code == 403
    assert legal.post("/v1/waivers/W-1/grant", json={"role": "legal"}).status_code == 201


def test_what_is_no_waiver_is_told_with_its_place(jo: TestClient) -> None:
    answer = jo.post("/v1/waiver-requests", content="waiver: W-2\nplans: [a]\n")
    assert answer.status_code == 422
    assert answer.json()["diagnostics"][0]["path"] == "waiver.yaml"
    assert jo.post("/v1/waivers/W-9/grant", json={"role": "legal"}).status_code == 403
