"""Whether a recorded decision still holds on another day, without what was revoked since.

The case as it was stored is judged again by the packs as they were stored, on
the day in question, without agreements, determinations and waivers that were
revoked or have ended. Whatever then speaks against the plan and did not lie
before whoever decided takes the decision away.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from distillgate import __version__
from policy.case import Case, Ingredient
from policy.casejson import case_from_json
from policy.judging import judge
from policy.values import NOT_GIVEN, Given, Origin
from policy.verdict import Ruling, Severity, State, Verdict
from registry.decisions import Decision
from registry.decisionstore import DecisionStore
from registry.filings import FilingKind
from registry.filingstore import FilingStore
from registry.replaying import Replayer

_STANDING = frozenset({State.APPLIES.value, State.UNSURE.value})
_GRAVE = frozenset({Severity.DENY.value, Severity.REVIEW.value})


@dataclass(frozen=True, slots=True)
class _Grave:
    """A clause that speaks against the plan."""

    clause: str
    ingredient: str | None
    severity: str


def outgrown(
    connection: Connection, decision: Decision, day: date, replayer: Replayer | None = None
) -> str | None:
    """Return why `decision` no longer holds on `day`; nothing where it does.

    With a `replayer` it is judged again whatever happened; without one only
    where something was revoked, or has ended, that the case rests on.
    """
    contents = DecisionStore(connection).contents
    case = case_from_json(contents.get(decision.case).decode())
    gone = _revoked(connection, decision.made_at)
    left = _without(case, gone, day)
    if replayer is None:
        if left == case:
            return None
        replayer = Replayer(contents, __version__)
    verdict = judge(replayer.pack(decision.packs), replace(left, as_of=day))
    known = _known(json.loads(contents.get(decision.verdict))["findings"])
    return _worse(decision, verdict, known)


def _worse(decision: Decision, verdict: Verdict, known: frozenset[_Grave]) -> str | None:
    for each in verdict.findings:
        if each.state.value not in _STANDING or each.severity.value not in _GRAVE:
            continue
        harsher = _Grave(each.clause, each.ingredient, Severity.DENY.value)
        same = _Grave(each.clause, each.ingredient, each.severity.value)
        if not {harsher, same} & known:
            return f"`{each.clause}` speaks against the plan"
    if verdict.ruling > max(decision.ruling, Ruling.WITH_OBLIGATIONS):
        return f"it would be `{verdict.ruling.word}`"
    return None


def _known(findings: Iterable[Mapping[str, str | None]]) -> frozenset[_Grave]:
    """Return what spoke against the plan in a stored verdict."""
    return frozenset(
        _Grave(each["clause"] or "", each["ingredient"], each["severity"] or "")
        for each in findings
        if each["state"] in _STANDING and each["severity"] in _GRAVE
    )


@dataclass(frozen=True, slots=True)
class _Gone:
    """What was revoked, by its names."""

    agreements: frozenset[str] = frozenset()
    determinations: frozenset[str] = frozenset()
    waivers: frozenset[str] = frozenset()


def _revoked(connection: Connection, since: str) -> _Gone:
    """Return what lay on file and was revoked since a moment.

    What was filed anew under the same name is another text than the case holds.
    """
    found: dict[FilingKind, set[str]] = {kind: set() for kind in FilingKind}
    for each in FilingStore(connection).filings():
        if each.revoked is not None and each.revoked.at >= since:
            found[each.kind].add(each.name)
    return _Gone(
        frozenset(found[FilingKind.AGREEMENT]),
        frozenset(found[FilingKind.DETERMINATION]),
        frozenset(found[FilingKind.WAIVER]),
    )


def _without(case: Case, gone: _Gone, day: date) -> Case:
    """Return `case` without what is gone, and without determinations that have ended."""
    return replace(
        case,
        facts=_left(case.facts, gone, day),
        ingredients=tuple(_ingredient(each, gone, day) for each in case.ingredients),
        agreements=tuple(each for each in case.agreements if each.id not in gone.agreements),
        waivers=tuple(each for each in case.waivers if each.id not in gone.waivers),
        settlements=tuple(
            each for each in case.settlements if each.id not in gone.determinations
        ),
    )


def _ingredient(ingredient: Ingredient, gone: _Gone, day: date) -> Ingredient:
    terms = {issuer: _left(facts, gone, day) for issuer, facts in ingredient.terms.items()}
    return replace(ingredient, facts=_left(ingredient.facts, gone, day), terms=terms)


def _left(facts: Mapping[str, Given], gone: _Gone, day: date) -> Mapping[str, Given]:
    return {
        name: NOT_GIVEN if _ended(each, gone, day) else each for name, each in facts.items()
    }


def _ended(given: Given, gone: _Gone, day: date) -> bool:
    """Return whether a determination gave this that no longer counts on `day`."""
    if given.origin is not Origin.DETERMINATION:
        return False
    name = (given.owner or "").rpartition(" (")[2].removesuffix(")")
    return name in gone.determinations or (given.until is not None and day >= given.until)
