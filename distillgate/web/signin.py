"""Signing in and out: a token that is used once, a cookie, and who somebody is."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Request, Response
from fastapi.responses import RedirectResponse

from distillgate.web.authenticating import cookie_name
from distillgate.web.identity import Caller, Right
from distillgate.web.problems import ProblemError, refusal
from distillgate.web.service import CSRF_HEADER, Needs, Serving
from distillgate.web.sessions import LONGEST

router = APIRouter(tags=["session"])
_Anybody = Annotated[Caller, Depends(Needs(Right.SIGNED_IN))]


@router.get("/sign-in", include_in_schema=False)
def sign_in(request: Request, service: Serving, token: str = "") -> Response:
    """Begin a session by the link that `distillgate serve` prints."""
    entered = service.sessions.enter(token)
    if entered is None:
        raise _wrong()
    response = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    remember(request, response, entered[0])
    return response


@router.post("/v1/session", summary="Sign in with a token that is used once")
def begin(
    request: Request,
    response: Response,
    service: Serving,
    token: Annotated[str, Body(embed=True, max_length=200)],
) -> dict[str, object]:
    """Begin a session: its cookie, and what requests that change something must carry."""
    entered = service.sessions.enter(token)
    if entered is None:
        raise _wrong()
    remember(request, response, entered[0])
    return session_json(entered[1])


@router.get("/v1/session", summary="Who asks")
def show(caller: _Anybody) -> dict[str, object]:
    """Tell who asks, in which roles, with which rights."""
    return session_json(caller)


@router.delete("/v1/session", summary="Sign out", status_code=HTTPStatus.NO_CONTENT)
def end(request: Request, response: Response, service: Serving, _: _Anybody) -> None:
    """End the session of the cookie."""
    name = cookie_name(request)
    secret = request.cookies.get(name)
    if secret is not None:
        service.sessions.end(secret)
    response.delete_cookie(name, path="/", httponly=True, samesite="lax")


def session_json(caller: Caller) -> dict[str, object]:
    """Return who asks in the types of JSON."""
    return {
        "name": caller.name,
        "machine": caller.machine,
        "team": caller.team,
        "roles": sorted(caller.roles),
        "groups": sorted(caller.groups),
        "rights": sorted(caller.rights),
        "csrf": {"header": CSRF_HEADER, "token": caller.csrf} if caller.csrf else None,
    }


def remember(request: Request, response: Response, secret: str) -> None:
    """Let a browser keep the secret of its session."""
    response.set_cookie(
        cookie_name(request),
        secret,
        max_age=int(LONGEST.total_seconds()),
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


def _wrong() -> ProblemError:
    message = "this token was used, or never was one"
    hint = "`distillgate serve` prints a new one when it starts"
    return refusal(HTTPStatus.UNAUTHORIZED, "wrong-token", message, hint)
