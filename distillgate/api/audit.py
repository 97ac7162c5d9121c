"""The log: its signed head, its records, and the proofs that nothing was changed."""

import json
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import Response

from distillgate.api.answers import answer
from distillgate.api.plans import MOST
from distillgate.usecases.auditlog import (
    Sought,
    consistency_of,
    current_head,
    policy_text,
    proof_of,
    record_at,
    records_after,
    records_in,
)
from distillgate.web.identity import Caller, Right
from distillgate.web.problems import refusal
from distillgate.web.service import Needs, Serving
from registry.audit.ledger import Entry, LedgerError
from registry.audit.records import RecordKind

router = APIRouter(prefix="/v1/audit", tags=["audit"])
_Auditing = Annotated[Caller, Depends(Needs(Right.READ_AUDIT))]
_Index = Annotated[int, Path(ge=0, le=2**53)]
_Size = Annotated[int, Query(ge=1, le=2**53)]


@router.get("/checkpoint", summary="The last signed head", response_class=Response)
def checkpoint(_: _Auditing, service: Serving) -> Response:
    """Return the note that signs the log, with the lines of witnesses."""
    with _finding(), service.database.reading() as connection:
        head = current_head(connection)
    return Response(str(head.note), media_type="text/plain")


@router.get("/policy", summary="Whom to believe", response_class=Response)
def policy(_: _Auditing, service: Serving) -> Response:
    """Return the trust policy that believes the keys that sign now."""
    with _finding():
        return Response(policy_text(service.database, service.now()), media_type="text/plain")


@router.get("/records", summary="List records")
def records(
    _: _Auditing,
    service: Serving,
    kind: RecordKind | None = None,
    since: Annotated[
        int | None, Query(ge=0, le=2**53, description="Those after the record with this index")
    ] = None,
    most: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> Response:
    """List the latest records of a kind, the oldest first; or those after one."""
    if since is None:
        found = records_in(service.database, Sought(kind, None, most))
    else:
        later = records_after(service.database, since)
        found = [each for each in later if kind in {None, each.kind}][:most]
    return answer({"records": [_record(each) for each in found]})


@router.get("/records/{index}", summary="Show a record")
def record(_: _Auditing, service: Serving, index: _Index) -> Response:
    """Tell one record, with the very bytes that are hashed."""
    with _finding():
        found = record_at(service.database, index)
    return answer({**_record(found), "leaf": b64encode(found.leaf).decode()})


@router.get("/proof/{index}", summary="Prove a record", response_class=Response)
def proof(_: _Auditing, service: Serving, index: _Index) -> Response:
    """Return the proof that the last signed head covers a record (C2SP tlog-proof)."""
    with _finding():
        return Response(str(proof_of(service.database, index)), media_type="text/plain")


@router.get("/consistency", summary="Prove that nothing was changed")
def consistency(
    _: _Auditing,
    service: Serving,
    old: Annotated[_Size, Query(alias="from")],
    new: Annotated[_Size, Query(alias="to")],
) -> Response:
    """Return the hashes that lead from a smaller head to a larger one (RFC 6962)."""
    with _finding():
        found = consistency_of(service.database, old, new)
    return answer(
        {"from": old, "to": new, "proof": [b64encode(each).decode() for each in found]}
    )


def _record(entry: Entry) -> dict[str, object]:
    return {
        "index": entry.index,
        "kind": entry.kind,
        "recorded_at": entry.recorded_at,
        "record": json.loads(entry.leaf),
    }


@contextmanager
def _finding() -> Iterator[None]:
    """Tell that something is not there; only a log that is damaged is our own trouble."""
    try:
        yield
    except LedgerError as error:
        if type(error) is not LedgerError:
            raise
        raise refusal(HTTPStatus.NOT_FOUND, "no-proof", error.message, error.hint) from error
