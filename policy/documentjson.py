"""One document as JSON and back, without loss; rows instead of keys, to be small and fast."""

from decimal import Decimal
from typing import Any

from policy.conditions import ALWAYS, AllOf, AnyOf, Condition, Defined, NotThat, Operator, Test
from policy.diagnostics import Span
from policy.documents import (
    Act,
    BasisKind,
    Carveout,
    Clause,
    Confidence,
    Document,
    DocumentKind,
    Effect,
    Governs,
    Reach,
    Silence,
    Thing,
    Version,
)
from policy.recurring import Every, Recurrence
from policy.scalarjson import day_from, day_to, scalar_from, scalar_to

_OPERATORS = {each.value: each for each in Operator}
_EFFECTS = {each.value: each for each in Effect}
_GRADES = {each.value: each for each in Confidence}
_RECURS = 25
"""The place at which a row says how a duty comes again, if it does."""


def condition_to(condition: Condition) -> list[object]:
    """Return the JSON form of a condition."""
    match condition:
        case Test(fact=fact, operator=operator, operands=operands):
            return [0, fact, operator.value, [scalar_to(each) for each in operands]]
        case AllOf(parts=parts):
            return [1, *map(condition_to, parts)]
        case AnyOf(parts=parts):
            return [2, *map(condition_to, parts)]
        case NotThat(part=part):
            return [3, condition_to(part)]
        case Defined(name=name, condition=named):
            return [4, name, condition_to(named)]


def condition_from(row: Any) -> Condition:
    """Return the condition of a JSON form."""
    match row:
        case [0, fact, operator, operands]:
            return Test(fact, _OPERATORS[operator], tuple(map(scalar_from, operands)))
        case [1]:
            return ALWAYS
        case [1, *parts]:
            return AllOf(tuple(map(condition_from, parts)))
        case [2, *parts]:
            return AnyOf(tuple(map(condition_from, parts)))
        case [3, part]:
            return NotThat(condition_from(part))
        case [4, name, named]:
            return Defined(name, condition_from(named))
        case _:
            raise ValueError("this is no condition")


def _span_to(span: Span | None) -> list[object] | None:
    return [span.path, span.line, span.column, span.length] if span else None


def _span_from(row: Any) -> Span | None:
    return Span(*row) if row else None


def _clause_to(each: Clause) -> list[object]:
    # Only where a duty comes again: other clauses stand as they always have.
    recurs = [] if each.recurs is None else [_recurrence_to(each.recurs)]
    return [
        each.id,
        each.effect.value,
        each.statement,
        each.topic,
        each.section,
        each.act,
        each.reach,
        each.per_plan,
        day_to(each.start),
        day_to(each.end),
        each.basis,
        list(each.things),
        condition_to(each.when),
        [[condition_to(one.when), one.section] for one in each.exceptions],
        list(each.lifts),
        each.due,
        condition_to(each.check) if each.check else None,
        each.protects,
        list(each.fix),
        list(each.consequences),
        int(each.confidence),
        each.source,
        each.note,
        each.carried,
        _span_to(each.span),
        *recurs,
    ]


def _recurrence_to(each: Recurrence) -> list[object]:
    most = None if each.at_most is None else str(each.at_most)
    return [each.every.value, each.within, most, each.unit]


def _recurrence_from(row: Any) -> Recurrence:
    every, within, most, unit = row
    return Recurrence(Every(every), within, None if most is None else Decimal(most), unit)


def _clause_from(row: Any) -> Clause:
    return Clause(
        id=row[0],
        effect=_EFFECTS[row[1]],
        statement=row[2],
        topic=row[3],
        section=row[4],
        act=Act(row[5]) if row[5] else None,
        reach=Reach(row[6]) if row[6] else None,
        per_plan=row[7],
        start=day_from(row[8]),
        end=day_from(row[9]),
        basis=BasisKind(row[10]) if row[10] else None,
        things=tuple(map(Thing, row[11])),
        when=condition_from(row[12]),
        exceptions=tuple(Carveout(condition_from(when), section) for when, section in row[13]),
        lifts=tuple(row[14]),
        due=Act(row[15]) if row[15] else None,
        check=condition_from(row[16]) if row[16] else None,
        protects=row[17],
        fix=tuple(row[18]),
        consequences=tuple(row[19]),
        confidence=_GRADES[row[20]],
        source=row[21],
        note=row[22],
        carried=row[23],
        span=_span_from(row[24]),
        recurs=_recurrence_from(row[25]) if len(row) > _RECURS else None,
    )


def _version_to(each: Version, known: dict[int, int], clauses: list[Clause]) -> list[object]:
    places = []
    for clause in each.clauses:
        if id(clause) not in known:
            known[id(clause)] = len(clauses)
            clauses.append(clause)
        places.append(known[id(clause)])
    return [
        each.label,
        places,
        day_to(each.effective),
        day_to(each.until),
        day_to(each.last_seen),
        each.url,
        [[one.topic, one.section, int(one.confidence), one.source] for one in each.silent],
        list(each.unread),
        [[one.model, list(one.revisions)] for one in each.governs],
        each.carried_from,
        each.retroactive,
        each.closed,
        each.claims_outputs,
    ]


def _version_from(row: Any, clauses: list[Clause]) -> Version:
    return Version(
        label=row[0],
        clauses=tuple(clauses[place] for place in row[1]),
        effective=day_from(row[2]),
        until=day_from(row[3]),
        last_seen=day_from(row[4]),
        url=row[5],
        silent=tuple(
            Silence(topic, section, Confidence(grade), source)
            for topic, section, grade, source in row[6]
        ),
        unread=tuple(row[7]),
        governs=tuple(Governs(model, tuple(revisions)) for model, revisions in row[8]),
        carried_from=row[9],
        retroactive=row[10],
        closed=row[11],
        claims_outputs=row[12],
    )


def document_to(document: Document) -> list[object]:
    """Return the JSON form of a document; clauses that versions share stand once."""
    known: dict[int, int] = {}
    clauses: list[Clause] = []
    versions = [_version_to(each, known, clauses) for each in document.versions]
    return [
        document.id,
        document.kind.value,
        document.title,
        versions,
        [_clause_to(each) for each in clauses],
        document.issuer,
        document.jurisdiction,
        condition_to(document.nexus) if document.nexus else None,
        list(document.license_tags),
        document.spdx,
        document.protects,
        list(document.passes_on),
        document.authority,
        list(document.parties),
        list(document.models),
        list(document.replaces),
        [list(pin) for pin in document.pins],
        list(document.lifts),
        _span_to(document.span),
    ]


def document_from(row: Any) -> Document:
    """Return the document of a JSON form."""
    clauses = list(map(_clause_from, row[4]))
    return Document(
        id=row[0],
        kind=DocumentKind(row[1]),
        title=row[2],
        versions=tuple(_version_from(each, clauses) for each in row[3]),
        issuer=row[5],
        jurisdiction=row[6],
        nexus=condition_from(row[7]) if row[7] else None,
        license_tags=tuple(row[8]),
        spdx=row[9],
        protects=row[10],
        passes_on=tuple(row[11]),
        authority=row[12],
        parties=tuple(row[13]),
        models=tuple(row[14]),
        replaces=tuple(row[15]),
        pins=tuple((name, label) for name, label in row[16]),
        lifts=tuple(row[17]),
        span=_span_from(row[18]),
    )
