"""The description of the API says what each route answers."""

from fastapi import FastAPI
from jsonschema import Draft202012Validator

from distillgate.api.describing import ANSWERS
from distillgate.api.schemas import SCHEMAS

NO_CONTENT = "204"


def test_every_answer_of_every_route_has_a_schema(app: FastAPI) -> None:
    described = app.openapi()
    without = [
        (method, path, status)
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
        for status, answer in operation["responses"].items()
        if status.startswith("2") and status != NO_CONTENT
        if not all(each.get("schema") for each in answer.get("content", {"": {}}).values())
    ]
    assert without == []


def test_every_line_of_the_table_is_a_route_and_every_schema_is_used(app: FastAPI) -> None:
    paths = app.openapi()["paths"]
    assert [place for place in ANSWERS if place[0].lower() not in paths.get(place[1], {})] == []
    assert set(ANSWERS.values()) <= set(SCHEMAS)


def test_every_schema_is_one_and_leads_to_what_is_there(app: FastAPI) -> None:
    described = app.openapi()

    def named(found: object) -> set[str]:
        if isinstance(found, dict):
            own = {str(found["$ref"])} if isinstance(found.get("$ref"), str) else set()
            return own.union(*map(named, found.values()))
        return set().union(*map(named, found)) if isinstance(found, list) else set()

    for schema in SCHEMAS.values():
        Draft202012Validator.check_schema(schema)
    there = {f"#/components/schemas/{name}" for name in described["components"]["schemas"]}
    assert named(described) <= there
