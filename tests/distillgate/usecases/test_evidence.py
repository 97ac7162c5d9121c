import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import text

from distillgate.gate.checking import Permit
from distillgate.gate.checkpoints import Checkpoint
from distillgate.gate.collections import Collected, manifest
from distillgate.gate.logproofs import LogProof
from distillgate.gate.statements import PermitAct
from distillgate.gate.tree import includes, leaf_hash
from distillgate.gate.trust import TrustPolicy
from distillgate.usecases.auditlog import Sought, check_stored, records_in
from distillgate.usecases.collecting import record_collection
from distillgate.usecases.decisionviews import Records
from distillgate.usecases.evidence import Evidence, Exhibit, gather
from distillgate.usecases.permits import begin_run, end_run, issue_permit
from distillgate.usecases.review import approve
from registry.audit.ledger import LedgerError
from registry.audit.verifying import Standing
from registry.contents import DamagedContentError
from registry.database import Database
from tests.databases import JO
from tests.distillgate.gate.permits import SIGNER
from tests.distillgate.usecases.logs import NOON, SIGNERS, ledger_of, published
from tests.distillgate.usecases.test_grounds import SAID, acting, asked
from tests.distillgate.usecases.test_permits import BASE, WISH
from tests.distillgate.usecases.test_review import HERE

TEACHER = "hf:acme/large"
DONE = Collected(TEACHER, "direct", "acct-77", "DE", NOON, NOON + timedelta(hours=1))


def used(database: Database) -> bytes:
    """Give a plan that was approved, collected for and trained; return the manifest."""
    asked(database)
    approve(1, SAID, acting(database))
    acts = (PermitAct.COLLECT, PermitAct.TRAIN)
    wish = replace(WISH, acts=acts, channels=("direct",), limits={"examples": 10})
    ledger = ledger_of(database)
    statement, permit = issue_permit(ledger, SIGNERS, (1, wish), JO, now=NOON)
    begin_run(ledger, "p-1", JO, now=NOON)
    end_run(ledger, ("p-1", 1, BASE, 0), JO, now=NOON)
    held = Permit(statement, SIGNER.public, permit.index)
    made = manifest(held, replace(DONE, counts={"examples": 11}), b"s" * 32)
    digest, beyond = record_collection(ledger, made, JO, now=NOON)
    assert (digest, beyond) == (f"sha256:{sha256(made).hexdigest()}", ("limit:examples",))
    return made


def gathered(database: Database, *attached: Exhibit) -> Evidence:
    return gather(database, Records(database).decision("1", HERE), attached, now=NOON)


def test_everything_about_a_plan_is_there_and_its_records_are_proven(
    database: Database,
) -> None:
    made = used(database)
    published(database)
    found = gathered(database, Exhibit("scan.json", "{}"))
    assert found.missing == ()
    files = {each.name: each.text for each in found.exhibits}
    assert files["attached/scan.json"] == "{}"
    assert made.decode() in files.values()
    told = json.loads(files["index.json"])
    assert [each["kind"] for each in told["records"]] == [
        "decision.made",
        "review.requested",
        "signoff.given",
        "permit.issued",
        "permit.consumed",
        "permit.consumed",
        "collection.made",
    ]
    assert json.loads(files["verdict.json"])["verdict"] == "needs-review"
    assert json.loads(files["reviews/1.json"])["state"] == "approved"
    assert json.loads(files["permits.json"])[0]["runs"] == "1"
    assert json.loads(files["clauses.json"])[0]["clause"]
    policy = TrustPolicy.parse(files["log.policy"].encode())
    for each in told["records"]:
        proof = LogProof.parse(files[f"records/{each['index']}.tlog-proof"].encode())
        leaf = files[f"records/{each['index']}.json"].encode()
        size, root = policy.accept(Checkpoint.parse(proof.checkpoint)).head.state
        hashed = leaf_hash(leaf)
        assert includes(root, size, proof.path, index=proof.index, hashed=hashed)


def test_the_checksums_cover_every_file(database: Database) -> None:
    used(database)
    published(database)
    found = gathered(database)
    rows = (line.split("  ") for line in found.checksums.splitlines())
    assert {name: digest for digest, name in rows} == {
        each.name: sha256(each.text.encode()).hexdigest() for each in found.exhibits
    }


def test_what_is_missing_is_said(database: Database) -> None:
    asked(database)
    found = gathered(database)
    assert "the proof of record 3: the last signed head covers 3 records" in found.missing
    assert "no permit was issued for this state of the plan" in found.missing
    assert "no report on the data is attached; `scan` makes one" in found.missing
    assert json.loads(found.exhibits[0].text)["missing"] == list(found.missing)
    with database.writing() as connection:
        connection.execute(text("UPDATE review_act SET kind = 'deny'"))
    assert any("the log does not hold" in each for each in gathered(database).missing)


def test_what_was_decided_on_and_is_damaged_is_not_left_out(database: Database) -> None:
    asked(database)
    with database.writing() as connection:
        connection.execute(
            text("UPDATE content SET packed = '' WHERE digest = (SELECT packs FROM decision)")
        )
    with pytest.raises(DamagedContentError):
        gathered(database)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ((b"collection/v1", b"collection/v2"), "no collection manifest"),
        ((b'"p-1"', b'"p-2"'), "no permit `p-2`"),
        ((b'"beyond":[', b'"beyond":[1,'), "damaged"),
        ((b'"plan":"sha256:', b'"plan":"sha257:'), "of another plan"),
    ],
)
def test_what_is_no_manifest_of_a_permit_is_not_recorded(
    database: Database, change: tuple[bytes, bytes], reason: str
) -> None:
    made = used(database)
    ledger = ledger_of(database)
    with pytest.raises(LedgerError, match=reason):
        record_collection(ledger, made.replace(*change), JO, now=NOON)
    again, _ = record_collection(ledger, made, JO, now=NOON)
    assert again.startswith("sha256:")
    assert len(records_in(database, Sought(kind="collection.made"))) == 1
    assert check_stored(database).standing is Standing.HOLDS
