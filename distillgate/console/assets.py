"""What the pages load: a closed list of files that ship with them."""

import hashlib
from functools import cache
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from distillgate.console.pages import STATIC

router = APIRouter(include_in_schema=False)
TYPES = {
    "console.css": "text/css",
    "console.js": "text/javascript",
    "editor.js": "text/javascript",
    "htmx.min.js": "text/javascript",
    "lineage.js": "text/javascript",
    "mark.svg": "image/svg+xml",
}


@cache
def asset(name: str) -> tuple[bytes, str]:
    """Return the content of a file with its tag."""
    content = (STATIC / name).read_bytes()
    return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'


@router.get("/static/{name}")
def show(request: Request, name: str) -> Response:
    """Return one file, or that the reader has it."""
    if name not in TYPES:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    content, tag = asset(name)
    headers = {"ETag": tag, "Cache-Control": "public, max-age=300"}
    if request.headers.get("If-None-Match") == tag:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(content, media_type=TYPES[name], headers=headers)
