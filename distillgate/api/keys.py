"""Keys for machines: made, listed, revoked."""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import Field

from distillgate.api.answers import answer
from distillgate.api.reviews import Body
from distillgate.api.seeing import signing
from distillgate.usecases.apikeys import (
    LONGEST,
    NAME,
    KeyWish,
    key_json,
    keys_in,
    make_key,
    revoke_key,
)
from distillgate.web.identity import FOR_KEYS, Caller, Right
from distillgate.web.problems import refusal
from distillgate.web.service import Needs, Service, Serving, said, writer_of
from registry.apikeys import ApiKey

router = APIRouter(prefix="/v1/keys", tags=["keys"])
_Keeping = Annotated[Caller, Depends(Needs(Right.OWN_KEYS))]
_Id = Annotated[str, Path(pattern=r"^[0-9a-f]{18}$")]
_Word = Annotated[str, Field(pattern=f"^{NAME}$")]


class Wish(Body):
    """Which key is wanted."""

    team: _Word
    name: _Word
    rights: Annotated[
        tuple[Right, ...],
        Field(min_length=1, max_length=len(FOR_KEYS), examples=[["evaluate", "plans:submit"]]),
    ]
    days: Annotated[int, Field(ge=1, le=LONGEST.days)] = 90


@router.post("", summary="Make a key", status_code=HTTPStatus.CREATED)
def make(caller: _Keeping, request: Request, service: Serving, body: Wish) -> Response:
    """Make a key for a team of yours, for no more than you may yourself; it is shown once."""
    stale = signing(caller, service)
    if stale is not None:
        raise stale
    rights = frozenset(body.rights)
    if not _keeps(caller, body.team):
        message = f"`{caller.name}` does not belong to the team `{body.team}`"
        raise refusal(HTTPStatus.FORBIDDEN, "not-entitled", message)
    beyond = rights - FOR_KEYS
    if not caller.may(Right.MANAGE_KEYS):
        beyond |= rights - caller.rights
    if beyond:
        message = f"a key of yours cannot be for `{min(beyond)}`"
        raise refusal(HTTPStatus.FORBIDDEN, "not-entitled", message)
    until = (service.now() + timedelta(days=body.days)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    wish = KeyWish(body.team, body.name, frozenset(map(str, rights)), until)
    key, text = make_key(wish, service.ledger(), writer_of(caller, service), said(request))
    return answer({**key_json(key), "secret": text}, HTTPStatus.CREATED)


@router.get("", summary="List keys")
def list_keys(caller: _Keeping, service: Serving) -> Response:
    """List the keys of your teams, without what opens."""
    found = [each for each in keys_in(service.database) if _keeps(caller, each.team)]
    return answer({"keys": [key_json(each) for each in found]})


@router.post("/{number}/revocation", summary="Revoke a key")
def revoke(caller: _Keeping, request: Request, service: Serving, number: _Id) -> Response:
    """Let a key open nothing any more, from now on."""
    _known(number, caller, service)
    key = revoke_key(number, service.ledger(), writer_of(caller, service), said(request))
    return answer(key_json(key))


def _keeps(caller: Caller, team: str) -> bool:
    return caller.may(Right.MANAGE_KEYS) or team in caller.groups


def _known(number: str, caller: Caller, service: Service) -> ApiKey:
    for each in keys_in(service.database):
        if each.id == number and _keeps(caller, each.team):
            return each
    raise refusal(HTTPStatus.NOT_FOUND, "unknown-record", f"there is no key `{number}`")
