"""The routes of decision records: one as a memo or as JSON, many as CSV or JSON."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response

from distillgate.console.memo import COLUMNS, memo_of, portfolio_rows, record_json, safe_cell
from distillgate.console.planpage import Stored, plan_page
from distillgate.console.seeing import decision_for, newest_of, stored_of
from distillgate.console.visiting import Visit, visit
from distillgate.console.words import day_words
from distillgate.usecases.decisionviews import Records
from distillgate.web.identity import Right

router = APIRouter(include_in_schema=False)
_Reading = Annotated[Visit, Depends(visit(Right.READ_PLANS))]
_MOST = 1_000
_PAGE = 100


@router.get("/decisions/{number}/record")
def show(visit: _Reading, number: str) -> HTMLResponse:
    """Show the record as a memo."""
    decision, review = decision_for(visit, number)
    stored = stored_of(visit, decision, review)
    pack = visit.service.library().pack
    page = plan_page(stored, pack, visit.day, visit.locale, whole=True)
    memo = memo_of(page, day_words(visit.day, visit.locale))
    return visit.page("memo.html", f"Record of decision {decision.number}", memo)


@router.get("/decisions/{number}/record.json")
def download(visit: _Reading, number: str) -> Response:
    """Return the record as JSON."""
    decision, review = decision_for(visit, number)
    stored = stored_of(visit, decision, review)
    content = record_json(stored, json.loads(stored.verdict))
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


def _file(content: str, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)
