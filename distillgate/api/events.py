"""Events by cursor, and who is told of them."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import Field

from distillgate.api.answers import answer
from distillgate.api.plans import MOST
from distillgate.api.reviews import Body
from distillgate.api.seeing import signing
from distillgate.sealers import making_sealer, sealer_of
from distillgate.sending import allowed_by
from distillgate.usecases.eventlists import letters, messages_after, replay
from distillgate.usecases.webhooks import (
    NAME,
    Keeping,
    Subscriber,
    add_webhook,
    retire_webhook,
    rotate_webhook,
    webhook_json,
    webhooks_in,
)
from distillgate.web.identity import Caller, Right
from distillgate.web.service import Needs, Service, Serving, said, writer_of
from registry.deliveries import DeliveryState
from registry.outbox import EventKind
from registry.webhooks import Form

router = APIRouter(prefix="/v1/events", tags=["events"])
webhooks = APIRouter(prefix="/v1/webhooks", tags=["events"])
_Reading = Annotated[Caller, Depends(Needs(Right.READ_EVENTS))]
_Keeping = Annotated[Caller, Depends(Needs(Right.MANAGE_WEBHOOKS))]
_Name = Annotated[str, Path(pattern=f"^{NAME}$")]
_Cursor = Annotated[int, Field(ge=0, le=2**53)]
_Patterns = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=200)], ...], Field(max_length=50)
]


class Wanted(Body):
    """Which events are wanted; all that is said must hold."""

    kinds: Annotated[tuple[EventKind, ...], Field(max_length=50)] = ()
    verdicts: Annotated[_Patterns, Field(examples=[["denied", "needs-review"]])] = ()
    owners: _Patterns = ()
    plans: Annotated[_Patterns, Field(examples=[["support-*"]])] = ()
    clauses: _Patterns = ()


class Subscribing(Body):
    """Who is to be told of what."""

    name: Annotated[str, Field(pattern=f"^{NAME}$")]
    url: Annotated[str, Field(max_length=4_000, examples=["https://hooks.example/distillgate"])]
    form: Form = Form.WEBHOOK
    filter: Wanted = Wanted()
    after: Annotated[
        _Cursor | None, Field(description="Begin after this event; left out: with the next one")
    ] = None


class Replaying(Body):
    """From where on."""

    after: _Cursor


@router.get("", summary="List events")
def list_events(
    *,
    _: _Reading,
    service: Serving,
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
    most: Annotated[int, Query(ge=1, le=MOST)] = 100,
) -> Response:
    """List what happened after a cursor, in its order; `next` is the cursor to go on from."""
    found = messages_after(service.database, after, most)
    last = found[-1].cursor if found else after
    home = service.settings.public_url
    return answer({"events": [each.plain(home) for each in found], "next": str(last)})


@webhooks.get("", summary="List webhooks")
def list_webhooks(_: _Keeping, service: Serving) -> Response:
    """List who is told of events, without secrets, and how many deliveries stand how."""
    found = webhooks_in(service.database, sealer_of(service.settings))
    return answer({"webhooks": list(found)})


@webhooks.post("", summary="Add a webhook", status_code=HTTPStatus.CREATED)
def add(caller: _Keeping, request: Request, service: Serving, body: Subscribing) -> Response:
    """Let a place be told of events; its secret is shown once."""
    wanted = body.filter.model_dump(mode="json", exclude_defaults=True)
    subscriber = Subscriber(body.name, body.url, body.form, wanted, body.after)
    hook, secret = add_webhook(subscriber, _keeping(caller, request, service))
    found = webhook_json(hook)
    if hook.form is Form.WEBHOOK:
        found["secret"] = secret
    return answer(found, HTTPStatus.CREATED)


@webhooks.post("/{name}/rotation", summary="Give a webhook a new secret")
def rotate(caller: _Keeping, request: Request, service: Serving, name: _Name) -> Response:
    """Give it a new secret, shown once; for a day the old one signs, too."""
    hook, secret = rotate_webhook(name, _keeping(caller, request, service))
    return answer({**webhook_json(hook), "secret": secret})


@webhooks.post("/{name}/retirement", summary="Retire a webhook")
def retire(caller: _Keeping, request: Request, service: Serving, name: _Name) -> Response:
    """Tell a place nothing any more, not even what waits; its history stays."""
    return answer(webhook_json(retire_webhook(name, _keeping(caller, request, service))))


@webhooks.post("/{name}/replay", summary="Tell a webhook once more")
def replay_to(
    caller: _Keeping, request: Request, service: Serving, name: _Name, body: Replaying
) -> Response:
    """Let it be told once more of all that it wants after a cursor, dead letters too."""
    count = replay(body.after, name, _keeping(caller, request, service))
    return answer({"deliveries": count})


@webhooks.get("/{name}/deliveries", summary="List deliveries to a webhook")
def list_deliveries(
    *,
    _: _Keeping,
    request: Request,
    service: Serving,
    name: _Name,
    state: DeliveryState | None = None,
    most: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> Response:
    """List what it was told, waits for, or could not be told; the latest events first."""
    found = letters(service.database, state, name, said(request), most)
    return answer({"deliveries": [each.plain() for each in found]})


def _keeping(caller: Caller, request: Request, service: Service) -> Keeping:
    """Return who keeps subscriptions; raises where they must sign in again first."""
    stale = signing(caller, service)
    if stale is not None:
        raise stale
    allowed = allowed_by(service.settings)
    writer = writer_of(caller, service)
    sealer = making_sealer(service.settings)
    return Keeping(service.ledger(), writer, caller.acts_as, said(request), allowed, sealer)
