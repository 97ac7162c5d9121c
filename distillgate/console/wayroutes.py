"""The routes of what a plan page fetches on demand: what would make it pass, plans like it."""

from collections.abc import Callable
from time import monotonic
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from distillgate.console.remedies import remedies_page
from distillgate.console.seeing import decision_for, newest_of
from distillgate.console.visiting import Visit, visit
from distillgate.console.ways import Like, LikePage, shared_words, teachers_in, ways_page
from distillgate.console.words import ruling_mark, state_mark
from distillgate.usecases.decisionviews import Records
from distillgate.usecases.remedies import remedies_now
from distillgate.usecases.storedplans import stored_plan
from distillgate.usecases.suggest import Asking, suggest
from distillgate.web.identity import Right
from policy.casejson import case_from_json
from registry.decisionstore import DecisionStore

router = APIRouter(include_in_schema=False)
_Evaluating = Annotated[Visit, Depends(visit(Right.EVALUATE))]
_Reading = Annotated[Visit, Depends(visit(Right.READ_PLANS))]
_SECONDS = 10.0
_ENOUGH = 3
_LOOKED_AT = 40
"""How many plans with the same teachers are held against one."""
_SHOWN = 12


@router.post("/decisions/{number}/ways")
def ways(visit: _Evaluating, number: str) -> HTMLResponse:
    """Show what would make a plan pass, as it was submitted and as of today."""
    decision, _ = decision_for(visit, number)
    source = Records(visit.database).text(decision.version.source, visit.place)
    asking = Asking(visit.day, _for(_SECONDS), enough=_ENOUGH)
    found = suggest(stored_plan(source), visit.service.library(), asking)
    page = ways_page(decision.number, found)
    return visit.part("_ways.html", "ways.html", "What would make it pass", page)


@router.post("/decisions/{number}/remedies")
def remedies(visit: _Evaluating, number: str) -> HTMLResponse:
    """Show what sets right a plan whose student is trained already, as of today."""
    decision, review = decision_for(visit, number)
    plan = stored_plan(Records(visit.database).text(decision.version.source, visit.place))
    done, found = remedies_now(plan, review, visit.service.library(), visit.day, visit.place)
    page = remedies_page(decision.number, found, done=done)
    return visit.part("_remedies.html", "remedies.html", "To set it right", page)


@router.get("/decisions/{number}/like")
def like(visit: _Reading, number: str) -> HTMLResponse:
    """Show plans with the same teachers and the same use that whoever visits may see."""
    decision, _ = decision_for(visit, number)
    records = Records(visit.database)
    case = case_from_json(records.text(decision.case, visit.place))
    names: dict[str, None] = {}
    with visit.database.reading() as connection:
        store = DecisionStore(connection)
        for each in teachers_in(case):
            found = store.standing(most=_LOOKED_AT, on=each)
            names |= dict.fromkeys(one.version.plan for one in found)
    names.pop(decision.version.plan, None)
    looked = list(names)[:_LOOKED_AT]
    plans = []
    for other, review in newest_of(visit, looked):
        shares = shared_words(case, case_from_json(records.text(other.case, visit.place)))
        if shares:
            state = state_mark(review, visit.day, visit.locale) if review else None
            mark = ruling_mark(other.ruling.word)
            version = other.version
            plans.append(Like(version.plan, version.title, other.number, mark, state, shares))
    whole = len(looked) == len(names) and len(plans) <= _SHOWN
    page = LikePage(decision.number, tuple(plans[:_SHOWN]), whole)
    return visit.part("_like.html", "like.html", "Plans like it", page)


def _for(seconds: float) -> Callable[[int, int], bool]:
    begun = monotonic()
    return lambda _, __: monotonic() - begun < seconds
