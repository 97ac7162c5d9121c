from fastapi import FastAPI
from starlette.testclient import TestClient

from distillgate.web.identity import Role
from tests.distillgate.api.plans import denied, submitted, unsure
from tests.distillgate.libraries import approved
from tests.distillgate.web.servers import signed_in

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


def test_a_malformed_question_is_a_bad_request(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.VIEWER)
    for wrong in ({}, {**question(), "subject": {"type": "x"}}, {**question(), "action": 1}):
        assert client.post(ONE, json=wrong).status_code == 400
    broken = client.post(ONE, content="{", headers={"Content-Type": "application/json"})
    assert broken.status_code == 400
    assert TestClient(app).post(ONE, json=question()).status_code == 401


def test_the_endpoints_are_told_at_the_well_known_place(app: FastAPI) -> None:
    client = TestClient(app, base_url="https://gate.example")
    found = client.get("/.well-known/authzen-configuration").json()
    assert found == {
        "policy_decision_point": "https://gate.example",
        "access_evaluation_endpoint": "https://gate.example/access/v1/evaluation",
        "access_evaluations_endpoint": "https://gate.example/access/v1/evaluations",
    }
    answer = client.get("/v1/health", headers={"X-Request-ID": "q-1"})
    assert answer.headers["X-Request-ID"] == "q-1"
