"""Mutants: documents in which one condition, exception, lift, effect or check is otherwise.

A pack is tested well where some case fails for each mutant, or where the
mutant decides the same as the clause itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from policy.conditions import (
    ALWAYS,
    AllOf,
    AnyOf,
    Condition,
    Defined,
    NotThat,
    Operator,
    Test,
    joined,
)
from policy.diagnostics import Span
from policy.documents import Clause, Document, Effect
from policy.packtests.demands import Logic, logic_of
from policy.values import Scalar, canonical_number

_NEIGHBORS: Mapping[Operator, Operator] = {
    Operator.ABOVE: Operator.AT_LEAST,
    Operator.AT_LEAST: Operator.ABOVE,
    Operator.BELOW: Operator.AT_MOST,
    Operator.AT_MOST: Operator.BELOW,
    Operator.BEFORE: Operator.ON_OR_BEFORE,
    Operator.ON_OR_BEFORE: Operator.BEFORE,
    Operator.AFTER: Operator.ON_OR_AFTER,
    Operator.ON_OR_AFTER: Operator.AFTER,
}
_EFFECTS: Mapping[Effect, Effect] = {
    Effect.FORBIDS: Effect.CAUTIONS,
    Effect.CAUTIONS: Effect.FORBIDS,
    Effect.REQUIRES: Effect.NOTES,
    Effect.PERMITS: Effect.NOTES,
    Effect.NOTES: Effect.CAUTIONS,
}
_EXACT = Decimal("1e12")
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One document in which one thing is otherwise."""

    clause: str
    """The id of the clause; empty where the nexus of the document was changed."""
    what: str
    """What is otherwise, in words."""
    document: Document
    before: Condition
    """The condition that was changed, as it was, with the nexus of the document."""
    after: Condition
    span: Span | None = None


def mutants_of(document: Document) -> Iterator[Mutant]:
    """Yield every mutant of `document`, a rule in several versions at once."""
    rules: dict[Logic, Clause] = {}
    for version in document.versions:
        for clause in version.clauses:
            rules[logic_of(clause)] = clause
    for logic, clause in rules.items():
        for what, mutant, before, after in _of_clause(clause):
            changed = _with_clause(document, logic, mutant)
            here, there = (joined(document.nexus, each) for each in (before, after))
            yield Mutant(clause.id, what, changed, here, there, clause.span)
    if document.nexus is not None:
        for what, nexus in variants(document.nexus):
            changed = replace(document, nexus=nexus)
            about = f"nexus: {what}"
            yield Mutant("", about, changed, document.nexus, nexus, document.span)


def _with_clause(document: Document, logic: Logic, mutant: Clause) -> Document:
    """Return `document` with what `mutant` decides wherever `logic` was decided."""

    def changed(clause: Clause) -> Clause:
        if logic_of(clause) != logic:
            return clause
        return replace(
            clause,
            effect=mutant.effect,
            when=mutant.when,
            exceptions=mutant.exceptions,
            check=mutant.check,
            lifts=mutant.lifts,
        )

    versions = tuple(
        replace(version, clauses=tuple(map(changed, version.clauses)))
        for version in document.versions
    )
    return replace(document, versions=versions)


def _of_clause(clause: Clause) -> Iterator[tuple[str, Clause, Condition, Condition]]:
    if clause.when != ALWAYS:
        for what, when in _or_none(clause.when):
            yield f"when: {what}", replace(clause, when=when), clause.when, when
    for place, each in enumerate(clause.exceptions):
        others = (*clause.exceptions[:place], *clause.exceptions[place + 1 :])
        never = NotThat(ALWAYS)
        name = f"exception {place + 1}"
        yield f"{name}: left out", replace(clause, exceptions=others), each.when, never
        for what, when in variants(each.when):
            carved = list(clause.exceptions)
            carved[place] = replace(each, when=when)
            mutant = replace(clause, exceptions=tuple(carved))
            yield f"{name}: {what}", mutant, each.when, when
    if clause.check is not None:
        for what, check in variants(clause.check):
            yield f"check: {what}", replace(clause, check=check), clause.check, check
    for target in clause.lifts:
        left = tuple(each for each in clause.lifts if each != target)
        what = f"lift of {target} left out"
        yield what, replace(clause, lifts=left), ALWAYS, NotThat(ALWAYS)
    effect = _EFFECTS[clause.effect]
    what = f"{clause.effect} made {effect}"
    yield what, replace(clause, effect=effect), ALWAYS, NotThat(ALWAYS)


def _or_none(condition: Condition) -> Iterator[tuple[str, Condition]]:
    yield "left out", ALWAYS
    yield from variants(condition)


def variants(condition: Condition) -> Iterator[tuple[str, Condition]]:
    """Yield `condition` with one thing in it otherwise, and in words what."""
    match condition:
        case Test():
            yield f"not {_said(condition)}", NotThat(condition)
            yield from _tests(condition)
        case NotThat(part=part):
            yield f"not left out of not {_short(part)}", part
            yield from ((what, NotThat(each)) for what, each in variants(part))
        case Defined(condition=named):
            inner = variants(named)
            yield from ((what, replace(condition, condition=each)) for what, each in inner)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            kind = type(condition)
            if parts[1:]:
                other = AnyOf if kind is AllOf else AllOf
                words = "any for all" if kind is AllOf else "all for any"
                yield words, other(parts)
            yield from _parts(parts, kind)


def _parts(
    parts: tuple[Condition, ...], kind: type[AllOf] | type[AnyOf]
) -> Iterator[tuple[str, Condition]]:
    for place, part in enumerate(parts):
        before, after = parts[:place], parts[place + 1 :]
        if parts[1:]:
            yield f"{_short(part)} left out", kind((*before, *after))
        for what, each in variants(part):
            yield what, kind((*before, each, *after))


def _tests(test: Test) -> Iterator[tuple[str, Condition]]:
    neighbor = _NEIGHBORS.get(test.operator)
    if neighbor is not None:
        yield f"{neighbor} for {_said(test)}", replace(test, operator=neighbor)
    for place, operand in enumerate(test.operands):
        before, after = test.operands[:place], test.operands[place + 1 :]
        if test.operands[1:]:
            what = f"{_word(operand)} dropped from {_said(test)}"
            yield what, replace(test, operands=(*before, *after))
        for moved in _moved(operand):
            what = f"{_word(moved)} for {_word(operand)} in {_said(test)}"
            yield what, replace(test, operands=(*before, moved, *after))


def _moved(operand: Scalar) -> Iterator[Scalar]:
    """Yield the nearest values on both sides of a number or a date."""
    match operand:
        case Decimal():
            step = Decimal(1) if operand < _EXACT else operand * _HUNDREDTH
            yield from (each for each in (operand + step, operand - step) if each >= 0)
        case date():
            yield from (operand + timedelta(days=1), operand - timedelta(days=1))
        case _:
            return


def _said(test: Test) -> str:
    one = test.operator is Operator.IN and not test.operands[1:]
    operator = Operator.IS if one else test.operator
    return f"{test.fact} {operator} {', '.join(map(_word, test.operands))}"


def _word(operand: Scalar) -> str:
    if isinstance(operand, bool):
        return "true" if operand else "false"
    return canonical_number(operand) if isinstance(operand, Decimal) else str(operand)


def _short(condition: Condition) -> str:
    match condition:
        case Test():
            return _said(condition)
        case NotThat(part=part):
            return f"not {_short(part)}"
        case Defined(name=name):
            return name
        case AllOf(parts=parts):
            return f"all of {len(parts)}"
        case AnyOf(parts=parts):
            return f"any of {len(parts)}"
