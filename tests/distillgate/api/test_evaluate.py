import json

from fastapi import FastAPI
from starlette.testclient import TestClient

from distillgate import __version__
from distillgate.usecases.check import check_plan
from distillgate.web.identity import Role
from policy.verdictjson import verdict_text
from tests.distillgate.libraries import DAY, a_plan, approved, example
from tests.distillgate.web.servers import signed_in


def test_the_answer_is_the_verdict_that_the_command_line_gives(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.VIEWER)
    answer = client.post(f"/v1/evaluate?as_of={DAY}", content=approved())
    assert answer.status_code == 200
    verdict = check_plan(a_plan(), example(), as_of=DAY).verdict
    assert verdict is not None
    assert answer.text == verdict_text(verdict, __version__) + "\n"
    assert answer.json()["verdict"] == "approved-with-obligations"


def test_a_plan_may_be_json(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.VIEWER)
    plan = {"plan": "one", "organization": {"name": "Example GmbH"}, "student": {"name": "s"}}
    answer = client.post("/v1/evaluate", json={**plan, "teachers": [], "datasets": []})
    assert answer.status_code == 422
    student = {"name": "s", "base": "hf:nobody/nothing"}
    whole = {**plan, "student": student, "teachers": [], "datasets": []}
    answer = client.post("/v1/evaluate", json=whole)
    assert answer.status_code == 200, answer.text
    assert answer.json()["verdict"] in {"needs-review", "denied"}


def test_what_is_wrong_in_a_plan_has_its_place(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.VIEWER)
    broken = client.post("/v1/evaluate", content="plan: one\nstudent: [\n")
    assert broken.status_code == 400
    assert broken.headers["content-type"] == "application/problem+json"
    assert broken.json()["code"] == "yaml-syntax"
    assert broken.json()["line"] == 2
    wrong = client.post("/v1/evaluate", content=approved() + "colour: red\n")
    assert wrong.status_code == 422
    found = wrong.json()
    assert found["code"] == "unknown-key"
    assert found["line"] == len(approved().splitlines()) + 1
    assert found["column"] == 1
    assert found["diagnostics"][0]["path"] == "plan.yaml"


def test_a_plan_names_no_file_of_the_server(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.VIEWER)
    text = approved().replace(
        "{name: Example GmbH, country: DE, kind: company}", "{file: /etc/org.yaml}"
    )
    answer = client.post("/v1/evaluate", content=text)
    assert answer.status_code == 422
    assert "/etc/org.yaml" in answer.text


def test_other_things_than_plans_are_refused(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.VIEWER)
    image = client.post("/v1/evaluate", content=b"x", headers={"Content-Type": "image/png"})
    assert image.status_code == 415
    assert client.post("/v1/evaluate", content=b"").status_code == 400
    assert client.post("/v1/evaluate", content=b"\xff\xfe\x00").status_code == 400
    day = client.post("/v1/evaluate?as_of=tomorrow", content=approved())
    assert (day.status_code, day.json()["code"]) == (422, "wrong-request")


def test_many_plans_are_answered_one_a_line_in_their_order(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.VIEWER)
    client.headers["Content-Type"] = "application/x-ndjson"
    good = {
        "plan": "one",
        "organization": {"name": "Example GmbH"},
        "student": {"name": "s", "base": "hf:nobody/nothing"},
        "teachers": [],
        "datasets": [],
    }
    lines = [json.dumps(good), "{", json.dumps({**good, "plan": "two"})]
    answer = client.post("/v1/evaluate/stream", content="\n".join(lines) + "\n")
    assert answer.status_code == 200
    found = [json.loads(line) for line in answer.text.splitlines()]
    assert [each["schema"] for each in found] == [
        "distillgate/verdict/v1",
        "distillgate/diagnostics/v1",
        "distillgate/verdict/v1",
    ]
    assert [found[0]["plan"]["id"], found[2]["plan"]["id"]] == ["one", "two"]
    assert found[1]["diagnostics"][0]["path"] == "line 2"


def test_too_many_plans_at_once_are_refused(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.VIEWER)
    client.headers["Content-Type"] = "application/x-ndjson"
    answer = client.post("/v1/evaluate/stream", content="{}\n" * 1_001)
    assert (answer.status_code, answer.json()["code"]) == (413, "too-many")


def test_nobody_unknown_has_a_plan_judged(app: FastAPI) -> None:
    for path in ("/v1/evaluate", "/v1/evaluate/stream"):
        answer = TestClient(app).post(path, content=approved())
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_server_tells_whether_it_lives_and_can_serve(app: FastAPI) -> None:
    client = TestClient(app)
    assert client.get("/v1/health").json() == {"status": "alive"}
    assert client.get("/v1/ready").json() == {"status": "ready"}
    assert client.get("/v1/version").json()["version"] == __version__
