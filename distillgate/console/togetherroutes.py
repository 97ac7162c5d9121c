"""The routes by which several reviews are approved at once."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse

from distillgate.console.history import REASONS, USUAL
from distillgate.console.problempages import SignInPage
from distillgate.console.seeing import review_for
from distillgate.console.together import Outcome, TogetherPage, numbers_in, rows_of
from distillgate.console.visiting import Visit, visit
from distillgate.usecases import review as acts
from distillgate.usecases.decisionviews import Records
from distillgate.usecases.reviewlimits import LONGEST
from distillgate.web.identity import Right, asks_by_key
from distillgate.web.service import stale
from policy.verdict import Ruling
from policy.yamltext import UnreadableError
from registry.decisions import Decision
from registry.reviews import Reason, Review

router = APIRouter(include_in_schema=False)
_Deciding = Annotated[Visit, Depends(visit(Right.DECIDE))]
_Text = Annotated[str, Form(max_length=4_000)]
Chosen = Sequence[tuple[Decision, Review]]


@router.get("/reviews/together")
def show(visit: _Deciding, r: Annotated[list[str] | None, Query()] = None) -> HTMLResponse:
    """Show the reviews that were chosen, with one form for all of them."""
    return _shown(visit, _chosen(visit, numbers_in(r or [])))


@router.post("/reviews/together")
def approve(  # noqa: PLR0913 each parameter is a field
    visit: _Deciding,
    *,
    r: Annotated[list[str], Form()],
    seen: Annotated[list[int], Form()],
    until: Annotated[date, Form()],
    reason: Annotated[Reason, Form()],
    note: _Text = "",
    obligations: _Text = "",
) -> HTMLResponse:
    """Approve each of them by its own act; those that may not be are told, with the reason."""
    if stale(visit.caller, visit.service):
        again = SignInPage(again=True)
        return visit.page("signin.html", "Sign in once more", again, HTTPStatus.FORBIDDEN)
    chosen = _chosen(visit, numbers_in(r))
    page = _page(visit, chosen)
    if not page.ready or len(seen) != len(chosen):
        return _shown(visit, chosen, status=HTTPStatus.CONFLICT)
    duties = tuple(filter(None, map(str.strip, obligations.splitlines())))
    approval = acts.Approval(until, reason, note.strip(), duties)
    outcomes = [
        _approved(visit, review, count, approval)
        for (_, review), count in zip(chosen, seen, strict=True)
    ]
    return _shown(visit, chosen, tuple(outcomes))


def _approved(visit: Visit, review: Review, seen: int, approval: acts.Approval) -> Outcome:
    """Return what became of approving one review."""
    number, plan = review.number, review.plan
    if asks_by_key(visit.caller, review.requesters):
        return Outcome(number, plan, done=False, why="a key of a team of yours asks for it")
    if len(review.acts) != seen:
        return Outcome(number, plan, done=False, why="somebody acted in it meanwhile")
    try:
        done = acts.approve(number, approval, visit.reviewing())
    except UnreadableError as error:
        why = "; ".join(each.message for each in error.diagnostics)
        return Outcome(number, plan, done=False, why=why)
    return Outcome(number, plan, done=True, why=done.state.value.replace("-", " "))


def _chosen(visit: Visit, numbers: Sequence[str]) -> Chosen:
    return [review_for(visit, each) for each in numbers]


def _page(visit: Visit, chosen: Chosen, outcomes: tuple[Outcome, ...] = ()) -> TogetherPage:
    records = Records(visit.database)
    told = [
        (review, json.loads(records.text(decision.verdict, visit.place)))
        for decision, review in chosen
    ]
    rows, grounds = rows_of(told)
    return TogetherPage(
        rows,
        grounds,
        any(decision.ruling is Ruling.DENIED for decision, _ in chosen),
        (visit.day + timedelta(days=1)).isoformat(),
        (visit.day + LONGEST).isoformat(),
        (visit.day + USUAL).isoformat(),
        outcomes,
    )


def _shown(
    visit: Visit,
    chosen: Chosen,
    outcomes: tuple[Outcome, ...] = (),
    status: HTTPStatus = HTTPStatus.OK,
) -> HTMLResponse:
    page = _page(visit, chosen, outcomes)
    return visit.page("together.html", "Approve together", page, status, reasons=REASONS)
