import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from distillgate.gate.checking import Job, PermitRefusedError, Shown, Trust, check_permit
from distillgate.gate.envelope import permit_keys
from distillgate.gate.statements import PermitAct
from distillgate.gate.trust import TrustPolicy
from distillgate.usecases.auditlog import (
    Signers,
    Sought,
    check_stored,
    policy_text,
    proof_of,
    record_at,
    records_in,
)
from distillgate.usecases.grounds import NoPermitError
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.permits import (
    PermitWish,
    begin_run,
    end_run,
    issue_permit,
    permit_keys_text,
    revoke_permit,
)
from distillgate.usecases.statuslisting import status_list
from distillgate.usecases.submit import submit_plan
from registry.audit.ledger import LedgerError
from registry.audit.permitstore import IssuedPermit, permits_in
from registry.audit.verifying import Standing
from registry.database import Database
from registry.events import unrecorded
from tests.databases import JO
from tests.distillgate.gate.permits import SIGNER
from tests.distillgate.libraries import a_plan, approved
from tests.distillgate.usecases.logs import (
    NOON,
    SIGNERS,
    begun,
    decided,
    ledger_of,
    published,
)
from tests.distillgate.usecases.test_submit import DAY, library

BASE = "sha256:" + "b" * 64
REF = "hf:opener/base-7b"
MARKET = "[general-assistant]"
"""On which nobody has answered yet."""
CONDITIONS = ("examplian-act@2026-01-01#summary",)
WISH = PermitWish("p-1", (PermitAct.TRAIN,), "cluster-a", materials={REF: BASE})


def issued(database: Database, wish: PermitWish = WISH, decision: int = 1) -> IssuedPermit:
    ledger = ledger_of(database)
    return issue_permit(ledger, SIGNERS, (decision, wish), JO, now=NOON)[1]


def trust_of(database: Database, signers: Signers = SIGNERS) -> Trust:
    keys = permit_keys(permit_keys_text(database).encode())
    log = TrustPolicy.parse(policy_text(database).encode())
    day = timedelta(hours=24)
    listed = status_list(ledger_of(database), signers, JO, valid_for=day, now=NOON)
    return Trust(keys, log, listed)


def held(
    database: Database, permit: IssuedPermit, signers: Signers = SIGNERS, **other: object
) -> str:
    """Return why a permit does not hold for its own job; nothing where it does."""
    proof = str(proof_of(database, permit.index)).encode()
    job = Job(PermitAct.TRAIN, "cluster-a", permit.plan, {REF: BASE})
    try:
        check_permit(
            Shown(permit.bundle, proof),
            replace(job, **other),  # type: ignore[arg-type]  # fields by name
            trust_of(database, signers),
            now=NOON,
        )
    except PermitRefusedError as refusal:
        return str(refusal)
    return ""


def test_a_permit_of_an_approval_holds_for_its_own_job_alone(database: Database) -> None:
    begun(database)
    decision = decided(database)
    permit = issued(database)
    published(database)
    assert permit.plan == decision.version.digest
    assert held(database, permit) == ""
    assert "is for the plan" in held(database, permit, plan="sha256:" + "c" * 64)
    assert "has changed" in held(database, permit, materials={REF: "sha256:" + "d" * 64})
    assert "is for `cluster-a`" in held(database, permit, audience="cluster-b")
    assert "not to release" in held(database, permit, act=PermitAct.RELEASE)


def test_what_is_owed_stands_in_the_permit_with_the_decision(database: Database) -> None:
    begun(database)
    decision = decided(database)
    statement, permit = issue_permit(ledger_of(database), SIGNERS, (1, WISH), JO, now=NOON)
    assert statement.conditions == CONDITIONS
    assert (statement.inputs, statement.policy) == (decision.case, decision.documents)
    assert statement.index == 3
    told = json.loads(record_at(database, permit.index).leaf)
    assert told["kind"] == "permit.issued"
    assert told["details"]["decision"] == 3
    assert told["details"]["acts"] == ["train"]


def test_only_the_last_approval_of_a_plan_on_its_day_has_permits(database: Database) -> None:
    begun(database)
    with pytest.raises(NoPermitError, match="there is no decision 1"):
        issued(database)
    decided(database)
    decided(database)
    with pytest.raises(NoPermitError, match="decision 2 about this plan is later"):
        issued(database)
    with pytest.raises(NoPermitError, match="decision 2 is of 2026-11-24"):
        issue_permit(ledger_of(database), SIGNERS, (2, WISH), JO, now=NOON + timedelta(days=2))
    submit_plan(a_plan(), library(), ledger_of(database), JO, as_of=date(2026, 11, 20))
    with pytest.raises(NoPermitError, match="explains another day"):
        issued(database, decision=3)
    open_yet = decided(database, approved().replace("[document-processing]", MARKET))
    with pytest.raises(NoPermitError, match="decision 4 is `needs-review`, no approval"):
        issued(database, decision=open_yet.number)


def test_a_decision_without_its_record_has_no_permit(database: Database) -> None:
    begun(database)
    submit_plan(a_plan(), library(), Ledger(database, unrecorded), JO, as_of=DAY)
    with pytest.raises(NoPermitError, match="was made before the log began"):
        issued(database)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("UPDATE decision SET ruling = 'approved'", "is not the one that its record tells of"),
        ('UPDATE decision SET verdict = "case"', "is not the one that its record tells of"),
        (
            "UPDATE content SET packed = '' WHERE digest = (SELECT packs FROM decision)",
            "damaged",
        ),
    ],
)
def test_a_decision_that_was_changed_has_no_permit(
    database: Database, change: str, reason: str
) -> None:
    begun(database)
    decided(database)
    with database.writing() as connection:
        connection.execute(text(change))
    with pytest.raises(NoPermitError, match=reason):
        issued(database)
    assert records_in(database, Sought(kind="permit.issued")) == []


def test_all_that_is_trained_on_is_named_by_digest_or_left_loose(database: Database) -> None:
    begun(database)
    decided(database)
    with pytest.raises(NoPermitError, match="nothing says what `hf:opener/base-7b` is"):
        issued(database, replace(WISH, materials={}))
    with pytest.raises(NoPermitError, match="trains on no `hf:other/model`"):
        issued(database, replace(WISH, materials={REF: BASE, "hf:other/model": BASE}))
    given = {REF: BASE, "outputs:acme": BASE}
    assert issued(database, replace(WISH, materials=given)).index == 4
    loose = replace(
        WISH,
        id="p-2",
        acts=(PermitAct.COLLECT, PermitAct.TRAIN),
        materials={},
        loose=(REF,),
        channels=("direct",),
        window=(date(2026, 11, 1), date(2026, 11, 30)),
        limits={"examples": 1000},
    )
    statement, _ = issue_permit(ledger_of(database), SIGNERS, (1, loose), JO, now=NOON)
    assert statement.recipe is not None
    assert statement.recipe.teachers == ("hf:acme/large",)
    assert statement.recipe.data == (REF,)


def test_what_releases_nothing_has_no_permit_to_release(database: Database) -> None:
    begun(database)
    plan = approved()
    release = next(line for line in plan.splitlines() if line.startswith("release:"))
    decided(database, plan.replace(release, "release: {forms: []}"))
    with pytest.raises(NoPermitError, match="the plan releases nothing"):
        issued(database, replace(WISH, acts=(PermitAct.RELEASE,)))


def test_a_permit_that_is_taken_back_no_longer_holds(database: Database) -> None:
    begun(database)
    decided(database)
    permit = issued(database)
    published(database)
    assert held(database, permit) == ""
    revoke_permit(ledger_of(database), "p-1", JO, now=NOON)
    assert held(database, permit) == "the permit was revoked"
    with pytest.raises(LedgerError, match="was revoked at"):
        revoke_permit(ledger_of(database), "p-1", JO, now=NOON)
    with pytest.raises(LedgerError, match="no permit `p-2`"):
        revoke_permit(ledger_of(database), "p-2", JO, now=NOON)
    with pytest.raises(LedgerError, match="was revoked at"):
        begin_run(ledger_of(database), "p-1", JO, now=NOON)


def test_runs_are_counted_and_their_ends_recorded(database: Database) -> None:
    begun(database)
    decided(database)
    issued(database, replace(WISH, max_runs=2))
    ledger = ledger_of(database)
    assert [begin_run(ledger, "p-1", JO, now=NOON).number for _ in range(2)] == [1, 2]
    with pytest.raises(LedgerError, match="all 2 runs of `p-1` are used up"):
        begin_run(ledger, "p-1", JO, now=NOON)
    with pytest.raises(LedgerError, match="ended at"):
        begin_run(ledger, "p-1", JO, now=NOON + timedelta(days=2))
    end_run(ledger, ("p-1", 1, BASE, 0), JO, now=NOON)
    with pytest.raises(LedgerError, match="run 3 of `p-1` was not begun"):
        end_run(ledger, ("p-1", 3, BASE, 0), JO, now=NOON)
    told = [json.loads(each.leaf)["details"] for each in records_in(database, Sought())][-1]
    assert told == {"permit": "p-1", "run": 1, "output": BASE, "exit": 0}
    assert check_stored(database).standing is Standing.HOLDS
    with database.reading() as connection:
        assert [each.runs for each in permits_in(connection, 9)] == [2]


def test_a_permit_beyond_a_week_asks_for_a_status_list(database: Database) -> None:
    begun(database)
    decided(database)
    permit = issued(database, replace(WISH, valid_for=timedelta(days=8)))
    published(database)
    trust = replace(trust_of(database), status_list=None)
    proof = str(proof_of(database, permit.index)).encode()
    job = Job(PermitAct.TRAIN, "cluster-a", permit.plan, {REF: BASE})
    with pytest.raises(PermitRefusedError, match="only with a status list"):
        check_permit(Shown(permit.bundle, proof), job, trust, now=NOON)
    assert SIGNER.public.id in permit.bundle.decode()
