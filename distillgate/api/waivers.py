"""How a waiver comes about and shrinks: asked for, granted by another person, narrowed."""

from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import Field

from distillgate.api.answers import answer
from distillgate.api.bodies import text_of
from distillgate.api.reviews import Body
from distillgate.api.seeing import signing
from distillgate.usecases.filing import Clerk
from distillgate.usecases.filingviews import Filings, filing_json
from distillgate.usecases.waiverstates import (
    Narrower,
    grant_waiver,
    narrow_waiver,
    request_waiver,
)
from distillgate.web.identity import Caller, Right, asks_by_key
from distillgate.web.problems import refusal
from distillgate.web.service import Needs, Service, Serving, said, writer_of
from policy.packs import SourceFile
from registry.filings import Filing, FilingKind

router = APIRouter(prefix="/v1", tags=["on file"])
_Asking = Annotated[Caller, Depends(Needs(Right.REQUEST_REVIEW))]
_Filing = Annotated[Caller, Depends(Needs(Right.FILE))]
_Name = Annotated[str, Path(min_length=1, max_length=200)]
_Word = Annotated[str, Field(min_length=1, max_length=300)]
_Words = Annotated[tuple[_Word, ...], Field(max_length=100)]
_EXAMPLE = """\
waiver: support-only
clauses: [house#no-consumer-accounts]
plans: [support-assistant]
until: 2027-02-01
reason: bought before the policy was there
"""
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The waiver as YAML, without who signs it.",
        "content": {"application/yaml": {"schema": {"type": "string"}, "example": _EXAMPLE}},
    }
}


class Granting(Body):
    """In which role it is granted, and where it is less than what was asked for, what."""

    role: Annotated[_Word, Field(examples=["legal"])]
    until: Annotated[date | None, Field(description="The first day without it")] = None
    plans: _Words = ()
    clauses: _Words = ()
    findings: _Words = ()

    def narrower(self) -> Narrower:
        """Return what is left of it."""
        return Narrower(self.until, self.plans, self.clauses, self.findings)


class Narrowing(Granting):
    """What is left of a waiver, and why not all of it."""

    reason: Annotated[str, Field(min_length=1, max_length=10_000)]


@router.post(
    "/waiver-requests",
    summary="Ask for a waiver",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_BODY,
)
def ask(
    caller: _Asking, service: Serving, text: Annotated[bytes, Depends(text_of)]
) -> Response:
    """Ask for a waiver; it sets nothing aside until another person grants it."""
    file = SourceFile("waiver.yaml", text)
    filing = request_waiver(file, service.library().pack, _clerk(caller, service))
    return _filed(filing, service, HTTPStatus.CREATED)


@router.post(
    "/waivers/{name}/grant",
    summary="Grant a waiver that was asked for",
    status_code=HTTPStatus.CREATED,
)
def grant(
    caller: _Filing, request: Request, service: Serving, name: _Name, body: Granting
) -> Response:
    """Grant what somebody else has asked for, or less; from then on every check heeds it."""
    asked = _on_file(request, caller, service, name)
    if asks_by_key(caller, (asked[0].actor,)):
        message = f"a key of a team of `{caller.name}` asks for this waiver"
        hint = "somebody outside of the team must do this"
        raise refusal(HTTPStatus.FORBIDDEN, "not-entitled", message, hint)
    pack, clerk = service.library().pack, _clerk(caller, service)
    filing = grant_waiver(asked, body.role, body.narrower(), pack, clerk)
    return _filed(filing, service, HTTPStatus.CREATED)


@router.post(
    "/waivers/{name}/narrowing",
    summary="Take some of a waiver back",
)
def narrow(
    caller: _Filing, request: Request, service: Serving, name: _Name, body: Narrowing
) -> Response:
    """Leave less of a waiver than was granted; it may never be more."""
    filed = _on_file(request, caller, service, name)
    signed, pack = (body.role, body.reason), service.library().pack
    filing = narrow_waiver(filed, body.narrower(), signed, pack, _clerk(caller, service))
    return _filed(filing, service, HTTPStatus.OK)


def _on_file(
    request: Request, caller: Caller, service: Service, name: str
) -> tuple[Filing, str]:
    """Return a waiver with its text, for whoever may sign now."""
    stale = signing(caller, service)
    if stale is not None:
        raise stale
    filings = Filings(service.database, FilingKind.WAIVER)
    filing = filings.filing(name, said(request))
    return filing, filings.text(filing, said(request))


def _clerk(caller: Caller, service: Service) -> Clerk:
    return Clerk(service.ledger(), writer_of(caller, service), caller.acts_as)


def _filed(filing: Filing, service: Service, status: HTTPStatus) -> Response:
    found = filing_json(filing, service.now().date())
    return answer(found, status, Location=f"/v1/waivers/{filing.name}")
