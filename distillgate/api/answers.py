"""How answers are written: canonical JSON, entity tags, and what refusals look like."""

from hashlib import sha256
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from distillgate.web.problems import PROBLEM_JSON
from policy.canonical import canonical_json

_SAYS = {
    400: "It cannot be read",
    401: "Who asks is not known",
    403: "Who asks may not",
    404: "There is none, or none that who asks may see",
    408: "The request took too long to arrive",
    409: "It does not fit how things stand",
    413: "It is too large",
    415: "It is of another media type",
    422: "It says what cannot be",
    429: "Who asks does so too often",
    500: "A fault of ours",
    503: "The registry or the packs cannot be used",
}
_PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "hint": {"type": "string"},
        "instance": {"type": "string"},
        "line": {"type": "integer"},
        "column": {"type": "integer"},
        "diagnostics": {"type": "array", "items": {"type": "object"}},
    },
}
_EXAMPLE = {
    "type": "urn:distillgate:problem:unknown-key",
    "title": "Unprocessable Entity",
    "status": 422,
    "detail": "a plan has no key `teacher`",
    "code": "unknown-key",
    "hint": "did you mean `teachers`?",
    "instance": "urn:distillgate:request:5f0c2a9be1d84c11",
    "line": 5,
    "column": 1,
    "diagnostics": [],
}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": says,
        "content": {PROBLEM_JSON: {"schema": _PROBLEM, "example": _EXAMPLE}},
    }
    for status, says in _SAYS.items()
}
"""What any route may answer instead of what was asked for."""


def answer(found: object, status: int = 200, **headers: str) -> Response:
    """Return `found` as canonical JSON."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    content = canonical_json(found) + "\n"
    return Response(content, status, named, media_type="application/json")


def tag_of(found: object) -> str:
    """Return the entity tag of an answer."""
    return f'"{sha256(canonical_json(found).encode()).hexdigest()[:32]}"'


def is_known(request: Request, tag: str) -> bool:
    """Return whether whoever asks has the answer with this tag already."""
    said = request.headers.get("If-None-Match", "")
    known = {part.strip().removeprefix("W/") for part in said.split(",")}
    return tag in known or "*" in known


def tagged(request: Request, found: object) -> Response:
    """Return `found` with its tag, or that it is what whoever asks has already."""
    tag = tag_of(found)
    if is_known(request, tag):
        return Response(status_code=304, headers={"ETag": tag})
    return answer(found, ETag=tag)
