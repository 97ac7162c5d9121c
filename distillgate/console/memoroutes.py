"""The routes of decision records: one as a memo or as JSON, many as CSV or JSON."""

import csv
import io
import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response

from distillgate.console.memo import (
    COLUMNS,
    Memo,
    memo_of,
    portfolio_rows,
    record_json,
    safe_cell,
)
from distillgate.console.memopdf import EXTRA, can_draw, memo_pdf
from distillgate.console.memoproof import bundle, checksums, parts_of, proof_for
from distillgate.console.planpage import Stored, plan_page
from distillgate.console.seeing import decision_for, newest_of, stored_of
from distillgate.console.visiting import Visit, visit
from distillgate.console.words import day_words
from distillgate.usecases.decisionviews import Records
from distillgate.web.identity import Right
from distillgate.web.problems import refusal

router = APIRouter(include_in_schema=False)
_Reading = Annotated[Visit, Depends(visit(Right.READ_PLANS))]
_MOST = 1_000
_PAGE = 100


@router.get("/decisions/{number}/record")
def show(visit: _Reading, number: str) -> HTMLResponse:
    """Show the record as a memo."""
    decision, review = decision_for(visit, number)
    stored = stored_of(visit, decision, review)
    memo = _memo(visit, stored)
    return visit.page(
        "memo.html",
        f"Record of decision {decision.number}",
        memo,
        proof=proof_for(visit.database, decision.number),
        sums=checksums(parts_of(stored)),
        draws=can_draw(),
    )


@router.get("/decisions/{number}/record.pdf")
def draw(visit: _Reading, number: str) -> Response:
    """Return the memo as PDF."""
    decision, review = decision_for(visit, number)
    if not can_draw():
        message = "nothing is installed here that draws a PDF"
        raise refusal(HTTPStatus.NOT_FOUND, "not-installed", message, EXTRA)
    stored = stored_of(visit, decision, review)
    proof = proof_for(visit.database, decision.number)
    content = memo_pdf(_memo(visit, stored), proof, decision.made_at)
    return _file(content, "application/pdf", f"decision-{decision.number}.pdf")


@router.get("/decisions/{number}/record.zip")
def pack(visit: _Reading, number: str) -> Response:
    """Return the whole record with its proof and checksums, to be kept and read elsewhere."""
    decision, review = decision_for(visit, number)
    stored = stored_of(visit, decision, review)
    proof = proof_for(visit.database, decision.number)
    record = record_json(stored, json.loads(stored.verdict), proof)
    memo = None
    if can_draw():
        memo = memo_pdf(_memo(visit, stored), proof, decision.made_at)
    content = bundle(stored, record, proof, memo)
    return _file(content, "application/zip", f"decision-{decision.number}.zip")


def _memo(visit: Visit, stored: Stored) -> Memo:
    library = visit.service.library()
    page = plan_page(stored, library.pack, visit.day, visit.locale, whole=True)
    return memo_of(page, day_words(visit.day, visit.locale))


@router.get("/decisions/{number}/record.json")
def download(visit: _Reading, number: str) -> Response:
    """Return the record as JSON."""
    decision, review = decision_for(visit, number)
    stored = stored_of(visit, decision, review)
    proof = proof_for(visit.database, decision.number)
    content = record_json(stored, json.loads(stored.verdict), proof)
    return _file(content, "application/json", f"decision-{decision.number}.json")


@router.get("/portfolio.csv")
def portfolio_csv(visit: _Reading) -> Response:
    """Return the newest decision about each plan, one finding a row."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for stored in _newest(visit):
        writer.writerows(tuple(map(safe_cell, row)) for row in portfolio_rows(stored))
    return _file(out.getvalue(), "text/csv; charset=utf-8", "portfolio.csv")


@router.get("/portfolio.json")
def portfolio_json(visit: _Reading) -> Response:
    """Return the same as JSON."""
    rows = [
        dict(zip(COLUMNS, row, strict=True))
        for stored in _newest(visit)
        for row in portfolio_rows(stored)
    ]
    found = {"schema": "distillgate/portfolio/v1", "rows": rows}
    content = json.dumps(found, indent=2, ensure_ascii=False) + "\n"
    return _file(content, "application/json", "portfolio.json")


def _newest(visit: Visit) -> Iterator[Stored]:
    """Yield the newest decision about each plan that whoever visits may see."""
    records, after, count = Records(visit.database), "", 0
    while count < _MOST and (found := records.plans(after, _PAGE)):
        for decision, review in newest_of(visit, [each.plan for each in found]):
            count += 1
            yield stored_of(visit, decision, review)
        after = found[-1].plan


def _file(content: str | bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)
