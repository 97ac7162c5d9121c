"""What a plan owes, and what people say about it."""

from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import Field

from distillgate.api.answers import answer, tagged
from distillgate.api.plans import PlanName
from distillgate.api.reviews import Body
from distillgate.api.seeing import seen
from distillgate.usecases.obligations import Keeper, Saying, duties_of, duty_json, say_of_duty
from distillgate.web.identity import Caller, Right
from distillgate.web.service import Needs, Serving, said, writer_of
from registry.obligations import DutyStanding

router = APIRouter(prefix="/v1/plans/{name}/obligations", tags=["obligations"])
_Reading = Annotated[Caller, Depends(Needs(Right.READ_PLANS))]
_Saying = Annotated[Caller, Depends(Needs(Right.SAY_DUTIES))]


class SayingOf(Body):
    """How a duty stands."""

    clause: Annotated[str, Field(min_length=1, max_length=500)]
    state: DutyStanding
    evidence: Annotated[str, Field(max_length=10_000)] = ""
    note: Annotated[str, Field(max_length=10_000)] = ""
    amount: Annotated[int, Field(ge=0)] | None = None
    """How much was used in the period, where the duty limits that."""


@router.get("", summary="List what a plan owes")
def list_them(caller: _Reading, request: Request, service: Serving, name: PlanName) -> Response:
    """List the duties of the newest verdict, each as it stands."""
    seen(name, caller, service, said(request))
    day = service.now().date()
    with service.database.reading() as connection:
        duties = duties_of(connection, name, said(request), day)
    return tagged(request, {"obligations": [duty_json(each, day) for each in duties]})


@router.post("", summary="Say how a duty stands")
def say(
    caller: _Saying, request: Request, service: Serving, name: PlanName, body: SayingOf
) -> Response:
    """Say that a duty is met, with evidence, or that it does not apply, with a note."""
    seen(name, caller, service, said(request))
    keeper = Keeper(service.ledger(), writer_of(caller, service), caller.acts_as)
    amount = None if body.amount is None else Decimal(body.amount)
    saying = Saying(body.state, body.evidence, body.note, amount)
    duty = say_of_duty(name, body.clause, saying, keeper, said(request))
    return answer(duty_json(duty, service.now().date()))
