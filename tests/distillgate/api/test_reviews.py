import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from distillgate.web.identity import Role
from tests.distillgate.api.plans import denied, submitted, unsure
from tests.distillgate.libraries import approved
from tests.distillgate.web.servers import signed_in

UNTIL = "2027-03-01"
APPROVAL = {"until": UNTIL, "reason": "counsel-opinion"}


@pytest.fixture
def jo(app: FastAPI) -> TestClient:
    return signed_in(app, "jo", Role.ENGINEER)


@pytest.fixture
def legal(app: FastAPI) -> TestClient:
    return signed_in(app, "max", Role.LEGAL)


def requested(jo: TestClient, text: str | None = None) -> dict[str, object]:
    number = submitted(jo, text or unsure())["decision"]
    answer = jo.post(f"/v1/decisions/{number}/reviews", json={"note": "please"})
    assert answer.status_code == 201, answer.text
    found: dict[str, object] = answer.json()
    return found


def test_an_answer_settles_a_review(jo: TestClient, legal: TestClient) -> None:
    review = requested(jo)
    assert (review["review"], review["state"]) == ("1", "open")
    asked = {"text": "Which?", "fact": "ingredient.account", "ingredient": "hf:acme/large"}
    answer = legal.post("/v1/reviews/1/questions", json=asked)
    assert answer.json()["state"] == "waiting-for-requester"
    answer = jo.post("/v1/reviews/1/answers", json={"text": "business"})
    assert (answer.status_code, answer.json()["state"]) == (200, "settled"), answer.text
    assert jo.get("/v1/plans/document-reader").json()["approves"] is True


def test_a_person_approves_until_a_day(jo: TestClient, legal: TestClient) -> None:
    requested(jo)
    answer = legal.post("/v1/reviews/1/approval", json=APPROVAL)
    assert answer.status_code == 200, answer.text
    assert answer.json()["standing"] == f"approved until {UNTIL}"
    shown = jo.get("/v1/plans/document-reader").json()
    assert (shown["standing"], shown["approves"]) == ("approved-by-review", True)
    # Then everybody sees it.
    assert jo.get("/v1/reviews/1").status_code == 200
    reopened = legal.post("/v1/reviews/1/reopening", json={"note": "new terms"})
    assert reopened.json()["state"] == "open"
    assert jo.get("/v1/plans/document-reader").json()["approves"] is False


def test_nobody_decides_what_they_ask_for(app: FastAPI, jo: TestClient) -> None:
    requested(jo)
    same = signed_in(app, "jo", Role.LEGAL, Role.APPROVER)
    for place, body in (("approval", APPROVAL), ("denial", {"reason": "cannot-be-fixed"})):
        answer = same.post(f"/v1/reviews/1/{place}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "not-entitled")
        assert "DISTILLGATE" not in answer.text


def test_an_engineer_decides_nothing(app: FastAPI, jo: TestClient) -> None:
    requested(jo)
    kim = signed_in(app, "kim", Role.ENGINEER)
    for place, body in (
        ("approval", APPROVAL),
        ("denial", {"reason": "cannot-be-fixed"}),
        ("confirmation", {}),
        ("questions", {"text": "why"}),
        ("escalation", {"group": "ip-legal"}),
        ("reopening", {}),
    ):
        answer = kim.post(f"/v1/reviews/1/{place}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "not-entitled"), place


def test_a_denial_is_set_aside_by_two(app: FastAPI, jo: TestClient, legal: TestClient) -> None:
    requested(jo, denied())
    bare = legal.post("/v1/reviews/1/approval", json=APPROVAL)
    assert (bare.status_code, bare.json()["code"]) == (422, "missing-key")
    first = legal.post("/v1/reviews/1/approval", json={**APPROVAL, "note": "signed offline"})
    assert first.json()["state"] == "waiting-for-second-person", first.text
    assert jo.get("/v1/plans/assistant").json()["approves"] is False
    again = legal.post("/v1/reviews/1/confirmation", json={})
    assert again.status_code == 403
    second = signed_in(app, "eve", Role.APPROVER).post("/v1/reviews/1/confirmation", json={})
    assert second.json()["state"] == "approved", second.text
    assert jo.get("/v1/plans/assistant").json()["approves"] is True


def test_a_reviewer_decides_only_what_was_handed_to_a_group_of_theirs(
    app: FastAPI, jo: TestClient, legal: TestClient
) -> None:
    requested(jo)
    theirs = frozenset({"ip-legal"})
    reviewer = signed_in(app, "ann", Role.REVIEWER, groups=theirs)
    assert reviewer.post("/v1/reviews/1/approval", json=APPROVAL).status_code == 403
    legal.post("/v1/reviews/1/escalation", json={"group": "ip-legal", "note": "yours"})
    answer = reviewer.post("/v1/reviews/1/approval", json=APPROVAL)
    assert answer.json()["state"] == "approved", answer.text


def test_what_changed_since_it_was_looked_at_is_not_decided(
    jo: TestClient, legal: TestClient
) -> None:
    requested(jo)
    stale = legal.post("/v1/reviews/1/approval", json={**APPROVAL, "decision": 77})
    assert (stale.status_code, stale.json()["code"]) == (409, "wrong-state")
    submitted(jo, unsure().replace("title: Distill", "title: Distil"))
    newer = legal.post("/v1/reviews/1/approval", json={**APPROVAL, "decision": 1})
    assert (newer.status_code, newer.json()["code"]) == (409, "wrong-state")


def test_what_does_not_fit_or_is_not_there_is_told(jo: TestClient, legal: TestClient) -> None:
    requested(jo)
    assert legal.post("/v1/reviews/1/confirmation", json={}).status_code == 409
    assert legal.get("/v1/reviews/2").status_code == 404
    gone = legal.post("/v1/reviews/2/denial", json={"reason": "cannot-be-fixed"})
    assert gone.status_code == 404
    assert jo.post("/v1/decisions/1/reviews", json={}).status_code == 409
    for wrong in (
        {"until": UNTIL},
        {**APPROVAL, "reason": "because"},
        {**APPROVAL, "untold": 1},
        {**APPROVAL, "until": "2030-01-01"},
    ):
        answer = legal.post("/v1/reviews/1/approval", json=wrong)
        assert answer.status_code == 422, wrong


def test_reviews_are_listed_for_those_who_may_see_the_plan(
    app: FastAPI, jo: TestClient, legal: TestClient
) -> None:
    requested(jo)
    found = legal.get("/v1/reviews", params={"undecided": "true"}).json()["reviews"]
    assert [each["plan"] for each in found] == ["document-reader"]
    assert legal.get("/v1/reviews", params={"state": "denied"}).json()["reviews"] == []
    other = signed_in(app, "kim", Role.ENGINEER)
    assert other.get("/v1/reviews").json()["reviews"] == []
    assert other.get("/v1/reviews/1").status_code == 404


def test_a_duty_is_said_to_be_met_with_evidence(jo: TestClient) -> None:
    submitted(jo, approved())
    listed = jo.get("/v1/plans/document-reader/obligations").json()["obligations"]
    open_ones = [each for each in listed if not each["checked"]]
    assert open_ones
    clause = open_ones[0]["clause"]
    place = "/v1/plans/document-reader/obligations"
    bare = jo.post(place, json={"clause": clause, "state": "met"})
    assert bare.status_code == 422
    said = jo.post(place, json={"clause": clause, "state": "met", "evidence": "NOTICE, line 3"})
    assert (said.status_code, said.json()["state"]) == (200, "met"), said.text
    waived = jo.post(place, json={"clause": clause, "state": "not-applicable", "note": "no"})
    assert waived.status_code == 403
    unknown = jo.post(place, json={"clause": "nobody#nothing", "state": "open"})
    assert unknown.status_code == 404
