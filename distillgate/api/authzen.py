"""Questions as OpenID AuthZEN 1.0 asks them: whether a subject may act on a plan.

The resource is a plan: one that was submitted, by its id, or one that is sent
along as its property `plan`. The decision is true where the plan may go ahead.
"""

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from distillgate.api.answers import answer
from distillgate.api.bodies import PLAN
from distillgate.api.seeing import seen
from distillgate.usecases.check import PlanText, check_plan, includes_nothing
from distillgate.web.identity import Caller, Right
from distillgate.web.service import Needs, Service, Serving, said
from policy.canonical import canonical_json
from policy.diagnostics import Diagnostic, Span
from policy.verdict import Ruling, State, Verdict
from policy.yamltext import UnreadableError

router = APIRouter(tags=["AuthZEN"])
_Evaluating = Annotated[Caller, Depends(Needs(Right.EVALUATE))]
ACTS = frozenset({"distill", "collect", "train", "release"})
MOST = 100
_Text = Annotated[str, Field(min_length=1, max_length=500)]
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


class PartOf(_Open):
    """One of several questions; what it leaves out is as for all."""

    subject: Subject | None = None
    action: Action | None = None
    resource: Resource | None = None
    context: _Properties = None


class Semantic(StrEnum):
    """How far several questions are answered."""

    ALL = "execute_all"
    FIRST_DENY = "deny_on_first_deny"
    FIRST_PERMIT = "permit_on_first_permit"


class Options(_Open):
    """How several questions are answered."""

    evaluations_semantic: Semantic = Semantic.ALL


class Evaluations(PartOf):
    """Several questions."""

    evaluations: Annotated[tuple[PartOf, ...] | None, Field(max_length=MOST)] = None
    options: Options = Options()


@router.post("/access/v1/evaluation", summary="Ask one question")
def evaluation(
    caller: _Evaluating, request: Request, service: Serving, body: Evaluation
) -> Response:
    """Tell whether a plan may go ahead, with the reasons in the decision's context."""
    return answer(_decided(body, caller, service, said(request)))


@router.post("/access/v1/evaluations", summary="Ask several questions")
def evaluations(
    caller: _Evaluating, request: Request, service: Serving, body: Evaluations
) -> Response:
    """Answer several questions in their order; none of them: the one that is asked for all."""
    place = said(request)
    if not body.evaluations:
        return answer(_of_part(body, PartOf(), caller, service, place))
    semantic, found = body.options.evaluations_semantic, list[Answered]()
    for part in body.evaluations:
        told = _of_part(body, part, caller, service, place)
        found.append(told)
        if semantic is Semantic.FIRST_DENY and not told["decision"]:
            break
        if semantic is Semantic.FIRST_PERMIT and told["decision"]:
            break
    return answer({"evaluations": found})


@router.get("/.well-known/authzen-configuration", summary="Where questions are answered")
def configuration(request: Request) -> Response:
    """Tell the endpoints, as the standard names them."""
    base = str(request.base_url).rstrip("/")
    return answer(
        {
            "policy_decision_point": base,
            "access_evaluation_endpoint": f"{base}/access/v1/evaluation",
            "access_evaluations_endpoint": f"{base}/access/v1/evaluations",
        }
    )


def _of_part(
    body: Evaluations, part: PartOf, caller: Caller, service: Service, place: Span
) -> Answered:
    subject = part.subject or body.subject
    action, resource = part.action or body.action, part.resource or body.resource
    if subject is None or action is None or resource is None:
        return _no("incomplete", "a question has a subject, an action and a resource")
    context = part.context or body.context
    asked = Evaluation(subject=subject, action=action, resource=resource, context=context)
    return _decided(asked, caller, service, place)


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
