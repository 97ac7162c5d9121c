"""Waivers that set nothing aside: they meet nothing, or what they were for has changed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from policy.case import Waiver
from policy.clausemeaning import meaning_in
from policy.compiling import Pack
from policy.diagnostics import Code, Diagnostic, Level
from policy.frozen import dataclass
from policy.verdict import Verdict
from policy.waiving import has_outgrown, in_force, is_for, names_plan, outgrown_clauses
from registry.onfile import OnFile

_EVERY_PLAN = ("*",)


@dataclass(frozen=True, slots=True)
class Idle:
    """A waiver that somebody should look at, and why."""

    waiver: Waiver
    state: str
    """`unused`, `outgrown` or `void`."""
    why: str


def idle_waivers(
    on_file: OnFile, used: Collection[str], pack: Pack, day: date
) -> tuple[Idle, ...]:
    """Return the waivers on file that set nothing aside on `day`, or less than they did.

    `used` are those by which something is waived in one of all plans.
    """
    found = [Idle(each.waiver, "void", each.why) for each in on_file.void]
    for waiver in on_file.waivers:
        if not in_force(waiver, day):
            continue
        changed = outgrown_clauses(waiver, pack, day)
        if changed:
            names = ", ".join(changed)
            found.append(Idle(waiver, "outgrown", f"since it was granted, {names} changed"))
        elif waiver.id not in used:
            found.append(Idle(waiver, "unused", "no plan has such a finding"))
    return tuple(sorted(found, key=lambda each: (each.state, each.waiver.id)))


def not_encountered(
    on_file: OnFile, verdicts: Sequence[Verdict], pack: Pack
) -> Mapping[str, tuple[Diagnostic, ...]]:
    """Return a warning for each waiver that a checked plan is named by, and has no use for.

    They are keyed by the id of the first plan that the waiver names. A waiver
    for every plan is not expected to meet something in each; where it was for
    what a clause meant before, that is told.
    """
    used = {finding.waived_by for verdict in verdicts for finding in verdict.findings}
    found: dict[str, list[Diagnostic]] = {}
    for waiver in on_file.waivers:
        named = [verdict for verdict in verdicts if _names(waiver, verdict.plan)]
        outgrown = list(_outgrown(waiver, verdicts, pack))
        for verdict, clause in outgrown:
            found.setdefault(verdict.plan, []).append(_changed(waiver, clause, verdict))
        if named and waiver.id not in used and not outgrown:
            found.setdefault(named[0].plan, []).append(_idle(waiver, named[0]))
    for each in on_file.void:
        for verdict in verdicts:
            if _names(each.waiver, verdict.plan):
                told = _told(Code.WAIVER_NOT_ENCOUNTERED, each.waiver, verdict, each.why, None)
                found.setdefault(verdict.plan, []).append(told)
    return {plan: tuple(told) for plan, told in found.items()}


def _outgrown(
    waiver: Waiver, verdicts: Sequence[Verdict], pack: Pack
) -> Iterator[tuple[Verdict, str]]:
    """Yield the clauses that it was for, and that mean something else now, each once a plan."""
    for verdict in verdicts:
        if not names_plan(waiver, verdict.plan):
            continue
        clauses = {
            each.clause
            for each in verdict.findings
            if is_for(waiver, each, verdict.plan, verdict.as_of)
        }
        for clause in sorted(clauses):
            if has_outgrown(waiver, clause, meaning_in(pack, clause)):
                yield verdict, clause


def _names(waiver: Waiver, plan: str) -> bool:
    if waiver.plans == _EVERY_PLAN:
        return False
    return names_plan(waiver, plan)


def _changed(waiver: Waiver, clause: str, verdict: Verdict) -> Diagnostic:
    why = f"`{clause}` means something else than on {waiver.on.isoformat()}"
    hint = "read the clause as it is now, and ask for another waiver"
    return _told(Code.WAIVER_OUTGROWN, waiver, verdict, why, hint)


def _idle(waiver: Waiver, verdict: Verdict) -> Diagnostic:
    day = verdict.as_of
    hint: str | None
    if day >= waiver.until:
        why, hint = f"it ended on {waiver.until.isoformat()}", "ask for a new one"
    elif day < waiver.on:
        why, hint = f"it begins on {waiver.on.isoformat()}", None
    else:
        why, hint = "the plan has no such finding", "take the waiver out where it is not needed"
    return _told(Code.WAIVER_NOT_ENCOUNTERED, waiver, verdict, why, hint)


def _told(
    code: Code, waiver: Waiver, verdict: Verdict, why: str, hint: str | None
) -> Diagnostic:
    message = f"the waiver `{waiver.id}` sets nothing aside in `{verdict.plan}`: {why}"
    if code is Code.WAIVER_OUTGROWN:
        message = f"the waiver `{waiver.id}` does not hold for `{verdict.plan}`: {why}"
    return Diagnostic(code, message, waiver.span or verdict.span, hint, Level.WARNING)
