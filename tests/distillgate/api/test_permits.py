import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from distillgate.gate.jobs import KEYS, LOG, PROOF_SUFFIX, STATUS
from distillgate.usecases.auditlog import policy_text
from distillgate.usecases.permitcheck import PermitToCheck, verify_permit
from distillgate.web.identity import Role
from tests.distillgate.api.plans import submitted, unsure
from tests.distillgate.libraries import approved
from tests.distillgate.web.servers import MOMENT, app_at, service_in, signed_in, with_keys

BASE = f"sha256:{'a' * 64}"
WISH = {
    "decision": 1,
    "audience": "trainer-1",
    "acts": ["train"],
    "materials": {"hf:opener/base-7b": BASE},
}


@pytest.fixture
def kept(example_packs: None, tmp_path: Path) -> Iterator[FastAPI]:  # noqa: ARG001 packs first
    """A program whose log has its keys."""
    app = with_keys(app_at(tmp_path / "registry.db", keys=tmp_path / "keys"))
    yield app
    service_in(app).close()


@pytest.fixture
def jo(kept: FastAPI) -> TestClient:
    return signed_in(kept, "jo", Role.ENGINEER)


def test_an_approval_gives_a_permit_that_verifies_offline(
    kept: FastAPI, jo: TestClient, tmp_path: Path
) -> None:
    submitted(jo, approved())
    answer = jo.post("/v1/permits", json=WISH)
    assert answer.status_code == 201, answer.text
    found = answer.json()
    trust = tmp_path / "trust"
    trust.mkdir()
    (trust / KEYS).write_text(jo.get("/v1/permits/keys").text)
    (trust / LOG).write_text(policy_text(service_in(kept).database))
    (trust / STATUS).write_text(jo.get("/v1/permits/status-list").text)
    (tmp_path / "plan.yaml").write_text(approved())
    (tmp_path / "permit.sigstore.json").write_text(json.dumps(found["bundle"]))
    (tmp_path / f"permit{PROOF_SUFFIX}").write_text(found["proof"])
    asked = PermitToCheck(
        tmp_path / "permit.sigstore.json",
        str(tmp_path / "plan.yaml"),
        trust,
        "trainer-1",
        materials={"hf:opener/base-7b": BASE},
    )
    held = verify_permit(asked, lambda *_: None, now=MOMENT)
    assert held.statement.id == found["permit"]
    place = f"/v1/permits/{found['permit']}"
    assert jo.get(place).json()["bundle"] == found["bundle"]
    assert jo.get(f"{place}/proof").json()["proof"] == found["proof"]


def test_what_is_not_approved_gets_no_permit(jo: TestClient) -> None:
    submitted(jo, unsure())
    answer = jo.post("/v1/permits", json=WISH)
    assert (answer.status_code, answer.json()["code"]) == (409, "no-permit")
    assert jo.post("/v1/permits", json={**WISH, "decision": 9}).status_code == 404


def test_what_a_permit_must_bind_is_told(jo: TestClient) -> None:
    submitted(jo, approved())
    answer = jo.post("/v1/permits", json={**WISH, "materials": {}})
    assert (answer.status_code, answer.json()["code"]) == (409, "no-permit")
    assert "hf:opener/base-7b" in answer.json()["detail"]
    wrongs: tuple[dict[str, object], ...] = (
        {"acts": []},
        {"acts": ["fly"]},
        {"hours": 0},
        {"audience": "a b"},
    )
    for wrong in wrongs:
        assert jo.post("/v1/permits", json={**WISH, **wrong}).status_code == 422, wrong


def test_a_permit_is_used_as_often_as_it_says_and_taken_back(
    kept: FastAPI, jo: TestClient
) -> None:
    submitted(jo, approved())
    name = jo.post("/v1/permits", json={**WISH, "max_runs": 1}).json()["permit"]
    place = f"/v1/permits/{name}"
    begun = jo.post(f"{place}/runs")
    assert (begun.status_code, begun.json()["run"]) == (201, 1)
    assert jo.post(f"{place}/runs").status_code == 409
    assert jo.post(f"{place}/runs/2/end", json={"exit_code": 0}).status_code == 409
    assert jo.post(f"{place}/runs/1/end", json={"exit_code": 0}).status_code == 200
    assert jo.post(f"{place}/revocation").status_code == 403
    legal = signed_in(kept, "max", Role.LEGAL)
    revoked = legal.post(f"{place}/revocation").json()
    assert revoked["revoked_at"] is not None
    assert revoked["runs"] == 1
    assert legal.post(f"{place}/revocation").status_code == 409
    assert legal.post("/v1/permits/permit-0/revocation").status_code == 404


def test_without_keys_nothing_is_signed(app: FastAPI) -> None:
    jo = signed_in(app, "jo", Role.ENGINEER)
    submitted(jo, approved())
    answer = jo.post("/v1/permits", json=WISH)
    assert (answer.status_code, answer.json()["code"]) == (409, "not-set-up")
    assert "audit init" in answer.json()["hint"]
    assert jo.get("/v1/permits/status-list").status_code == 409
