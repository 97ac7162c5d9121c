"""Whether the server lives, whether it can serve, and which one it is."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from distillgate import __version__
from distillgate.web.figures import CONTENT_TYPE, Figures
from distillgate.web.identity import Caller, Right
from distillgate.web.problems import refusal
from distillgate.web.service import Needs, Serving
from registry.database import HEAD, Standing

router = APIRouter(prefix="/v1", tags=["operation"])
figures = APIRouter(tags=["operation"])
_Measuring = Annotated[Caller, Depends(Needs(Right.READ_FIGURES))]


@router.get("/health", summary="Whether the server lives")
def health() -> dict[str, str]:
    """Answer without looking at anything."""
    return {"status": "alive"}


@router.get("/ready", summary="Whether the server can serve")
def ready(service: Serving) -> dict[str, str]:
    """Look at the registry and at the packs; 503 where either cannot be used."""
    standing = service.database.standing()
    if standing is not Standing.CURRENT:
        message = f"the registry is {standing}, and this program wants {HEAD}"
        hint = "`distillgate db upgrade` brings it up to date"
        raise refusal(HTTPStatus.SERVICE_UNAVAILABLE, "not-ready", message, hint)
    service.library()
    return {"status": "ready"}


@router.get("/version", summary="Which program this is")
def version() -> dict[str, str]:
    """Tell the versions of the program and of what it speaks."""
    return {
        "program": "distillgate",
        "version": __version__,
        "verdict": "distillgate/verdict/v1",
        "registry": HEAD,
    }


@figures.get("/metrics", summary="Figures for Prometheus", include_in_schema=False)
def metrics(_: _Measuring, request: Request, service: Serving) -> Response:
    """Tell how often what was asked, what came of it, and how long it took."""
    found: Figures | None = request.app.state.figures
    if found is None:
        message = "figures take an extra that is not installed"
        hint = "`pip install 'distillgate[metrics]'`"
        raise refusal(HTTPStatus.NOT_IMPLEMENTED, "no-figures", message, hint)
    return Response(found.text(service.states.marks.read().size), media_type=CONTENT_TYPE)
