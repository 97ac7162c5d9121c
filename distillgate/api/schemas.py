"""What routes answer where nothing is wrong, as JSON Schemas that tests hold answers against.

Later versions may add keys, so that no object closes its list of keys.
"""

from collections.abc import Mapping
from typing import Any

from policy.verdictjson import verdict_schema

Schema = dict[str, Any]
_PLACE = "#/components/schemas/"
_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_TRUTH: Schema = {"type": "boolean"}
_ANY: Schema = {"type": "object"}
_DIGEST: Schema = {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}
_NUMBER: Schema = {"type": "string", "pattern": "^[0-9]+$"}
_DAY: Schema = {"type": "string", "format": "date"}
_MAYBE: Schema = {"type": ["string", "null"]}
_WORDS: Schema = {"type": "array", "items": _TEXT}


def ref(name: str) -> Schema:
    """Return the reference to one of the schemas below."""
    return {"$ref": f"{_PLACE}{name}"}


def _having(*optional: str, **properties: Schema) -> Schema:
    """Return the schema of an object that has all of `properties`, less what is optional."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _or_nothing(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _page(name: str, of: str, *, cursor: bool = True) -> Schema:
    pages: dict[str, Schema] = {name: _list(ref(of))}
    if cursor:
        pages["next"] = _MAYBE
    return _having(**pages)


def _verdict() -> Mapping[str, Schema]:
    """Return the published schema of a verdict, with its parts as schemas of their own."""
    whole = _moved(verdict_schema())
    parts = whole.pop("$defs")
    whole.pop("$schema")
    whole.pop("$id")
    return {"Verdict": whole, **{f"Verdict-{name}": part for name, part in parts.items()}}


def _moved(found: Any) -> Any:  # noqa: ANN401 any part of a schema
    if isinstance(found, dict):
        return {
            key: f"{_PLACE}Verdict-{value.removeprefix('#/$defs/')}"
            if key == "$ref"
            else _moved(value)
            for key, value in found.items()
        }
    return [_moved(each) for each in found] if isinstance(found, list) else found


_STATE: dict[str, Schema] = {
    "plan": _TEXT,
    "version": _NUMBER,
    "title": _MAYBE,
    "digest": _TEXT,
    "owner": _TEXT,
    "submitted_by": _TEXT,
    "submitted_at": _TEXT,
}
_DOCUMENT: dict[str, Schema] = {
    "document": _TEXT,
    "kind": _TEXT,
    "title": _TEXT,
    "issuer": _MAYBE,
    "jurisdiction": _MAYBE,
    "license_tags": _WORDS,
}
_KEY: dict[str, Schema] = {
    "key": _TEXT,
    "team": _TEXT,
    "name": _TEXT,
    "rights": _WORDS,
    "until": _MAYBE,
    "by": _TEXT,
    "at": _TEXT,
    "revoked_by": _MAYBE,
    "revoked_at": _MAYBE,
}
_PERMIT: dict[str, Schema] = {
    "schema": {"const": "distillgate/permit/v1"},
    "permit": _TEXT,
    "plan": _TEXT,
    "not_after": _TEXT,
    "record": _COUNT,
    "max_runs": {"type": ["integer", "null"]},
    "runs": _COUNT,
    "revoked_at": _MAYBE,
    "bundle": _ANY,
}
_RECORD: dict[str, Schema] = {
    "index": _COUNT,
    "kind": _TEXT,
    "recorded_at": _TEXT,
    "record": _ANY,
}
SCHEMAS: Mapping[str, Schema] = {
    **_verdict(),
    "Alive": _having(status=_TEXT),
    "Version": _having(program=_TEXT, version=_TEXT, verdict=_TEXT, registry=_TEXT),
    "Session": _having(
        name=_TEXT,
        machine=_TRUTH,
        team=_MAYBE,
        roles=_WORDS,
        groups=_WORDS,
        rights=_WORDS,
        csrf=_or_nothing(_having(header=_TEXT, token=_TEXT)),
    ),
    "WhatIf": _having(before=ref("Verdict"), after=ref("Verdict"), added=_list(_ANY)),
    "PlanVersion": _having(**_STATE),
    "Plan": _having(
        **_STATE,
        schema={"const": "distillgate/plan-state/v1"},
        standing=_TEXT,
        approves=_TRUTH,
        versions=_list(ref("PlanVersion")),
        decision=_or_nothing(ref("Decision")),
        review=_or_nothing(ref("Review")),
    ),
    "Plans": _page("plans", "Plan"),
    "Decision": _having(
        "result",
        "review",
        schema={"const": "distillgate/decision/v1"},
        decision=_NUMBER,
        plan=ref("PlanVersion"),
        verdict=ref("Verdict-ruling"),
        range=_having(best=ref("Verdict-ruling"), worst=ref("Verdict-ruling")),
        as_of=_DAY,
        binding=_TRUTH,
        by=_TEXT,
        at=_TEXT,
        engine=_TEXT,
        digests=_having(case=_DIGEST, packs=_TEXT, verdict=_DIGEST, documents=_DIGEST),
        result=ref("Verdict"),
        review=_or_nothing(ref("Review")),
    ),
    "Decisions": _page("decisions", "Decision"),
    "Replay": _having(decision=_NUMBER, outcome=_TEXT, why=_MAYBE, engine=_MAYBE),
    "Review": _having(
        schema={"const": "distillgate/review/v1"},
        review=_NUMBER,
        plan=_TEXT,
        title=_MAYBE,
        decision=_NUMBER,
        state=_TEXT,
        standing=_TEXT,
        approves=_TRUTH,
        group=_MAYBE,
        requesters=_WORDS,
        waiting=_list(_NUMBER),
        acts=_list(_having(act=_NUMBER, kind=_TEXT, by=_TEXT, at=_TEXT, decision=_NUMBER)),
    ),
    "Reviews": _page("reviews", "Review", cursor=False),
    "Filing": _having(
        "text",
        schema={"const": "distillgate/filing/v1"},
        kind=_TEXT,
        name=_TEXT,
        standing=_TEXT,
        state=_TEXT,
        until=_MAYBE,
        by=_TEXT,
        at=_TEXT,
        digest=_DIGEST,
        revoked=_or_nothing(_having(by=_TEXT, at=_TEXT, reason=_TEXT)),
        text=_TEXT,
    ),
    **{
        f"{kind.title()}s": _page(f"{kind}s", "Filing", cursor=False)
        for kind in ("agreement", "determination", "waiver")
    },
    "Obligation": _having(
        clause=_TEXT,
        duty=_TEXT,
        due=_TEXT,
        due_on=_MAYBE,
        overdue=_TRUTH,
        ingredients=_WORDS,
        state=_TEXT,
        by=_MAYBE,
        at=_MAYBE,
    ),
    "Obligations": _page("obligations", "Obligation", cursor=False),
    "Permit": _having(**_PERMIT),
    "NewPermit": _having(**_PERMIT, proof=_TEXT, summary=_ANY),
    "StatusList": _ANY,
    "PermitProof": _having(permit=_TEXT, proof=_TEXT),
    "Run": _having("exit_code", permit=_TEXT, run=_COUNT, exit_code={"type": "integer"}),
    "Key": _having(**_KEY),
    "NewKey": _having(**_KEY, secret=_TEXT),
    "Keys": _page("keys", "Key", cursor=False),
    "Record": _having(
        schema={"const": "distillgate/record/v1"},
        kind=_TEXT,
        ref=_TEXT,
        record=_ANY,
        shipped=_TRUTH,
        revisions=_WORDS,
        retired=_or_nothing(_having(by=_TEXT, at=_TEXT, reason=_TEXT)),
        contradictions=_list(_having(field=_TEXT, settled=_TRUTH, voices=_list(_ANY))),
        statements=_list(_having(grade=_TEXT, by=_TEXT, at=_TEXT, states=_ANY)),
    ),
    **{
        f"{kind.title()}s": _page(f"{kind}s", "Record")
        for kind in ("model", "dataset", "provider")
    },
    "Document": _having(**_DOCUMENT, versions=_list(_ANY)),
    "Documents": _page("documents", "Document", cursor=False),
    "DocumentVersion": _having(
        **_DOCUMENT, version=_TEXT, clauses=_list(_ANY), silent=_list(_ANY), governs=_ANY
    ),
    "DocumentDiff": _having(
        document=_TEXT,
        before=_TEXT,
        after=_TEXT,
        added=_list(_ANY),
        removed=_list(_ANY),
        changed=_list(_having(clause=_TEXT, fields=_ANY)),
        changes=_list(_ANY),
    ),
    "Lineage": _having(
        schema=_TEXT,
        root=_TEXT,
        direction=_TEXT,
        whole=_TRUTH,
        nodes=_list(_ANY),
        edges=_list(
            {
                "type": "object",
                "properties": {"from": _TEXT, "to": _TEXT, "edge": _TEXT, "relation": _MAYBE},
                "required": ["from", "to", "edge"],
            }
        ),
    ),
    "LogRecord": _having(**_RECORD),
    "LogRecords": _page("records", "LogRecord", cursor=False),
    "LogRecordWithLeaf": _having(**_RECORD, leaf=_TEXT),
    "Consistency": {
        "type": "object",
        "properties": {"from": _COUNT, "to": _COUNT, "proof": _WORDS},
        "required": ["from", "to", "proof"],
    },
    "Access": _having(decision=_TRUTH, context=_ANY),
    "Accesses": {
        "anyOf": [ref("Access"), _having(evaluations=_list(ref("Access")))],
    },
    "AccessPlaces": _having(
        policy_decision_point=_TEXT,
        access_evaluation_endpoint=_TEXT,
        access_evaluations_endpoint=_TEXT,
    ),
}
ANSWERS: Mapping[tuple[str, str], str] = {
    ("GET", "/v1/health"): "Alive",
    ("GET", "/v1/ready"): "Alive",
    ("GET", "/v1/version"): "Version",
    ("POST", "/v1/session"): "Session",
    ("GET", "/v1/session"): "Session",
    ("POST", "/v1/evaluate"): "Verdict",
    ("POST", "/v1/what-if"): "WhatIf",
    ("POST", "/v1/plans"): "Decision",
    ("GET", "/v1/plans"): "Plans",
    ("GET", "/v1/plans/{name}"): "Plan",
    ("GET", "/v1/plans/{name}/obligations"): "Obligations",
    ("POST", "/v1/plans/{name}/obligations"): "Obligation",
    ("GET", "/v1/decisions"): "Decisions",
    ("GET", "/v1/decisions/{number}"): "Decision",
    ("POST", "/v1/decisions/{number}/replay"): "Replay",
    ("POST", "/v1/decisions/{number}/reviews"): "Review",
    ("GET", "/v1/reviews"): "Reviews",
    ("GET", "/v1/reviews/{number}"): "Review",
    ("POST", "/v1/reviews/{number}/questions"): "Review",
    ("POST", "/v1/reviews/{number}/answers"): "Review",
    ("POST", "/v1/reviews/{number}/approval"): "Review",
    ("POST", "/v1/reviews/{number}/confirmation"): "Review",
    ("POST", "/v1/reviews/{number}/denial"): "Review",
    ("POST", "/v1/reviews/{number}/escalation"): "Review",
    ("POST", "/v1/reviews/{number}/reopening"): "Review",
    **{
        (method, f"/v1/{kind}s{path}"): "Filing" if (method, path) != ("GET", "") else list_name
        for kind, list_name in (
            ("agreement", "Agreements"),
            ("determination", "Determinations"),
            ("waiver", "Waivers"),
        )
        for method, path in (
            ("POST", ""),
            ("GET", ""),
            ("GET", "/{name}"),
            ("POST", "/{name}/revocation"),
        )
    },
    ("POST", "/v1/waiver-requests"): "Filing",
    ("POST", "/v1/waivers/{name}/grant"): "Filing",
    ("POST", "/v1/waivers/{name}/narrowing"): "Filing",
    ("POST", "/v1/permits"): "NewPermit",
    ("GET", "/v1/permits/status-list"): "StatusList",
    ("GET", "/v1/permits/{name}"): "Permit",
    ("GET", "/v1/permits/{name}/proof"): "PermitProof",
    ("POST", "/v1/permits/{name}/revocation"): "Permit",
    ("POST", "/v1/permits/{name}/runs"): "Run",
    ("POST", "/v1/permits/{name}/runs/{run}/end"): "Run",
    ("POST", "/v1/keys"): "NewKey",
    ("GET", "/v1/keys"): "Keys",
    ("POST", "/v1/keys/{number}/revocation"): "Key",
    **{
        ("GET", f"/v1/{kind}s{path}"): f"{kind.title()}s" if not path else "Record"
        for kind in ("model", "dataset", "provider")
        for path in ("", "/{ref}")
    },
    ("GET", "/v1/documents"): "Documents",
    ("GET", "/v1/documents/{name}"): "DocumentVersion",
    ("GET", "/v1/documents/{name}/diff"): "DocumentDiff",
    ("GET", "/v1/lineage/{ref}"): "Lineage",
    ("GET", "/v1/audit/records"): "LogRecords",
    ("GET", "/v1/audit/records/{index}"): "LogRecordWithLeaf",
    ("GET", "/v1/audit/consistency"): "Consistency",
    ("POST", "/access/v1/evaluation"): "Access",
    ("POST", "/access/v1/evaluations"): "Accesses",
    ("GET", "/.well-known/authzen-configuration"): "AccessPlaces",
}
"""What each route answers that answers JSON, by the place that the description names."""

_TEXTS: Mapping[tuple[str, str], str] = {
    ("POST", "/v1/evaluate/stream"): "application/x-ndjson",
    ("GET", "/v1/audit/checkpoint"): "text/plain",
    ("GET", "/v1/audit/policy"): "text/plain",
    ("GET", "/v1/audit/proof/{index}"): "text/plain",
}
"""The media types of what is answered as text."""


def with_schemas(described: Schema) -> Schema:
    """Return a description of the API with the schema of every answer of `ANSWERS`."""
    described.setdefault("components", {}).setdefault("schemas", {}).update(SCHEMAS)
    told = {place: ("application/json", ref(name)) for place, name in ANSWERS.items()}
    told |= {place: (kind, _TEXT) for place, kind in _TEXTS.items()}
    for (method, path), (kind, schema) in told.items():
        operation = described["paths"].get(path, {}).get(method.lower(), {})
        for status, answer in operation.get("responses", {}).items():
            if status in {"200", "201"}:
                answer["content"] = {kind: {"schema": schema}}
    return described
