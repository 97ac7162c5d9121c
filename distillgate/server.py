"""The program that answers HTTP: API and console over one service, wrapped in what is safe."""

import importlib
import importlib.util
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.telemetry import TelemetryConfig

from distillgate import __version__, api
from distillgate.api import evaluate
from distillgate.api.answers import PROBLEMS
from distillgate.api.describing import with_schemas
from distillgate.sealers import sealer_of
from distillgate.sending import delivering_from
from distillgate.settings import Settings
from distillgate.usecases.chores import Chores
from distillgate.usecases.delivering import Delivering
from distillgate.web import oidcroutes, problems, signin
from distillgate.web.figures import figures_of
from distillgate.web.outboxworker import delivering_events
from distillgate.web.safety import Safety
from distillgate.web.service import Needs, Service

OPEN = frozenset(
    {
        ("GET", "/v1/health"),
        ("GET", "/v1/ready"),
        ("GET", "/v1/version"),
        ("GET", "/.well-known/authzen-configuration"),
        ("GET", "/sign-in"),
        ("GET", oidcroutes.BEGIN),
        ("GET", oidcroutes.BACK),
        ("GET", oidcroutes.LEAVE),
        ("POST", "/v1/session"),
    }
)
"""What anybody may ask who can reach the server; all else takes a right."""
LOG = logging.getLogger("distillgate.server")
_SAYS = """\
May this student be trained on that teacher, under the terms that were in force, and what is
owed for it? Platform teams ask here before they let a training job start.

Refusals are problem details (RFC 9457) with a stable `code`; what is wrong in a plan has its
line and column.
"""


class OpenRouteError(Exception):
    """A route that asks nobody who they are, and is not on the list of those."""


def make_app(settings: Settings) -> FastAPI:
    """Return the program for `settings`.

    Raises `UnreadableError` or `UnreadableLibraryError` where it cannot serve.
    """
    return app_over(Service.of(settings))


def app_over(service: Service) -> FastAPI:
    """Return the program over a service that is made already."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with delivering_events(_delivering(service), _chores(service)):
            yield
        service.close()

    app = FastAPI(
        lifespan=lifespan,
        title="Distillgate",
        version=__version__,
        description=_SAYS,
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        telemetry=_telemetry(service.settings),
    )
    app.state.service = service
    problems.install(app, _report)
    evaluate.install(app)
    app.include_router(signin.router, responses=PROBLEMS)
    app.include_router(oidcroutes.router)
    app.include_router(api.routes())
    if importlib.util.find_spec("distillgate.console") is not None:
        _with_console(app)
    refuse_open(app)
    _describe(app)
    app.state.figures = figures_of(
        {each.endpoint: str(each.path) for each in iter_route_contexts(app.routes)}
    )
    app.add_middleware(Safety)
    return app


def _delivering(service: Service) -> Delivering | None:
    settings = service.settings
    return delivering_from(service.database, settings) if settings.deliver else None


def _chores(service: Service) -> Chores | None:
    """Return what is done from time to time by whichever server delivers events."""
    settings = service.settings
    if not settings.deliver:
        return None
    return Chores(
        service.ledger,
        lambda: service.library().pack,
        lambda: sealer_of(settings),
        service.now,
        settings.keep_deliveries,
    )


def _telemetry(settings: Settings) -> TelemetryConfig:
    """Return what is traced: requests alone, where that is wished, and no words of errors."""
    return {
        "tracing": settings.traces,
        "auto_configure": settings.traces,
        "metrics": False,
        "logs": False,
        "operation_spans": False,
        # What it is asked with opens a session.
        "exclude": lambda scope: scope["path"].startswith("/sign-in"),
    }


def _describe(app: FastAPI) -> None:
    """Let the description of `app` say what each route answers."""
    plain = app.openapi

    def whole() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = with_schemas(plain())
        return app.openapi_schema

    app.openapi = whole  # type: ignore[method-assign]  # as FastAPI has it extended


def refuse_open(app: FastAPI) -> None:
    """Raise where a route of the API neither asks for a right nor is open by name."""
    for method, path, needs in rights_of(app):
        if needs is None and (method, path) not in OPEN and path.startswith(_OURS):
            raise OpenRouteError(f"{method} {path} asks for no right")


_OURS = ("/v1/", "/access/", "/metrics")


def rights_of(app: FastAPI) -> Iterator[tuple[str, str, Needs | None]]:
    """Yield each method and path of `app` with what it asks for."""
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute):
            found = (each.call for each in route.dependant.dependencies)
            needs = next((each for each in found if isinstance(each, Needs)), None)
            for method in sorted(context.methods or ()):
                yield method, str(context.path), needs


def _with_console(app: FastAPI) -> None:
    console = importlib.import_module("distillgate.console")
    install = getattr(console, "install", None)
    if install is not None:
        install(app)


def _report(request: Request, error: Exception) -> None:
    """Keep what went wrong for whoever runs the server; whoever asked sees none of it."""
    LOG.error("%s %s", request.method, request.url.path, exc_info=error)
