"""The route of house policy that is to come: what it will make of one plan."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from distillgate.console.seeing import decision_for
from distillgate.console.visiting import Visit, visit
from distillgate.console.whatif import Moved, moved
from distillgate.console.words import Locale, Mark, day_words, ruling_mark
from distillgate.usecases.coming import Coming, coming_for
from distillgate.usecases.decisionviews import Records
from distillgate.usecases.impact import Standing
from distillgate.usecases.storedplans import stored_plan
from distillgate.web.identity import Right

router = APIRouter(include_in_schema=False)
_Reading = Annotated[Visit, Depends(visit(Right.READ_PLANS))]


@dataclass(frozen=True, slots=True)
class ComingView:
    """What begins to count on one day, and what it makes of the plan."""

    begins: str
    texts: tuple[tuple[str, int], ...]
    """Of each: its document, and the draft that was agreed to."""
    before: Mark
    after: Mark
    moves: bool
    came: tuple[Moved, ...]
    went: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class ComingPage:
    """All that is to come."""

    decision: int
    plan: str
    coming: tuple[ComingView, ...]


@router.get("/decisions/{number}/coming")
def show(visit: _Reading, number: str) -> HTMLResponse:
    """Show what agreed texts will make of a plan; nothing is recorded."""
    decision, review = decision_for(visit, number)
    source = Records(visit.database).text(decision.version.source, visit.place)
    version, service = decision.version, visit.service
    standing = Standing(version.plan, version.owner, stored_plan(source), review)
    found = coming_for(standing, service.library(), service.sides(), visit.day)
    views = tuple(_view(each, visit.locale) for each in found)
    page = ComingPage(decision.number, version.plan, views)
    return visit.part("_coming.html", "coming.html", "House policy that is to come", page)


def _view(each: Coming, locale: Locale) -> ComingView:
    return ComingView(
        day_words(each.begins, locale),
        tuple((text.document, text.draft) for text in each.texts),
        ruling_mark(each.before.ruling.word),
        ruling_mark(each.after.ruling.word),
        each.moves,
        tuple(map(moved, each.came)),
        tuple(map(moved, each.went)),
    )
