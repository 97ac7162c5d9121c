"""The routes of reviews: the queue, one review, and what people do in it."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from distillgate.console.planshowing import Trouble, shown_plan
from distillgate.console.problempages import SignInPage, titled, told_of
from distillgate.console.queuepage import (
    Filters,
    counted_tabs,
    queue_page,
    queue_row,
    sought_of,
)
from distillgate.console.seeing import decision_for, review_for, sees
from distillgate.console.visiting import Visit, visit
from distillgate.usecases import review as acts
from distillgate.usecases.answerquestion import answer as answer_question
from distillgate.usecases.files import refused
from distillgate.web.identity import Right, asks_by_key
from distillgate.web.problems import problem_of
from distillgate.web.service import stale
from policy.diagnostics import Code
from policy.yamltext import UnreadableError
from registry.contents import DamagedContentError
from registry.decisionstore import DecisionStore
from registry.reviewqueue import counted, queue
from registry.reviews import About, Reason, Review
from registry.savedviews import ViewStore

router = APIRouter(include_in_schema=False)
MOST_TEXT = 4_000
_TO_DECIDE = frozenset({"group", "all"})
_Reading = Annotated[Visit, Depends(visit(Right.READ_PLANS))]
_Requesting = Annotated[Visit, Depends(visit(Right.REQUEST_REVIEW))]
_Answering = Annotated[Visit, Depends(visit(Right.ANSWER))]
_Reviewing = Annotated[Visit, Depends(visit(Right.REVIEW))]
_Deciding = Annotated[Visit, Depends(visit(Right.DECIDE))]
_Seen = Annotated[int, Form(ge=0)]
_Text = Annotated[str, Form(max_length=MOST_TEXT)]
Does = Callable[[int, acts.Reviewing], Review]


@router.get("/")
def root(_: _Reading) -> Response:
    """Lead to the queue."""
    return RedirectResponse("/reviews", HTTPStatus.SEE_OTHER)


@router.get("/reviews")
def show_queue(visit: _Reading) -> HTMLResponse:
    """Show the queue."""
    filters = Filters.of(visit.request.query_params)
    caller = visit.caller
    sought_in = partial(
        sought_of,
        name=caller.name,
        groups=caller.acts_as,
        only_own=not caller.may(Right.READ_ALL_PLANS),
    )
    with visit.database.reading() as connection:
        found = queue(connection, sought_in(filters))
        count = partial(counted, connection)
        tabs = counted_tabs(filters, sought_in, count, visit.locale)
        store = DecisionStore(connection)
        decisions = store.numbered([each.decision for each in found.reviews])
        shown = [
            (review, decisions[review.decision])
            for review in found.reviews
            if sees(visit, decisions[review.decision], review)
        ]
        wanted = [text for _, each in shown for text in (each.verdict, each.case)]
        texts = _texts(visit, store, wanted)
        views = ViewStore(connection).views(caller.name)
    rows = [
        queue_row(review, texts[each.verdict], texts[each.case], visit.day, visit.locale)
        for review, each in shown
    ]
    page = queue_page(filters, tabs, found, tuple(rows), visit.locale)
    decides = caller.may(Right.DECIDE) and filters.tab in _TO_DECIDE
    return visit.page("queue.html", "Review queue", page, views=views, decides=decides)


def _texts(visit: Visit, store: DecisionStore, digests: list[str]) -> Mapping[str, str]:
    try:
        found = store.contents.get_all(digests)
    except DamagedContentError as error:
        hint = "restore the registry from a backup"
        raise refused(Code.DAMAGED_CONTENT, str(error), visit.place, hint) from error
    return {digest: content.decode() for digest, content in found.items()}


@router.get("/reviews/{number}")
def show_review(visit: _Reading, number: str) -> HTMLResponse:
    """Show a review with the plan that it is about."""
    decision, review = review_for(visit, number)
    return shown_plan(visit, decision, review)


@router.post("/decisions/{number}/review")
def request(visit: _Requesting, number: str, note: _Text = "") -> Response:
    """Ask for a review."""
    decision, review = decision_for(visit, number)
    try:
        made = acts.request_review(decision, note.strip(), visit.reviewing())
    except UnreadableError as error:
        return shown_plan(visit, decision, review, trouble=_trouble(error))
    return _to(made, "request")


@router.post("/reviews/{number}/ask")
def ask(
    visit: _Reviewing, number: str, seen: _Seen, text: _Text, about: _Text = ""
) -> Response:
    """Ask back."""
    what = _about(visit, about)
    return _act(visit, number, seen, "ask", lambda to, by: acts.ask(to, text, what, by))


@router.post("/reviews/{number}/answer")
def answer(
    visit: _Answering, number: str, seen: _Seen, question: Annotated[int, Form()], text: _Text
) -> Response:
    """Answer a question."""
    return _act(
        visit,
        number,
        seen,
        "answer",
        lambda to, by: answer_question(to, question, text.strip(), by),
    )


@router.post("/reviews/{number}/approve")
def approve(  # noqa: PLR0913 each parameter is a field
    visit: _Deciding,
    number: str,
    *,
    seen: _Seen,
    until: Annotated[date, Form()],
    reason: Annotated[Reason, Form()],
    note: _Text = "",
    obligations: _Text = "",
) -> Response:
    """Approve until a day."""
    duties = tuple(filter(None, map(str.strip, obligations.splitlines())))
    approval = acts.Approval(until, reason, note.strip(), duties)
    return _sign(visit, number, seen, "approve", lambda to, by: acts.approve(to, approval, by))


@router.post("/reviews/{number}/confirm")
def confirm(visit: _Deciding, number: str, seen: _Seen, note: _Text = "") -> Response:
    """Confirm as the second person."""
    return _sign(visit, number, seen, "confirm", lambda to, by: acts.confirm(to, note, by))


@router.post("/reviews/{number}/deny")
def deny(
    visit: _Deciding,
    number: str,
    seen: _Seen,
    reason: Annotated[Reason, Form()],
    note: _Text = "",
) -> Response:
    """Deny."""
    return _sign(visit, number, seen, "deny", lambda to, by: acts.deny(to, reason, note, by))


@router.post("/reviews/{number}/escalate")
def escalate(
    visit: _Reviewing,
    number: str,
    seen: _Seen,
    group: Annotated[str, Form(min_length=1, max_length=100)],
    note: _Text = "",
) -> Response:
    """Hand it on."""
    whose = group.strip()
    return _act(
        visit, number, seen, "escalate", lambda to, by: acts.escalate(to, whose, note, by)
    )


@router.post("/reviews/{number}/reopen")
def reopen(visit: _Reviewing, number: str, seen: _Seen, note: _Text = "") -> Response:
    """Reopen it."""
    return _act(visit, number, seen, "reopen", lambda to, by: acts.reopen(to, note, by))


def _sign(visit: Visit, number: str, seen: int, name: str, does: Does) -> Response:
    """Do what is signed: it takes a sign-in of late, and somebody who does not ask for it."""
    if stale(visit.caller, visit.service):
        page = SignInPage(again=True)
        return visit.page("signin.html", "Sign in once more", page, HTTPStatus.FORBIDDEN)
    _, review = review_for(visit, number)
    if asks_by_key(visit.caller, review.requesters):
        message = f"a key of a team of `{visit.caller.name}` asks for this plan"
        hint = "somebody outside of the team must do this"
        raise refused(Code.NOT_ENTITLED, message, visit.place, hint)
    return _act(visit, number, seen, name, does)


def _act(visit: Visit, number: str, seen: int, name: str, does: Does) -> Response:
    """Do one thing in a review, unless somebody was faster; then nothing is written."""
    decision, review = review_for(visit, number)
    if len(review.acts) != seen:
        last = review.acts[-1]
        message = f"`{last.writer.name}` acted in review {review.number} while you read it"
        found = refused(Code.WRONG_STATE, message, visit.place, "the page below is up to date")
        return shown_plan(visit, decision, review, trouble=_trouble(found))
    try:
        done = does(review.number, visit.reviewing())
    except UnreadableError as error:
        decision, review = review_for(visit, number)
        return shown_plan(visit, decision, review, trouble=_trouble(error))
    return _to(done, name)


def _trouble(error: UnreadableError) -> Trouble:
    problem = problem_of(error.diagnostics)
    return Trouble(titled(problem.status)[1], told_of(problem), problem.status)


def _to(review: Review, told: str) -> Response:
    return RedirectResponse(f"/reviews/{review.number}?told={told}", HTTPStatus.SEE_OTHER)


def _about(visit: Visit, said: str) -> About:
    """Return what a question is about; raises `UnreadableError` where it makes no sense."""
    if not said:
        return About()
    try:
        fact, ingredient, issuer = json.loads(said)
    except (ValueError, TypeError) as error:
        raise refused(Code.WRONG_VALUE, "this asks for no fact", visit.place) from error
    parts = (
        each if isinstance(each, str) and each else None for each in (fact, ingredient, issuer)
    )
    return About(*parts)
