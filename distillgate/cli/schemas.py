"""Draws a JSON Schema: over many lines for people, canonical on one line for programs."""

import json
from collections.abc import Mapping

from distillgate.cli.choices import Shape
from distillgate.cli.terminal import answer
from policy.canonical import canonical_json


def draw_schema(schema: Mapping[str, object], form: Shape) -> None:
    """Write `schema` to standard output."""
    match form:
        case Shape.TEXT:
            answer(json.dumps(schema, indent=2, ensure_ascii=False) + "\n")
        case Shape.JSON:
            answer(canonical_json(schema) + "\n")
