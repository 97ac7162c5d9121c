"""The routes of saved views: a queue as somebody has narrowed it, under a name of theirs."""

from http import HTTPStatus
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Form
from fastapi.responses import RedirectResponse, Response

from distillgate.console.queuepage import Filters
from distillgate.console.visiting import Visit, visit
from distillgate.usecases.files import refused
from distillgate.web.identity import Right
from policy.diagnostics import Code
from registry.savedviews import MOST, SavedView, ViewStore

router = APIRouter(include_in_schema=False)
_Reading = Annotated[Visit, Depends(visit(Right.READ_PLANS))]
_Name = Annotated[str, Form(min_length=1, max_length=60)]


@router.post("/reviews/views")
def save(
    visit: _Reading, name: _Name, query: Annotated[str, Form(max_length=2_000)]
) -> Response:
    """Keep the queue as it is narrowed now, under a name."""
    filters = Filters.of(dict(parse_qsl(query.lstrip("?"))))
    words = " ".join(name.split())
    if not words or not words.isprintable():
        raise refused(Code.WRONG_VALUE, "a view needs a name", visit.place)
    kept = SavedView(words, filters.link(page=""))
    with visit.database.writing() as connection:
        done = ViewStore(connection).save(kept, visit.writer)
    if not done:
        message = f"one person keeps {MOST} views"
        raise refused(Code.WRONG_STATE, message, visit.place, "drop one first")
    return RedirectResponse(f"/reviews{kept.query}", HTTPStatus.SEE_OTHER)


@router.post("/reviews/views/drop")
def drop(visit: _Reading, name: _Name) -> Response:
    """Keep a view no longer."""
    with visit.database.writing() as connection:
        ViewStore(connection).drop(name, visit.writer)
    return RedirectResponse("/reviews", HTTPStatus.SEE_OTHER)
