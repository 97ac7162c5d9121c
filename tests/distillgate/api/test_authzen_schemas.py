"""Requests and answers held against the messages that the AuthZEN Authorization API 1.0 names.

The schemas are written from the text of the standard: sections 5 (information model), 6 and 7
(one evaluation, several), 9 (metadata) and 10 (transport).
"""

from typing import Any

import pytest
from fastapi import FastAPI
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from distillgate.web.identity import Role
from tests.distillgate.api.plans import denied, submitted, unsure
from tests.distillgate.api.test_authzen import MANY, ONE, question
from tests.distillgate.libraries import approved
from tests.distillgate.web.servers import signed_in

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
OBJECT: Schema = {"type": "object"}


def having(required: tuple[str, ...], **properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(required)}


SUBJECT = having(("type", "id"), type=TEXT, id=TEXT, properties=OBJECT)
RESOURCE = having(("type", "id"), type=TEXT, id=TEXT, properties=OBJECT)
ACTION = having(("name",), name=TEXT, properties=OBJECT)
PARTS: Schema = {"subject": SUBJECT, "resource": RESOURCE, "action": ACTION, "context": OBJECT}
REQUEST = having(("subject", "action", "resource"), **PARTS)
SEMANTICS = ["execute_all", "deny_on_first_deny", "permit_on_first_permit"]
REQUESTS = having(
    (),
    **PARTS,
    evaluations={"type": "array", "items": having((), **PARTS)},
    options=having((), evaluations_semantic={"enum": SEMANTICS}),
)
DECISION = having(("decision",), decision={"type": "boolean"}, context=OBJECT)
DECISIONS = having(("evaluations",), evaluations={"type": "array", "items": DECISION})
URL: Schema = {"type": "string", "pattern": r"^https?://[^?#\s]+$"}
METADATA = having(
    ("policy_decision_point", "access_evaluation_endpoint"),
    policy_decision_point=URL,
    access_evaluation_endpoint=URL,
    access_evaluations_endpoint=URL,
    search_subject_endpoint=URL,
    search_resource_endpoint=URL,
    search_action_endpoint=URL,
    capabilities={"type": "array", "items": {"type": "string", "pattern": "^urn:"}},
    signed_metadata=TEXT,
)


def fits(schema: Schema, found: object) -> None:
    Draft202012Validator(schema).validate(found)


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return signed_in(app, "jo", Role.ENGINEER)


QUESTIONS = [
    question(plan=approved()),
    question(plan=unsure()),
    question("assistant", denied()),
    question(),
    question(plan="plan: ["),
    {**question(plan=approved()), "action": {"name": "fly", "properties": {"to": "moon"}}},
    {**question(), "resource": {"type": "record", "id": "1"}},
    {**question(plan=approved()), "context": {"time": "2026-11-24T10:00:00Z"}, "unknown": 1},
]


def test_one_question_and_its_answer_are_messages_of_the_standard(client: TestClient) -> None:
    for asked in QUESTIONS:
        fits(REQUEST, asked)
        answer = client.post(ONE, json=asked, headers={"X-Request-ID": "bfe9eb29"})
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.headers["X-Request-ID"] == "bfe9eb29"
        fits(DECISION, answer.json())


def test_several_questions_and_their_answers_are(client: TestClient) -> None:
    submitted(client, approved())
    shared = {key: question()[key] for key in ("subject", "action")}
    parts = [{"resource": each["resource"]} for each in QUESTIONS[:4]]
    stopped = {"deny_on_first_deny": [True, False], "permit_on_first_permit": [True]}
    for semantic in SEMANTICS:
        asked = {**shared, "evaluations": parts, "options": {"evaluations_semantic": semantic}}
        fits(REQUESTS, asked)
        answer = client.post(MANY, json=asked)
        assert answer.status_code == 200
        fits(DECISIONS, answer.json())
        decisions = [each["decision"] for each in answer.json()["evaluations"]]
        assert decisions == stopped.get(semantic, [True, False, False, True])


def test_without_a_list_of_questions_the_answer_is_that_to_one(client: TestClient) -> None:
    alone = question(plan=approved())
    for asked in (alone, {**alone, "evaluations": []}):
        fits(REQUESTS, asked)
        answer = client.post(MANY, json=asked)
        assert answer.status_code == 200
        fits(DECISION, answer.json())
        assert answer.json()["decision"] is True


def test_the_metadata_are_and_lead_to_where_questions_are_answered(app: FastAPI) -> None:
    anybody = TestClient(app, base_url="https://gate.example")
    answer = anybody.get("/.well-known/authzen-configuration")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    found = answer.json()
    fits(METADATA, found)
    assert found["policy_decision_point"] == "https://gate.example"
    for key, path in (("evaluation", ONE), ("evaluations", MANY)):
        assert found[f"access_{key}_endpoint"] == f"https://gate.example{path}"
        assert anybody.post(found[f"access_{key}_endpoint"], json=question()).status_code == 401


WITHOUT = [
    {key: value for key, value in question().items() if key != left}
    for left in ("subject", "action", "resource")
]
WRONG = [
    *WITHOUT,
    {**question(), "subject": {"type": "student"}},
    {**question(), "subject": {"id": "Reader-7B"}},
    {**question(), "action": {}},
    {**question(), "resource": {"type": "plan"}},
    {**question(), "resource": "document-reader"},
    {**question(), "context": []},
]


def test_what_is_no_message_of_the_standard_is_refused_as_such(client: TestClient) -> None:
    for asked in WRONG:
        assert not Draft202012Validator(REQUEST).is_valid(asked)
        answer = client.post(ONE, json=asked)
        assert answer.status_code == 400, asked
        assert "decision" not in answer.json()


def test_what_is_no_json_is_refused_and_only_posts_are_answered(client: TestClient) -> None:
    broken = client.post(ONE, content="{", headers={"Content-Type": "application/json"})
    assert broken.status_code == 400
    assert client.get(ONE).status_code == 405
    many = client.post(MANY, json={"evaluations": {}})
    assert many.status_code == 400
