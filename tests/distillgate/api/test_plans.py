import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from distillgate.web.identity import Role
from tests.databases import migrated
from tests.distillgate.api.plans import submitted, unsure
from tests.distillgate.libraries import approved
from tests.distillgate.web.servers import app_at, service_in, signed_in


@pytest.fixture
def both(example_packs: None, where: str | Path) -> Iterator[FastAPI]:  # noqa: ARG001 packs first
    """A program over each kind of database."""
    if not isinstance(where, Path):
        migrated(where).engine.dispose()
    found = app_at(where)
    yield found
    service_in(found).close()


def test_a_plan_is_decided_recorded_and_shown(both: FastAPI) -> None:
    client = signed_in(both, "jo", Role.ENGINEER)
    answer = client.post("/v1/plans", content=approved())
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == "/v1/plans/document-reader"
    decision = answer.json()
    assert decision["verdict"] == "approved-with-obligations"
    assert decision["result"]["schema"] == "distillgate/verdict/v1"
    assert decision["by"] == "jo"
    shown = client.get("/v1/plans/document-reader")
    assert shown.json()["standing"] == "approved-with-obligations"
    assert shown.json()["approves"] is True
    assert shown.json()["decision"]["decision"] == decision["decision"]
    source = client.get("/v1/plans/document-reader/source")
    assert source.text == approved()
    assert client.get("/v1/plans/document-reader/source?version=2").status_code == 404


def test_the_same_under_the_same_key_is_decided_once(both: FastAPI) -> None:
    client = signed_in(both, "jo", Role.ENGINEER)
    first = client.post("/v1/plans", content=approved(), headers={"Idempotency-Key": "job-1"})
    again = client.post("/v1/plans", content=approved(), headers={"Idempotency-Key": "job-1"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    other = client.post("/v1/plans", content=unsure(), headers={"Idempotency-Key": "job-1"})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency-key-reused")
    listed = client.get("/v1/decisions").json()["decisions"]
    assert len(listed) == 1


def test_a_key_is_of_one_caller_alone(both: FastAPI) -> None:
    jo, kim = (signed_in(both, name, Role.ENGINEER) for name in ("jo", "kim"))
    submitted(jo, approved(), "job-1")
    other = approved().replace("plan: document-reader", "plan: another")
    assert submitted(kim, other, "job-1")["decision"] == "2"


def test_many_at_once_under_one_key_are_decided_once(both: FastAPI) -> None:
    client = signed_in(both, "jo", Role.ENGINEER)
    found: list[dict[str, object]] = []

    def submit() -> None:
        found.append(submitted(client, approved(), "job-1"))

    threads = [threading.Thread(target=submit) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len({each["decision"] for each in found}) == 1
    assert len(client.get("/v1/decisions").json()["decisions"]) == 1


def test_an_answer_that_is_known_is_not_told_again(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.ENGINEER)
    submitted(client, approved())
    tag = client.get("/v1/plans/document-reader").headers["ETag"]
    known = client.get("/v1/plans/document-reader", headers={"If-None-Match": tag})
    assert (known.status_code, known.content) == (304, b"")
    submitted(client, unsure())
    changed = client.get("/v1/plans/document-reader", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


def test_whoever_waits_hears_of_a_change_when_it_comes(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.ENGINEER)
    submitted(client, unsure())
    tag = client.get("/v1/plans/document-reader").headers["ETag"]
    headers = {"If-None-Match": tag}
    begun = time.monotonic()
    assert client.get("/v1/plans/document-reader?wait=1", headers=headers).status_code == 304
    assert time.monotonic() - begun >= 1
    changes = threading.Timer(0.7, lambda: submitted(client, approved()))
    changes.start()
    begun = time.monotonic()
    heard = client.get("/v1/plans/document-reader?wait=30", headers=headers)
    changes.join()
    assert heard.status_code == 200
    assert heard.json()["approves"] is True
    assert time.monotonic() - begun < 15


def test_a_pending_plan_is_seen_by_those_who_ask_and_review_alone(app: FastAPI) -> None:
    jo = signed_in(app, "jo", Role.ENGINEER)
    number = submitted(jo, unsure())["decision"]
    places = (
        "/v1/plans/document-reader",
        "/v1/plans/document-reader/source",
        "/v1/plans/document-reader/obligations",
        f"/v1/decisions/{number}",
    )
    for role, status in ((Role.ENGINEER, 404), (Role.VIEWER, 404), (Role.REVIEWER, 200)):
        other = signed_in(app, "kim", role)
        for place in places:
            assert other.get(place).status_code == status, (role, place)
        listed = other.get("/v1/plans").json()["plans"]
        assert bool(listed) is (status == 200)
        assert bool(other.get("/v1/decisions").json()["decisions"]) is (status == 200)
    missing = signed_in(app, "kim", Role.VIEWER).get("/v1/plans/document-readers").json()
    hidden = signed_in(app, "kim", Role.VIEWER).get("/v1/plans/document-reader").json()
    assert missing["hint"] == hidden["hint"]
    assert missing["detail"].replace("readers", "reader") == hidden["detail"]


def test_an_approved_plan_is_seen_by_all(app: FastAPI) -> None:
    submitted(signed_in(app, "jo", Role.ENGINEER), approved())
    other = signed_in(app, "kim", Role.VIEWER)
    assert other.get("/v1/plans/document-reader").status_code == 200
    assert [each["plan"] for each in other.get("/v1/plans").json()["plans"]] == [
        "document-reader"
    ]


def test_nobody_submits_a_state_of_a_plan_of_others(app: FastAPI) -> None:
    submitted(signed_in(app, "jo", Role.ENGINEER), approved())
    answer = signed_in(app, "kim", Role.ENGINEER).post("/v1/plans", content=unsure())
    assert (answer.status_code, answer.json()["code"]) == (403, "not-entitled")


def test_plans_are_listed_page_by_page_and_by_how_they_stand(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.ENGINEER)
    for number in range(5):
        text = approved() if number % 2 else unsure()
        submitted(client, text.replace("plan: document-reader", f"plan: plan-{number}"))
    names, cursor = [], ""
    for _ in range(5):
        page = client.get("/v1/plans", params={"most": 2, "cursor": cursor}).json()
        names += [each["plan"] for each in page["plans"]]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert names == [f"plan-{number}" for number in range(5)]
    waiting = client.get("/v1/plans", params={"standing": "needs-review"}).json()["plans"]
    assert [each["plan"] for each in waiting] == ["plan-0", "plan-2", "plan-4"]
    reviewer = signed_in(app, "max", Role.REVIEWER)
    assert reviewer.get("/v1/plans", params={"mine": "true"}).json()["plans"] == []


def test_decisions_are_listed_page_by_page_and_judged_again(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.ENGINEER)
    for _ in range(3):
        submitted(client, approved())
    first = client.get("/v1/decisions", params={"most": 2}).json()
    assert [each["decision"] for each in first["decisions"]] == ["3", "2"]
    second = client.get("/v1/decisions", params={"most": 2, "cursor": first["next"]}).json()
    assert [each["decision"] for each in second["decisions"]] == ["1"]
    assert second["next"] is None
    assert client.post("/v1/decisions/1/replay").json()["outcome"] == "identical"
    assert client.get("/v1/decisions/9").status_code == 404


def test_what_cannot_be_read_is_not_recorded(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.ENGINEER)
    answer = client.post("/v1/plans", content=approved() + "colour: red\n")
    assert answer.status_code == 422
    assert client.get("/v1/plans").json()["plans"] == []


def test_a_verdict_for_another_day_approves_nothing(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.ENGINEER)
    client.post("/v1/plans?as_of=2026-11-01", content=approved())
    shown = client.get("/v1/plans/document-reader").json()
    assert (shown["standing"], shown["approves"]) == ("undecided", False)


def test_what_if_tells_both_verdicts_and_what_is_added(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.VIEWER)
    asked = {"plan": approved(), "patch": {"student": {"markets": ["general-assistant"]}}}
    found = client.post("/v1/what-if", json=asked).json()
    assert found["before"]["verdict"] == "approved-with-obligations"
    assert found["after"]["verdict"] != found["before"]["verdict"]
    assert found["added"]
    assert {each["clause"] for each in found["added"]} <= {
        each["clause"] for each in found["after"]["findings"]
    }
    same = client.post("/v1/what-if", json={"plan": approved(), "patch": {}}).json()
    assert same["added"] == []
    assert same["after"]["plan"]["digest"] == same["before"]["plan"]["digest"]
    broken = client.post("/v1/what-if", json={"plan": approved(), "patch": {"nonsense": 1}})
    assert (broken.status_code, broken.json()["code"]) == (422, "unknown-key")


def test_nobody_unknown_sees_anything(app: FastAPI) -> None:
    client = TestClient(app)
    for place in ("/v1/plans", "/v1/plans/x", "/v1/decisions", "/v1/decisions/1"):
        assert client.get(place).status_code == 401
