"""Pages for what goes wrong: nobody known, no right, not there, somebody was faster."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from distillgate.console.pages import drawn
from distillgate.console.visiting import frame_of
from distillgate.web.problems import Problem
from policy.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that is wrong."""

    message: str
    hint: str
    code: str
    place: str


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """A page that says why there is nothing else to see."""

    tone: str
    title: str
    words: str
    told: tuple[Told, ...]
    back: str = "/reviews"
    back_words: str = "Back to the queue"


@dataclass(frozen=True, slots=True)
class SignInPage:
    """The page on which people sign in, or do so once more."""

    told: str = ""
    again: bool = False


_TITLES: Mapping[HTTPStatus, tuple[str, str, str]] = {
    HTTPStatus.FORBIDDEN: (
        "open",
        "You may not do this",
        "Your roles do not open it. Nothing was changed.",
    ),
    HTTPStatus.NOT_FOUND: (
        "open",
        "Nothing is here",
        "It does not exist, or it is not yours to see.",
    ),
    HTTPStatus.CONFLICT: (
        "open",
        "Somebody acted meanwhile",
        "What you saw is out of date, so nothing of yours was written. Look again, then act.",
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("bad", "That is too large", "Nothing was changed."),
    HTTPStatus.TOO_MANY_REQUESTS: ("open", "Too many requests", "Wait a moment, then go on."),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "bad",
        "It cannot answer now",
        "The packs or the registry cannot be read. Nothing is judged by half a library.",
    ),
    HTTPStatus.BAD_GATEWAY: (
        "bad",
        "The identity provider does not answer",
        "Nobody was signed in.",
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        "bad",
        "Something is wrong with us",
        "A fault of the program, and no decision: nothing was approved by it.",
    ),
}
_SIGN_IN = frozenset({"wrong-token", "sign-in-refused"})
"""Why a sign-in failed, which is told on the page where one begins."""
_OTHER = ("bad", "This cannot be read", "Nothing was changed.")


def page_of_problem(request: Request, problem: Problem) -> Response:
    """Return the page that tells of a problem; where nobody is known, that to sign in."""
    caller = getattr(request.state, "caller", None)
    if problem.status is HTTPStatus.UNAUTHORIZED:
        told = problem.detail if problem.code in _SIGN_IN else ""
        frame = frame_of(request, None, "Sign in")
        return HTMLResponse(drawn("signin.html", frame, SignInPage(told), {}), 401)
    tone, title, words = titled(problem.status)
    page = ProblemPage(tone, title, words, told_of(problem))
    frame = frame_of(request, caller, title)
    return HTMLResponse(drawn("problem.html", frame, page, {}), int(problem.status))


def titled(status: HTTPStatus) -> tuple[str, str, str]:
    """Return tone, title and words of a status."""
    return _TITLES.get(status, _OTHER)


def told_of(problem: Problem) -> tuple[Told, ...]:
    """Return what is wrong, one by one."""
    if problem.diagnostics:
        return tuple(map(_told, problem.diagnostics))
    return (Told(problem.detail, problem.hint or "", problem.code, ""),)


def _told(each: Diagnostic) -> Told:
    place = f"{each.span.path}:{each.span.line}:{each.span.column}"
    web = each.span.path.startswith("/")
    return Told(each.message, each.hint or "", each.code.value, "" if web else place)
