"""Decision records: a memo, JSON, and a portfolio that spreadsheets open safely."""

import csv
import io
import json
import zipfile
from hashlib import sha256

import pytest
from fastapi import FastAPI

from distillgate.console.memo import COLUMNS, safe_cell
from distillgate.console.memopdf import plain
from distillgate.server import app_over
from distillgate.usecases.decisionviews import Records
from distillgate.usecases.review import request_review
from distillgate.web.identity import Role
from policy.diagnostics import Span
from tests.distillgate.console.browsing import House
from tests.distillgate.console.plantexts import approved_plan, denied_plan, open_plan
from tests.distillgate.console.test_screens import signers_for
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


def test_a_record_is_taken_along_with_checksums_that_are_its_digests(app: FastAPI) -> None:
    client = signed_in(app, "max", Role.LEGAL)
    found = client.get("/decisions/2/record.zip")
    assert found.content == client.get("/decisions/2/record.zip").content
    with zipfile.ZipFile(io.BytesIO(found.content)) as archive:
        files = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    lines = files["SHA256SUMS"].decode().splitlines()
    sums = {line.partition("  ")[2]: line.partition("  ")[0] for line in lines}
    assert set(sums) == set(files) - {"SHA256SUMS"}
    for name, digest in sums.items():
        assert sha256(files[name]).hexdigest() == digest
    digests = json.loads(files["record.json"])["digests"]
    assert f"sha256:{sums['case.json']}" == digests["case"]
    assert f"sha256:{sums['verdict.json']}" == digests["verdict"]
    assert f"sha256:{sums['plan.json']}" == digests["source"]
    assert "proof.txt" not in files
    assert "no proof yet" in client.get("/decisions/2/record").text


def test_a_record_proves_its_place_in_the_log_once_a_head_is_signed(house: House) -> None:
    signers_for(house)
    number = house.submitted(denied_plan()).number
    client = signed_in(app_over(house.service), "max", Role.LEGAL)
    assert "no proof yet" in client.get(f"/decisions/{number}/record").text
    assert client.get(f"/decisions/{number}/record.json").json()["log"]["proof"] is None


def test_a_memo_is_drawn_as_pdf_and_is_the_same_bytes_again(app: FastAPI) -> None:
    client = signed_in(app, "max", Role.LEGAL)
    found = client.get("/decisions/1/record.pdf")
    assert found.headers["Content-Type"] == "application/pdf"
    assert found.content.startswith(b"%PDF-")
    assert found.content == client.get("/decisions/1/record.pdf").content
    assert signed_in(app, "kim", Role.VIEWER).get("/decisions/1/record.pdf").status_code == 404


def test_no_letter_is_lost_where_the_fonts_cannot_write_it() -> None:
    assert plain("Müller \u2013 \u201cok\u201d 中\x07") == 'Müller - "ok" [U+4E2D][U+0007]'


def test_a_portfolio_tells_licenses_and_what_people_did(app: FastAPI, house: House) -> None:
    decision = Records(house.service.database).decision("1", Span("here", 1, 1))
    request_review(decision, "", house.acting("jo"))
    client = signed_in(app, "max", Role.LEGAL)
    rows = {each["plan"]: each for each in client.get("/portfolio.json").json()["rows"]}
    assert rows["counter-chatbot"]["trail"].endswith("jo: request")
    assert rows["korean-translator"]["declared_license"]
