"""Decisions as they were recorded, and judged again."""

from http import HTTPStatus
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response

from distillgate.api.answers import answer, tagged
from distillgate.api.plans import MOST
from distillgate.api.seeing import seen, sees
from distillgate.rendering.remedies import remedies_json
from distillgate.usecases.coming import coming_for, coming_json
from distillgate.usecases.decisionviews import Records, decision_json, replay_json
from distillgate.usecases.impact import Standing
from distillgate.usecases.planviews import state_of
from distillgate.usecases.remedies import remedies_now
from distillgate.usecases.reviewviews import Reviews, review_json
from distillgate.usecases.storedplans import stored_plan
from distillgate.web.identity import Caller, Right
from distillgate.web.problems import refusal
from distillgate.web.service import Needs, Service, Serving, said
from policy.diagnostics import Span
from policy.yamltext import UnreadableError
from registry.decisions import Decision
from registry.decisionstore import Sought

router = APIRouter(prefix="/v1/decisions", tags=["decisions"])
_Reading = Annotated[Caller, Depends(Needs(Right.READ_PLANS))]
_Evaluating = Annotated[Caller, Depends(Needs(Right.EVALUATE))]
Number: TypeAlias = Annotated[int, Path(ge=1, le=2**53)]


@router.get("", summary="List decisions")
def list_decisions(  # noqa: PLR0913 each parameter is a part of the request
    *,
    caller: _Reading,
    service: Serving,
    plan: Annotated[str | None, Query(max_length=100)] = None,
    on: Annotated[
        str | None,
        Query(max_length=500, description="What they rest on: a model, a document, a clause"),
    ] = None,
    cursor: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    most: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> Response:
    """List decisions about plans that you may see, the latest first."""
    sought = Sought(plan=plan, on=on, before=cursor, most=most)
    page = Records(service.database).decisions(sought)
    day, seeing = service.now().date(), dict[str, bool]()
    for name in {each.version.plan for each in page}:
        state = state_of(service.database, name, Span(name, 1, 1))
        seeing[name] = sees(caller, state, day)
    found = [decision_json(each) for each in page if seeing[each.version.plan]]
    after = str(page[-1].number) if len(page) == most else None
    return answer({"decisions": found, "next": after})


@router.get("/{number}", summary="Show a decision")
def show(caller: _Reading, request: Request, service: Serving, number: Number) -> Response:
    """Tell a decision with its verdict as it was, and what people do about it."""
    decision = decision_seen(number, caller, service, said(request))
    verdict = Records(service.database).text(decision.verdict, said(request))
    review = Reviews(service.database).of_decision(decision.number)
    found = decision_json(decision, verdict)
    day, sides = service.now().date(), service.sides()
    found["review"] = review_json(review, day) if review else None
    if sides and decision.binding:
        source = Records(service.database).text(decision.version.source, said(request))
        version = decision.version
        standing = Standing(version.plan, version.owner, stored_plan(source), review)
        found["coming"] = coming_json(coming_for(standing, service.library(), sides, day))
    return tagged(request, found)


@router.get("/{number}/remedies", summary="Say what sets right what is done already")
def remedies(
    caller: _Evaluating, request: Request, service: Serving, number: Number
) -> Response:
    """Return remedies for a plan whose student is trained already, each judged as of today.

    The answer has the form of `remedies` of `distillgate check --format json`;
    it is `null` where the plan is not done yet, or nothing is surely wrong.
    """
    place = said(request)
    decision = decision_seen(number, caller, service, place)
    plan = stored_plan(Records(service.database).text(decision.version.source, place))
    review = Reviews(service.database).of_decision(decision.number)
    day, library = service.now().date(), service.library()
    done, found = remedies_now(plan, review, library, day, place)
    told = None if found is None else remedies_json(found, decision.version.plan)
    return answer({"decision": str(decision.number), "trained": done, "remedies": told})


@router.post("/{number}/replay", summary="Judge a decision again")
def replay(caller: _Reading, request: Request, service: Serving, number: Number) -> Response:
    """Judge again from what was frozen, and tell whether the answer is the same."""
    decision = decision_seen(number, caller, service, said(request))
    return answer(replay_json(Records(service.database).replay(decision)))


def decision_seen(number: int, caller: Caller, service: Service, place: Span) -> Decision:
    """Return a decision that `caller` may see; raises as if it were not there."""
    try:
        decision = Records(service.database).decision(str(number), place)
        seen(decision.version.plan, caller, service, place)
    except UnreadableError as error:
        message = f"no decision is called `{number}`"
        raise refusal(HTTPStatus.NOT_FOUND, "unknown-record", message) from error
    return decision
