"""Waivers that were written for a plan and set nothing aside in it."""

from collections.abc import Mapping, Sequence

from policy.case import Waiver
from policy.diagnostics import Code, Diagnostic, Level
from policy.verdict import Verdict
from policy.waiving import names_plan

_EVERY_PLAN = ("*",)


def not_encountered(
    waivers: Sequence[Waiver], verdicts: Sequence[Verdict]
) -> Mapping[str, tuple[Diagnostic, ...]]:
    """Return a warning for each waiver that a checked plan is named by, and has no use for.

    They are keyed by the id of the first plan that the waiver names. A waiver
    for every plan is not expected to meet something in each.
    """
    used = {finding.waived_by for verdict in verdicts for finding in verdict.findings}
    found: dict[str, list[Diagnostic]] = {}
    for waiver in waivers:
        named = [verdict for verdict in verdicts if _names(waiver, verdict.plan)]
        if named and waiver.id not in used:
            found.setdefault(named[0].plan, []).append(_idle(waiver, named[0]))
    return {plan: tuple(told) for plan, told in found.items()}


def _names(waiver: Waiver, plan: str) -> bool:
    if waiver.plans == _EVERY_PLAN:
        return False
    return names_plan(waiver, plan)


def _idle(waiver: Waiver, verdict: Verdict) -> Diagnostic:
    day = verdict.as_of
    if day >= waiver.until:
        why, hint = f"it ended on {waiver.until.isoformat()}", "ask for a new one"
    elif day < waiver.on:
        why, hint = f"it begins on {waiver.on.isoformat()}", None
    else:
        why, hint = "the plan has no such finding", "take the waiver out where it is not needed"
    message = f"the waiver `{waiver.id}` sets nothing aside in `{verdict.plan}`: {why}"
    span = waiver.span or verdict.span
    return Diagnostic(Code.WAIVER_NOT_ENCOUNTERED, message, span, hint, Level.WARNING)
