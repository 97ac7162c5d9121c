"""Plans: submitted, read, listed, waited for."""

import asyncio
from hashlib import sha256
from http import HTTPStatus
from time import monotonic
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from distillgate.api.answers import answer, is_known, tag_of, tagged
from distillgate.api.bodies import PLAN_BODY, AsOf, ThePlan
from distillgate.api.seeing import asks_for, refuse_foreign, seen, sees
from distillgate.usecases.check import PlanText, parsed_plan
from distillgate.usecases.decisionviews import Records, decision_json, source_text
from distillgate.usecases.planviews import state_json, states_of
from distillgate.usecases.submit import decided_before, submit_plan
from distillgate.web.identity import Caller, Right
from distillgate.web.problems import ProblemError, problem_of, refusal
from distillgate.web.service import Needs, Service, Serving, said, writer_of
from policy.canonical import canonical_json
from policy.diagnostics import Diagnostic, Span
from policy.plan import Plan
from policy.plankeys import PLAN_ID
from registry.audit.ledger import OtherRecordError
from registry.decisions import Decision

router = APIRouter(prefix="/v1/plans", tags=["plans"])
MOST_SECONDS = 60
MOST = 200
_POLL_SECONDS = 0.5
_SCANNED = 2_000
_Reading = Annotated[Caller, Depends(Needs(Right.READ_PLANS))]
_Submitting = Annotated[Caller, Depends(Needs(Right.SUBMIT))]
_Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[!-~]{1,200}$",
        description="What is submitted again under the same key is decided once.",
    ),
]
PlanName = Annotated[str, Path(pattern=f"^{PLAN_ID}$", examples=["support-assistant"])]


@router.post(
    "",
    summary="Submit a plan",
    status_code=HTTPStatus.CREATED,
    openapi_extra=PLAN_BODY,
    responses={200: {"description": "The same was submitted before, under the same key"}},
)
def submit(  # noqa: PLR0913 each parameter is a part of the request
    *,
    caller: _Submitting,
    request: Request,
    plan: ThePlan,
    service: Serving,
    key: _Key = None,
    as_of: AsOf = None,
) -> Response:
    """Judge a plan, and record plan, verdict and all that it was made from."""
    parsed = _parsed(plan)
    refuse_foreign(parsed.id, caller, service, said(request))
    writer, ledger = writer_of(caller, service), service.shared_ledger()
    known = None if key is None else _known_by(caller, key)
    before = None if known is None else decided_before(ledger, known)
    if before is not None:
        if before.version.digest != parsed.digest:
            raise _other_plan()
        return _submitted(before, service, said(request), HTTPStatus.OK)
    day = as_of or service.now().date()
    try:
        done = submit_plan(plan, service.library(day), ledger, writer, as_of=day, key=known)
    except OtherRecordError as error:
        raise _other_plan() from error
    if done.decision is None:
        raise ProblemError(problem_of(done.checked.diagnostics))
    new = done.decision.made_at == writer.at
    status = HTTPStatus.CREATED if new else HTTPStatus.OK
    return _submitted(done.decision, service, said(request), status)


def _parsed(plan: PlanText) -> Plan:
    found: list[Diagnostic] = []
    parsed = parsed_plan(plan, found)
    if parsed is None or any(each.level == "error" for each in found):
        raise ProblemError(problem_of(found))
    return parsed


def _known_by(caller: Caller, key: str) -> str:
    """Return the key as the log has it: of this caller alone, and telling nothing of them."""
    secret = sha256(canonical_json([caller.name, key]).encode()).hexdigest()
    return f"request-{secret[:40]}"


def _other_plan() -> ProblemError:
    message = "another plan was submitted under this key"
    hint = "use a key of its own for each plan"
    return refusal(HTTPStatus.CONFLICT, "idempotency-key-reused", message, hint)


def _submitted(decision: Decision, service: Service, place: Span, status: int) -> Response:
    verdict = Records(service.database).text(decision.verdict, place)
    where = f"/v1/plans/{decision.version.plan}"
    return answer(decision_json(decision, verdict), status, Location=where)


@router.get("", summary="List plans")
def list_plans(  # noqa: PLR0913 each parameter is a part of the request
    *,
    caller: _Reading,
    service: Serving,
    cursor: Annotated[str, Query(max_length=100, description="`next` of the page before")] = "",
    most: Annotated[int, Query(ge=1, le=MOST)] = 50,
    standing: Annotated[
        str | None, Query(max_length=40, description="Only plans that stand so")
    ] = None,
    mine: Annotated[bool, Query(description="Only plans that you ask for")] = False,
) -> Response:
    """List the plans that you may see, by name, each as it stands.

    A page may hold fewer than `most` while `next` is there: the rest is looked
    through page by page.
    """
    day, scanned, after = service.now().date(), 0, cursor
    found: list[dict[str, object]] = []
    while len(found) < most and scanned < _SCANNED:
        states = states_of(service.database, after, most)
        for state in states:
            after = state.name
            scanned += 1
            fits = standing in {None, state.standing(day)}
            theirs = not mine or asks_for(caller, state)
            if fits and theirs and sees(caller, state, day):
                found.append(state_json(state, day))
                if len(found) == most:
                    break
        if len(states) < most and (not states or after == states[-1].name):
            return answer({"plans": found, "next": None})
    return answer({"plans": found, "next": after})


@router.get("/{name}", summary="Show a plan, or wait until it changes")
async def show(
    caller: _Reading,
    request: Request,
    service: Serving,
    name: PlanName,
    wait: Annotated[
        int,
        Query(
            ge=0,
            le=MOST_SECONDS,
            description="With `If-None-Match`: so many seconds at most until it changes.",
        ),
    ] = 0,
) -> Response:
    """Tell how a plan stands: its states, the verdict that counts, and its review."""
    place, end = said(request), monotonic() + wait
    while True:
        found = await run_in_threadpool(_state, name, caller, service, place)
        if monotonic() >= end or not is_known(request, tag_of(found)):
            return tagged(request, found)
        if await request.is_disconnected():
            return Response(status_code=HTTPStatus.NOT_MODIFIED)
        await asyncio.sleep(_POLL_SECONDS)


def _state(name: str, caller: Caller, service: Service, place: Span) -> dict[str, object]:
    state = seen(name, caller, service, place)
    return state_json(state, service.now().date())


@router.get(
    "/{name}/source",
    summary="Show a plan as it was written",
    responses={200: {"content": {"application/yaml": {"schema": {"type": "string"}}}}},
    response_class=Response,
)
def source(
    caller: _Reading,
    request: Request,
    service: Serving,
    name: PlanName,
    version: Annotated[int | None, Query(ge=1, le=2**31)] = None,
) -> Response:
    """Return the text of a plan; without a version, that of the last one."""
    state = seen(name, caller, service, said(request))
    wanted = [each for each in state.versions if version in {None, each.number}]
    if not wanted:
        message = f"the plan `{name}` has no version {version}"
        raise refusal(HTTPStatus.NOT_FOUND, "unknown-record", message)
    stored = Records(service.database).text(wanted[-1].source, said(request))
    return Response(source_text(stored), media_type="application/yaml")
