"""The route of what-if: changes in a form, and the verdict that they come to."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from distillgate.console.filledin import Filled, Said
from distillgate.console.findings import Json
from distillgate.console.seeing import decision_for
from distillgate.console.visiting import Visit, visit
from distillgate.console.whatif import (
    Outcome,
    WhatIfPage,
    changed,
    fields_of,
    outcome_of,
    teachers_of,
)
from distillgate.usecases.answerquestion import with_answers
from distillgate.usecases.check import Examined, as_written, examine
from distillgate.usecases.decisionviews import Records
from distillgate.usecases.storedplans import stored_plan
from distillgate.web.identity import Right
from policy.plan import Plan
from policy.verdictjson import verdict_json
from policy.yamltext import UnreadableError
from registry.decisions import Decision
from registry.reviews import Review

router = APIRouter(include_in_schema=False)
_Reading = Annotated[Visit, Depends(visit(Right.EVALUATE))]


@router.get("/decisions/{number}/what-if")
def ask(visit: _Reading, number: str) -> HTMLResponse:
    """Show the form."""
    return _shown(visit, number, {})


@router.post("/decisions/{number}/what-if")
def tell(visit: _Reading, number: str, said: Filled) -> HTMLResponse:
    """Show what the changes come to; nothing is recorded."""
    return _shown(visit, number, said)


def _shown(visit: Visit, number: str, said: Said) -> HTMLResponse:
    decision, review = decision_for(visit, number)
    now = _judged(visit, decision, review, {})
    if now.plan is None or now.checked.verdict is None:
        raise UnreadableError(now.checked.diagnostics)
    told: Json = verdict_json(now.checked.verdict, "")
    then = _judged(visit, decision, review, said)
    outcome: Outcome | None = None
    if then.checked.verdict is not None:
        outcome = outcome_of(now.checked.verdict, then.checked.verdict)
    page = WhatIfPage(
        decision.number,
        decision.version.plan,
        decision.version.title,
        fields_of(said, told),
        teachers_of(now.plan, said),
        outcome,
        tuple(each.message for each in then.checked.diagnostics),
    )
    return visit.part("_outcome.html", "whatif.html", "What if", page)


def _judged(visit: Visit, decision: Decision, review: Review | None, said: Said) -> Examined:
    source = Records(visit.database).text(decision.version.source, visit.place)

    def told(plan: Plan) -> Plan:
        known = with_answers(plan, review, visit.place) if review else as_written(plan)
        return changed(known, said)

    library = visit.service.library()
    return examine(stored_plan(source), library, as_of=visit.day, told=told)
