"""Signing in by an identity provider: a browser is sent there, and comes back with a code."""

from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from distillgate.web.authenticating import cookie_name
from distillgate.web.identity import Caller
from distillgate.web.pending import LASTS, Pending, is_here, pending_cookie, pending_in
from distillgate.web.problems import Problem, ProblemError, refusal
from distillgate.web.provider import Known, Provider, refusal_told
from distillgate.web.service import Service, Serving, refuse_too_often, service_in
from distillgate.web.sessions import same
from distillgate.web.signin import remember
from distillgate.web.tokens import ProviderAwayError, TokenError

BEGIN = "/sign-in/oidc"
BACK = "/sign-in/oidc/callback"
LEAVE = "/sign-in/oidc/leave"
router = APIRouter(include_in_schema=False)
_MOST_CODE = 4_096


def way_in(request: Request) -> str:
    """Return where somebody signs in by a provider and comes back; nothing: nowhere."""
    oidc = service_in(request).settings.oidc
    if oidc is None or oidc.client_id is None:
        return ""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    onward = here if request.method == "GET" and is_here(here) else "/"
    return f"{BEGIN}?next={quote(onward, safe='')}"


@router.get(BEGIN)
def begin(
    request: Request,
    service: Serving,
    onward: Annotated[str, Query(alias="next")] = "/",
    *,
    again: bool = False,
) -> Response:
    """Send a browser to the identity provider, to come back to a page of ours."""
    refuse_too_often(request, service, None)
    provider = _provider(service)
    if not is_here(onward):
        message = "after signing in, only a page of this server is gone on to"
        hint = "begin on the page that you want to see"
        raise refusal(HTTPStatus.BAD_REQUEST, "page-elsewhere", message, hint)
    pending = Pending.new(onward, service.sessions.clock())
    try:
        place = provider.way_there(pending, _home(request, service) + BACK, again=again)
    except TokenError as error:
        raise _away(error) from error
    response = RedirectResponse(place, HTTPStatus.SEE_OTHER)
    response.set_cookie(
        pending_cookie(request),
        pending.written(),
        max_age=int(LASTS.total_seconds()),
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return response


@router.get(BACK)
def come_back(  # noqa: PLR0913 what a provider may say
    request: Request,
    service: Serving,
    *,
    code: str = "",
    state: str = "",
    error: str = "",
    iss: str | None = None,
) -> Response:
    """Begin a session for whoever the provider knows, where all of its answer is sound."""
    refuse_too_often(request, service, None)
    provider = _provider(service)
    pending = pending_in(request)
    now = service.sessions.clock()
    if pending is None or not pending.lasts(now) or not same(state, pending.state):
        message = (
            "this sign-in was not begun in this browser, took too long, or is over already"
        )
        raise refusal(HTTPStatus.UNAUTHORIZED, "sign-in-refused", message, "sign in once more")
    try:
        provider.refuse_mixed(iss)
        code_told = _code(code, error)
        known = provider.known(code_told, pending, _home(request, service) + BACK, now)
    except TokenError as refused:
        raise _over(request, refused) from refused
    return _entered(request, service, known, pending.onward)


@router.get(LEAVE)
def leave(request: Request, service: Serving) -> Response:
    """Send a browser to where people sign out of the provider itself."""
    refuse_too_often(request, service, None)
    try:
        place = _provider(service).way_out(_home(request, service) + "/")
    except TokenError as error:
        raise _away(error) from error
    return RedirectResponse(place or "/", HTTPStatus.SEE_OTHER)


def _code(code: str, error: str) -> str:
    """Return the code that came back; raises `TokenError` with the reason where none did."""
    if error or not code or len(code) > _MOST_CODE:
        raise TokenError(refusal_told(error or "no code came back"))
    return code


def _entered(request: Request, service: Service, known: Known, onward: str) -> Response:
    """Return the way on, with the cookie of a new session in the place of any other."""
    _refuse_nobody(request, known.caller)
    old = request.cookies.get(cookie_name(request))
    if old:
        service.sessions.end(old)
    secret, caller = service.sessions.begin(known.caller, fresh=known.fresh)
    request.state.caller = caller
    response = RedirectResponse(onward if is_here(onward) else "/", HTTPStatus.SEE_OTHER)
    remember(request, response, secret)
    response.delete_cookie(
        pending_cookie(request),
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return response


def _refuse_nobody(request: Request, caller: Caller) -> None:
    if not caller.roles:
        message = f"`{caller.name}` is known, and in no group that has a role here"
        hint = "whoever runs this server gives roles to groups"
        found = Problem(HTTPStatus.FORBIDDEN, "no-role", message, hint)
        raise ProblemError(_forgetting(request, found))


def _provider(service: Service) -> Provider:
    issuer = service.doors.issuer
    if issuer is None or issuer.oidc.client_id is None:
        message = "no identity provider signs people in here"
        raise refusal(HTTPStatus.NOT_FOUND, "no-provider", message)
    return Provider(issuer)


def _home(request: Request, service: Service) -> str:
    """Return the address of this server, as people reach it."""
    return (service.settings.public_url or str(request.base_url)).rstrip("/")


def _over(request: Request, error: TokenError) -> ProblemError:
    """Return the refusal that ends a sign-in for good: its cookie goes."""
    if isinstance(error, ProviderAwayError):
        return ProblemError(_forgetting(request, _away(error).problem))
    status = HTTPStatus.UNAUTHORIZED
    hint = "sign in once more"
    found = Problem(status, "sign-in-refused", f"you are not signed in: {error}", hint)
    return ProblemError(_forgetting(request, found))


def _away(error: TokenError) -> ProblemError:
    message = f"you are not signed in: {error}"
    hint = "try it again in a moment"
    return refusal(HTTPStatus.BAD_GATEWAY, "provider-away", message, hint, Retry_After="5")


def _forgetting(request: Request, problem: Problem) -> Problem:
    secure = "; Secure" if request.url.scheme == "https" else ""
    gone = f"{pending_cookie(request)}=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax{secure}"
    return Problem(
        problem.status,
        problem.code,
        problem.detail,
        problem.hint,
        headers={**problem.headers, "Set-Cookie": gone},
    )
