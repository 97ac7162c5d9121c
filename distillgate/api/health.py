"""Whether the server lives, whether it can serve, and which one it is."""

from http import HTTPStatus

from fastapi import APIRouter

from distillgate import __version__
from distillgate.web.problems import refusal
from distillgate.web.service import Serving
from registry.database import HEAD, Standing

router = APIRouter(prefix="/v1", tags=["operation"])


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
