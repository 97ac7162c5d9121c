"""Shows the page of a decision to whoever visits it."""

import json
from dataclasses import dataclass
from http import HTTPStatus

from fastapi.responses import HTMLResponse

from distillgate.console.history import REASONS, MayDo, may_do
from distillgate.console.planpage import PlanPage, plan_page
from distillgate.console.problempages import Told
from distillgate.console.questions import parts_of
from distillgate.console.seeing import stored_of
from distillgate.console.visiting import Visit
from distillgate.usecases.reviewlimits import answerable
from distillgate.web.identity import Right
from policy.facts.vocabulary import VOCABULARY
from policy.verdict import Ruling
from registry.decisions import Decision
from registry.reviews import Review

_DONE = {
    "request": "The review was asked for.",
    "ask": "The question was sent; the review waits for the requester.",
    "answer": "The answer was recorded.",
    "approve": "The approval was recorded.",
    "confirm": "The confirmation was recorded: the plan may go ahead.",
    "deny": "The denial was recorded.",
    "escalate": "It was handed on.",
    "reopen": "It is open again.",
    "submit": "The plan was submitted, judged and recorded.",
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why an act was not done."""

    title: str
    told: tuple[Told, ...]
    status: HTTPStatus


@dataclass(frozen=True, slots=True)
class Askable:
    """A fact that may be asked for."""

    value: str
    text: str


def shown_plan(
    visit: Visit, decision: Decision, review: Review | None, trouble: Trouble | None = None
) -> HTMLResponse:
    """Return the page of `decision` with what whoever visits may do."""
    stored = stored_of(visit, decision, review)
    page = plan_page(stored, visit.service.library().pack, visit.day, visit.locale)
    newest = page.newest and page.binding
    may = may_do(review, visit.reader, decision.ruling, visit.day) if review else MayDo()
    approved = decision.ruling <= Ruling.WITH_OBLIGATIONS
    return visit.page(
        "plan.html",
        page.title,
        page,
        trouble.status if trouble else HTTPStatus.OK,
        told=_DONE.get(visit.request.query_params.get("told", ""), ""),
        trouble=trouble,
        may=may,
        reasons=REASONS,
        may_try=visit.caller.may(Right.EVALUATE),
        files=visit.caller.may(Right.FILE),
        askable=askable_in(page),
        may_request=newest and not approved and visit.caller.may(Right.REQUEST_REVIEW),
        coming=newest and bool(visit.service.sides()),
        why_no_request=_why_no_request(approved, newest),
    )


def askable_in(page: PlanPage) -> tuple[Askable, ...]:
    """Return the open questions of a verdict that an answer can settle."""
    found = []
    for each in parts_of(page.questions):
        fact = VOCABULARY.find(each.fact)
        if fact is not None and answerable(fact):
            value = json.dumps([each.fact, each.ingredient, each.issuer])
            found.append(Askable(value, each.question))
    return tuple(found)


def _why_no_request(*states: bool) -> str:
    approved, newest = states
    if approved:
        return "The engine approves it by itself: nobody needs to review it."
    if not newest:
        return "Only the newest decision about a plan is reviewed."
    return "Whoever asks for the plan may ask for a review."
