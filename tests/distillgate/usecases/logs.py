"""Logs with keys and decisions, for tests of those who keep them."""

import os
from datetime import UTC, datetime

from distillgate.usecases.auditlog import Signers, begin_log, publish_head
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.submit import submit_plan
from registry.audit.recording import LogRecorder
from registry.database import Database
from registry.decisions import Decision
from registry.statements import Writer
from tests.databases import JO
from tests.distillgate.gate.permits import SIGNER
from tests.distillgate.gate.signers import ORIGIN, signer
from tests.distillgate.libraries import a_plan
from tests.distillgate.usecases.test_submit import DAY, library

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
RECORDER = LogRecorder(lambda: NOON, os.urandom)
SIGNERS = Signers((signer(),), SIGNER)


def ledger_of(database: Database) -> Ledger:
    return Ledger(database, RECORDER)


def begun(database: Database) -> Ledger:
    """Give a log with keys and a first head."""
    ledger = ledger_of(database)
    begin_log(ledger, ORIGIN, SIGNERS, JO, now=NOON)
    return ledger


def decided(
    database: Database, plan: str | None = None, *, writer: Writer = JO, key: str | None = None
) -> Decision:
    done = submit_plan(a_plan(plan), library(), ledger_of(database), writer, as_of=DAY, key=key)
    assert done.decision is not None
    return done.decision


def published(database: Database, signers: Signers = SIGNERS) -> int:
    """Sign the head and return its size."""
    return publish_head(database, signers, (), nobody, now=NOON).head.size


def nobody(_: str, __: bytes) -> tuple[int, bytes]:
    raise OSError("there is no network here")
