"""Refusals as RFC 9457 tells them: each with its code, and a place where it has one."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Protocol, cast
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from distillgate.usecases.library import UnreadableLibraryError
from policy.canonical import canonical_json
from policy.diagnostics import Code, Diagnostic
from policy.yamltext import UnreadableError
from registry.audit.anchors import AnchorError
from registry.audit.publishing import UnnamedLogError
from registry.database import RegistryError

PROBLEM_JSON = "application/problem+json"
_MACHINES = ("/v1/", "/access/", "/.well-known/", "/metrics")
_URN = "urn:distillgate:problem:"
_STATUS: Mapping[Code, HTTPStatus] = {
    Code.NOT_ENTITLED: HTTPStatus.FORBIDDEN,
    Code.WAIVER_NOT_ALLOWED: HTTPStatus.FORBIDDEN,
    Code.UNKNOWN_RECORD: HTTPStatus.NOT_FOUND,
    Code.UNKNOWN_DOCUMENT: HTTPStatus.NOT_FOUND,
    Code.UNKNOWN_VERSION: HTTPStatus.NOT_FOUND,
    Code.WRONG_STATE: HTTPStatus.CONFLICT,
    Code.DUPLICATE_DOCUMENT: HTTPStatus.CONFLICT,
    Code.DUPLICATE_RECORD: HTTPStatus.CONFLICT,
    Code.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Code.YAML_SYNTAX: HTTPStatus.BAD_REQUEST,
    Code.NOT_TEXT: HTTPStatus.BAD_REQUEST,
    Code.EMPTY_FILE: HTTPStatus.BAD_REQUEST,
    Code.DAMAGED_CONTENT: HTTPStatus.SERVICE_UNAVAILABLE,
    Code.UNUSABLE_REGISTRY: HTTPStatus.SERVICE_UNAVAILABLE,
    Code.OLDER_REGISTRY: HTTPStatus.SERVICE_UNAVAILABLE,
    Code.NEWER_REGISTRY: HTTPStatus.SERVICE_UNAVAILABLE,
    Code.UNUSABLE_KEY: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""What a diagnostic means for whoever called; all others say that the content is wrong."""

_AWAY = frozenset(code for code, status in _STATUS.items() if "registry" in code.value)


_TYPED = re.compile(r"`(--|DISTILLGATE_|[a-z]+ (add|list|show|request|submit|revoke)\b)")
"""What a hint says to whoever typed a command; of no use to who calls the API."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a request was refused."""

    status: HTTPStatus
    code: str
    detail: str
    hint: str | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


class ProblemError(Exception):
    """A request that is refused."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


def refusal(
    status: HTTPStatus, code: str, detail: str, hint: str | None = None, **headers: str
) -> ProblemError:
    """Return what to raise to refuse a request."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return ProblemError(Problem(status, code, detail, hint, headers=named))


def problem_of(diagnostics: Iterable[Diagnostic]) -> Problem:
    """Return the problem that diagnostics amount to; the first error names it."""
    found = tuple(diagnostics)
    first = next((each for each in found if each.level == "error"), found[0])
    status = _STATUS.get(first.code, HTTPStatus.UNPROCESSABLE_ENTITY)
    return Problem(status, first.code.value, first.message, first.hint, found)


def problem_json(problem: Problem, request_id: str | None) -> dict[str, object]:
    """Return a problem in the types of JSON; the place of the first diagnostic is on top."""
    found: dict[str, object] = {
        "type": f"{_URN}{problem.code}",
        "title": problem.status.phrase,
        "status": int(problem.status),
        "detail": problem.detail,
        "code": problem.code,
    }
    if problem.hint and not _TYPED.search(problem.hint):
        found["hint"] = problem.hint
    if request_id:
        found["instance"] = f"urn:distillgate:request:{quote(request_id, safe='')}"
    if problem.diagnostics:
        first = next(
            (each for each in problem.diagnostics if each.level == "error"),
            problem.diagnostics[0],
        )
        found |= {"line": first.span.line, "column": first.span.column}
        found["diagnostics"] = [_diagnostic(each) for each in problem.diagnostics]
    return found


def _diagnostic(found: Diagnostic) -> dict[str, object]:
    return {
        "code": found.code.value,
        "level": found.level.value,
        "message": found.message,
        "path": found.span.path,
        "line": found.span.line,
        "column": found.span.column,
        "hint": None if found.hint and _TYPED.search(found.hint) else found.hint,
    }


class Pages(Protocol):
    """Draws problems for people; the console registers one as `app.state.page_of_problem`."""

    def __call__(self, request: Request, problem: Problem, /) -> Response:
        """Return the page."""
        ...


def answered(request: Request, problem: Problem) -> Response:
    """Return a problem as its reader wants it: a page for the console, else JSON."""
    page = getattr(request.app.state, "page_of_problem", None)
    if page is not None and not request.url.path.startswith(_MACHINES):
        drawn = cast("Pages", page)(request, problem)
        drawn.headers.update(problem.headers)
        return drawn
    content = canonical_json(problem_json(problem, getattr(request.state, "request_id", None)))
    return Response(
        content + "\n", int(problem.status), dict(problem.headers), media_type=PROBLEM_JSON
    )


def install(app: FastAPI, report: Callable[[Request, Exception], None]) -> None:
    """Let `app` answer what goes wrong as a problem; `report` hears what no caller can help."""

    def of_problem(request: Request, error: Exception) -> Response:
        return answered(request, cast("ProblemError", error).problem)

    def of_unreadable(request: Request, error: Exception) -> Response:
        return answered(request, problem_of(cast("UnreadableError", error).diagnostics))

    def of_library(request: Request, error: Exception) -> Response:
        found = cast("UnreadableLibraryError", error)
        report(request, error)
        away = next((each for each in found.diagnostics if each.code in _AWAY), None)
        if away is not None:
            return answered(request, _unusable(away.message, away.hint))
        hint = "`distillgate policy lint` says more"
        status = HTTPStatus.SERVICE_UNAVAILABLE
        message = f"{found.name} has errors, so nothing is judged by it"
        return answered(request, Problem(status, "unreadable-library", message, hint))

    def of_registry(request: Request, error: Exception) -> Response:
        report(request, error)
        found = cast("RegistryError", error)
        return answered(request, _unusable(found.message, found.hint))

    def of_anchor(request: Request, error: Exception) -> Response:
        report(request, error)
        status = HTTPStatus.SERVICE_UNAVAILABLE
        return answered(request, Problem(status, "unreadable-anchor", str(error)))

    handlers: Mapping[type[Exception], Callable[[Request, Exception], Response]] = {
        ProblemError: of_problem,
        UnreadableError: of_unreadable,
        UnreadableLibraryError: of_library,
        UnnamedLogError: _of_unnamed,
        RegistryError: of_registry,
        AnchorError: of_anchor,
        RequestValidationError: _of_parameters,
        HTTPException: _of_status,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def _of_unnamed(request: Request, _: Exception) -> Response:
    """Tell that something must be set up first, which is no outage."""
    message = "permits are not set up here: the log has no keys that sign"
    hint = "whoever runs the server sets them up with `distillgate audit init`, once"
    return answered(request, Problem(HTTPStatus.CONFLICT, "not-set-up", message, hint))


def _unusable(message: str, hint: str | None) -> Problem:
    """Return the problem of a registry that is away for now."""
    status, headers = HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": "5"}
    return Problem(status, "unusable-registry", message, hint, headers=headers)


def fault(error: Exception) -> Problem:
    """Return what is told of a fault of ours."""
    detail = f"a fault of ours, {type(error).__name__}; nothing was decided"
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "fault", detail)


def _of_status(request: Request, error: Exception) -> Response:
    found = cast("HTTPException", error)
    status = HTTPStatus(found.status_code)
    code = status.phrase.lower().replace(" ", "-")
    headers = dict(found.headers or {})
    return answered(request, Problem(status, code, str(found.detail), headers=headers))


def _of_parameters(request: Request, error: Exception) -> Response:
    """Tell what is wrong with parameters or a body of JSON, by its place in them."""
    found = cast("RequestValidationError", error).errors()
    parts = []
    for each in found[:10]:
        place = ".".join(str(part) for part in each["loc"])
        parts.append(f"{place}: {each['msg']}")
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    unread = any(each["type"] == "json_invalid" for each in found)
    if unread or request.url.path.startswith("/access/"):
        status = HTTPStatus.BAD_REQUEST
    detail = "; ".join(parts) or "the request is wrong"
    return answered(request, Problem(status, "wrong-request", detail[:2_000]))
