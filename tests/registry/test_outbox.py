import pytest

from registry.events import Event
from registry.outbox import EventKind, kind_of
from tests.databases import JO

ACTS = {
    "request": "review.requested",
    "ask": "question.asked",
    "answer": "question.answered",
    "escalate": "review.escalated",
    "supersede": "review.superseded",
    "reopen": "decision.reopened",
    "rejudge": "decision.reopened",
}


@pytest.mark.parametrize(("act", "kind"), ACTS.items())
def test_what_people_do_in_reviews_is_told_by_what_it_is(act: str, kind: str) -> None:
    event = Event("review.requested", JO, "plan:p", context={"act": act})
    assert kind_of(event) == kind


@pytest.mark.parametrize(
    ("subject", "outcome", "reason", "kind"),
    [
        ("waiver-request:W-1", "requested", "", "waiver.requested"),
        ("waiver-request:W-1", "revoked", "no", "waiver.refused"),
        ("waiver-request:W-1", "revoked", "granted", None),
        ("policy-draft:house", "requested", "", "policy.proposed"),
        ("policy-draft:house", "revoked", "granted: yes", "policy.agreed"),
        ("policy-draft:house", "revoked", "refused: no", "policy.refused"),
        ("waiver:W-1", "revoked", "signed", "filing.revoked"),
        ("agreement:A", "revoked", "ended", "filing.revoked"),
        ("determination:D-1", "revoked", "wrong", "filing.revoked"),
        ("key:1", "key-revoked", "", None),
        ("model:hf:a/b", None, "", None),
        ("webhook:whk_1", "webhook-added", "", None),
    ],
)
def test_what_lies_on_file_is_told_by_what_became_of_it(
    subject: str, outcome: str | None, reason: str, kind: str | None
) -> None:
    event = Event("registry.changed", JO, subject, None, outcome, private={"reason": reason})
    assert kind_of(event) == kind


def test_what_concerns_the_log_alone_is_told_to_nobody() -> None:
    for kind in ("log.opened", "key.added", "collection.made", "erasure.done", "anomaly.clock"):
        assert kind_of(Event(kind, JO, "log:main")) is None
    for each in (EventKind.DECISION_MADE, EventKind.PERMIT_ISSUED, EventKind.WAIVER_GRANTED):
        assert kind_of(Event(each.value, JO, "x:y")) is each
