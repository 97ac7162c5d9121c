"""What a person approved has a permit: as long as they said, and no longer than it stands."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from distillgate.gate.statements import PermitAct, Statement
from distillgate.usecases.grounds import NoPermitError
from distillgate.usecases.permits import PermitWish, issue_permit
from distillgate.usecases.review import (
    Approval,
    Reviewing,
    approve,
    confirm,
    deny,
    reopen,
    request_review,
)
from distillgate.usecases.submit import submit_plan
from registry.audit.commitments import KEY_BYTES
from registry.audit.recording import LogRecorder
from registry.database import Database
from registry.reviews import Reason
from registry.statements import Writer
from tests.databases import JO
from tests.distillgate.usecases import test_review
from tests.distillgate.usecases.logs import NOON, RECORDER, SIGNERS, begun, ledger_of
from tests.distillgate.usecases.test_permits import WISH, issued
from tests.distillgate.usecases.test_review import AT, DAY, LEGAL, unsure_plan
from tests.distillgate.usecases.test_submit import library

UNTIL = date(2026, 12, 1)
ENDS = datetime(2026, 12, 1, tzinfo=UTC)
SAID = Approval(UNTIL, Reason.COUNSEL, "seen", ("tell legal of a release",))


def acting(
    database: Database,
    name: str = "max",
    roles: tuple[str, ...] = LEGAL,
    at: str = AT,
) -> Reviewing:
    found = test_review.acting(database, name, roles)
    return replace(found, ledger=ledger_of(database), writer=Writer(name, at))


def asked(database: Database) -> None:
    """Give a plan that needs a person, and a review of it."""
    begun(database)
    done = submit_plan(unsure_plan(), library(), ledger_of(database), JO, as_of=DAY)
    assert done.decision is not None
    request_review(done.decision, "please", acting(database, "jo", ()))


def issued_at(database: Database, now: datetime, **other: object) -> Statement:
    wish = replace(WISH, **other)  # type: ignore[arg-type]  # fields by name
    return issue_permit(ledger_of(database), SIGNERS, (1, wish), JO, now=now)[0]


def refused(database: Database, reason: str, now: datetime = NOON) -> None:
    with pytest.raises(NoPermitError, match=reason):
        issued_at(database, now)


def test_who_approved_stands_in_the_permit_by_commitment(database: Database) -> None:
    asked(database)
    refused(database, "decision 1 is `needs-review`, and review 1 is open")
    approve(1, SAID, acting(database))
    statement = issued_at(database, NOON)
    (one,) = statement.approvers
    assert one.ref.startswith("commit:")
    assert (one.meaning, one.at) == ("approve", datetime(2026, 11, 24, 10, tzinfo=UTC))
    assert "max" not in json.dumps(statement.plain())
    assert "review:1#1" in statement.conditions
    with database.reading() as connection:
        assert RECORDER.vault(connection).value(one.ref) == "max"


def test_a_permit_ends_with_the_approval_it_rests_on(database: Database) -> None:
    asked(database)
    approve(1, SAID, acting(database))
    eve = ENDS - timedelta(hours=5)
    assert issued_at(database, eve).not_after == ENDS
    assert issued_at(database, NOON, id="p-2").not_after == NOON + timedelta(hours=24)
    week = issued_at(database, NOON, id="p-3", valid_for=timedelta(days=30))
    assert week.not_after == ENDS
    refused(database, "the approval in review 1 ended on 2026-12-01", ENDS)


def test_an_approval_counts_on_later_days_where_a_verdict_alone_does_not(
    database: Database,
) -> None:
    asked(database)
    approve(1, SAID, acting(database))
    later = NOON + timedelta(days=4)
    assert issued_at(database, later).not_before == later


def test_a_review_that_is_denied_or_reopened_gives_no_permit(database: Database) -> None:
    asked(database)
    deny(1, Reason.NO_FIX, "no", acting(database))
    refused(database, "review 1 is denied")
    reopen(1, "again", acting(database))
    approve(1, SAID, acting(database))
    issued_at(database, NOON)
    reopen(1, "news", acting(database))
    refused(database, "review 1 is open")


def test_a_denial_takes_two_people(database: Database) -> None:
    begun(database)
    plan = test_review.denied_plan()
    done = submit_plan(plan, library(), ledger_of(database), JO, as_of=DAY)
    assert done.decision is not None
    request_review(done.decision, "please", acting(database, "jo", ()))
    approve(1, SAID, acting(database))
    refused(database, "review 1 is waiting-for-second-person")
    confirm(1, "seen, too", acting(database, "lee", ("approver",)))
    statement = issued_at(database, NOON, materials={}, acts=(PermitAct.COLLECT,))
    assert [each.meaning for each in statement.approvers] == ["approve", "confirm"]
    assert len({each.ref for each in statement.approvers}) == 2


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            "UPDATE review_act SET body = replace(body, '2026-12-01', '2027-10-01')",
            "act 2 of review 1 is not in the log as it is",
        ),
        (
            "UPDATE review_act SET body = replace(body, 'tell legal', 'tell nobody')",
            "act 2 of review 1 is not in the log as it is",
        ),
        (
            "UPDATE review_act SET actor_id = (SELECT id FROM actor WHERE name = 'jo')",
            "review 1 has 0 of 1 people",
        ),
        ("DELETE FROM review_act WHERE number = 2", "review 1 is open"),
        (
            "UPDATE vault_value SET ciphertext = nonce WHERE person = 'max'",
            "what was signed cannot be opened",
        ),
    ],
)
def test_an_approval_that_was_changed_gives_no_permit(
    database: Database, change: str, reason: str
) -> None:
    asked(database)
    approve(1, SAID, acting(database))
    with database.writing() as connection:
        connection.execute(text(change))
    refused(database, reason)


def test_an_approval_that_nobody_recorded_gives_no_permit(database: Database) -> None:
    asked(database)
    approve(1, SAID, test_review.acting(database))
    refused(database, "act 2 of review 1 is not in the log as it is")


def test_an_erased_approver_leaves_the_approval(database: Database) -> None:
    asked(database)
    approve(1, SAID, acting(database))
    with database.writing() as connection:
        RECORDER.vault(connection).erase("max")
    assert len(issued_at(database, NOON).approvers) == 1


def test_sealed_keys_of_people_open_what_was_signed(database: Database) -> None:
    asked(database)
    master = LogRecorder(RECORDER.clock, RECORDER.randomness, b"k" * KEY_BYTES)
    ledger = replace(ledger_of(database), recorder=master)
    approve(1, SAID, replace(acting(database, "lee"), ledger=ledger))
    statement, _ = issue_permit(ledger, SIGNERS, (1, WISH), JO, now=NOON)
    assert len(statement.approvers) == 1


def test_a_verdict_that_explains_takes_no_permit_away(database: Database) -> None:
    asked(database)
    approve(1, SAID, acting(database))
    past = date(2026, 6, 1)
    submit_plan(unsure_plan(), library(), ledger_of(database), JO, as_of=past)
    assert issued_at(database, NOON).approvers
    submit_plan(unsure_plan(), library(), ledger_of(database), JO, as_of=DAY)
    refused(database, "decision 3 about this plan is later")
    with pytest.raises(NoPermitError, match="decision 3 is `needs-review`, no approval"):
        issued(database, PermitWish("p-9", WISH.acts, "cluster-a"), 3)
