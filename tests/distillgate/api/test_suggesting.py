"""What would pass, asked over HTTP, is what the command line says."""

from fastapi import FastAPI

from distillgate.rendering.suggestions import suggestions_json
from distillgate.usecases.suggest import Asking, suggest
from distillgate.web.identity import Role
from policy.suggesting.changes import ChangeKind
from tests.distillgate.api.plans import denied
from tests.distillgate.libraries import DAY, a_plan, approved, example
from tests.distillgate.web.servers import signed_in

WISH = {"use": "product", "places": ["DE"], "release": ["api"]}


def test_the_ways_are_those_of_the_command_line(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.VIEWER)
    answer = client.post(f"/v1/suggest?as_of={DAY}&within=20&at_most=2", content=denied())
    assert answer.status_code == 200, answer.text
    asking = Asking(DAY, lambda _judged, _found: True, enough=2)
    assert answer.text == suggestions_json(suggest(a_plan(denied()), example(), asking))
    found = answer.json()
    assert found["verdict"] == "denied"
    assert found["ways"]
    assert {each["verdict"] for each in found["ways"]} <= {
        "approved",
        "approved-with-obligations",
    }


def test_a_kind_of_change_that_is_not_wanted_is_in_no_way(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.VIEWER)
    asked = f"/v1/suggest?as_of={DAY}&within=20"
    first = client.post(asked, content=denied()).json()["ways"][0]["changes"][0]["kind"]
    other = client.post(f"{asked}&keep={first}", content=denied()).json()
    kinds = {change["kind"] for way in other["ways"] for change in way["changes"]}
    assert first not in kinds
    assert kinds <= set(ChangeKind)
    assert client.post(f"{asked}&keep=weather", content=denied()).status_code == 422


def test_a_plan_that_passes_needs_no_change(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.VIEWER)
    found = client.post(f"/v1/suggest?as_of={DAY}", content=approved()).json()
    assert found["ways"] == []
    assert found["obstacles"] == []


def test_what_is_wrong_in_the_plan_has_its_place(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.VIEWER)
    answer = client.post("/v1/suggest", content=denied() + "colour: red\n")
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown-key")


def test_the_teachers_of_the_catalog_come_by_verdict(app: FastAPI) -> None:
    client = signed_in(app, "jo", Role.VIEWER)
    answer = client.post(f"/v1/teachers?as_of={DAY}", json=WISH)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["settled"] is True
    assert found["teachers"]
    for each in found["teachers"]:
        assert set(each) >= {"teacher", "verdict", "channel", "basis", "obligations", "against"}


def test_a_purpose_that_is_none_is_refused_and_writes_nothing_else_into_the_plan(
    app: FastAPI,
) -> None:
    client = signed_in(app, "jo", Role.VIEWER)
    for said in ("weather", "product}\nrelease: {forms: []", "[product, research]"):
        answer = client.post("/v1/teachers", json={**WISH, "use": said})
        assert (answer.status_code, answer.json()["code"]) == (422, "wrong-value"), said
    unsigned = client.post("/v1/teachers", json={**WISH, "attests": ["everything"]})
    assert unsigned.status_code == 422
