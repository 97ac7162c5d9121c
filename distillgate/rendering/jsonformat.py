"""The verdict as programs read it: one plan gives the object, several give a list.

A plan that could not be read is an object of its own kind, told apart by its
`schema`.
"""

from collections.abc import Sequence

from distillgate import __version__
from distillgate.rendering.remedies import remedies_json
from distillgate.usecases.checked import CheckedPlan
from policy.canonical import canonical_json
from policy.diagnostics import Diagnostic
from policy.verdictjson import verdict_json

DIAGNOSTICS_SCHEMA = "distillgate/diagnostics/v1"


def render_json(checked: Sequence[CheckedPlan]) -> str:
    """Return canonical JSON on one line: the same answer, the same bytes."""
    found = [_plan(each) for each in checked]
    return canonical_json(found[0] if len(found) == 1 else found) + "\n"


def _plan(checked: CheckedPlan) -> dict[str, object]:
    if checked.verdict is not None:
        found = verdict_json(checked.verdict, __version__)
        if checked.remedied is not None:
            found["remedies"] = remedies_json(checked.remedied, checked.verdict.plan)
        return found
    return {
        "schema": DIAGNOSTICS_SCHEMA,
        "path": checked.path,
        "diagnostics": [diagnostic_json(each) for each in checked.diagnostics],
        "engine": __version__,
    }


def diagnostic_json(diagnostic: Diagnostic) -> dict[str, object]:
    """Return a diagnostic in the types of JSON."""
    return {
        "code": diagnostic.code.value,
        "level": diagnostic.level.value,
        "message": diagnostic.message,
        "path": diagnostic.span.path,
        "line": diagnostic.span.line,
        "column": diagnostic.span.column,
        "length": diagnostic.span.length,
        "hint": diagnostic.hint,
    }
