"""What is signed and lies on file: agreements, determinations, waivers."""

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import Field

from distillgate.api.answers import answer, tagged
from distillgate.api.bodies import text_of
from distillgate.api.reviews import Body
from distillgate.api.seeing import signing
from distillgate.usecases.filing import Clerk, put_on_file, revoke
from distillgate.usecases.filingviews import Filings, filing_json, outgrown_by
from distillgate.usecases.library import UnreadableLibraryError
from distillgate.web.identity import Caller, Right
from distillgate.web.service import Needs, Service, Serving, said, writer_of
from policy.compiling import Pack
from policy.diagnostics import Span
from policy.packs import SourceFile
from registry.filings import Filing, FilingKind

_Reading = Annotated[Caller, Depends(Needs(Right.READ_FILINGS))]
_Filing = Annotated[Caller, Depends(Needs(Right.FILE))]
_Text = Annotated[bytes, Depends(text_of)]
_Name = Annotated[str, Path(min_length=1, max_length=200)]
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The text, as YAML; whoever signs it must send it.",
        "content": {"application/yaml": {"schema": {"type": "string"}}},
    }
}


class Revoking(Body):
    """Why something no longer counts."""

    reason: Annotated[str, Field(min_length=1, max_length=10_000)]


def filings_router(kind: FilingKind) -> APIRouter:
    """Return the routes about one kind of thing on file."""
    router = APIRouter(prefix=f"/v1/{kind}s", tags=["on file"])
    article = "an" if kind is FilingKind.AGREEMENT else "a"
    for method, path, summary, route, more in (
        ("POST", "", f"Put {article} {kind} on file", _put(kind), {"openapi_extra": _BODY}),
        ("GET", "", f"List every {kind} on file", _list(kind), {}),
        ("GET", "/{name}", f"Show {article} {kind}", _show(kind), {}),
        ("POST", "/{name}/revocation", f"Revoke {article} {kind}", _revoke(kind), {}),
    ):
        status = 201 if (method, path) == ("POST", "") else 200
        options: dict[str, Any] = {**more, "status_code": status, "summary": summary}
        router.add_api_route(path, route, methods=[method], **options)
    return router


def _put(kind: FilingKind) -> Callable[..., Response]:
    def put(caller: _Filing, service: Serving, text: _Text) -> Response:
        """Put a text on file; from then on every check heeds it, until it ends."""
        stale = signing(caller, service)
        if stale is not None:
            raise stale
        file = SourceFile(f"{kind}.yaml", text)
        pack = service.library().pack
        filing = put_on_file(kind, file, pack, _clerk(caller, service))
        found = filing_json(filing, service.now().date())
        where = f"/v1/{kind}s/{filing.name}"
        return answer(found, HTTPStatus.CREATED, Location=where)

    return put


def _list(kind: FilingKind) -> Callable[..., Response]:
    def list_them(
        *,
        _: _Reading,
        service: Serving,
        every: Annotated[
            bool, Query(alias="all", description="Also what has ended or was revoked")
        ] = False,
    ) -> Response:
        """List what lies on file, the oldest first.

        Of a waiver `outgrown` names the clauses that mean something else than
        when it was granted, and that it no longer sets aside.
        """
        day = service.now().date()
        filings, pack = Filings(service.database, kind), _pack(kind, service)
        found = [
            filing_json(each, day, None, _outgrown(filings, each, pack, day))
            for each in filings.all()
            if every or (each.revoked is None and (each.until is None or day < each.until))
        ]
        return answer({f"{kind}s": found})

    return list_them


def _pack(kind: FilingKind, service: Service) -> Pack | None:
    """Return the pack by which waivers are outgrown; nothing where it cannot be read.

    What lies on file must be seen just then, to mend it.
    """
    if kind is not FilingKind.WAIVER:
        return None
    try:
        return service.library().pack
    except UnreadableLibraryError:
        return None


def _outgrown(
    filings: Filings, filing: Filing, pack: Pack | None, day: date
) -> tuple[str, ...]:
    """Return the clauses of a waiver that mean something else than when it was granted."""
    if pack is None:
        return ()
    return outgrown_by(filings, filing, pack, day, Span(f"waiver {filing.name}", 1, 1))


def _show(kind: FilingKind) -> Callable[..., Response]:
    def show(_: _Reading, request: Request, service: Serving, name: _Name) -> Response:
        """Tell one thing on file with its text."""
        filings = Filings(service.database, kind)
        filing = filings.filing(name, said(request))
        text, day = filings.text(filing, said(request)), service.now().date()
        outgrown = _outgrown(filings, filing, _pack(kind, service), day)
        return tagged(request, filing_json(filing, day, text, outgrown))

    return show


def _revoke(kind: FilingKind) -> Callable[..., Response]:
    def revoke_it(
        caller: _Filing, request: Request, service: Serving, name: _Name, body: Revoking
    ) -> Response:
        """Say that something on file no longer counts; it stays on record."""
        stale = signing(caller, service)
        if stale is not None:
            raise stale
        filings = Filings(service.database, kind)
        filing = filings.filing(name, said(request))
        revoke(filing, body.reason, _clerk(caller, service), said(request))
        again = filings.filing(name, said(request))
        return answer(filing_json(again, service.now().date()))

    return revoke_it


def _clerk(caller: Caller, service: Service) -> Clerk:
    return Clerk(service.ledger(), writer_of(caller, service), caller.acts_as)
