"""Who may see and do what through the pages; what is hidden looks as if it were not there."""

import re

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from distillgate.server import app_over
from distillgate.web.identity import Caller, Right, Role
from tests.distillgate.console.browsing import House
from tests.distillgate.console.plantexts import approved_plan, open_plan
from tests.distillgate.web.servers import signed_in

FIELDS = {
    "ask": {"text": "why?"},
    "answer": {"question": "1", "text": "no"},
    "approve": {"until": "2027-01-01", "reason": "risk-accepted"},
    "confirm": {},
    "deny": {"reason": "risk-accepted"},
    "escalate": {"group": "ip-legal"},
    "reopen": {"note": "again"},
}
NEEDS = {
    "ask": Right.REVIEW,
    "answer": Right.ANSWER,
    "approve": Right.DECIDE,
    "confirm": Right.DECIDE,
    "deny": Right.DECIDE,
    "escalate": Right.REVIEW,
    "reopen": Right.REVIEW,
}
PAGES = (
    "/ /reviews /plans /documents /models /datasets /providers /filed /lineage /audit /overview"
    " /new /glossary /portfolio.json /portfolio.csv /policies /policies/words.json"
    " /reviews/together /filed/new/agreement /decisions/1/wrong /decisions/1/record.pdf"
).split()


@pytest.fixture
def app(house: House) -> FastAPI:
    decision = house.submitted(open_plan())
    app = app_over(house.service)
    client = signed_in(app, "jo", Role.REQUESTER)
    answer = client.post(f"/decisions/{decision.number}/review", follow_redirects=False)
    assert answer.status_code == 303
    return app


@pytest.mark.parametrize("role", Role)
def test_each_act_opens_for_its_roles_alone(app: FastAPI, role: Role) -> None:
    client = signed_in(app, "ann", role)
    rights = Caller("ann", machine=False, roles=frozenset({role})).rights
    for act, fields in FIELDS.items():
        answer = client.post(
            f"/reviews/999/{act}", data={"seen": "1", **fields}, follow_redirects=False
        )
        # Whoever may act is told that there is no such review; others that they may not.
        assert answer.status_code == (404 if NEEDS[act] in rights else 403), act


def test_plans_of_others_are_hidden_while_they_wait(app: FastAPI) -> None:
    stranger = signed_in(app, "ann", Role.REQUESTER)
    for path in ("/reviews/1", "/decisions/1", "/plans/counter-chatbot", "/decisions/1/record"):
        hidden, missing = stranger.get(path), stranger.get(path.replace("1", "7"))
        assert hidden.status_code == 404, path
        assert missing.status_code == 404
    assert "counter-chatbot" not in stranger.get("/plans").text
    queue = stranger.get("/reviews?tab=all").text
    assert "counter-chatbot" not in queue
    assert re.findall(r'class="count">(\d+)<', queue) == ["0"] * 5
    assert "counter-chatbot" not in stranger.get("/portfolio.csv").text
    assert signed_in(app, "jo", Role.REQUESTER).get("/decisions/1").status_code == 200


def test_what_is_approved_everybody_may_read(app: FastAPI, house: House) -> None:
    number = house.submitted(approved_plan()).number
    assert signed_in(app, "ann", Role.VIEWER).get(f"/decisions/{number}").status_code == 200


def test_nobody_decides_about_their_own_plan_whatever_they_send(app: FastAPI) -> None:
    own = signed_in(app, "jo", Role.REQUESTER, Role.LEGAL)
    fields = {"seen": "1", "reason": "risk-accepted"}
    answer = own.post("/reviews/1/deny", data=fields, follow_redirects=False)
    assert answer.status_code == 403
    assert "never decides about it" in answer.text


def test_a_team_does_not_decide_about_what_its_key_asks_for(house: House) -> None:
    decision = house.submitted(open_plan(), by="key:ml/ci")
    app = app_over(house.service)
    asking = signed_in(app, "jo", Role.REQUESTER, groups=frozenset({"ml"}))
    asked = asking.post(f"/decisions/{decision.number}/review", follow_redirects=False)
    assert asked.status_code == 303

    fields = {"seen": "1", "reason": "risk-accepted"}
    theirs = signed_in(app, "ann", Role.LEGAL, groups=frozenset({"ml"}))
    refused = theirs.post("/reviews/1/deny", data=fields, follow_redirects=False)
    assert refused.status_code == 403
    assert "a key of a team of" in refused.text
    others = signed_in(app, "max", Role.LEGAL, groups=frozenset({"key"}))
    assert (
        others.post("/reviews/1/deny", data=fields, follow_redirects=False).status_code == 303
    )


def test_a_name_with_a_stroke_is_no_key_of_a_team(house: House) -> None:
    house.submitted(open_plan(), by="ml/ann")
    stranger = signed_in(
        app_over(house.service), "bo", Role.REQUESTER, groups=frozenset({"ml"})
    )
    assert stranger.get("/decisions/1").status_code == 404


def test_a_form_without_its_token_is_refused(app: FastAPI) -> None:
    client = signed_in(app, "max", Role.LEGAL)
    del client.headers["X-CSRF-Token"]
    fields = {"seen": "1", "reason": "risk-accepted"}
    assert client.post("/reviews/1/deny", data=fields).status_code == 403
    page = client.get("/reviews/1").text
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    fields["csrf_token"] = found[1]
    answer = client.post("/reviews/1/deny", data=fields, follow_redirects=False)
    assert answer.status_code == 303


def test_whoever_is_not_known_sees_the_page_to_sign_in(app: FastAPI) -> None:
    answer = TestClient(app).get("/reviews/1")
    assert answer.status_code == 401
    assert "Sign in" in answer.text
    assert "counter-chatbot" not in answer.text


def test_no_page_is_read_without_a_right(app: FastAPI) -> None:
    stranger = TestClient(app)
    for path in PAGES:
        assert stranger.get(path).status_code == 401, path


def test_pages_carry_a_strict_policy(app: FastAPI) -> None:
    answer = signed_in(app, "max", Role.LEGAL).get("/reviews/1")
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_log_is_for_auditors(app: FastAPI) -> None:
    for role in Role:
        status = signed_in(app, "ann", role).get("/audit").status_code
        assert (status == 200) is (role is Role.AUDITOR), role
