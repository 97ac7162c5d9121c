import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from distillgate.web.identity import Role
from registry.database import Database
from tests.distillgate.api.plans import submitted, unsure
from tests.distillgate.libraries import approved
from tests.distillgate.web.servers import service_in, signed_in

WISH = {"team": "ml", "name": "ci", "rights": ["evaluate", "plans:submit", "plans:read"]}
ML = frozenset({"ml"})


@pytest.fixture
def jo(app: FastAPI) -> TestClient:
    return signed_in(app, "jo", Role.ENGINEER, groups=ML)


def made(jo: TestClient, **more: object) -> dict[str, str]:
    answer = jo.post("/v1/keys", json={**WISH, **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, str] = answer.json()
    return found


def by(app: FastAPI, secret: str) -> TestClient:
    return TestClient(app, headers={"Authorization": f"Bearer {secret}"})


def test_a_key_opens_what_it_is_for_and_no_more(app: FastAPI, jo: TestClient) -> None:
    ci = by(app, made(jo)["secret"])
    assert ci.post("/v1/evaluate", content=approved()).status_code == 200
    decision = submitted(ci, approved())
    assert decision["by"] == "key:ml/ci"
    who = ci.get("/v1/session").json()
    assert (who["machine"], who["team"]) == (True, "ml")
    for path in ("/v1/keys", "/v1/waivers"):
        assert ci.get(path).status_code == 403, path
    assert ci.post("/v1/keys", json=WISH).status_code == 403


def test_what_opens_is_shown_once_and_kept_as_a_digest(app: FastAPI, jo: TestClient) -> None:
    secret = made(jo)["secret"]
    listed = jo.get("/v1/keys")
    assert [each["name"] for each in listed.json()["keys"]] == ["ci"]
    bare = secret.partition("_")[2].partition("_")[2]
    assert bare not in listed.text
    with service_in(app).database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM api_key").fetchall()
    assert rows
    assert bare not in str(rows)


def test_a_wrong_or_revoked_key_opens_nothing(app: FastAPI, jo: TestClient) -> None:
    key = made(jo)
    secret = key["secret"]
    for wrong in (secret[:-1], secret + "x", "dgk_" + "0" * 18 + "_" + "a" * 43, "dgk_", "x"):
        assert by(app, wrong).get("/v1/plans").status_code == 401, wrong
    assert by(app, secret).get("/v1/plans").status_code == 200
    revoked = jo.post(f"/v1/keys/{key['key']}/revocation")
    assert revoked.json()["revoked_by"] == "jo"
    assert by(app, secret).get("/v1/plans").status_code == 401
    assert jo.post(f"/v1/keys/{key['key']}/revocation").status_code == 409


def test_a_wrong_key_is_not_made_good_by_a_cookie(jo: TestClient) -> None:
    assert jo.get("/v1/plans").status_code == 200
    jo.headers["Authorization"] = "Bearer dgk_wrong"
    assert jo.get("/v1/plans").status_code == 401


def test_nobody_makes_a_key_for_more_than_they_may(app: FastAPI, jo: TestClient) -> None:
    for wrong, status in (
        ({"team": "others"}, 403),
        ({"rights": ["reviews:decide"]}, 403),
        ({"rights": ["audit:read"]}, 403),
        ({"rights": ["fly"]}, 422),
        ({"rights": []}, 422),
        ({"days": 9_999}, 422),
        ({"name": "CI"}, 422),
    ):
        assert jo.post("/v1/keys", json={**WISH, **wrong}).status_code == status, wrong
    made(jo)
    assert jo.post("/v1/keys", json=WISH).status_code == 409
    admin = signed_in(app, "ada", Role.ADMIN)
    made(admin, name="audits", rights=["audit:read"])
    beyond = admin.post("/v1/keys", json={**WISH, "rights": ["reviews:decide"]})
    assert beyond.status_code == 403


def test_keys_of_other_teams_are_not_there(app: FastAPI, jo: TestClient) -> None:
    key = made(jo)
    other = signed_in(app, "kim", Role.ENGINEER, groups=frozenset({"others"}))
    assert other.get("/v1/keys").json()["keys"] == []
    assert other.post(f"/v1/keys/{key['key']}/revocation").status_code == 404


def test_a_team_sees_what_its_key_submits_and_decides_none_of_it(
    app: FastAPI, jo: TestClient
) -> None:
    ci = by(app, made(jo, rights=["plans:submit", "reviews:request"])["secret"])
    submitted(ci, unsure())
    assert jo.get("/v1/plans/document-reader").status_code == 200
    asked = ci.post("/v1/decisions/1/reviews", json={})
    assert asked.status_code == 201, asked.text
    approval = {"until": "2027-03-01", "reason": "counsel-opinion"}
    mate = signed_in(app, "ann", Role.LEGAL, groups=ML)
    refused = mate.post("/v1/reviews/1/approval", json=approval)
    assert (refused.status_code, refused.json()["code"]) == (403, "not-entitled")
    legal = signed_in(app, "max", Role.LEGAL)
    assert legal.post("/v1/reviews/1/approval", json=approval).status_code == 200


def test_keys_and_revocations_are_records_of_the_log(app: FastAPI, jo: TestClient) -> None:
    key = made(jo)
    jo.post(f"/v1/keys/{key['key']}/revocation")
    database: Database = service_in(app).database
    with database.reading() as connection:
        found = connection.exec_driver_sql(
            "SELECT outcome FROM audit_entry WHERE kind = 'registry.changed' ORDER BY idx"
        )
        assert [row[0] for row in found] == ["key-made", "key-revoked"]
