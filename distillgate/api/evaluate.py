"""Judge plans without recording anything."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import Response, StreamingResponse

from distillgate import __version__
from distillgate.api.answers import PROBLEMS
from distillgate.api.bodies import LINES_TYPES, PLAN_BODY, AsOf, ThePlan, media_type
from distillgate.rendering.jsonformat import render_json
from distillgate.usecases.check import PlanText, check_plan, check_plans, includes_nothing
from distillgate.web.figures import Figures
from distillgate.web.identity import Caller, Right
from distillgate.web.problems import ProblemError, problem_of, refusal
from distillgate.web.service import Needs, Serving
from distillgate.web.states import State
from distillgate.web.verdicts import Asked, told
from policy.verdictjson import verdict_text

router = APIRouter(prefix="/v1", tags=["evaluate"])
MOST_PLANS = 1_000
_JSON = "application/json"
_LINES = "application/x-ndjson"
_Evaluating = Annotated[Caller, Depends(Needs(Right.EVALUATE))]


async def evaluate(
    _: _Evaluating, request: Request, plan: ThePlan, service: Serving, as_of: AsOf = None
) -> Response:
    """Say whether a plan may go ahead, why, and what is owed. Nothing is recorded.

    The answer is the verdict as `distillgate check --format json` gives it.
    """
    day = as_of or service.now().date()

    def judge(state: State) -> bytes:
        checked = check_plan(plan, state.library_on(day), as_of=day)
        if checked.verdict is None:
            raise ProblemError(problem_of(checked.diagnostics))
        return f"{verdict_text(checked.verdict, __version__)}\n".encode()

    asked = Asked("verdict", plan.path, plan.content, day)
    content, kept = await told(asked, service.states, service.verdicts, judge)
    figures: Figures | None = request.app.state.figures
    if figures is not None:
        figures.told(kept=kept)
    return Response(content, media_type=_JSON)


def install(app: FastAPI) -> None:
    """Let `app` judge plans at its first route: it is asked more often than all others."""
    app.add_api_route(
        "/v1/evaluate",
        evaluate,
        methods=["POST"],
        tags=["evaluate"],
        summary="Judge one plan",
        openapi_extra=PLAN_BODY,
        responses=PROBLEMS,
    )


async def _lines(request: Request) -> tuple[PlanText, ...]:
    """Return the plans of a body, one a line."""
    if media_type(request) not in LINES_TYPES:
        message = "many plans are sent as `application/x-ndjson`, one a line"
        raise refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", message)
    lines = [line for line in (await request.body()).split(b"\n") if line.strip()]
    if len(lines) > MOST_PLANS:
        message = f"{len(lines):,} plans are sent, and {MOST_PLANS:,} are taken at once"
        raise refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-many", message)
    return tuple(
        PlanText(f"line {number}", line, includes_nothing)
        for number, line in enumerate(lines, 1)
    )


_STREAM_BODY = {
    "requestBody": {
        "required": True,
        "description": "Plans as JSON, one a line.",
        "content": {_LINES: {"schema": {"type": "string"}}},
    }
}


@router.post("/evaluate/stream", summary="Judge many plans", openapi_extra=_STREAM_BODY)
def evaluate_stream(
    _: _Evaluating,
    plans: Annotated[tuple[PlanText, ...], Depends(_lines)],
    service: Serving,
    as_of: AsOf = None,
) -> StreamingResponse:
    """Judge up to 1,000 plans, one a line, and answer one a line, in their order.

    A plan that cannot be read is answered by an object with the schema
    `distillgate/diagnostics/v1`; the others are judged all the same.
    """
    day = as_of or service.now().date()
    library = service.library(day)

    def answers() -> Iterator[str]:
        for plan in plans:
            yield render_json(check_plans([plan], library, as_of=day))

    return StreamingResponse(answers(), media_type=_LINES)
