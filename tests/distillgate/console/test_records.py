"""Decision records: a memo, JSON, and a portfolio that spreadsheets open safely."""

import csv
import io
import json

import pytest
from fastapi import FastAPI

from distillgate.console.memo import COLUMNS, safe_cell
from distillgate.server import app_over
from distillgate.web.identity import Role
from tests.distillgate.console.browsing import House
from tests.distillgate.console.plantexts import approved_plan, denied_plan, open_plan
from tests.distillgate.web.servers import signed_in


@pytest.fixture
def app(house: House) -> FastAPI:
    for text in (open_plan(), denied_plan(), approved_plan()):
        house.submitted(text)
    return app_over(house.service)


def test_the_memo_names_grounds_duties_facts_and_digests(app: FastAPI) -> None:
    client = signed_in(app, "max", Role.LEGAL)
    page = client.get("/decisions/2/record").text
    for part in ("2. Grounds", "5. Assumptions", "7. What was not examined", "9. Proof"):
        assert part in page
    verdict = json.loads(client.get("/decisions/2/record.json").text)
    assert verdict["digests"]["verdict"] in page


def test_a_record_in_json_holds_all_that_is_stored(app: FastAPI) -> None:
    answer = signed_in(app, "max", Role.LEGAL).get("/decisions/1/record.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="decision-1.json"'
    record = answer.json()
    assert record["verdict"]["verdict"] == "needs-review"
    assert record["case"]["plan"] == record["plan"] == "counter-chatbot"
    assert "counter-chatbot" in record["source"]["content"]


def test_a_portfolio_has_a_row_for_each_finding_that_counts(app: FastAPI) -> None:
    client = signed_in(app, "max", Role.LEGAL)
    rows = list(csv.DictReader(io.StringIO(client.get("/portfolio.csv").text)))
    assert tuple(rows[0]) == COLUMNS
    by_plan = {each["plan"]: each for each in rows}
    assert set(by_plan) == {"counter-chatbot", "korean-translator", "ledger-reasoner"}
    assert by_plan["counter-chatbot"]["clause"] == "no-competing-models"
    assert by_plan["ledger-reasoner"]["clause"] == ""
    as_json = client.get("/portfolio.json").json()["rows"]
    assert len(as_json) == len(rows)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert safe_cell(f"a{text}") == f"a{text}"
