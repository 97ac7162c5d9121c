"""Records in the shapes that other systems take in; what is stored and hashed stays as it is.

OCSF for collectors of security events, CADF for audit services of clouds, and
log records of OpenTelemetry. Each line names the place and the hash of the
record that it was made from, so that it can be held against the log.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from registry.audit.ledger import Entry
from registry.audit.records import RecordKind, moment_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_API_ACTIVITY, _ENTITY_MANAGEMENT = 6003, 3004
_APPLICATION, _IDENTITY = 6, 3
_SHA256 = 3
_OTHER, _CREATE, _UPDATE, _DELETE = 99, 1, 3, 4
_ALLOWED, _DENIED = 1, 2
_INFORMATIONAL = 1
_VERSION = "1.3.0"
_CHANGES = {
    RecordKind.POLICY_ACTIVATED: _CREATE,
    RecordKind.POLICY_RETIRED: _DELETE,
    RecordKind.REGISTRY_CHANGED: _UPDATE,
    RecordKind.AGREEMENT_RECORDED: _CREATE,
    RecordKind.DETERMINATION_MADE: _CREATE,
    RecordKind.DOCUMENT_RECORDED: _CREATE,
    RecordKind.WAIVER_GRANTED: _CREATE,
    RecordKind.KEY_ADDED: _CREATE,
    RecordKind.KEY_RETIRED: _DELETE,
    RecordKind.KEY_COMPROMISED: _UPDATE,
    RecordKind.ERASURE_DONE: _DELETE,
}
"""What changes something that stays, and how; all else is something that was asked for."""
_ALLOWING = frozenset({"approve", "approved", "approved-with-obligations"})
_DENYING = frozenset({"denied", "deny", "refused", "revoked"})


class Shape(StrEnum):
    """The shapes that others take in."""

    OCSF = "ocsf"
    CADF = "cadf"
    OTEL = "otel"


def mapped(entry: Entry, origin: str, to: Shape) -> dict[str, object]:
    """Return the record of `entry`, in the log called `origin`, in another shape."""
    told: dict[str, Any] = json.loads(entry.leaf)
    return _MAKERS[to](entry, told, origin)


def _ocsf(entry: Entry, told: Mapping[str, Any], origin: str) -> dict[str, object]:
    change = _CHANGES.get(RecordKind(entry.kind))
    kind = _API_ACTIVITY if change is None else _ENTITY_MANAGEMENT
    activity = _OTHER if change is None else change
    found: dict[str, object] = {
        "category_uid": _APPLICATION if change is None else _IDENTITY,
        "class_uid": kind,
        "activity_id": activity,
        "type_uid": kind * 100 + activity,
        "severity_id": _INFORMATIONAL,
        "time": _since(entry.recorded_at, 1_000),
        "actor": {"user": {"uid": told["actor"]["ref"], "type": told["actor"]["type"]}},
        "metadata": {
            "version": _VERSION,
            "product": {"name": "Distillgate"},
            "log_name": origin,
            "sequence": entry.index,
            "uid": told["id"],
            "original_time": told["occurred_at"],
        },
        "raw_data_hash": {"algorithm_id": _SHA256, "value": entry.leaf_hash.hex()},
        "unmapped": _rest(told),
    }
    subject = {"type": told["subject"]["type"], "uid": told["subject"]["digest"]}
    if change is None:
        found |= {"api": {"operation": entry.kind}, "resources": [subject]}
    else:
        found |= {"entity": subject, "comment": entry.kind}
    action = _action(entry.outcome)
    return found if action is None else {**found, "action_id": action}


def _cadf(entry: Entry, told: Mapping[str, Any], origin: str) -> dict[str, object]:
    outcome = {_ALLOWED: "success", _DENIED: "failure"}.get(_action(entry.outcome) or 0)
    return {
        "typeURI": "http://schemas.dmtf.org/cloud/audit/1.0/event",
        "id": told["id"],
        "eventType": "control",
        "eventTime": told["recorded_at"],
        "action": entry.kind.replace(".", "/"),
        "outcome": outcome or "unknown",
        "initiator": {
            "id": told["actor"]["ref"],
            "typeURI": f"service/security/account/{told['actor']['type']}",
        },
        "target": {
            "id": told["subject"]["digest"],
            "typeURI": f"data/{told['subject']['type']}",
        },
        "observer": {"id": origin, "typeURI": "service/security/audit"},
        "reason": {"reasonType": "distillgate", "reasonCode": entry.outcome or "none"},
        "attachments": [
            {"name": "leaf", "contentType": "text/plain", "content": entry.leaf_hash.hex()},
            {"name": "index", "contentType": "text/plain", "content": str(entry.index)},
        ],
    }


def _otel(entry: Entry, told: Mapping[str, Any], origin: str) -> dict[str, object]:
    attributes = {
        "distillgate.log": origin,
        "distillgate.index": str(entry.index),
        "distillgate.leaf": entry.leaf_hash.hex(),
        "distillgate.actor": told["actor"]["ref"],
        "distillgate.subject": told["subject"]["digest"],
        "distillgate.outcome": entry.outcome,
    }
    found: dict[str, object] = {
        "timeUnixNano": str(_since(told["occurred_at"], 1_000_000_000)),
        "observedTimeUnixNano": str(_since(entry.recorded_at, 1_000_000_000)),
        "eventName": f"distillgate.{entry.kind}",
        "attributes": [
            {"key": name, "value": {"stringValue": value}}
            for name, value in attributes.items()
            if value is not None
        ],
    }
    return found if told["trace_id"] is None else {**found, "traceId": told["trace_id"]}


_MAKERS: Mapping[Shape, Callable[[Entry, Mapping[str, Any], str], dict[str, object]]] = {
    Shape.OCSF: _ocsf,
    Shape.CADF: _cadf,
    Shape.OTEL: _otel,
}


def _action(outcome: str | None) -> int | None:
    """Return whether something was allowed or denied; nothing where neither was."""
    if outcome in _ALLOWING:
        return _ALLOWED
    return _DENIED if outcome in _DENYING else None


def _since(moment: str, parts: int) -> int:
    """Return a moment in parts of a second since 1970, exactly."""
    passed = moment_of(moment) - _EPOCH
    whole = passed.days * 86_400 + passed.seconds
    return whole * parts + passed.microseconds * parts // 1_000_000


def _rest(told: Mapping[str, Any]) -> dict[str, object]:
    return {name: told[name] for name in ("context", "details", "reasons", "outcome")}
