import re
from datetime import date

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from distillgate.web.identity import Role
from registry.filings import Filing, FilingKind
from registry.filingstore import FilingStore
from registry.statements import Writer
from tests.distillgate.api.plans import denied
from tests.distillgate.web.servers import service_in, signed_in

WAIVER = """\
waiver: W-1
clauses: [house#no-consumer-accounts]
plans: [assistant]
by: max
role: legal
on: 2026-11-01
until: 2027-02-01
reason: bought before the policy was there
"""
ANSWER = """\
determination: D-1
fact: terms.competes_with_issuer
is: false
issuer: acme
by: max
role: legal
on: 2026-11-01
until: 2027-11-01
reason: no assistant
"""


@pytest.fixture
def legal(app: FastAPI) -> TestClient:
    return signed_in(app, "max", Role.LEGAL)


def verdict(client: TestClient) -> str:
    return str(client.post("/v1/plans", content=denied()).json()["verdict"])


def test_what_lies_on_file_counts_at_once_until_it_is_revoked(
    app: FastAPI, legal: TestClient
) -> None:
    jo = signed_in(app, "jo", Role.ENGINEER)
    assert verdict(jo) == "denied"
    answer = legal.post("/v1/waivers", content=WAIVER)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == "/v1/waivers/W-1"
    assert verdict(jo) == "needs-review"
    assert legal.post("/v1/determinations", content=ANSWER).status_code == 201
    assert verdict(jo) == "approved-with-obligations"
    shown = jo.get("/v1/waivers/W-1").json()
    assert shown["standing"] == "until 2027-02-01"
    assert shown["text"].startswith(f"{WAIVER}meant:\n")
    revoked = legal.post("/v1/waivers/W-1/revocation", json={"reason": "sold"})
    assert revoked.json()["revoked"]["reason"] == "sold"
    assert verdict(jo) == "denied"
    assert jo.get("/v1/waivers").json()["waivers"] == []
    assert len(jo.get("/v1/waivers?all=true").json()["waivers"]) == 1


def test_only_who_signs_files(app: FastAPI, legal: TestClient) -> None:
    other = signed_in(app, "eve", Role.LEGAL).post("/v1/waivers", content=WAIVER)
    assert (other.status_code, other.json()["code"]) == (403, "not-entitled")
    engineer = signed_in(app, "max", Role.ENGINEER).post("/v1/waivers", content=WAIVER)
    assert engineer.status_code == 403
    assert legal.get("/v1/waivers").json()["waivers"] == []


def test_what_is_wrong_is_told_by_its_place(legal: TestClient) -> None:
    assert legal.post("/v1/agreements", content=WAIVER).status_code == 422
    broken = legal.post("/v1/waivers", content="waiver: [\n")
    assert (broken.status_code, broken.json()["line"]) == (400, 1)
    assert legal.post("/v1/waivers", content=WAIVER).status_code == 201
    assert legal.post("/v1/waivers", content=WAIVER).status_code == 409
    assert legal.get("/v1/waivers/W-2").status_code == 404
    assert legal.post("/v1/waivers", json={}).status_code == 415
    bare = legal.post("/v1/waivers/W-1/revocation", json={"reason": ""})
    assert bare.status_code == 422


def test_waivers_that_are_outgrown_are_told_as_such(app: FastAPI, legal: TestClient) -> None:
    assert legal.post("/v1/waivers", content=WAIVER).status_code == 201
    text = legal.get("/v1/waivers/W-1").json()["text"]
    older = re.sub(r"[0-9a-f]{32,64}", lambda found: "0" * len(found[0]), text)
    assert older != text
    draft = Filing(FilingKind.WAIVER, "W-2", "", "", "", date(2026, 11, 1), date(2027, 2, 1))
    writer = Writer("max", "2026-11-24T10:00:00.000000Z")
    with service_in(app).ledger().writing() as entry:
        older = older.replace("waiver: W-1", "waiver: W-2")
        FilingStore(entry.connection).file(draft, older.encode(), writer)
    first, second = legal.get("/v1/waivers").json()["waivers"]
    assert "outgrown" not in first
    assert second["outgrown"] == ["house#no-consumer-accounts"]
    shown = legal.get("/v1/waivers/W-2").json()
    assert shown["outgrown"] == ["house#no-consumer-accounts"]
