"""What would come of a plan if something in it were otherwise."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from pydantic import Field

from distillgate import __version__
from distillgate.api.answers import answer
from distillgate.api.bodies import PLAN, AsOf
from distillgate.api.reviews import Body
from distillgate.usecases.check import PlanText, includes_nothing
from distillgate.usecases.checked import CheckedPlan, narrowed
from distillgate.usecases.whatif import what_if
from distillgate.web.identity import Caller, Right
from distillgate.web.problems import ProblemError, problem_of
from distillgate.web.service import Needs, Serving
from policy.canonical import canonical_json
from policy.verdictjson import verdict_json

router = APIRouter(prefix="/v1", tags=["evaluate"])
_Evaluating = Annotated[Caller, Depends(Needs(Right.EVALUATE))]


class WhatIf(Body):
    """A plan, and a merge patch (RFC 7396) that says what is otherwise."""

    plan: Annotated[str | dict[str, Any], Field(description="As YAML text, or as JSON")]
    patch: Annotated[dict[str, Any], Field(examples=[{"use": {"purpose": "research"}}])]


@router.post("/what-if", summary="Judge a plan as it is, and with a change")
def what_if_it(_: _Evaluating, service: Serving, body: WhatIf, as_of: AsOf = None) -> Response:
    """Tell both verdicts, and the findings that the change adds. Nothing is recorded."""
    text = body.plan if isinstance(body.plan, str) else canonical_json(body.plan)
    plan = PlanText(PLAN, text.encode(), includes_nothing)
    patch = canonical_json(body.patch).encode()
    day = as_of or service.now().date()
    before, after = what_if(plan, patch, service.library(day), as_of=day)
    found = {"before": _told(before), "after": _told(after), "added": _added(after)}
    return answer(found)


def _told(checked: CheckedPlan) -> dict[str, Any]:
    if checked.verdict is None:
        raise ProblemError(problem_of(checked.diagnostics))
    return verdict_json(checked.verdict, __version__)


def _added(checked: CheckedPlan) -> list[object]:
    """Return what the change adds, as the verdict tells its findings."""
    if checked.verdict is None or not checked.added:
        return []
    told: list[object] = _told(
        replace(checked, verdict=narrowed(checked.verdict, checked.added))
    )["findings"]
    return told
