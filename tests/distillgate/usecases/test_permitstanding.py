"""A permit counts as long as what it rests on stands, and the status list says so."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from distillgate.gate.checking import PermitRefusedError
from distillgate.gate.statements import PermitAct
from distillgate.usecases.filing import put_on_file, revoke
from distillgate.usecases.library import Library
from distillgate.usecases.permits import (
    PermitWish,
    begin_run,
    issue_permit,
    revoke_permit,
)
from distillgate.usecases.permitstanding import (
    PermitState,
    refuse_fallen,
    standing_permits,
    told_of,
)
from distillgate.usecases.review import approve, deny, reopen
from distillgate.usecases.submit import submit_plan
from policy.packs import SourceFile
from policy.verdict import Ruling
from registry.audit.ledger import LedgerError
from registry.audit.permitstore import IssuedPermit, permits_in
from registry.database import Database
from registry.filings import Filing, FilingKind
from registry.reviews import Reason
from tests.databases import JO
from tests.distillgate.libraries import a_plan, approved, example, with_on_file
from tests.distillgate.usecases.logs import NOON, SIGNERS, begun, decided, ledger_of, published
from tests.distillgate.usecases.test_filing import WAIVER, clerk
from tests.distillgate.usecases.test_grounds import SAID, acting, asked
from tests.distillgate.usecases.test_permits import WISH, held, issued
from tests.distillgate.usecases.test_review import DAY, HERE, unsure_plan
from tests.distillgate.usecases.test_submit import library

MARKET = "[general-assistant]"
ANSWER = """\
determination: D-1
fact: terms.competes_with_issuer
is: false
issuer: acme
by: max
role: legal
on: 2026-11-01
until: 2027-11-01
reason: a reader of documents is no assistant
"""


def states(database: Database, now: datetime = NOON) -> list[PermitState]:
    return [each.state for each in standing_permits(database, now=now, most=9)]


def permit_in(database: Database) -> IssuedPermit:
    with database.reading() as connection:
        (found,) = permits_in(connection, 9)
    return found


def test_a_permit_is_suspended_while_its_review_is_open_and_counts_again(
    database: Database,
) -> None:
    asked(database)
    approve(1, SAID, acting(database))
    permit = issued(database)
    published(database)
    assert (held(database, permit), states(database)) == ("", [PermitState.VALID])
    refuse_fallen(database, "p-1", now=NOON)
    reopen(1, "news", acting(database))
    assert "is suspended" in held(database, permit)
    (found,) = standing_permits(database, now=NOON, most=9, only=PermitState.SUSPENDED)
    assert found.why == "decision 1 is `needs-review`, and review 1 is open"
    assert found.json()["decision"] == "1"
    assert "suspended with it: p-1" in (told_of([found]) or "")
    with pytest.raises(PermitRefusedError, match="is suspended: decision 1"):
        refuse_fallen(database, "p-1", now=NOON)
    with pytest.raises(LedgerError, match="`p-1` is suspended"):
        begin_run(ledger_of(database), "p-1", JO, now=NOON)
    deny(1, Reason.NO_FIX, "no", acting(database))
    assert "is suspended" in held(database, permit)
    reopen(1, "again", acting(database))
    approve(1, SAID, acting(database))
    assert (held(database, permit), states(database)) == ("", [PermitState.VALID])


def test_a_later_verdict_on_the_same_plan_takes_it_away_and_one_on_another_state_does_not(
    database: Database,
) -> None:
    asked(database)
    approve(1, SAID, acting(database))
    issued(database)
    other = approved().replace("[document-processing]", MARKET)
    submit_plan(a_plan(other), library(), ledger_of(database), JO, as_of=DAY)
    assert states(database) == [PermitState.VALID]
    submit_plan(unsure_plan(), library(), ledger_of(database), JO, as_of=DAY)
    assert states(database) == [PermitState.SUSPENDED]


def test_what_was_taken_back_or_has_ended_is_told_so(database: Database) -> None:
    begun(database)
    decided(database)
    issued(database)
    assert states(database, NOON + timedelta(days=2)) == [PermitState.ENDED]
    revoke_permit(ledger_of(database), "p-1", JO, now=NOON)
    assert states(database) == [PermitState.REVOKED]
    with pytest.raises(PermitRefusedError, match="was revoked at"):
        refuse_fallen(database, "p-1", now=NOON)
    refuse_fallen(database, "of-another-registry", now=NOON)


def on_file(database: Database, kind: FilingKind, said: str) -> tuple[Filing, Library]:
    """Put a text on file; return it, and the library that reads it."""
    who = replace(clerk(database), ledger=ledger_of(database))
    filing = put_on_file(kind, SourceFile("f.yaml", said.encode()), example().pack, who)
    return filing, replace(library(), records=with_on_file(said).records)


def test_a_determination_that_is_revoked_suspends_what_rests_on_it(
    database: Database,
) -> None:
    begun(database)
    filing, known = on_file(database, FilingKind.DETERMINATION, ANSWER)
    plan = a_plan(approved().replace("  markets: [document-processing]\n", ""))
    done = submit_plan(plan, known, ledger_of(database), JO, as_of=DAY)
    assert done.decision is not None
    assert done.decision.ruling is Ruling.WITH_OBLIGATIONS
    wish = PermitWish("p-1", (PermitAct.TRAIN,), "cluster-a", materials=WISH.materials)
    issue_permit(ledger_of(database), SIGNERS, (1, wish), JO, now=NOON)
    published(database)
    permit = permit_in(database)
    assert (held(database, permit), states(database)) == ("", [PermitState.VALID])
    who = replace(clerk(database), ledger=ledger_of(database))
    revoke(filing, "a mistake", who, HERE)
    assert states(database) == [PermitState.SUSPENDED]
    assert "is suspended" in held(database, permit)
    with pytest.raises(LedgerError, match="no longer holds on 2026-11-24"):
        issued(database, replace(wish, id="p-2"))
    on_file(database, FilingKind.DETERMINATION, ANSWER)
    assert states(database) == [PermitState.SUSPENDED]


def test_what_is_revoked_and_set_nothing_aside_suspends_nothing(database: Database) -> None:
    begun(database)
    said = WAIVER.replace("[assistant]", "[document-reader]")
    filing, known = on_file(database, FilingKind.WAIVER, said)
    submit_plan(a_plan(), known, ledger_of(database), JO, as_of=DAY)
    issued(database)
    revoke(filing, "x", replace(clerk(database), ledger=ledger_of(database)), HERE)
    assert states(database) == [PermitState.VALID]
