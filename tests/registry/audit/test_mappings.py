"""Records as others take them in: the numbers and words of each format, and the way back."""

import json

import pytest

from distillgate.gate.tree import leaf_hash
from registry.audit.ledger import Entry
from registry.audit.mappings import Shape, mapped
from registry.audit.records import SYSTEM, Record, RecordKind, Subject, leaf_of, stamp
from tests.registry.audit.logs import DIGEST, MOMENT

ORIGIN = "log.example/main"


def entry(kind: RecordKind, outcome: str | None = None, trace: str | None = None) -> Entry:
    record = Record(
        kind, "r-1", MOMENT, SYSTEM, Subject("plan", DIGEST), outcome=outcome, trace_id=trace
    )
    leaf = leaf_of(record, MOMENT)
    return Entry(7, leaf, leaf_hash(leaf), kind.value, DIGEST, outcome, stamp(MOMENT))


@pytest.mark.parametrize(
    ("outcome", "action"),
    [
        ("approved", 1),
        ("approved-with-obligations", 1),
        ("denied", 2),
        ("needs-review", None),
        (None, None),
    ],
)
def test_a_decision_is_api_activity_with_what_was_allowed(
    outcome: str | None, action: int | None
) -> None:
    made = entry(RecordKind.DECISION_MADE, outcome)
    found = mapped(made, ORIGIN, Shape.OCSF)
    assert (found["class_uid"], found["category_uid"], found["type_uid"]) == (6003, 6, 600399)
    assert found.get("action_id") == action
    assert found["raw_data_hash"] == {"algorithm_id": 3, "value": made.leaf_hash.hex()}
    metadata = found["metadata"]
    assert isinstance(metadata, dict)
    assert (metadata["sequence"], metadata["log_name"]) == (7, ORIGIN)
    assert found["time"] == 1_795_512_600_000


def test_a_change_of_the_registry_is_entity_management() -> None:
    found = mapped(entry(RecordKind.KEY_RETIRED), ORIGIN, Shape.OCSF)
    assert (found["class_uid"], found["type_uid"]) == (3004, 300404)
    assert found["entity"] == {"type": "plan", "uid": DIGEST}


def test_a_cloud_is_told_who_did_what_to_what() -> None:
    found = mapped(entry(RecordKind.PERMIT_ISSUED, "approve"), ORIGIN, Shape.CADF)
    assert (found["eventType"], found["action"], found["outcome"]) == (
        "control",
        "permit/issued",
        "success",
    )
    assert found["target"] == {"id": DIGEST, "typeURI": "data/plan"}
    open_yet = mapped(entry(RecordKind.DECISION_MADE, "needs-review"), ORIGIN, Shape.CADF)
    assert open_yet["outcome"] == "unknown"


def test_a_log_record_has_both_times_and_its_trace() -> None:
    found = mapped(entry(RecordKind.DECISION_MADE, "denied", "t-1"), ORIGIN, Shape.OTEL)
    assert found["traceId"] == "t-1"
    assert found["eventName"] == "distillgate.decision.made"
    assert found["timeUnixNano"] == found["observedTimeUnixNano"] == "1795512600000000000"
    assert "traceId" not in mapped(entry(RecordKind.DECISION_MADE), ORIGIN, Shape.OTEL)


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("kind", RecordKind)
def test_every_kind_of_record_leads_back_to_its_leaf(kind: RecordKind, shape: Shape) -> None:
    made = entry(kind)
    assert made.leaf_hash.hex() in json.dumps(mapped(made, ORIGIN, shape))
