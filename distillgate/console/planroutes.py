"""The routes of plans and decisions."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from distillgate.console.planshowing import shown_plan
from distillgate.console.seeing import decision_for, newest_of
from distillgate.console.visiting import Visit, visit
from distillgate.console.words import Mark, day_words, ruling_mark, state_mark
from distillgate.usecases.decisionviews import Records
from distillgate.usecases.files import refused
from distillgate.web.identity import Right
from policy.diagnostics import Code
from registry.decisions import Decision
from registry.reviews import Review

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
    found = newest_of(visit, [each.plan for each in versions])
    rows = tuple(_row(visit, *each) for each in found)
    last = versions[-1].plan if len(versions) == _SIZE else ""
    link = f"/plans?after={quote(last)}" if last else ""
    return visit.page("plans.html", "Plans", PlansPage(rows, link))


@router.get("/plans/{plan}")
def show_plan(visit: _Reading, plan: str) -> Response:
    """Lead to the newest decision about a plan."""
    for decision, _ in newest_of(visit, [plan]):
        return RedirectResponse(f"/decisions/{decision.number}", HTTPStatus.SEE_OTHER)
    raise refused(Code.UNKNOWN_RECORD, f"no plan `{plan}` is there for you", visit.place)


@router.get("/decisions/{number}")
def show_decision(visit: _Reading, number: str) -> HTMLResponse:
    """Show a decision."""
    decision, review = decision_for(visit, number)
    return shown_plan(visit, decision, review)


def _row(visit: Visit, decision: Decision, review: Review | None) -> PlanRow:
    return PlanRow(
        decision.version.plan,
        decision.version.title,
        decision.number,
        ruling_mark(decision.ruling.word),
        state_mark(review, visit.day, visit.locale) if review else None,
        decision.version.owner,
        day_words(decision.as_of, visit.locale),
    )
