"""The routes of plans and decisions."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from distillgate.console.planshowing import shown_plan
from distillgate.console.seeing import decision_for, sees
from distillgate.console.visiting import Visit, visit
from distillgate.console.words import Mark, day_words, ruling_mark, state_mark
from distillgate.usecases.decisionviews import Records
from distillgate.usecases.files import refused
from distillgate.usecases.reviewviews import Reviews
from distillgate.web.identity import Right
from policy.diagnostics import Code
from registry.decisionstore import Sought

router = APIRouter(include_in_schema=False)
_Reading = Annotated[Visit, Depends(visit(Right.READ_PLANS))]
_SIZE = 50


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One plan in the list."""

    plan: str
    title: str
    decision: int
    mark: Mark
    state: Mark | None
    owner: str
    day: str


@dataclass(frozen=True, slots=True)
class PlansPage:
    """The plans that were submitted."""

    rows: tuple[PlanRow, ...]
    after: str


@router.get("/plans")
def list_plans(visit: _Reading, after: str = "") -> HTMLResponse:
    """List the plans that whoever visits may see, by name."""
    versions = Records(visit.database).plans(after, _SIZE)
    rows = tuple(row for each in versions if (row := _row(visit, each.plan)))
    last = versions[-1].plan if len(versions) == _SIZE else ""
    link = f"/plans?after={quote(last)}" if last else ""
    return visit.page("plans.html", "Plans", PlansPage(rows, link))


@router.get("/plans/{plan}")
def show_plan(visit: _Reading, plan: str) -> Response:
    """Lead to the newest decision about a plan."""
    found = Records(visit.database).decisions(Sought(plan=plan, most=1))
    if found and sees(visit, found[0], Reviews(visit.database).of_decision(found[0].number)):
        return RedirectResponse(f"/decisions/{found[0].number}", HTTPStatus.SEE_OTHER)
    raise refused(Code.UNKNOWN_RECORD, f"no plan `{plan}` is there for you", visit.place)


@router.get("/decisions/{number}")
def show_decision(visit: _Reading, number: str) -> HTMLResponse:
    """Show a decision."""
    decision, review = decision_for(visit, number)
    return shown_plan(visit, decision, review)


def _row(visit: Visit, plan: str) -> PlanRow | None:
    found = Records(visit.database).decisions(Sought(plan=plan, most=1))
    if not found:
        return None
    decision = found[0]
    review = Reviews(visit.database).of_decision(decision.number)
    if not sees(visit, decision, review):
        return None
    return PlanRow(
        plan,
        decision.version.title,
        decision.number,
        ruling_mark(decision.ruling.word),
        state_mark(review, visit.day) if review else None,
        decision.version.owner,
        day_words(decision.as_of, visit.locale),
    )
