"""Verdict -> what programs read: `distillgate/verdict/v1`, stable, additions only."""

import hashlib

from policy.canonical import canonical_json
from policy.case import Path
from policy.diagnostics import Span
from policy.documents import Act, BasisKind, Confidence, DocumentKind, Effect, Thing
from policy.remedies import remedies_schema
from policy.values import Origin, plain
from policy.verdict import (
    Assumption,
    Basis,
    Because,
    DutyState,
    Finding,
    IngredientVerdict,
    Obligation,
    Question,
    Ruling,
    Severity,
    State,
    Verdict,
)

SCHEMA = "distillgate/verdict/v1"
_FINGERPRINT_LENGTH = 32


def verdict_json(verdict: Verdict, engine: str) -> dict[str, object]:
    """Return `verdict` in the types of JSON; `engine` is the version that judged."""
    return {
        "schema": SCHEMA,
        "plan": {"id": verdict.plan, "digest": verdict.digest},
        "as_of": verdict.as_of.isoformat(),
        "verdict": verdict.ruling.word,
        "range": {"best": verdict.best.word, "worst": verdict.worst.word},
        "findings": [_finding(each, verdict) for each in verdict.findings],
        "basis": [_basis(each) for each in verdict.bases],
        "obligations": [_obligation(each) for each in verdict.obligations],
        "questions": [_question(each) for each in verdict.questions],
        "assumptions": [_assumption(each) for each in verdict.assumptions],
        "ingredients": [_ingredient(each) for each in verdict.ingredients],
        "digests": {"case": verdict.case_digest, "documents": verdict.documents_digest},
        "engine": engine,
    }


def verdict_text(verdict: Verdict, engine: str) -> str:
    """Return the canonical JSON text of `verdict`: the same verdict, the same bytes."""
    return canonical_json(verdict_json(verdict, engine))


def fingerprint(plan: str, finding: Finding) -> str:
    """Return what stays the same of a finding from one version of a text to the next.

    It names plan, clause without version, and ingredient; two findings of one
    plan that differ in their notes alone share it.
    """
    return mark_of(plan, finding.name, finding.ingredient)


def mark_of(*parts: str | None) -> str:
    """Return 32 hexadecimal digits that tell `parts` from any others."""
    named = canonical_json(list(parts))
    return hashlib.sha256(named.encode()).hexdigest()[:_FINGERPRINT_LENGTH]


def _finding(finding: Finding, verdict: Verdict) -> dict[str, object]:
    return {
        "clause": finding.clause,
        "versions": list(finding.versions),
        "title": finding.title,
        "kind": finding.kind,
        "issuer": finding.issuer,
        "section": finding.section,
        "url": finding.url,
        "topic": finding.topic,
        "effect": finding.effect.value,
        "state": finding.state.value,
        "severity": finding.severity.value,
        "ingredient": finding.ingredient,
        "paths": _paths(finding.paths),
        "statement": finding.statement,
        "consequences": list(finding.consequences),
        "because": [_fact(each) for each in finding.because],
        "missing": list(finding.missing),
        "lifted_by": finding.lifted_by,
        "waived_by": finding.waived_by,
        "confidence": finding.confidence.word,
        "fix": list(finding.fix),
        "waivable": finding.waivable,
        "notes": list(finding.notes),
        "location": _location(finding.span or verdict.span),
        "fingerprint": fingerprint(verdict.plan, finding),
    }


def _fact(each: Because) -> dict[str, object]:
    return {
        "fact": each.fact,
        "value": plain(each.given.value),
        "origin": each.given.origin.value,
    }


def _location(span: Span) -> dict[str, object]:
    return {"path": span.path, "line": span.line, "column": span.column}


def _paths(paths: tuple[Path, ...]) -> list[list[str]]:
    return [["student", *(step.to for step in path)] for path in paths]


def _basis(basis: Basis) -> dict[str, object]:
    return {
        "ingredient": basis.ingredient,
        "for": basis.thing.value,
        "kind": basis.kind.value,
        "clauses": list(basis.clauses),
        "spared": [
            {
                "clause": each.clause,
                "exception": each.exception,
                "because": [_fact(one) for one in each.because],
            }
            for each in basis.spared
        ],
    }


def _obligation(obligation: Obligation) -> dict[str, object]:
    return {
        "clause": obligation.clause,
        "duty": obligation.duty,
        "due": obligation.due.value,
        "state": obligation.state.value,
        "ingredient": obligation.ingredient,
        "ingredients": list(obligation.ingredients),
    }


def _question(question: Question) -> dict[str, object]:
    return {
        "fact": question.fact,
        "question": question.question,
        "answers": list(question.answers),
        "who": question.who,
        "decides": list(question.decides),
        "ingredient": question.ingredient,
        "issuer": question.issuer,
    }


def _assumption(assumption: Assumption) -> dict[str, object]:
    given = assumption.given
    return {
        "fact": assumption.fact,
        "value": plain(given.value),
        "origin": given.origin.value,
        "owner": given.owner,
        "reason": given.reason,
        "until": given.until.isoformat() if given.until else None,
        "ingredient": assumption.ingredient,
        "issuer": assumption.issuer,
    }


def _ingredient(ingredient: IngredientVerdict) -> dict[str, object]:
    return {
        "id": ingredient.id,
        "role": ingredient.role,
        "depth": ingredient.depth,
        "paths": _paths(ingredient.paths),
        "documents": list(ingredient.documents),
        "verdict": ingredient.ruling.word,
    }


_TEXT: dict[str, object] = {"type": "string"}
_NAME: dict[str, object] = {"type": "string", "minLength": 1}
_TEXT_OR_NOTHING: dict[str, object] = {"type": ["string", "null"]}
_DATE: dict[str, object] = {"type": "string", "format": "date"}
_DIGEST: dict[str, object] = {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}
_ORIGINS = [each.value for each in Origin]


def _list(items: dict[str, object]) -> dict[str, object]:
    return {"type": "array", "items": items}


def _one_of(words: list[str]) -> dict[str, object]:
    return {"type": "string", "enum": words}


def _object(properties: dict[str, object], *optional: str) -> dict[str, object]:
    """Return the schema of an object that has all of `properties`, less what is optional."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def verdict_schema() -> dict[str, object]:
    """Return the JSON Schema (2020-12) of `distillgate/verdict/v1`.

    Later versions may add keys, so that no object closes its list of keys.
    """
    rulings = {"$ref": "#/$defs/ruling"}
    listed = {
        "findings": _finding_schema(),
        "basis": _basis_schema(),
        "obligations": _obligation_schema(),
        "questions": _question_schema(),
        "assumptions": _assumption_schema(),
        "ingredients": _ingredient_schema(),
    }
    properties: dict[str, object] = {
        "schema": {"const": SCHEMA},
        "plan": _object({"id": _NAME, "digest": _TEXT}),
        "as_of": _DATE,
        "verdict": rulings,
        "range": _object({"best": rulings, "worst": rulings}),
        **{name: _list(schema) for name, schema in listed.items()},
        "digests": _object({"case": _DIGEST, "documents": _DIGEST}),
        "engine": _NAME,
        "remedies": remedies_schema(),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:distillgate:verdict:v1",
        "title": "Verdict",
        "description": "The answer to one plan, with everything that it rests on.",
        **_object(properties, "remedies"),
        "$defs": {
            "ruling": _one_of([each.word for each in Ruling]),
            "paths": _list({"type": "array", "items": _NAME, "minItems": 1}),
            "value": _value_schema(),
        },
    }


_PATHS: dict[str, object] = {"$ref": "#/$defs/paths"}
_VALUE: dict[str, object] = {"$ref": "#/$defs/value"}


def _value_schema() -> dict[str, object]:
    return {
        "description": "The value of a fact. Numbers and dates are strings in canonical form;"
        " `null` is unknown; an object holds the bounds of a number, or the known part of a"
        " list to which more may belong.",
        "type": ["string", "boolean", "null", "array", "object"],
        "items": _TEXT,
        "properties": {
            "at_least": {"type": ["string", "array"], "items": _TEXT},
            "at_most": _TEXT,
        },
    }


def _fact_schema() -> dict[str, object]:
    return _object({"fact": _NAME, "value": _VALUE, "origin": _one_of(_ORIGINS)})


def _finding_schema() -> dict[str, object]:
    clause: dict[str, object] = {
        "clause": {**_NAME, "description": "`document@version#clause`"},
        "versions": _list(_TEXT),
        "title": _TEXT,
        "kind": _one_of([each.value for each in DocumentKind]),
        "issuer": _TEXT_OR_NOTHING,
        "section": _TEXT_OR_NOTHING,
        "url": _TEXT_OR_NOTHING,
        "topic": _TEXT,
        "effect": _one_of([each.value for each in Effect]),
    }
    standing: dict[str, object] = {
        "state": _one_of([each.value for each in State]),
        "severity": _one_of([each.value for each in Severity]),
        "ingredient": _TEXT_OR_NOTHING,
        "paths": _PATHS,
        "statement": _TEXT,
        "consequences": _list(_TEXT),
        "because": _list(_fact_schema()),
        "missing": _list(_NAME),
        "lifted_by": _TEXT_OR_NOTHING,
        "waived_by": _TEXT_OR_NOTHING,
        "confidence": _one_of([each.word for each in Confidence]),
        "fix": _list(_TEXT),
        "waivable": {"type": "boolean"},
        "notes": _list(_TEXT),
    }
    count: dict[str, object] = {"type": "integer", "minimum": 1}
    place: dict[str, object] = {
        "location": _object({"path": _NAME, "line": count, "column": count}),
        "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    }
    return _object({**clause, **standing, **place}, "notes")


def _basis_schema() -> dict[str, object]:
    return _object(
        {
            "ingredient": _NAME,
            "for": _one_of([each.value for each in Thing]),
            "kind": _one_of([each.value for each in BasisKind]),
            "clauses": _list(_NAME),
            "spared": _list(
                _object(
                    {
                        "clause": _NAME,
                        "exception": _TEXT_OR_NOTHING,
                        "because": _list(_fact_schema()),
                    }
                )
            ),
        },
        "spared",
    )


def _obligation_schema() -> dict[str, object]:
    properties: dict[str, object] = {
        "clause": _NAME,
        "duty": _TEXT,
        "due": _one_of([each.value for each in Act]),
        "state": _one_of([each.value for each in DutyState]),
        "ingredient": _TEXT_OR_NOTHING,
        "ingredients": _list(_NAME),
    }
    return _object(properties, "ingredients")


def _question_schema() -> dict[str, object]:
    properties: dict[str, object] = {
        "fact": _NAME,
        "question": _NAME,
        "answers": _list(_TEXT),
        "who": _NAME,
        "decides": _list(_NAME),
        "ingredient": _TEXT_OR_NOTHING,
        "issuer": _TEXT_OR_NOTHING,
    }
    return _object(properties, "ingredient", "issuer")


def _assumption_schema() -> dict[str, object]:
    properties: dict[str, object] = {
        "fact": _NAME,
        "value": _VALUE,
        "origin": _one_of(_ORIGINS),
        "owner": _TEXT_OR_NOTHING,
        "reason": _TEXT_OR_NOTHING,
        "until": {"type": ["string", "null"], "format": "date"},
        "ingredient": _TEXT_OR_NOTHING,
        "issuer": _TEXT_OR_NOTHING,
    }
    return _object(properties, "ingredient", "issuer")


def _ingredient_schema() -> dict[str, object]:
    return _object(
        {
            "id": _NAME,
            "role": _TEXT,
            "depth": {"type": "integer", "minimum": 0},
            "paths": _PATHS,
            "documents": _list(_NAME),
            "verdict": {"$ref": "#/$defs/ruling"},
        }
    )
