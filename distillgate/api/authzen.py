"""Questions as OpenID AuthZEN 1.0 asks them: whether a subject may act on a plan.

The resource is a plan: one that was submitted, by its id, or one that is sent
along as its property `plan`. The decision is true where the plan may go ahead.
"""

from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError, WithJsonSchema

from distillgate.api.answers import answer
from distillgate.api.bodies import PLAN
from distillgate.api.seeing import seen
from distillgate.usecases.check import PlanText, check_plan, includes_nothing
from distillgate.web.identity import Caller, Right
from distillgate.web.problems import refusal
from distillgate.web.service import Needs, Service, Serving, said
from policy.canonical import canonical_json
from policy.diagnostics import Diagnostic, Span
from policy.verdict import Ruling, State, Verdict
from policy.yamltext import UnreadableError

router = APIRouter(tags=["AuthZEN"])
_Evaluating = Annotated[Caller, Depends(Needs(Right.EVALUATE))]
ACTS = frozenset({"distill", "collect", "train", "release"})
MOST = 100
_JSON = "application/json"
_KEPT_SECONDS = 300
_Text = Annotated[str, Field(max_length=500)]
_Properties = Annotated[dict[str, Any] | None, Field(max_length=100)]
Answered = dict[str, object]


class _Open(BaseModel):
    """What the standard lets grow: keys that are not known are left alone."""

    model_config = ConfigDict(frozen=True)


class Subject(_Open):
    """Who acts, such as a student model or a training job."""

    type: _Text
    id: _Text
    properties: _Properties = None


class Action(_Open):
    """What is done."""

    name: _Text
    properties: _Properties = None


class Resource(_Open):
    """What it is done to: a plan."""

    type: _Text
    id: _Text
    properties: _Properties = None


class Evaluation(_Open):
    """One question."""

    subject: Subject
    action: Action
    resource: Resource
    context: _Properties = None


_PARTS = ("subject", "action", "resource", "context")
_PART_SCHEMA = {
    "type": "object",
    "description": "One of several questions; what it leaves out is as for all.",
    "properties": {name: {"type": "object"} for name in _PARTS},
}
_Part = Annotated[object, WithJsonSchema(_PART_SCHEMA)]
"""Read as a question when its turn comes: what is wrong with one is answered for that one."""


class Semantic(StrEnum):
    """How far several questions are answered."""

    ALL = "execute_all"
    FIRST_DENY = "deny_on_first_deny"
    FIRST_PERMIT = "permit_on_first_permit"


class Options(_Open):
    """How several questions are answered."""

    evaluations_semantic: Semantic = Semantic.ALL


class Evaluations(_Open):
    """Several questions, and what is the same in those that do not say it."""

    subject: _Properties = None
    action: _Properties = None
    resource: _Properties = None
    context: _Properties = None
    evaluations: Annotated[tuple[_Part, ...] | None, Field(max_length=MOST)] = None
    options: Options | None = None


async def _json_alone(request: Request) -> None:
    """Refuse what is not said to be JSON, as the standard has it."""
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != _JSON:
        message = f"questions are asked as `{_JSON}`"
        raise refusal(HTTPStatus.BAD_REQUEST, "wrong-content-type", message)


_AS_JSON = [Depends(_json_alone)]


@router.post("/access/v1/evaluation", summary="Ask one question", dependencies=_AS_JSON)
def evaluation(
    caller: _Evaluating, request: Request, service: Serving, body: Evaluation
) -> Response:
    """Tell whether a plan may go ahead, with the reasons in the decision's context."""
    return answer(_decided(body, caller, service, said(request)))


@router.post("/access/v1/evaluations", summary="Ask several questions", dependencies=_AS_JSON)
def evaluations(
    caller: _Evaluating, request: Request, service: Serving, body: Evaluations
) -> Response:
    """Answer several questions in their order; none of them: the one that is asked for all."""
    place, shared = said(request), body.model_dump(include={*_PARTS}, exclude_none=True)
    if not body.evaluations:
        try:
            alone = Evaluation.model_validate(shared)
        except ValidationError as error:
            raise RequestValidationError(_placed(error)) from error
        return answer(_decided(alone, caller, service, place))
    semantic, found = (body.options or Options()).evaluations_semantic, list[Answered]()
    for part in body.evaluations:
        try:
            asked = Evaluation.model_validate(_whole(shared, part))
        except ValidationError as error:
            told = _wrong(error)
        else:
            told = _decided(asked, caller, service, place)
        found.append(told)
        if semantic is Semantic.FIRST_DENY and not told["decision"]:
            break
        if semantic is Semantic.FIRST_PERMIT and told["decision"]:
            break
    return answer({"evaluations": found})


@router.get("/.well-known/authzen-configuration", summary="Where questions are answered")
def configuration(request: Request, service: Serving) -> Response:
    """Tell the endpoints, as the standard names them."""
    base = _base(request, service.settings.public_url)
    found = answer(
        {
            "policy_decision_point": base,
            "access_evaluation_endpoint": f"{base}/access/v1/evaluation",
            "access_evaluations_endpoint": f"{base}/access/v1/evaluations",
        }
    )
    found.headers["Cache-Control"] = f"public, max-age={_KEPT_SECONDS}"
    return found


def _base(request: Request, public: str | None) -> str:
    """Return the address that was asked; whoever asks believes no other one.

    The proxy in front speaks TLS, which the settings know, and nobody else here.
    """
    asked = str(request.base_url).rstrip("/")
    if public is not None and urlsplit(public).netloc == request.url.netloc:
        return public.rstrip("/")
    return asked


def _whole(shared: dict[str, Any], part: object) -> object:
    """Return one question with what is the same for all.

    What it says itself takes the place of that as a whole; only the type, the
    id or the name that it leaves out is that of all.
    """
    if not isinstance(part, dict):
        return part
    found: dict[object, object] = dict(shared.items())
    for name, said_here in part.items():
        before = shared.get(name)
        if said_here is None:
            continue
        if name in _NAMING and isinstance(said_here, dict) and before is not None:
            kept = {key: before[key] for key in _NAMING[name] if key in before}
            found[name] = {**kept, **said_here}
        else:
            found[name] = said_here
    return found


_NAMING = {"subject": ("type", "id"), "action": ("name",), "resource": ("type", "id")}


def _wrong(error: ValidationError) -> Answered:
    """Return the answer to a question that is none: no, and why."""
    first = error.errors()[0]
    place = ".".join(map(str, first["loc"])) or "the question"
    message = f"{place}: {first['msg']}"[:500]
    found = _no("incomplete", message)
    found["context"] = {
        "code": "incomplete",
        "reason": message,
        "error": {"status": int(HTTPStatus.BAD_REQUEST), "message": message},
    }
    return found


def _placed(error: ValidationError) -> list[dict[str, Any]]:
    return [{**each, "loc": ("body", *each["loc"])} for each in error.errors()]


def _decided(asked: Evaluation, caller: Caller, service: Service, place: Span) -> Answered:
    if asked.action.name not in ACTS:
        return _no("unknown-action", f"known actions are {', '.join(sorted(ACTS))}")
    if asked.resource.type != "plan":
        return _no("unknown-resource", "the resource is a `plan`")
    sent = (asked.resource.properties or {}).get("plan")
    if sent is not None:
        return _judged(asked, sent, service)
    return _recorded(asked.resource.id, caller, service, place)


def _judged(asked: Evaluation, sent: object, service: Service) -> Answered:
    text = sent if isinstance(sent, str) else canonical_json(sent)
    plan = PlanText(PLAN, text.encode("utf-8", "replace"), includes_nothing)
    checked = check_plan(plan, service.library(), as_of=service.now().date())
    if checked.verdict is None:
        return _unread(checked.diagnostics)
    if checked.verdict.plan != asked.resource.id:
        message = f"the plan that is sent is called `{checked.verdict.plan}`"
        return _no("other-plan", message)
    return _told(checked.verdict)


def _recorded(name: str, caller: Caller, service: Service, place: Span) -> Answered:
    day = service.now().date()
    try:
        state = seen(name, caller, service, place)
    except UnreadableError as error:
        return _unread(error.diagnostics)
    context: dict[str, object] = {"standing": state.standing(day)}
    if state.decision is not None:
        context["plan_decision"] = str(state.decision.number)
        context["digest"] = state.decision.version.digest
    return {"decision": state.approves(day), "context": context}


def _told(verdict: Verdict) -> Answered:
    grave = [
        {"clause": each.clause, "state": each.state.value, "why": each.statement}
        for each in verdict.findings
        if each.state in {State.APPLIES, State.UNSURE} and each.weight.now
    ]
    context = {
        "verdict": verdict.ruling.word,
        "reasons": grave,
        "obligations": [each.clause for each in verdict.obligations],
        "questions": [each.fact for each in verdict.questions],
    }
    return {"decision": verdict.ruling <= Ruling.WITH_OBLIGATIONS, "context": context}


def _unread(diagnostics: tuple[Diagnostic, ...]) -> Answered:
    first = diagnostics[0]
    return _no(first.code.value, f"line {first.span.line}: {first.message}")


def _no(code: str, message: str) -> Answered:
    return {"decision": False, "context": {"code": code, "reason": message}}
