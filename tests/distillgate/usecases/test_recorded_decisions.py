"""Decisions with the record that the log holds of each, in one transaction."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from distillgate.usecases.auditlog import Sought as RecordsSought
from distillgate.usecases.auditlog import check_stored, record_at, records_in
from distillgate.usecases.decisionviews import Records
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.submit import Submission, submit_plan
from registry.audit.ledger import NoLogError, OtherRecordError
from registry.audit.recording import LogRecorder
from registry.audit.vault import Vault
from registry.audit.verifying import Standing
from registry.database import Database
from registry.decisions import Decision
from registry.decisionstore import Sought
from registry.statements import Writer
from tests.databases import JO
from tests.distillgate.libraries import a_plan, approved
from tests.distillgate.usecases.test_submit import DAY, library

RECORDER = LogRecorder(lambda: datetime(2026, 11, 24, 10, tzinfo=UTC), os.urandom)


def submitted(
    database: Database, key: str | None = None, plan: str | None = None, writer: Writer = JO
) -> Submission:
    ledger = Ledger(database, RECORDER)
    return submit_plan(a_plan(plan), library(), ledger, writer, as_of=DAY, key=key)


def decided(database: Database, key: str | None = None) -> Decision:
    decision = submitted(database, key).decision
    assert decision is not None
    return decision


def decisions(database: Database) -> int:
    return len(Records(database).decisions(Sought()))


def told(database: Database, index: int = 0) -> dict[str, object]:
    found: dict[str, object] = json.loads(record_at(database, index).leaf)
    return found


def test_a_decision_and_its_record_are_one(database: Database) -> None:
    decision = decided(database)
    record = told(database)
    assert record["kind"] == "decision.made"
    assert record["result"] == decision.verdict
    assert record["outcome"] == decision.ruling.word
    assert record["subject"] == {"type": "plan", "digest": decision.version.digest}
    assert record["context"] == {
        "as_of": "2026-11-24",
        "case": decision.case,
        "documents": decision.documents,
        "engine": decision.engine,
        "packs": decision.packs,
    }
    assert check_stored(database).standing is Standing.HOLDS


def test_no_name_stands_in_a_record_and_the_vault_knows_who_it_was(
    database: Database,
) -> None:
    submitted(database, writer=Writer("Jo Muster", JO.at))
    leaf = record_at(database, 0).leaf
    assert b"Muster" not in leaf
    actor = told(database)["actor"]
    assert isinstance(actor, dict)
    with database.reading() as connection:
        assert Vault(connection, None, os.urandom).value(actor["ref"]) == "Jo Muster"


def test_without_a_record_there_is_no_decision(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("DELETE FROM audit_head"))
    with pytest.raises(NoLogError, match="the log is gone"):
        submitted(database)
    assert decisions(database) == 0


def test_a_log_that_cannot_be_written_stops_what_it_would_tell_of(database: Database) -> None:
    decided(database)
    with database.writing() as connection:
        connection.execute(text("ALTER TABLE audit_entry RENAME TO audit_gone"))
    with pytest.raises(Exception, match=r"audit_entry|a table is gone"):
        submitted(database)
    assert decisions(database) == 1


def test_what_is_asked_again_under_its_key_is_decided_once(database: Database) -> None:
    first, second = decided(database, "ci-17"), decided(database, "ci-17")
    assert (first, decisions(database)) == (second, 1)
    assert len(records_in(database, RecordsSought())) == 1
    with pytest.raises(OtherRecordError, match="`ci-17` was used for another record"):
        submitted(database, "ci-17", approved().replace("Reader-7B", "Reader-8B"))
    assert decisions(database) == 1


def test_of_many_that_ask_at_once_under_one_key_one_is_decided(database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: decided(database, "the-one"), range(8)))
    assert {each.number for each in found} == {found[0].number}
    assert decisions(database) == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("UPDATE decision SET ruling = 'denied'", "decision 1 is not the one that its record"),
        ('UPDATE decision SET verdict = "case"', "decision 1 is not the one that its record"),
        ("DELETE FROM decision_record WHERE decision_id = 2", "no record tells of decision 2"),
    ],
)
def test_a_decision_that_is_changed_or_unrecorded_is_found(
    database: Database, change: str, reason: str
) -> None:
    decided(database)
    decided(database)
    with database.writing() as connection:
        connection.execute(text(change))
    found = check_stored(database)
    assert found.standing is Standing.BROKEN
    assert reason in found.reason
