"""A case as JSON and back, without loss: what was judged once can be judged again for ever.

The digest of a case (`policy.digesting`) leaves out places and the texts of
agreements; here they stand, as a verdict shows them.
"""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from policy.canonical import canonical_json
from policy.case import (
    Case,
    Edge,
    Ingredient,
    Link,
    Meant,
    Path,
    Role,
    Settlement,
    Step,
    Waiver,
)
from policy.diagnostics import Span
from policy.digesting import case_digest
from policy.documentjson import document_from, document_to
from policy.scalarjson import day_from, day_to, scalar_from, scalar_to
from policy.truth import Truth
from policy.values import UNKNOWN, Bounds, Given, Origin, Several, Unknown, Value

FORMAT = "distillgate/case/v1"
Json = dict[str, Any]
"""One JSON object; its values are given their types here and nowhere else."""


def case_to_json(case: Case) -> str:
    """Return the canonical JSON text of `case`."""
    return canonical_json(
        {
            "format": FORMAT,
            "plan": case.plan,
            "title": case.title,
            "digest": case.digest,
            "as_of": case.as_of.isoformat(),
            "facts": _facts_to(case.facts),
            "ingredients": [_ingredient_to(each) for each in case.ingredients],
            "agreements": [document_to(each) for each in case.agreements],
            "waivers": [_waiver_to(each) for each in case.waivers],
            "settlements": [_settlement_to(each) for each in case.settlements],
            "span": _span_to(case.span),
            "sha256": case.sha256 or case_digest(case),
        }
    )


def case_from_json(text: str) -> Case:
    """Return the case of a text that `case_to_json` made.

    Raises `ValueError` where the text is anything else.
    """
    try:
        read: Json = json.loads(text)
        if read["format"] != FORMAT:
            raise ValueError("the text holds a case of another format")
        return Case(
            plan=read["plan"],
            title=read["title"],
            digest=read["digest"],
            as_of=date.fromisoformat(read["as_of"]),
            facts=_facts_from(read["facts"]),
            ingredients=tuple(map(_ingredient_from, read["ingredients"])),
            agreements=tuple(map(document_from, read["agreements"])),
            waivers=tuple(map(_waiver_from, read["waivers"])),
            settlements=tuple(map(_settlement_from, read["settlements"])),
            span=Span(*read["span"]),
            sha256=read["sha256"],
        )
    except (AttributeError, IndexError, KeyError, TypeError, ArithmeticError) as error:
        raise ValueError("the text holds no case") from error


def _value_to(value: Value) -> object:
    match value:
        case Unknown():
            return None
        case Several(items=items, open=more):
            return {"items": list(items), "open": more}
        case Bounds(low=low, high=high):
            ends = (None if end is None else str(end) for end in (low, high))
            return {"bounds": list(ends)}
        case _:
            return scalar_to(value)


def _value_from(read: Any) -> Value:  # noqa: ANN401 JSON as it was parsed
    match read:
        case None:
            return UNKNOWN
        case {"items": items, "open": more}:
            return Several(tuple(items), more)
        case {"bounds": [low, high]}:
            return Bounds(_number(low), _number(high))
        case _:
            return scalar_from(read)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _facts_to(facts: Mapping[str, Given]) -> Json:
    return {path: _given_to(given) for path, given in facts.items()}


def _facts_from(read: Json) -> dict[str, Given]:
    return {path: _given_from(each) for path, each in read.items()}


def _given_to(given: Given) -> list[object]:
    return [
        _value_to(given.value),
        given.origin.value,
        _span_to(given.span),
        given.owner,
        given.reason,
        day_to(given.until),
    ]


def _given_from(row: Any) -> Given:  # noqa: ANN401 JSON as it was parsed
    value, origin, span, owner, reason, until = row
    return Given(
        _value_from(value), Origin(origin), _span_from(span), owner, reason, day_from(until)
    )


def _span_to(span: Span | None) -> list[object] | None:
    return None if span is None else [span.path, span.line, span.column, span.length]


def _span_from(row: Any) -> Span | None:  # noqa: ANN401 JSON as it was parsed
    return None if row is None else Span(*row)


def _path_to(path: Path) -> list[object]:
    return [[step.edge.value, step.to] for step in path]


def _path_from(rows: Any) -> Path:  # noqa: ANN401 JSON as it was parsed
    return tuple(Step(Edge(edge), to) for edge, to in rows)


def _ingredient_to(each: Ingredient) -> Json:
    return {
        "key": each.key,
        "id": each.id,
        "role": each.role.value,
        "root": each.root,
        "paths": [_path_to(path) for path in each.paths],
        "facts": _facts_to(each.facts),
        "terms": {issuer: _facts_to(facts) for issuer, facts in each.terms.items()},
        "links": [_link_to(link) for link in each.links],
        "unknown": each.unknown,
        "noted": each.noted,
        "contradicted": each.contradicted,
        "span": _span_to(each.span),
    }


def _ingredient_from(read: Json) -> Ingredient:
    return Ingredient(
        key=read["key"],
        id=read["id"],
        role=Role(read["role"]),
        root=read["root"],
        paths=tuple(map(_path_from, read["paths"])),
        facts=_facts_from(read["facts"]),
        terms={issuer: _facts_from(facts) for issuer, facts in read["terms"].items()},
        links=tuple(map(_link_from, read["links"])),
        unknown=read["unknown"],
        noted=read["noted"],
        contradicted=read["contradicted"],
        span=_span_from(read["span"]),
    )


def _link_to(link: Link) -> Json:
    return {
        "document": link.document,
        "accepted": int(link.accepted),
        "accepted_by": list(link.accepted_by),
        "certainty": int(link.certainty),
        "missing": list(link.missing),
        "days": [day_to(day) for day in (link.start, link.end)],
        "bounds": [day_to(day) for day in (link.not_before, link.not_after)],
        "revision": link.revision,
        "hop": link.hop,
    }


def _link_from(read: Json) -> Link:
    start, end = map(day_from, read["days"])
    not_before, not_after = map(day_from, read["bounds"])
    return Link(
        document=read["document"],
        accepted=Truth(read["accepted"]),
        accepted_by=tuple(read["accepted_by"]),
        certainty=Truth(read["certainty"]),
        missing=tuple(read["missing"]),
        start=start,
        end=end,
        not_before=not_before,
        not_after=not_after,
        revision=read["revision"],
        hop=read["hop"],
    )


def _waiver_to(each: Waiver) -> Json:
    return {
        "id": each.id,
        "clauses": list(each.clauses),
        "reason": each.reason,
        "by": each.by,
        "role": each.role,
        "on": each.on.isoformat(),
        "until": each.until.isoformat(),
        "plans": list(each.plans),
        "span": _span_to(each.span),
        **({"findings": list(each.findings)} if each.findings else {}),
        **({"meant": [[one.clause, *one.digests] for one in each.meant]} if each.meant else {}),
    }


def _waiver_from(read: Json) -> Waiver:
    return Waiver(
        id=read["id"],
        clauses=tuple(read["clauses"]),
        reason=read["reason"],
        by=read["by"],
        role=read["role"],
        on=date.fromisoformat(read["on"]),
        until=date.fromisoformat(read["until"]),
        plans=tuple(read["plans"]),
        span=_span_from(read["span"]),
        findings=tuple(read.get("findings", ())),
        meant=tuple(Meant(row[0], tuple(row[1:])) for row in read.get("meant", ())),
    )


def _settlement_to(each: Settlement) -> Json:
    return {
        "id": each.id,
        "clause": each.clause,
        "ingredients": list(each.ingredients),
        "by": each.by,
        "reason": each.reason,
        "until": each.until.isoformat(),
        "things": list(each.things),
    }


def _settlement_from(read: Json) -> Settlement:
    return Settlement(
        id=read["id"],
        clause=read["clause"],
        ingredients=tuple(read["ingredients"]),
        by=read["by"],
        reason=read["reason"],
        until=date.fromisoformat(read["until"]),
        things=tuple(read["things"]),
    )
