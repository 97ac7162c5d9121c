"""Whether a waiver holds: for which plans, on which days, for which findings.

This is asked here and nowhere else, whoever judges, lists or files.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from policy.case import Waiver
from policy.house import House
from policy.testing import glob
from policy.verdict import Finding
from policy.verdictjson import fingerprint


def names_plan(waiver: Waiver, plan: str) -> bool:
    """Return whether the plan with this id is one that the waiver is for."""
    return matches(waiver.plans, plan)


def matches(patterns: tuple[str, ...], plan: str) -> bool:
    """Return whether one of `patterns` names the plan with this id, in whatever case."""
    return any(glob(each.casefold())(plan.casefold()) for each in patterns)


def in_force(waiver: Waiver, day: date) -> bool:
    """Return whether it has begun and not ended on `day`."""
    return waiver.on <= day < waiver.until


def sets_aside(waiver: Waiver, finding: Finding, plan: str, day: date) -> bool:
    """Return whether it sets this finding of that plan aside on `day`.

    It names the clause; where it names findings, too, it is for these alone.
    """
    if not {finding.clause, finding.name} & set(waiver.clauses) or not in_force(waiver, day):
        return False
    return not waiver.findings or fingerprint(plan, finding) in waiver.findings


def against(
    clauses: tuple[str, ...], role: str | None, lasts: timedelta, house: House
) -> Iterator[tuple[str, str | None]]:
    """Yield what house policy has against setting `clauses` aside for so long, with a hint.

    Without a role only the time is looked at.
    """
    names = {name.partition("#")[2] for name in clauses}
    for rule in house.waivers:
        if rule.clause not in names:
            continue
        if rule.by and role is not None and role not in rule.by:
            message = f"the role `{role}` may not waive `{rule.clause}`"
            yield message, f"one of {', '.join(rule.by)}"
        if rule.at_most is not None and lasts > rule.at_most:
            yield f"a waiver of `{rule.clause}` lasts at most {rule.at_most.days} days", None
