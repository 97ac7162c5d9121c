"""Permits: issued, shown, used, taken back, and listed where they no longer count."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import Field

from distillgate.api.answers import answer, tagged
from distillgate.api.decisions import decision_seen
from distillgate.api.reviews import Body
from distillgate.gate.statements import PermitAct
from distillgate.ledgers import active_signers
from distillgate.usecases.auditlog import proof_of, publish_head
from distillgate.usecases.grounds import NoPermitError
from distillgate.usecases.permits import (
    PermitWish,
    begin_run,
    end_run,
    issue_permit,
    permit_keys_text,
    revoke_permit,
)
from distillgate.usecases.statuslisting import status_list
from distillgate.web.identity import Caller, Right
from distillgate.web.problems import refusal
from distillgate.web.service import Needs, Service, Serving, said, writer_of
from distillgate.witnesscalls import post
from registry.audit.ledger import LedgerError
from registry.audit.permits import summary_bundle
from registry.audit.permitstore import IssuedPermit, permit_called

router = APIRouter(prefix="/v1/permits", tags=["permits"])
_Reading = Annotated[Caller, Depends(Needs(Right.READ_PLANS))]
_Issuing = Annotated[Caller, Depends(Needs(Right.ISSUE_PERMITS))]
_Revoking = Annotated[Caller, Depends(Needs(Right.REVOKE_PERMITS))]
_Id = Annotated[str, Path(pattern=r"^[A-Za-z0-9._-]{1,100}$")]
_Ref = Annotated[str, Field(min_length=1, max_length=500)]
_Digest = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
_MOST_HOURS = 24 * 366
_STATUS_HOURS = 24
_ID_BYTES = 8


class Wish(Body):
    """Which permit is wanted."""

    decision: Annotated[int, Field(ge=1, le=2**53)]
    acts: Annotated[tuple[PermitAct, ...], Field(min_length=1, max_length=3)] = (
        PermitAct.TRAIN,
    )
    audience: Annotated[str, Field(pattern=r"^[!-~]{1,200}$", examples=["trainer-eu-1"])]
    hours: Annotated[int, Field(ge=1, le=_MOST_HOURS)] = 24
    materials: Annotated[
        dict[_Ref, _Digest],
        Field(
            default_factory=dict,
            max_length=1_000,
            description="The digest of each data set and base",
        ),
    ]
    any_data: Annotated[
        tuple[_Ref, ...],
        Field(max_length=1_000, description="Data that has no digest yet"),
    ] = ()
    channels: Annotated[tuple[_Ref, ...], Field(max_length=100)] = ()
    limits: Annotated[
        dict[_Ref, Annotated[int, Field(ge=1, le=2**53)]],
        Field(default_factory=dict, max_length=100),
    ]
    max_runs: Annotated[int | None, Field(ge=1, le=1_000_000)] = None


class Ending(Body):
    """How a run ended."""

    exit_code: Annotated[int, Field(ge=-255, le=255)]
    output: Annotated[_Digest | None, Field(description="Of what it made")] = None


@router.post("", summary="Issue a permit", status_code=HTTPStatus.CREATED)
def issue(caller: _Issuing, request: Request, service: Serving, body: Wish) -> Response:
    """Issue the permit of a decision that approves, with the proof that the log tells of it."""
    decision_seen(body.decision, caller, service, said(request))
    wish = PermitWish(
        id=f"permit-{os.urandom(_ID_BYTES).hex()}",
        acts=tuple(dict.fromkeys(body.acts)),
        audience=body.audience,
        valid_for=timedelta(hours=body.hours),
        materials=body.materials,
        loose=body.any_data,
        channels=body.channels,
        limits=body.limits,
        max_runs=body.max_runs,
    )
    ledger, now = service.ledger(), service.now()
    with _refusing():
        signers = active_signers(service.settings, ledger.database)
        statement, permit = issue_permit(
            ledger, signers, (body.decision, wish), writer_of(caller, service), now=now
        )
    publish_head(ledger.database, signers, (), post, now=now)
    found = {
        **permit_json(permit),
        "proof": str(proof_of(ledger.database, permit.index)),
        "summary": json.loads(summary_bundle(statement, now, signers.permit)),
    }
    return answer(found, HTTPStatus.CREATED, Location=f"/v1/permits/{permit.id}")


@router.get(
    "/status-list",
    summary="The signed list of permits and keys that no longer count",
)
def listed(caller: _Reading, service: Serving) -> Response:
    """Return the list as a verifier keeps it; it counts for half a day or longer."""
    ledger, writer = service.ledger(), writer_of(caller, service)
    signers = active_signers(service.settings, ledger.database)
    hours = timedelta(hours=_STATUS_HOURS)
    found = status_list(ledger, signers, writer, valid_for=hours, now=service.now())
    return Response(found + b"\n", media_type="application/json")


@router.get(
    "/keys",
    summary="The public keys of permits",
    responses={200: {"content": {"application/x-pem-file": {"schema": {"type": "string"}}}}},
    response_class=Response,
)
def keys(_: _Reading, service: Serving) -> Response:
    """Return the keys that count, one after another."""
    return Response(permit_keys_text(service.database), media_type="application/x-pem-file")


@router.get("/{name}", summary="Show a permit")
def show(_: _Reading, request: Request, service: Serving, name: _Id) -> Response:
    """Tell a permit with its signed bundle, and how often it was used."""
    return tagged(request, permit_json(_permit(name, service)))


@router.get("/{name}/proof", summary="The proof that the log tells of a permit")
def proof(_: _Reading, service: Serving, name: _Id) -> Response:
    """Return the proof that a verifier keeps beside the permit."""
    permit = _permit(name, service)
    return answer({"permit": name, "proof": str(proof_of(service.database, permit.index))})


@router.post("/{name}/revocation", summary="Take a permit back")
def revoke(caller: _Revoking, service: Serving, name: _Id) -> Response:
    """Let a permit count no more; the status list says so from now on."""
    _permit(name, service)
    with _refusing():
        revoke_permit(service.ledger(), name, writer_of(caller, service), now=service.now())
    return answer(permit_json(_permit(name, service)))


@router.post("/{name}/runs", summary="Record the start of a run", status_code=201)
def begin(caller: _Issuing, service: Serving, name: _Id) -> Response:
    """Count one more run under a permit; refused where its runs are used up."""
    _permit(name, service)
    with _refusing():
        run = begin_run(service.ledger(), name, writer_of(caller, service), now=service.now())
    return answer({"permit": name, "run": run.number}, HTTPStatus.CREATED)


@router.post("/{name}/runs/{run}/end", summary="Record the end of a run")
def end(
    caller: _Issuing,
    service: Serving,
    name: _Id,
    run: Annotated[int, Path(ge=1, le=2**31)],
    body: Ending,
) -> Response:
    """Say how a run ended, and what it made."""
    _permit(name, service)
    ended = (name, run, body.output, body.exit_code)
    with _refusing():
        end_run(service.ledger(), ended, writer_of(caller, service), now=service.now())
    return answer({"permit": name, "run": run, "exit_code": body.exit_code})


def permit_json(permit: IssuedPermit) -> dict[str, object]:
    """Return a permit in the types of JSON."""
    return {
        "schema": "distillgate/permit/v1",
        "permit": permit.id,
        "plan": permit.plan,
        "not_after": permit.not_after,
        "record": permit.index,
        "max_runs": permit.max_runs,
        "runs": permit.runs,
        "revoked_at": permit.revoked_at,
        "bundle": json.loads(permit.bundle),
    }


def _permit(name: str, service: Service) -> IssuedPermit:
    with service.database.reading() as connection:
        found = permit_called(connection, name)
    if found is None:
        message = f"no permit `{name}` was issued here"
        raise refusal(HTTPStatus.NOT_FOUND, "unknown-record", message)
    return found


@contextmanager
def _refusing() -> Iterator[None]:
    """Tell what may not be: only a log that cannot be used is no fault of who asks."""
    try:
        yield
    except LedgerError as error:
        if type(error) not in {LedgerError, NoPermitError}:
            raise
        raise refusal(HTTPStatus.CONFLICT, "no-permit", error.message, error.hint) from error
