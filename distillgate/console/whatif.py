"""What if: a stored plan judged anew with a few facts changed; nothing is recorded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from distillgate.console.findings import Json
from distillgate.console.intake import Field, Form, fact_field
from distillgate.console.words import Mark, finding_mark, ruling_mark
from distillgate.usecases.answers import Misunderstood, answer_to
from distillgate.usecases.storedplans import answered
from policy.explaining_words import first_sentence, without_stop
from policy.facts.vocabulary import VOCABULARY
from policy.plan import Plan
from policy.values import Given, Origin
from policy.verdict import Finding, Verdict
from policy.verdictjson import verdict_json
from registry.reviews import About

FACTS = (
    "use.purpose",
    "release.forms",
    "release.places",
    "release.recipients",
    "student.type",
    "student.markets",
)
"""What is tried for every plan; the open questions of its verdict come with them."""
_LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Moved:
    """A finding that came, or went."""

    mark: Mark
    headline: str
    clause: str
    about: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the plan comes to with the changes, beside what it comes to without."""

    before: Mark
    after: Mark
    came: tuple[Moved, ...]
    went: tuple[Moved, ...]
    owed_before: int
    owed_after: int
    changed: bool


@dataclass(frozen=True, slots=True)
class WhatIfPage:
    """The form of changes, and what they come to."""

    decision: int
    plan: str
    title: str
    fields: tuple[Field, ...]
    teachers: tuple[tuple[str, bool], ...]
    """Those of the plan, and whether each is left out."""
    outcome: Outcome | None
    told: tuple[str, ...] = ()


def fields_of(said: Mapping[str, Sequence[str]], verdict: Json) -> tuple[Field, ...]:
    """Return the fields of the form: common facts, then the open questions."""
    form = Form(said)
    fields = [fact_field(form, each, VOCABULARY.get(each), {}, "it") for each in FACTS]
    for each in verdict["questions"]:
        fact = VOCABULARY.find(each["fact"])
        about = (each.get("ingredient") or "", each.get("issuer") or "")
        key = "|".join((each["fact"], *about))
        if fact is not None and not fact.structural and each["fact"] not in FACTS:
            words = each["question"]
            fields.append(fact_field(form, key, fact, {}, "it", words=words))
    return tuple(fields)


def changed(plan: Plan, said: Mapping[str, Sequence[str]]) -> Plan:
    """Return `plan` with what the form changes; what cannot be read changes nothing."""
    left_out = set(said.get(_LEAVE, ()))
    if left_out and plan.teachers is not None:
        kept = (
            each
            for each in plan.teachers
            if each.ref is None or each.ref.canonical not in left_out
        )
        plan = replace(plan, teachers=tuple(kept))
    for key, values in said.items():
        path, _, rest = key.partition("|")
        ingredient, _, issuer = rest.partition("|")
        fact = VOCABULARY.find(path)
        words = ", ".join(filter(None, map(str.strip, values)))
        if fact is None or not words:
            continue
        answer = answer_to(fact, words)
        if isinstance(answer, Misunderstood):
            continue
        given = Given(answer.value, Origin.PLAN)
        about = About(path, ingredient or None, issuer or None)
        plan = answered(plan, about, given) or plan
    return plan


def teachers_of(plan: Plan, said: Mapping[str, Sequence[str]]) -> tuple[tuple[str, bool], ...]:
    """Return the teachers of a plan, and which of them are left out."""
    left_out = set(said.get(_LEAVE, ()))
    names = (each.ref.canonical for each in plan.teachers or () if each.ref is not None)
    return tuple((name, name in left_out) for name in dict.fromkeys(names))


def outcome_of(before: Verdict, after: Verdict) -> Outcome:
    """Return what moved from one verdict to the other."""
    old, new = (verdict_json(each, "") for each in (before, after))
    return Outcome(
        ruling_mark(before.ruling.word),
        ruling_mark(after.ruling.word),
        tuple(_missing(old, new)),
        tuple(_missing(new, old)),
        _owed(before),
        _owed(after),
        old != new,
    )


def moved(each: Finding) -> Moved:
    """Return a finding that came or went."""
    headline = without_stop(first_sentence(each.statement)[0])
    mark = finding_mark(each.severity.value, each.state.value)
    return Moved(mark, headline, each.clause, each.ingredient or "")


def _owed(verdict: Verdict) -> int:
    return sum(each.state.value != "met" for each in verdict.obligations)


def _missing(there: Json, here: Json) -> Iterable[Moved]:
    """Yield the findings of `here` that are not `there` in that state."""
    known = {_key(each) for each in there["findings"]}
    for each in here["findings"]:
        if each["severity"] != "note" and _key(each) not in known:
            headline = without_stop(first_sentence(each["statement"])[0])
            mark = finding_mark(each["severity"], each["state"])
            yield Moved(mark, headline, each["clause"], each["ingredient"] or "")


def _key(each: Json) -> tuple[str, str, str]:
    return each["fingerprint"], each["severity"], each["state"]
