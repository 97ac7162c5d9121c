"""Reviews: asked for, asked back, answered, decided."""

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from distillgate.api.answers import answer, tagged
from distillgate.api.decisions import Number, decision_seen
from distillgate.api.plans import MOST
from distillgate.api.seeing import refuse_own, seen, sees, signing
from distillgate.usecases import review as acts
from distillgate.usecases.answerquestion import answer as answer_question
from distillgate.usecases.planviews import state_of
from distillgate.usecases.reviewviews import Reviews, review_json
from distillgate.web.identity import Caller, Right
from distillgate.web.problems import refusal
from distillgate.web.service import Needs, Service, Serving, said, writer_of
from policy.diagnostics import Span
from policy.yamltext import UnreadableError
from registry.reviews import About, Reason, Review, ReviewState
from registry.reviewstore import SoughtReviews

router = APIRouter(prefix="/v1/reviews", tags=["reviews"])
requests = APIRouter(prefix="/v1/decisions", tags=["reviews"])
_Reading = Annotated[Caller, Depends(Needs(Right.READ_PLANS))]
_Requesting = Annotated[Caller, Depends(Needs(Right.REQUEST_REVIEW))]
_Answering = Annotated[Caller, Depends(Needs(Right.ANSWER))]
_Reviewing = Annotated[Caller, Depends(Needs(Right.REVIEW))]
_Deciding = Annotated[Caller, Depends(Needs(Right.DECIDE))]
_NOTE = 10_000
_Words = Annotated[str, Field(min_length=1, max_length=_NOTE)]
_Note = Annotated[str, Field(max_length=_NOTE)]


class Body(BaseModel):
    """What a request says; it knows no other keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Noted(Body):
    """A note alone."""

    note: _Note = ""


class Question(Body):
    """A question to whoever asks for the plan: for a fact, or for words."""

    text: _Words
    fact: Annotated[str | None, Field(max_length=200)] = None
    ingredient: Annotated[str | None, Field(max_length=500)] = None
    issuer: Annotated[str | None, Field(max_length=200)] = None


class Answer(Body):
    """An answer to a question; the number may be left out where one waits."""

    text: _Words
    question: Annotated[int | None, Field(ge=1, le=2**31)] = None


class Deciding(Body):
    """What every decision of a person says."""

    reason: Reason
    note: _Note = ""
    decision: Annotated[
        int | None,
        Field(ge=1, le=2**53, description="Which one you looked at; refused if it changed."),
    ] = None


class Approving(Deciding):
    """An approval until a day."""

    until: date
    obligations: Annotated[
        tuple[Annotated[str, Field(max_length=2_000)], ...], Field(max_length=100)
    ] = ()


class Escalating(Noted):
    """To whom a review is handed."""

    group: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]


@requests.post("/{number}/reviews", summary="Ask for a review", status_code=HTTPStatus.CREATED)
def request_review(
    caller: _Requesting, request: Request, service: Serving, number: Number, body: Noted
) -> Response:
    """Ask a person to decide what the engine may not."""
    decision = decision_seen(number, caller, service, said(request))
    reviewing = _reviewing(caller, service, said(request))
    review = acts.request_review(decision, body.note, reviewing)
    found = review_json(review, service.now().date())
    return answer(found, HTTPStatus.CREATED, Location=f"/v1/reviews/{review.number}")


@router.get("", summary="List reviews")
def list_reviews(  # noqa: PLR0913 each parameter is a part of the request
    *,
    caller: _Reading,
    service: Serving,
    plan: Annotated[str | None, Query(max_length=100)] = None,
    state: ReviewState | None = None,
    undecided: Annotated[bool, Query()] = False,
    most: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> Response:
    """List the reviews of plans that you may see, the latest first."""
    day = service.now().date()
    sought = SoughtReviews(plan, state, undecided, most=most)
    found = [
        review_json(each, day)
        for each in Reviews(service.database).sought(sought)
        if sees(caller, state_of(service.database, each.plan, Span(each.plan, 1, 1)), day)
    ]
    return answer({"reviews": found})


@router.get("/{number}", summary="Show a review")
def show(caller: _Reading, request: Request, service: Serving, number: Number) -> Response:
    """Tell a review with all its acts."""
    review = _review(number, caller, service, said(request))
    return tagged(request, review_json(review, service.now().date()))


@router.post("/{number}/questions", summary="Ask back")
def ask(
    caller: _Reviewing, request: Request, service: Serving, number: Number, body: Question
) -> Response:
    """Ask the requester; the review then waits for the answer."""
    about = About(body.fact, body.ingredient, body.issuer)
    return _acted(
        request, caller, service, number, lambda at: acts.ask(number, body.text, about, at)
    )


@router.post("/{number}/answers", summary="Answer a question")
def answer_it(
    caller: _Answering, request: Request, service: Serving, number: Number, body: Answer
) -> Response:
    """Answer; where a fact was asked for, the plan is judged anew with it."""
    return _acted(
        request,
        caller,
        service,
        number,
        lambda at: answer_question(number, body.question, body.text, at),
    )


@router.post("/{number}/approval", summary="Approve until a day")
def approve(
    caller: _Deciding, request: Request, service: Serving, number: Number, body: Approving
) -> Response:
    """Let the plan go ahead; to set a denial aside takes a note and a second person."""
    approval = acts.Approval(body.until, body.reason, body.note, body.obligations)
    return _decided(
        request,
        caller,
        service,
        (number, body.decision),
        lambda at: acts.approve(number, approval, at),
    )


@router.post("/{number}/confirmation", summary="Confirm that a denial is set aside")
def confirm(
    caller: _Deciding, request: Request, service: Serving, number: Number, body: Noted
) -> Response:
    """Be the second person."""
    return _decided(
        request, caller, service, (number, None), lambda at: acts.confirm(number, body.note, at)
    )


@router.post("/{number}/denial", summary="Deny")
def deny(
    caller: _Deciding, request: Request, service: Serving, number: Number, body: Deciding
) -> Response:
    """Refuse the plan."""
    return _decided(
        request,
        caller,
        service,
        (number, body.decision),
        lambda at: acts.deny(number, body.reason, body.note, at),
    )


@router.post("/{number}/escalation", summary="Hand a review to another group")
def escalate(
    caller: _Reviewing, request: Request, service: Serving, number: Number, body: Escalating
) -> Response:
    """Let another group look at it; they may decide it then."""
    return _acted(
        request,
        caller,
        service,
        number,
        lambda at: acts.escalate(number, body.group, body.note, at),
    )


@router.post("/{number}/reopening", summary="Take back what was decided")
def reopen(
    caller: _Reviewing, request: Request, service: Serving, number: Number, body: Noted
) -> Response:
    """Let the plan wait for a person again."""
    return _acted(
        request, caller, service, number, lambda at: acts.reopen(number, body.note, at)
    )


_Act = Callable[[acts.Reviewing], Review]


def _decided(
    request: Request,
    caller: Caller,
    service: Service,
    about: tuple[int, int | None],
    act: _Act,
) -> Response:
    """Let a person decide who has signed in lately, about what they have looked at."""
    stale = signing(caller, service)
    if stale is not None:
        raise stale
    number, looked_at = about
    review = _review(number, caller, service, said(request))
    refuse_own(caller, review)
    if looked_at not in {None, review.decision}:
        message = f"review {number} is about decision {review.decision} now"
        raise refusal(HTTPStatus.CONFLICT, "wrong-state", message, "look at it again")
    return _acted(request, caller, service, number, act)


def _acted(
    request: Request, caller: Caller, service: Service, number: int, act: _Act
) -> Response:
    _review(number, caller, service, said(request))
    done = act(_reviewing(caller, service, said(request)))
    return answer(review_json(done, service.now().date()))


def _reviewing(caller: Caller, service: Service, place: Span) -> acts.Reviewing:
    writer = writer_of(caller, service)
    return acts.Reviewing(service.ledger(), writer, caller.acts_as, service.library, place)


def _review(number: int, caller: Caller, service: Service, place: Span) -> Review:
    """Return a review that `caller` may see; raises as if it were not there."""
    try:
        review = Reviews(service.database).review(str(number), place)
        if not (review.group and review.group in caller.groups):
            seen(review.plan, caller, service, place)
    except UnreadableError as error:
        message = f"no review is called `{number}`"
        raise refusal(HTTPStatus.NOT_FOUND, "unknown-record", message) from error
    return review
