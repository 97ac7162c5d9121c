import json
from datetime import UTC, datetime, timedelta

from fastapi import FastAPI
from starlette.testclient import TestClient

from distillgate.usecases.auditlog import Sought, records_in
from distillgate.usecases.submit import submit_plan
from distillgate.web.identity import FOR_PEOPLE, Caller, How, Right, Role, roles_in
from distillgate.web.service import writer_of
from distillgate.web.sessions import IDLE, LONGEST, Sessions
from registry.database import Database
from tests.databases import JO
from tests.distillgate.api.plans import submitted
from tests.distillgate.libraries import DAY, a_plan, approved
from tests.distillgate.web.servers import service_in, signed_in


def caller(*roles: Role, machine: bool = False, **more: object) -> Caller:
    return Caller("jo", machine, frozenset(roles), **more)  # type: ignore[arg-type]


def test_without_a_role_nothing_is_allowed() -> None:
    assert caller().rights == frozenset()


def test_an_auditor_changes_nothing_whatever_else_they_are() -> None:
    both = caller(Role.AUDITOR, Role.APPROVER)
    assert not both.may(Right.DECIDE)
    assert both.may(Right.READ_AUDIT)


def test_no_machine_decides_in_any_role() -> None:
    everything = caller(*(set(Role) - {Role.AUDITOR}), machine=True)
    assert not everything.rights & FOR_PEOPLE


def test_a_key_opens_what_it_is_for_and_no_more() -> None:
    key = caller(machine=True, only=frozenset({Right.EVALUATE, Right.DECIDE}))
    assert key.may(Right.EVALUATE)
    assert not key.may(Right.DECIDE)
    assert not key.may(Right.SUBMIT)


def test_a_group_never_gives_a_role() -> None:
    found = caller(Role.VIEWER, groups=frozenset({"ip-legal", "approver"}))
    assert found.acts_as == ("ip-legal", "viewer")
    assert roles_in(["approver", "ip-legal"]) == (
        frozenset({Role.APPROVER}),
        frozenset({"ip-legal"}),
    )


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def test_a_token_signs_in_once(database: Database) -> None:
    sessions = Sessions(Clock(), database)
    token = sessions.invite(caller(Role.VIEWER))
    entered = sessions.enter(token)
    assert entered is not None
    assert sessions.caller(entered[0]) is not None
    assert sessions.enter(token) is None
    assert sessions.enter("") is None


def test_a_token_is_of_no_use_as_a_cookie_and_ends_after_twelve_hours(
    database: Database,
) -> None:
    clock = Clock()
    sessions = Sessions(clock, database)
    token = sessions.invite(caller(Role.VIEWER))
    for secret in (token, f"once:{token}"):
        assert sessions.caller(secret) is None
    clock.now += LONGEST
    assert sessions.enter(token) is None


def test_another_server_on_the_same_registry_takes_the_token_once(database: Database) -> None:
    one, other = (Sessions(Clock(), database) for _ in range(2))
    token = one.invite(caller(Role.VIEWER))
    assert other.enter(token) is not None
    assert one.enter(token) is None


def test_a_record_says_how_who_acts_was_known(app: FastAPI) -> None:
    jo = signed_in(app, "jo", Role.ENGINEER, groups=frozenset({"ml"}))
    rights = ["plans:submit"]
    key = jo.post("/v1/keys", json={"team": "ml", "name": "ci", "rights": rights}).json()
    submitted(jo, approved())
    ci = TestClient(app, headers={"Authorization": f"Bearer {key['secret']}"})
    submitted(ci, approved().replace("document-reader", "another"))
    service = service_in(app)
    text = approved().replace("document-reader", "third")
    submit_plan(a_plan(text), service.library(), service.ledger(), JO, as_of=DAY)
    by_token = writer_of(
        Caller("eve", machine=False, roles=frozenset(), how=How.TOKEN), service
    )
    submit_plan(a_plan(text), service.library(), service.ledger(), by_token, as_of=DAY)
    records = records_in(service.database, Sought("decision.made"))
    actors = [json.loads(each.leaf)["actor"] for each in records]
    assert [each["auth"] for each in actors] == ["session", "key", "cli", "oidc"]
    assert [each["type"] for each in actors] == ["user", "service", "user", "user"]


def test_a_session_ends_when_idle_and_after_its_longest_time(database: Database) -> None:
    clock = Clock()
    sessions = Sessions(clock, database)
    secret, _ = sessions.begin(caller(Role.VIEWER))
    clock.now += IDLE - timedelta(seconds=1)
    assert sessions.caller(secret) is not None
    clock.now += IDLE
    assert sessions.caller(secret) is None
    secret, _ = sessions.begin(caller(Role.VIEWER))
    for _ in range(20):
        clock.now += timedelta(hours=1)
        sessions.caller(secret)
    assert sessions.caller(secret) is None
    assert timedelta(hours=20) > LONGEST


def test_a_session_that_was_ended_opens_nothing(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.ENGINEER)
    assert client.get("/v1/session").json()["name"] == "jo"
    kept = dict(client.cookies)
    assert client.delete("/v1/session").status_code == 204
    again = TestClient(app, cookies=kept)
    assert again.get("/v1/session").status_code == 401


def test_the_link_that_serve_prints_signs_in_and_leads_home(app: FastAPI) -> None:
    token = service_in(app).sessions.invite(caller(Role.VIEWER))
    client = TestClient(app, follow_redirects=False)
    answer = client.get("/sign-in", params={"token": token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert client.get("/v1/session").status_code == 200
    assert client.get("/sign-in", params={"token": token}).status_code == 401


def test_over_tls_the_cookie_is_bound_to_the_host(app: FastAPI) -> None:
    token = service_in(app).sessions.invite(caller(Role.VIEWER))
    client = TestClient(app, base_url="https://gate.example")
    answer = client.post("/v1/session", json={"token": token})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-distillgate=")
    assert "Secure" in cookie
    assert "Strict-Transport-Security" in answer.headers


def test_a_request_by_cookie_must_carry_the_token_of_its_session(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.ENGINEER)
    assert client.post("/v1/evaluate", content=approved()).status_code == 200
    for wrong in ("", "x", client.headers["X-CSRF-Token"][:-1]):
        client.headers["X-CSRF-Token"] = wrong
        answer = client.post("/v1/evaluate", content=approved())
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf")
