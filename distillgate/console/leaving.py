"""Signing out, and the page that says what the words mean."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from distillgate.console.glossary import WORDS
from distillgate.console.visiting import Visit, visit
from distillgate.web.authenticating import cookie_name
from distillgate.web.identity import Right

router = APIRouter(include_in_schema=False)
_Anybody = Annotated[Visit, Depends(visit(Right.SIGNED_IN))]


@dataclass(frozen=True, slots=True)
class GlossaryPage:
    """The words with their meanings."""

    words: tuple[tuple[str, str], ...]


@router.post("/sign-out")
def sign_out(visit: _Anybody) -> Response:
    """End the session."""
    name = cookie_name(visit.request)
    secret = visit.request.cookies.get(name)
    if secret is not None:
        visit.service.sessions.end(secret)
    response = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    response.delete_cookie(name, path="/", httponly=True, samesite="lax")
    return response


@router.get("/glossary")
def glossary(visit: _Anybody) -> HTMLResponse:
    """Show what the words mean."""
    return visit.page("glossary.html", "What the words mean", GlossaryPage(WORDS))
