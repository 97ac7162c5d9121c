"""What routes answer where nothing is wrong, as JSON Schemas that tests hold answers against.

Later versions may add keys, so that no object closes its list of keys.
"""

from collections.abc import Mapping
from typing import Any

from policy.verdictjson import verdict_schema

Schema = dict[str, Any]
_PLACE = "#/components/schemas/"
TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_TRUTH: Schema = {"type": "boolean"}
_ANY: Schema = {"type": "object"}
_DIGEST: Schema = {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}
_NUMBER: Schema = {"type": "string", "pattern": "^[0-9]+$"}
_DAY: Schema = {"type": "string", "format": "date"}
_MAYBE: Schema = {"type": ["string", "null"]}
_WORDS: Schema = {"type": "array", "items": TEXT}


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
    "plan": TEXT,
    "version": _NUMBER,
    "title": _MAYBE,
    "digest": TEXT,
    "owner": TEXT,
    "submitted_by": TEXT,
    "submitted_at": TEXT,
}
_DOCUMENT: dict[str, Schema] = {
    "document": TEXT,
    "kind": TEXT,
    "title": TEXT,
    "issuer": _MAYBE,
    "jurisdiction": _MAYBE,
    "license_tags": _WORDS,
}
_KEY: dict[str, Schema] = {
    "key": TEXT,
    "team": TEXT,
    "name": TEXT,
    "rights": _WORDS,
    "until": _MAYBE,
    "by": TEXT,
    "at": TEXT,
    "revoked_by": _MAYBE,
    "revoked_at": _MAYBE,
}
_PERMIT: dict[str, Schema] = {
    "schema": {"const": "distillgate/permit/v1"},
    "permit": TEXT,
    "plan": TEXT,
    "not_after": TEXT,
    "record": _COUNT,
    "max_runs": {"type": ["integer", "null"]},
    "runs": _COUNT,
    "revoked_at": _MAYBE,
    "bundle": _ANY,
}
_WEBHOOK: dict[str, Schema] = {
    "webhook": TEXT,
    "name": TEXT,
    "form": TEXT,
    "url": TEXT,
    "filter": {"type": ["object", "null"]},
    "cursor": _NUMBER,
    "by": TEXT,
    "at": TEXT,
    "retired_by": _MAYBE,
    "retired_at": _MAYBE,
}
_RECORD: dict[str, Schema] = {
    "index": _COUNT,
    "kind": TEXT,
    "recorded_at": TEXT,
    "record": _ANY,
}
SCHEMAS: Mapping[str, Schema] = {
    **_verdict(),
    "Alive": _having(status=TEXT),
    "Version": _having(program=TEXT, version=TEXT, verdict=TEXT, registry=TEXT),
    "Session": _having(
        name=TEXT,
        machine=_TRUTH,
        team=_MAYBE,
        roles=_WORDS,
        groups=_WORDS,
        rights=_WORDS,
        csrf=_or_nothing(_having(header=TEXT, token=TEXT)),
    ),
    "WhatIf": _having(before=ref("Verdict"), after=ref("Verdict"), added=_list(_ANY)),
    "PlanVersion": _having(**_STATE),
    "Plan": _having(
        **_STATE,
        schema={"const": "distillgate/plan-state/v1"},
        standing=TEXT,
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
        by=TEXT,
        at=TEXT,
        engine=TEXT,
        digests=_having(case=_DIGEST, packs=TEXT, verdict=_DIGEST, documents=_DIGEST),
        result=ref("Verdict"),
        review=_or_nothing(ref("Review")),
    ),
    "Decisions": _page("decisions", "Decision"),
    "Remedies": _having(decision=TEXT, trained=_TRUTH, remedies={"type": ["object", "null"]}),
    "Replay": _having(decision=_NUMBER, outcome=TEXT, why=_MAYBE, engine=_MAYBE),
    "Review": _having(
        schema={"const": "distillgate/review/v1"},
        review=_NUMBER,
        plan=TEXT,
        title=_MAYBE,
        decision=_NUMBER,
        state=TEXT,
        standing=TEXT,
        approves=_TRUTH,
        group=_MAYBE,
        requesters=_WORDS,
        waiting=_list(_NUMBER),
        acts=_list(_having(act=_NUMBER, kind=TEXT, by=TEXT, at=TEXT, decision=_NUMBER)),
    ),
    "Reviews": _page("reviews", "Review", cursor=False),
    "Filing": _having(
        "text",
        "outgrown",
        schema={"const": "distillgate/filing/v1"},
        kind=TEXT,
        name=TEXT,
        standing=TEXT,
        state=TEXT,
        until=_MAYBE,
        by=TEXT,
        at=TEXT,
        digest=_DIGEST,
        revoked=_or_nothing(_having(by=TEXT, at=TEXT, reason=TEXT)),
        text=TEXT,
        outgrown=_WORDS,
    ),
    **{
        f"{kind.title()}s": _page(f"{kind}s", "Filing", cursor=False)
        for kind in ("agreement", "determination", "waiver")
    },
    "Obligation": _having(
        clause=TEXT,
        duty=TEXT,
        due=TEXT,
        due_on=_MAYBE,
        overdue=_TRUTH,
        ingredients=_WORDS,
        state=TEXT,
        by=_MAYBE,
        at=_MAYBE,
    ),
    "Obligations": _page("obligations", "Obligation", cursor=False),
    "Permit": _having(**_PERMIT),
    "NewPermit": _having(**_PERMIT, proof=TEXT, summary=_ANY),
    "StatusList": _ANY,
    "PermitProof": _having(permit=TEXT, proof=TEXT),
    "Run": _having("exit_code", permit=TEXT, run=_COUNT, exit_code={"type": "integer"}),
    "Key": _having(**_KEY),
    "NewKey": _having(**_KEY, secret=TEXT),
    "Keys": _page("keys", "Key", cursor=False),
    "Record": _having(
        schema={"const": "distillgate/record/v1"},
        kind=TEXT,
        ref=TEXT,
        record=_ANY,
        shipped=_TRUTH,
        revisions=_WORDS,
        retired=_or_nothing(_having(by=TEXT, at=TEXT, reason=TEXT)),
        contradictions=_list(_having(field=TEXT, settled=_TRUTH, voices=_list(_ANY))),
        statements=_list(_having(grade=TEXT, by=TEXT, at=TEXT, states=_ANY)),
    ),
    **{
        f"{kind.title()}s": _page(f"{kind}s", "Record")
        for kind in ("model", "dataset", "provider")
    },
    "Document": _having(**_DOCUMENT, versions=_list(_ANY)),
    "Documents": _page("documents", "Document", cursor=False),
    "DocumentVersion": _having(
        **_DOCUMENT, version=TEXT, clauses=_list(_ANY), silent=_list(_ANY), governs=_ANY
    ),
    "DocumentDiff": _having(
        document=TEXT,
        before=TEXT,
        after=TEXT,
        added=_list(_ANY),
        removed=_list(_ANY),
        changed=_list(_having(clause=TEXT, fields=_ANY)),
        changes=_list(_ANY),
    ),
    "Lineage": _having(
        schema=TEXT,
        root=TEXT,
        direction=TEXT,
        whole=_TRUTH,
        nodes=_list(_ANY),
        edges=_list(
            {
                "type": "object",
                "properties": {"from": TEXT, "to": TEXT, "edge": TEXT, "relation": _MAYBE},
                "required": ["from", "to", "edge"],
            }
        ),
    ),
    "Suggestions": _having(
        schema=TEXT,
        engine=TEXT,
        settled=_TRUTH,
        end=TEXT,
        judged=_COUNT,
        ways=_list(_ANY),
        obstacles=_list(_having(clause=TEXT, statement=TEXT, why=_WORDS)),
        diagnostics=_list(_ANY),
    ),
    "Teachers": _having(
        schema=TEXT,
        engine=TEXT,
        as_of=_DAY,
        settled=_TRUTH,
        teachers=_list(_having(teacher=TEXT, verdict=ref("Verdict-ruling"), basis=_list(_ANY))),
    ),
    "Events": _having(events=_list(_ANY), next=_NUMBER),
    "Webhook": _having(**_WEBHOOK),
    "NewWebhook": _having("secret", **_WEBHOOK, secret=TEXT),
    "Webhooks": _having(webhooks=_list(_having(**_WEBHOOK, deliveries=_ANY))),
    "Replayed": _having(deliveries=_COUNT),
    "Deliveries": _having(deliveries=_list(_ANY)),
    "LogRecord": _having(**_RECORD),
    "LogRecords": _page("records", "LogRecord", cursor=False),
    "LogRecordWithLeaf": _having(**_RECORD, leaf=TEXT),
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
        policy_decision_point=TEXT,
        access_evaluation_endpoint=TEXT,
        access_evaluations_endpoint=TEXT,
    ),
}
