"""What people do in reviews and put on file is in the log, and what they wrote is not."""

import json
import os
from dataclasses import replace

import pytest
from sqlalchemy import text

from distillgate.usecases.answerquestion import answer
from distillgate.usecases.auditlog import Sought, check_stored, records_in
from distillgate.usecases.filing import revoke
from distillgate.usecases.filingviews import Filings
from distillgate.usecases.obligations import Keeper, Saying, say_of_duty
from distillgate.usecases.review import (
    Approval,
    Reviewing,
    approve,
    ask,
    confirm,
    deny,
    escalate,
    reopen,
    request_review,
)
from distillgate.usecases.submit import submit_plan
from registry.audit.actlinks import act_records
from registry.audit.vault import Vault
from registry.audit.verifying import Standing
from registry.database import Database
from registry.decisions import Decision
from registry.filings import FilingKind
from registry.obligations import DutyStanding
from registry.reviews import About, Reason
from registry.statements import Writer
from tests.distillgate.libraries import a_plan
from tests.distillgate.usecases import test_review
from tests.distillgate.usecases.logs import ledger_of
from tests.distillgate.usecases.test_filing import TEXTS, clerk, put
from tests.distillgate.usecases.test_obligations import PLAN, SUMMARY
from tests.distillgate.usecases.test_review import ACCOUNT, AT, DAY, HERE, LEGAL, UNTIL
from tests.distillgate.usecases.test_submit import library

WRITTEN = "between us and Jo Doe"


def acting(database: Database, name: str = "max", roles: tuple[str, ...] = LEGAL) -> Reviewing:
    return replace(test_review.acting(database, name, roles), ledger=ledger_of(database))


def decided(database: Database) -> Decision:
    jo = Writer("jo", AT)
    plan = test_review.denied_plan()
    done = submit_plan(plan, library(), ledger_of(database), jo, as_of=DAY)
    assert done.decision is not None
    return done.decision


def approved(database: Database) -> None:
    """Give a review in which two people have set a denial aside."""
    request_review(decided(database), WRITTEN, acting(database, "jo", ()))
    approve(1, Approval(UNTIL, Reason.CONTRACT, WRITTEN, (WRITTEN,)), acting(database))
    confirm(1, WRITTEN, acting(database, "lee", ("approver",)))


def stated(database: Database) -> None:
    """Give a plan with a duty of which something is said."""
    jo = Writer("jo", AT)
    submit_plan(a_plan(), library(), ledger_of(database), jo, as_of=DAY)
    saying = Saying(DutyStanding.ACKNOWLEDGED, WRITTEN, WRITTEN)
    say_of_duty(PLAN, SUMMARY, saying, Keeper(ledger_of(database), jo, ()), HERE)


def filed(database: Database) -> None:
    who = replace(clerk(database), ledger=ledger_of(database))
    for kind, said in TEXTS.items():
        put(kind, said, who)
    waiver = Filings(database, FilingKind.WAIVER).filing("W-1", HERE)
    revoke(waiver, WRITTEN, who, HERE)


def test_each_act_of_a_review_is_one_record_and_what_was_written_a_commitment(
    database: Database,
) -> None:
    request_review(decided(database), WRITTEN, acting(database, "jo", ()))
    ask(1, WRITTEN, ACCOUNT, acting(database))
    answer(1, None, "consumer", acting(database, "jo", ()))
    ask(1, WRITTEN, About(), acting(database))
    answer(1, None, WRITTEN, acting(database, "jo", ()))
    escalate(1, "legal", WRITTEN, acting(database))
    approve(1, Approval(UNTIL, Reason.RISK, WRITTEN, (WRITTEN,)), acting(database))
    confirm(1, WRITTEN, acting(database, "lee", ("approver",)))
    reopen(1, WRITTEN, acting(database))
    deny(1, Reason.NO_FIX, WRITTEN, acting(database))
    found = records_in(database, Sought())
    assert WRITTEN not in b"".join(each.leaf for each in found).decode()
    told = [json.loads(each.leaf) for each in found]
    acts = [(each["kind"], each["context"]["act"]) for each in told if "act" in each["context"]]
    assert acts == [
        ("review.requested", "request"),
        ("review.requested", "ask"),
        ("review.requested", "answer"),
        ("review.requested", "ask"),
        ("review.requested", "answer"),
        ("review.requested", "escalate"),
        ("signoff.given", "approve"),
        ("signoff.given", "confirm"),
        ("review.requested", "reopen"),
        ("signoff.refused", "deny"),
    ]
    assert all(each["result"] for each in told)
    with database.reading() as connection:
        record = act_records(connection)[1, 7]
        vault = Vault(connection, None, os.urandom)
        assert vault.value(record.ref) == "max"
        said = json.loads(vault.value(record.said or "") or "")
    assert (said["text"], said["obligations"]) == (WRITTEN, [WRITTEN])
    assert check_stored(database).standing is Standing.HOLDS


def test_what_lies_on_file_and_what_is_said_of_duties_is_recorded(database: Database) -> None:
    filed(database)
    jo = Writer("jo", AT)
    done = submit_plan(a_plan(), library(), ledger_of(database), jo, as_of=DAY)
    assert done.decision is not None
    saying = Saying(DutyStanding.ACKNOWLEDGED, WRITTEN, WRITTEN)
    say_of_duty(PLAN, SUMMARY, saying, Keeper(ledger_of(database), jo, ()), HERE)
    found = records_in(database, Sought())
    assert WRITTEN not in b"".join(each.leaf for each in found).decode()
    assert [(each.kind, each.outcome) for each in found] == [
        ("waiver.granted", "filed"),
        ("determination.made", "filed"),
        ("agreement.recorded", "filed"),
        ("registry.changed", "revoked"),
        ("decision.made", "approved-with-obligations"),
        ("registry.changed", "acknowledged"),
    ]
    assert found[-1].subject == done.decision.version.digest
    assert check_stored(database).standing is Standing.HOLDS


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            """INSERT INTO review_act
            (id, review_id, number, kind, decision_id, actor_id, made_at, body)
            SELECT 9, review_id, 9, kind, decision_id, actor_id, made_at, body
            FROM review_act WHERE number = 2""",
            "no record tells of act 9 of review 1",
        ),
        (
            "UPDATE review_act SET body = replace(body, '2027', '2028') WHERE number = 2",
            "act 2 of review 1 is not the one that its record tells of",
        ),
        ("DELETE FROM review_act WHERE number = 3", "act 3 of review 1 is gone"),
        (
            """INSERT INTO filing (id, kind, name, content, begins, until, actor_id, made_at)
            SELECT 9, kind, 'W-2', content, begins, until, actor_id, made_at FROM filing
            WHERE kind = 'waiver'""",
            "no record tells that the waiver `W-2` was filed",
        ),
        (
            "UPDATE filing SET revoked_at = NULL, revoked_by = NULL",
            "a waiver that was revoked counts again",
        ),
        (
            """UPDATE filing SET revoked_at = made_at, revoked_by = actor_id, revoked_for = 'x'
            WHERE kind = 'agreement'""",
            "no record tells that the agreement `acme-2026` was revoked",
        ),
        ("DELETE FROM filing WHERE kind = 'determination'", "a determination that was filed"),
    ],
)
def test_an_act_or_a_filing_that_the_log_does_not_tell_of_is_found(
    database: Database, change: str, reason: str
) -> None:
    filed(database)
    approved(database)
    assert check_stored(database).standing is Standing.HOLDS
    with database.writing() as connection:
        connection.execute(text(change))
    found = check_stored(database)
    assert found.standing is Standing.BROKEN
    assert reason in (found.reason or "")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            "UPDATE duty_act SET standing = 'met'",
            "no record tells that the duty `examplian-act@2026-01-01#summary` is `met`",
        ),
        (
            """INSERT INTO duty_act
            (id, plan_id, clause, ingredients, standing, evidence, note, actor_id, made_at)
            SELECT 9, plan_id, clause, ingredients, 'met', evidence, note, actor_id, made_at
            FROM duty_act""",
            "no record tells that the duty `examplian-act@2026-01-01#summary` is `met`",
        ),
        (
            "UPDATE duty_act SET made_at = '2026-01-01T00:00:00.000000Z'",
            "no record tells that the duty",
        ),
        (
            """UPDATE duty_act SET ingredients = '["hf:another/one"]'""",
            "what was said of the duty `examplian-act@2026-01-01#summary` is not what its",
        ),
        (
            "DELETE FROM duty_act",
            "what was said of the duty `examplian-act@2026-01-01#summary` is gone",
        ),
    ],
)
def test_a_word_on_a_duty_that_the_log_does_not_tell_of_is_found(
    database: Database, change: str, reason: str
) -> None:
    stated(database)
    assert check_stored(database).standing is Standing.HOLDS
    with database.writing() as connection:
        connection.execute(text(change))
    found = check_stored(database)
    assert found.standing is Standing.BROKEN
    assert reason in (found.reason or "")
