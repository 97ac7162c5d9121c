"""Completes the description of the API: what each route answers where nothing is wrong."""

from collections.abc import Mapping

from distillgate.api.schemas import SCHEMAS, TEXT, Schema, ref

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
    ("GET", "/v1/decisions/{number}/remedies"): "Remedies",
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
    ("POST", "/v1/suggest"): "Suggestions",
    ("POST", "/v1/teachers"): "Teachers",
    ("GET", "/v1/events"): "Events",
    ("GET", "/v1/webhooks"): "Webhooks",
    ("POST", "/v1/webhooks"): "NewWebhook",
    ("POST", "/v1/webhooks/{name}/rotation"): "NewWebhook",
    ("POST", "/v1/webhooks/{name}/retirement"): "Webhook",
    ("POST", "/v1/webhooks/{name}/replay"): "Replayed",
    ("GET", "/v1/webhooks/{name}/deliveries"): "Deliveries",
    ("GET", "/v1/audit/records"): "LogRecords",
    ("GET", "/v1/audit/records/{index}"): "LogRecordWithLeaf",
    ("GET", "/v1/audit/consistency"): "Consistency",
    ("POST", "/access/v1/evaluation"): "Access",
    ("POST", "/access/v1/evaluations"): "Accesses",
    ("GET", "/.well-known/authzen-configuration"): "AccessPlaces",
}
"""What each route answers that answers JSON, by the place that the description names."""

_PLAIN: Mapping[tuple[str, str], str] = {
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
    told |= {place: (kind, TEXT) for place, kind in _PLAIN.items()}
    for (method, path), (kind, schema) in told.items():
        operation = described["paths"].get(path, {}).get(method.lower(), {})
        for status, answer in operation.get("responses", {}).items():
            if status in {"200", "201"}:
                answer["content"] = {kind: {"schema": schema}}
    return described
