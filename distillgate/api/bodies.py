"""Plans and days as requests carry them."""

from datetime import date
from http import HTTPStatus
from typing import Annotated, Any, TypeAlias

from fastapi import Depends, Query, Request

from distillgate.usecases.check import PlanText, includes_nothing
from distillgate.web.problems import refusal

PLAN = "plan.yaml"
JSON_PLAN = "plan.json"
YAML_TYPES = frozenset(
    {"application/yaml", "application/x-yaml", "text/yaml", "text/plain", ""}
)
JSON_TYPES = frozenset({"application/json"})
LINES_TYPES = frozenset({"application/x-ndjson", "application/jsonl"})

EXAMPLE = """\
plan: support-assistant
title: Distill a small assistant for our own support team
organization: {name: Example GmbH, country: DE, kind: company}
student: {name: support-8b, type: language-model, derivation: scratch, generality: narrow}
teachers:
  - model: hf:Qwen/Qwen3-32B
    used_as: [imitate]
    access: weights
datasets: []
use: {purpose: internal-business}
release: {forms: []}
attests: [ordinary-access, no-listed-parties, no-listed-uses, lawful-data, ingredients-complete]
"""

PLAN_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The plan, as YAML or JSON. It may name no file: an organization stands"
        " inline.",
        "content": {
            "application/yaml": {"schema": {"type": "string"}, "example": EXAMPLE},
            "application/json": {"schema": {"type": "object"}},
        },
    }
}


def media_type(request: Request) -> str:
    """Return the media type of a request's body, without its parameters."""
    return request.headers.get("Content-Type", "").partition(";")[0].strip().lower()


async def plan_of(request: Request) -> PlanText:
    """Return the plan in the body of a request; raises `ProblemError` where it is none."""
    kind = media_type(request)
    if kind not in YAML_TYPES | JSON_TYPES:
        raise refusal(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "unsupported-media-type",
            "a plan is sent as `application/yaml` or `application/json`",
        )
    name = JSON_PLAN if kind in JSON_TYPES else PLAN
    return PlanText(name, await request.body(), includes_nothing)


async def text_of(request: Request) -> bytes:
    """Return the YAML in the body of a request; raises `ProblemError` where it is none."""
    if media_type(request) not in YAML_TYPES:
        message = "a text is sent as `application/yaml`"
        raise refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", message)
    return await request.body()


ThePlan: TypeAlias = Annotated[PlanText, Depends(plan_of)]
AsOf: TypeAlias = Annotated[
    date | None,
    Query(
        description="The day of the decision; today (UTC) if left out. For another day the"
        " verdict explains, and approves nothing."
    ),
]
