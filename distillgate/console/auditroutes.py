"""The routes of the audit log: its records, and checks of it."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse

from distillgate.console.auditpage import (
    KINDS,
    AuditPage,
    Verified,
    lines_of,
    record_line,
    verified_of,
)
from distillgate.console.visiting import Visit, visit
from distillgate.usecases.auditlog import (
    CHECKS,
    Sought,
    check_stored,
    record_at,
    records_in,
    verify_log,
)
from distillgate.usecases.files import refused
from distillgate.web.identity import Right
from policy.diagnostics import Code
from registry.audit.ledger import LedgerError
from registry.audit.verifying import Outcome, Standing

router = APIRouter(include_in_schema=False)
_Auditing = Annotated[Visit, Depends(visit(Right.READ_AUDIT))]
_SIZE = 100
_LONGEST = 12
_HOW = {
    "stored": "every record, tile, head and decision that is stored fits the others",
    "heads": "the signed heads fit the records",
    "full": "every record was read and held against the signed heads",
}


@router.get("/audit")
def show(visit: _Auditing, kind: str = "", subject: str = "") -> HTMLResponse:
    """Show the latest records."""
    return visit.page("audit.html", "Audit", _page(visit, kind, subject[:200]))


@router.get("/audit/{index}")
def show_record(visit: _Auditing, index: str) -> HTMLResponse:
    """Show one record."""
    number = int(index) if index.isdecimal() and len(index) <= _LONGEST else -1
    try:
        found = record_line(record_at(visit.database, number)) if number >= 0 else None
    except LedgerError as error:
        raise refused(Code.UNKNOWN_RECORD, error.message, visit.place) from error
    if found is None:
        raise refused(Code.UNKNOWN_RECORD, f"no record is called `{index}`", visit.place)
    return visit.page("auditrecord.html", f"Record {found.index}", found)


@router.post("/audit/verify")
def verify(visit: _Auditing, how: Annotated[str, Form()]) -> HTMLResponse:
    """Check the log and show what that came to."""
    found: Verified | None = None
    if how in _HOW:
        found = verified_of(_checked(visit, how), _HOW[how])
    page = _page(visit, "", "", found)
    status = HTTPStatus.OK if found else HTTPStatus.UNPROCESSABLE_ENTITY
    return visit.page("audit.html", "Audit", page, status)


def _checked(visit: Visit, how: str) -> Outcome:
    try:
        if how == "stored":
            return check_stored(visit.database)
        return verify_log(visit.database, None, None, CHECKS[how == "full"])
    except LedgerError as error:
        return Outcome(Standing.UNKNOWN, reason=error.message)


def _page(visit: Visit, kind: str, subject: str, verified: Verified | None = None) -> AuditPage:
    sought = Sought(kind if kind in KINDS else None, subject or None, _SIZE)
    try:
        lines, none = lines_of(records_in(visit.database, sought)), ""
    except LedgerError as error:
        lines, none = (), error.message
    return AuditPage(lines, KINDS, kind, subject, none, verified)
