"""The routes by which something is put on file, granted, or revoked."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from distillgate.console.filingpage import (
    Filed,
    Said,
    answered_in,
    filing_form,
    text_in,
    wished_in,
)
from distillgate.console.filledin import Filled
from distillgate.console.problempages import SignInPage, told_of
from distillgate.console.visiting import Visit, visit
from distillgate.usecases.files import refused
from distillgate.usecases.filing import Clerk, put_on_file, revoke
from distillgate.usecases.filingtexts import determination_file, waiver_request_file
from distillgate.usecases.filingviews import Filings
from distillgate.usecases.waiverstates import Narrower, grant_waiver, request_waiver
from distillgate.web.identity import Right
from distillgate.web.problems import problem_of
from distillgate.web.service import stale
from policy.diagnostics import Code
from policy.packs import SourceFile
from policy.yamltext import UnreadableError
from registry.filings import COUNTING, FilingKind

router = APIRouter(include_in_schema=False)
_Reading = Annotated[Visit, Depends(visit(Right.READ_FILINGS))]
_Filing = Annotated[Visit, Depends(visit(Right.FILE))]
_Word = Annotated[str, Form(max_length=4_000)]
_NEEDS = {
    Filed.DETERMINATION: Right.FILE,
    Filed.AGREEMENT: Right.FILE,
    Filed.REQUEST: Right.REQUEST_REVIEW,
}


@router.get("/filed/new/{what}")
def blank(visit: _Reading, what: Filed) -> HTMLResponse:
    """Show a form, with what a link has filled in."""
    _refuse(visit, what)
    said = {name: [value] for name, value in visit.request.query_params.items()}
    return _shown(visit, what, said)


@router.post("/filed/new/{what}")
def file(visit: _Reading, what: Filed, said: Filled) -> Response:
    """Put what was filled in on file; where something is wrong, nothing is filed."""
    _refuse(visit, what)
    if stale(visit.caller, visit.service):
        page = SignInPage(again=True)
        return visit.page("signin.html", "Sign in once more", page, HTTPStatus.FORBIDDEN)
    try:
        _file(visit, what, said)
    except UnreadableError as error:
        return _shown(visit, what, said, error)
    return RedirectResponse(f"/filed?told={what}", HTTPStatus.SEE_OTHER)


@router.post("/filed/waiver-request/{name}/grant")
def grant(visit: _Filing, name: str, role: _Word) -> Response:
    """Grant a waiver that somebody else asks for."""

    def does() -> None:
        waivers = Filings(visit.database, FilingKind.WAIVER)
        asked = waivers.filing(name, visit.place)
        text = waivers.text(asked, visit.place)
        pack = visit.service.library().pack
        grant_waiver((asked, text), role, Narrower(), pack, _clerk(visit))

    return _signed(visit, does, "granted")


@router.post("/filed/{kind}/{name}/revocation")
def take_back(visit: _Filing, kind: FilingKind, name: str, reason: _Word) -> Response:
    """Say that something on file no longer counts, or refuse what is asked for."""

    def does() -> None:
        of = FilingKind.WAIVER if kind is FilingKind.REQUEST else kind
        filing = Filings(visit.database, of).filing(name, visit.place)
        if filing.kind is not kind or kind not in {*COUNTING, FilingKind.REQUEST}:
            raise refused(Code.WRONG_STATE, f"`{name}` is no {kind} any more", visit.place)
        revoke(filing, reason, _clerk(visit), visit.place)

    return _signed(visit, does, "revoked")


def _signed(visit: Visit, does: Callable[[], None], told: str) -> Response:
    if stale(visit.caller, visit.service):
        page = SignInPage(again=True)
        return visit.page("signin.html", "Sign in once more", page, HTTPStatus.FORBIDDEN)
    does()
    return RedirectResponse(f"/filed?told={told}", HTTPStatus.SEE_OTHER)


def _file(visit: Visit, what: Filed, said: Said) -> None:
    pack, place, clerk = visit.service.library().pack, visit.place, _clerk(visit)
    match what:
        case Filed.DETERMINATION:
            answered = answered_in(said, place)
            source = determination_file(answered, visit.caller.name, visit.day, place)
            put_on_file(FilingKind.DETERMINATION, source, pack, clerk)
        case Filed.AGREEMENT:
            source = SourceFile("agreement.yaml", text_in(said, "text").encode())
            put_on_file(FilingKind.AGREEMENT, source, pack, clerk)
        case Filed.REQUEST:
            request_waiver(waiver_request_file(wished_in(said, place)), pack, clerk)


def _shown(
    visit: Visit, what: Filed, said: Said, error: UnreadableError | None = None
) -> HTMLResponse:
    told = told_of(problem_of(error.diagnostics)) if error else ()
    page = filing_form(what, said, visit.caller.acts_as, told)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return visit.page("filing.html", page.title, page, status)


def _refuse(visit: Visit, what: Filed) -> None:
    """Raise where whoever visits may not file this."""
    if not visit.caller.may(_NEEDS[what]):
        message = f"to file a {what} takes the right `{_NEEDS[what]}`"
        raise refused(Code.NOT_ENTITLED, message, visit.place)


def _clerk(visit: Visit) -> Clerk:
    return Clerk(visit.service.ledger(), visit.writer, visit.caller.acts_as)
