"""Whether a waiver holds: for which plans, on which days, for which findings.

This is asked here and nowhere else, whoever judges, lists or files.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from policy.builtin import DOCUMENT as BUILT_IN
from policy.case import Waiver
from policy.clausemeaning import meanings_until
from policy.compiling import Pack
from policy.documents import DocumentKind
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


def sets_aside(
    waiver: Waiver, finding: Finding, plan: str, day: date, meaning: str | None
) -> bool:
    """Return whether it sets this finding of that plan aside on `day`.

    `meaning` is what its clause means (`policy.clausemeaning`), where that is known.
    """
    if not finding.waivable or not is_for(waiver, finding, plan, day):
        return False
    return not has_outgrown(waiver, finding.clause, meaning)


def is_for(waiver: Waiver, finding: Finding, plan: str, day: date) -> bool:
    """Return whether it is for this finding of that plan and in force on `day`.

    It names the clause; where it names findings, too, it is for these alone.
    """
    if not {finding.clause, finding.name} & set(waiver.clauses) or not in_force(waiver, day):
        return False
    return not waiver.findings or fingerprint(plan, finding) in waiver.findings


def has_outgrown(waiver: Waiver, clause: str, meaning: str | None) -> bool:
    """Return whether `clause`, named with its version, meant something else on its first day.

    A waiver ends with the next version that changes the clause. One that does
    not say what its clauses meant is not asked.
    """
    if meaning is None:
        return False
    names = {clause, unversioned(clause)} & set(waiver.clauses)
    return not any(waiver.covers_meaning(name, meaning) for name in names)


def unversioned(clause: str) -> str:
    """Return the name of a clause without its version."""
    document, mark, name = clause.partition("#")
    return f"{document.partition('@')[0]}{mark}{name}"


def outgrown_clauses(waiver: Waiver, pack: Pack, day: date) -> tuple[str, ...]:
    """Return its clauses that mean something by `day` that they did not when it was granted."""
    return tuple(
        each.clause
        for each in waiver.meant
        if set(meanings_until(pack, each.clause, day)) - set(each.digests)
    )


def against(
    clauses: tuple[str, ...], role: str | None, lasts: timedelta, pack: Pack
) -> Iterator[tuple[str, str | None]]:
    """Yield what house policy has against setting `clauses` aside for so long, with a hint.

    Without a role only the time is looked at.
    """
    house = pack.house
    for name in clauses:
        if house.never(name, _kind(name, pack)):
            yield f"by house policy nobody may waive `{name}`", "change the plan"
    names = {name.partition("#")[2] for name in clauses}
    for rule in house.waivers:
        if rule.clause not in names:
            continue
        if rule.by and role is not None and role not in rule.by:
            message = f"the role `{role}` may not waive `{rule.clause}`"
            yield message, f"one of {', '.join(rule.by)}"
        if rule.at_most is not None and lasts > rule.at_most:
            yield f"a waiver of `{rule.clause}` lasts at most {rule.at_most.days} days", None


def _kind(name: str, pack: Pack) -> str | None:
    """Return the kind of the document in which the clause `name` stands."""
    title = name.partition("#")[0].partition("@")[0]
    document = pack.documents.get(title)
    if document is None:
        return DocumentKind.BUILT_IN.value if title == BUILT_IN else None
    return document.kind.value
