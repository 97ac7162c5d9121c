import json
from dataclasses import replace

from fastapi import FastAPI
from starlette.testclient import TestClient

from distillgate.server import app_over
from distillgate.web.identity import Role
from tests.distillgate.api.plans import denied, submitted, unsure
from tests.distillgate.libraries import approved
from tests.distillgate.web.servers import service_in, signed_in

ONE = "/access/v1/evaluation"
MANY = "/access/v1/evaluations"


def question(name: str = "document-reader", plan: str | None = None) -> dict[str, object]:
    resource: dict[str, object] = {"type": "plan", "id": name}
    if plan is not None:
        resource["properties"] = {"plan": plan}
    return {
        "subject": {"type": "student", "id": "Reader-7B"},
        "action": {"name": "distill"},
        "resource": resource,
    }


def test_a_plan_that_is_sent_is_judged_with_its_reasons(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.VIEWER)
    found = client.post(ONE, json=question(plan=approved())).json()
    assert found["decision"] is True
    assert found["context"]["verdict"] == "approved-with-obligations"
    found = client.post(ONE, json=question("assistant", denied())).json()
    assert found["decision"] is False
    assert found["context"]["reasons"]
    found = client.post(ONE, json=question(plan=unsure())).json()
    assert (found["decision"], found["context"]["verdict"]) == (False, "needs-review")


def test_a_plan_that_was_submitted_counts_as_it_stands(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.ENGINEER)
    assert client.post(ONE, json=question()).json()["decision"] is False
    submitted(client, approved())
    assert client.post(ONE, json=question()).json()["decision"] is True


def test_what_is_not_known_is_never_permission(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.VIEWER)
    for wrong in (
        question(plan="plan: ["),
        question("another", approved()),
        {**question(plan=approved()), "action": {"name": "fly"}},
        {**question(), "resource": {"type": "record", "id": "1"}},
    ):
        answer = client.post(ONE, json=wrong)
        assert answer.status_code == 200
        assert answer.json()["decision"] is False


def test_several_questions_share_what_they_leave_out(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.VIEWER)
    good, bad = (question(plan=approved()), question("assistant", denied()))
    parts = [{"resource": each["resource"]} for each in (good, bad, good)]
    shared = {"subject": good["subject"], "action": good["action"]}
    asked: dict[str, object] = {**shared, "evaluations": parts}

    def decisions(semantic: str | None) -> list[bool]:
        options = {"options": {"evaluations_semantic": semantic}} if semantic else {}
        found = client.post(MANY, json={**asked, **options}).json()["evaluations"]
        return [each["decision"] for each in found]

    assert decisions(None) == [True, False, True]
    assert decisions("execute_all") == [True, False, True]
    assert decisions("deny_on_first_deny") == [True, False]
    assert decisions("permit_on_first_permit") == [True]
    assert client.post(MANY, json=good).json()["decision"] is True
    lacking = client.post(MANY, json={"evaluations": [{}]}).json()["evaluations"]
    assert lacking[0]["decision"] is False


def several(client: TestClient, **asked: object) -> list[bool]:
    answer = client.post(MANY, json=asked)
    assert answer.status_code == 200, answer.text
    return [each["decision"] for each in answer.json()["evaluations"]]


def test_what_one_question_says_takes_the_place_of_what_is_said_for_all(
    app: FastAPI,
) -> None:
    client = signed_in(app, "jo", Role.VIEWER)
    good, bad = question(plan=approved()), question("assistant", denied())
    # As a whole: the plan that is sent for all is not that of another resource.
    assert several(client, **good, evaluations=[{}, bad, {"resource": {"id": "other"}}]) == [
        True,
        False,
        False,
    ]
    # Only the type, the id and the name that are left out are those of all.
    typed = {**good, "resource": {"type": "plan"}}
    own = {"resource": {key: each for key, each in good["resource"].items() if key != "type"}}  # type: ignore[attr-defined]  # an object
    assert several(client, **typed, evaluations=[own, {}, {"resource": None}]) == [
        True,
        False,
        False,
    ]
    named = {**good, "action": {"name": "fly"}}
    assert several(client, **named, evaluations=[{"action": {"properties": {}}}, good]) == [
        False,
        True,
    ]


def test_what_is_wrong_with_one_question_is_answered_for_that_one_alone(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.VIEWER)
    good = question(plan=approved())
    wrong = [
        {"resource": "x"},
        {"action": {"name": 1}},
        {"subject": {"type": "x"}},
        7,
        [],
        None,
    ]
    shared = {"action": good["action"], "resource": good["resource"]}
    parts = [{"subject": good["subject"]}, *wrong, {"subject": good["subject"]}]
    assert several(client, **shared, evaluations=parts) == [True, *[False] * len(wrong), True]
    answer = client.post(MANY, json={**shared, "evaluations": [{}]}).json()
    (found,) = answer["evaluations"]
    assert found["context"]["error"]["status"] == 400
    assert "subject" in found["context"]["error"]["message"]
    stopping = {**shared, "evaluations": [{}, good]}
    first = {"evaluations_semantic": "deny_on_first_deny"}
    assert several(client, **stopping, options=first) == [False]
    assert several(client, **stopping, options=None) == [False, True]


def test_a_malformed_question_is_a_bad_request(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.VIEWER)
    for wrong in ({}, {**question(), "subject": {"type": "x"}}, {**question(), "action": 1}):
        assert client.post(ONE, json=wrong).status_code == 400
    broken = client.post(ONE, content="{", headers={"Content-Type": "application/json"})
    assert broken.status_code == 400
    assert TestClient(app).post(ONE, json=question()).status_code == 401
    lacking = {"subject": question()["subject"], "evaluations": []}
    assert client.post(MANY, json=lacking).status_code == 400
    assert client.post(MANY, json={**question(), "subject": "jo"}).status_code == 400
    strange = {"evaluations": [{}], "options": {"evaluations_semantic": "guess"}}
    assert client.post(MANY, json=strange).status_code == 400


def test_what_is_not_said_to_be_json_is_a_bad_request(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.VIEWER)
    body = json.dumps(question(plan=approved()))
    for path in (ONE, MANY):
        for kind in ("text/plain", "application/xml", "application/ld+json", ""):
            answer = client.post(path, content=body, headers={"Content-Type": kind})
            assert answer.status_code == 400, (path, kind)
        said = {"Content-Type": "Application/JSON; charset=utf-8"}
        assert client.post(path, content=body, headers=said).status_code == 200
        empty = client.post(path, content="", headers={"Content-Type": "application/json"})
        assert empty.status_code == 400


def test_a_request_keeps_whatever_name_it_came_with(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.VIEWER)
    for name in ("bfe9eb29-ab87", "a b/c:d+e==", "{trace=1}", "x" * 256):
        answer = client.post(ONE, json=question(), headers={"X-Request-ID": name})
        assert answer.headers["X-Request-ID"] == name
        refused = client.post(ONE, json={}, headers={"X-Request-ID": name})
        assert (refused.status_code, refused.headers["X-Request-ID"]) == (400, name)


def test_the_endpoints_are_told_at_the_well_known_place(app: FastAPI) -> None:
    client = TestClient(app, base_url="https://gate.example")
    found = client.get("/.well-known/authzen-configuration").json()
    assert found == {
        "policy_decision_point": "https://gate.example",
        "access_evaluation_endpoint": "https://gate.example/access/v1/evaluation",
        "access_evaluations_endpoint": "https://gate.example/access/v1/evaluations",
    }
    assert (
        "max-age" in client.get("/.well-known/authzen-configuration").headers["Cache-Control"]
    )


def test_the_endpoints_are_those_of_the_address_that_was_asked(app: FastAPI) -> None:
    service = service_in(app)
    settings = replace(service.settings, public_url="https://gate.example/")
    program = app_over(replace(service, settings=settings))
    for asked, told in (
        ("http://gate.example", "https://gate.example"),
        ("http://gate.internal:8321", "http://gate.internal:8321"),
    ):
        client = TestClient(program, base_url=asked)
        found = client.get("/.well-known/authzen-configuration").json()
        assert found["policy_decision_point"] == told
        assert found["access_evaluation_endpoint"] == f"{told}/access/v1/evaluation"
