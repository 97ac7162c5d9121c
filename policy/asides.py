"""Findings that waivers and determinations set aside; they stay visible for ever."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from policy.case import Case
from policy.clausemeaning import meaning_in
from policy.compiling import Pack
from policy.documents import DocumentKind, Effect
from policy.verdict import NOTHING, Aside, Finding, Severity, State
from policy.waiving import has_outgrown, is_for, sets_aside


def waived(findings: Iterable[Finding], case: Case, pack: Pack) -> list[Finding]:
    """Return `findings` with those set aside that a waiver or a determination names."""
    if pack.house.never_waived:
        findings = [_waivable(each, pack) for each in findings]
    if not case.waivers and not case.settlements:
        return list(findings)
    return [_settled(_covered(each, case, pack), case) for each in findings]


def _waivable(found: Finding, pack: Pack) -> Finding:
    """Return `found`, with a word on it where house policy lets nobody waive it."""
    never = pack.house.never(found.name, found.kind)
    return replace(found, waivable=False) if never else found


def _covered(found: Finding, case: Case, pack: Pack) -> Finding:
    if found.state in {State.LIFTED, State.WAIVED} or found.severity is Severity.NOTE:
        return found
    wanted = [each for each in case.waivers if is_for(each, found, case.plan, case.as_of)]
    if not wanted:
        return found
    meaning = meaning_in(pack, found.clause)
    by = {
        waiver.id: waiver.until
        for waiver in wanted
        if sets_aside(waiver, found, case.plan, case.as_of, meaning)
    }
    if by:
        return replace(_set_aside(found, by), duty=None)
    old = [each.id for each in wanted if has_outgrown(each, found.clause, meaning)]
    notes = (f"the waiver {each} was for what this clause meant before" for each in old)
    return replace(found, notes=(*found.notes, *notes))


def _set_aside(found: Finding, by: Mapping[str, date]) -> Finding:
    """Return `found` as it is where one of `by` sets it aside, each until its day."""
    name, note = min(by), Severity.NOTE
    aside = Aside(by[name], found.weight.now)
    return replace(
        found, state=State.WAIVED, waived_by=name, severity=note, weight=NOTHING, aside=aside
    )


def _settled(found: Finding, case: Case) -> Finding:
    """Return a caution as settled where a determination says so."""
    if found.effect is not Effect.CAUTIONS or found.state is State.WAIVED:
        return found
    about = [each.id for each in case.ingredients if each.key in found.keys]
    if found.kind == DocumentKind.BUILT_IN and found.ingredient is not None:
        about = [found.ingredient]
    by = {
        settlement.id: settlement.until
        for settlement in case.settlements
        if settlement.clause in {found.clause, found.name}
        and all(settlement.names(each) for each in about)
        and case.as_of < settlement.until
    }
    return _set_aside(found, by) if by else found
