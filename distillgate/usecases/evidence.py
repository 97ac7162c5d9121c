"""What one would show on the day of an accusation, gathered from the registry and its log.

Everything is taken as it is stored: the plan as it was written, the case, the
verdict, the packs that it was judged by, reviews, permits, and every record
of the log about this state of the plan with the proof that a signed head
covers it. It can be checked without the registry.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection

from distillgate.usecases.auditlog import Sought, policy_text, proof_of, records_in
from distillgate.usecases.permitstanding import standing_permits
from distillgate.usecases.reviewviews import review_json
from policy.canonical import canonical_json
from registry.audit.checking import check_structure
from registry.audit.ledger import Entry, LedgerError, the_log
from registry.audit.verifying import Standing
from registry.database import Database
from registry.decisions import Decision
from registry.decisionstore import DecisionStore
from registry.reviewstore import ReviewStore, SoughtReviews

SCHEMA = "distillgate/evidence/v1"
CHECKSUMS = "SHA256SUMS"
_MOST = 1_000_000
_COLLECTED = "collection.made"
_PROOF = ".tlog-proof"


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One file of the evidence."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """All of it, with what is missing in words."""

    exhibits: tuple[Exhibit, ...]
    missing: tuple[str, ...]

    @property
    def checksums(self) -> str:
        """Return the list of checksums, as `sha256sum -c` reads it."""
        return "".join(
            f"{sha256(each.text.encode()).hexdigest()}  {each.name}\n" for each in self.exhibits
        )


def gather(
    database: Database,
    decision: Decision,
    attached: Sequence[Exhibit] = (),
    *,
    now: datetime,
) -> Evidence:
    """Return what shows that the plan of `decision` was judged, by whom it was let, and used.

    `attached` are files from outside, such as scan reports. Raises
    `LedgerError` where there is no log, and `DamagedContentError` where
    something that was decided on cannot be read any more.
    """
    missing: list[str] = []
    records = records_in(database, Sought(subject=decision.version.digest, most=_MOST))
    with database.reading() as connection:
        found = [
            *_judged(connection, decision),
            *_reviews(connection, decision, now),
            *_collections(connection, records),
        ]
        checked = check_structure(connection, the_log(connection))
    found += _permits(database, decision, now, missing)
    found += _proven(database, records, missing)
    found += (Exhibit(f"attached/{each.name}", each.text) for each in attached)
    if checked.standing is not Standing.HOLDS:
        missing.append(f"the log does not hold: {checked.reason}")
    if not any(each.name.startswith("permits/") for each in found):
        missing.append("no permit was issued for this state of the plan")
    if not attached:
        missing.append("no report on the data is attached; `scan` makes one")
    told = _index(decision, records, found, missing, now)
    return Evidence((Exhibit("index.json", told), *found), tuple(missing))


def _judged(connection: Connection, decision: Decision) -> Iterator[Exhibit]:
    """Yield the plan as written, the case, the verdict and the packs it was judged by."""
    contents = DecisionStore(connection).contents
    yield Exhibit("plan.json", contents.get(decision.version.source).decode())
    yield Exhibit("case.json", contents.get(decision.case).decode())
    verdict = contents.get(decision.verdict).decode()
    yield Exhibit("verdict.json", verdict)
    yield Exhibit("clauses.json", _clauses(verdict))
    packs = contents.get(decision.packs).decode()
    yield Exhibit("packs.json", packs)
    files = {digest: name for layer in json.loads(packs)["layers"] for name, digest in layer}
    for digest, content in contents.get_all(sorted(files)).items():
        yield Exhibit(f"packs/{digest.removeprefix('sha256:')}.yaml", content.decode())


def _clauses(verdict: str) -> str:
    """Return the clauses that mattered, with their sections and sources, from a verdict."""
    keys = ("clause", "title", "issuer", "section", "url", "effect", "state", "severity")
    told = json.loads(verdict)["findings"]
    return canonical_json([{key: each.get(key) for key in keys} for each in told])


def _reviews(connection: Connection, decision: Decision, now: datetime) -> Iterator[Exhibit]:
    sought = SoughtReviews(plan=decision.version.plan, most=_MOST)
    for review in ReviewStore(connection).reviews(sought):
        told = canonical_json(review_json(review, now.date()))
        yield Exhibit(f"reviews/{review.number}.json", told)


def _collections(connection: Connection, records: Sequence[Entry]) -> Iterator[Exhibit]:
    contents = DecisionStore(connection).contents
    for each in records:
        if each.kind == _COLLECTED:
            digest = str(json.loads(each.leaf)["result"])
            name = f"collections/{digest.removeprefix('sha256:')}.json"
            yield Exhibit(name, contents.get(digest).decode())


def _permits(
    database: Database, decision: Decision, now: datetime, missing: list[str]
) -> Iterator[Exhibit]:
    """Yield the permits of this state of the plan with their log proofs, and how they stand."""
    known = standing_permits(database, now=now, most=_MOST)
    mine = [each for each in known if each.permit.plan == decision.version.digest]
    for each in mine:
        name = f"permits/{each.permit.id}"
        yield Exhibit(f"{name}.sigstore.json", each.permit.bundle.decode())
        try:
            yield Exhibit(f"{name}{_PROOF}", str(proof_of(database, each.permit.index)))
        except LedgerError as error:
            missing.append(f"the proof of {each.permit.id}: {error.message}")
    if mine:
        yield Exhibit("permits.json", canonical_json([each.json() for each in mine]))


def _proven(
    database: Database, records: Sequence[Entry], missing: list[str]
) -> Iterator[Exhibit]:
    """Yield each record with its proof, and whom to believe about the log."""
    for each in records:
        yield Exhibit(f"records/{each.index}.json", each.leaf.decode())
        try:
            yield Exhibit(f"records/{each.index}{_PROOF}", str(proof_of(database, each.index)))
        except LedgerError as error:
            missing.append(f"the proof of record {each.index}: {error.message}")
    try:
        yield Exhibit("log.policy", policy_text(database))
    except LedgerError as error:
        missing.append(f"whom to believe about the log: {error.message}")


def _index(
    decision: Decision,
    records: Sequence[Entry],
    found: Sequence[Exhibit],
    missing: Sequence[str],
    now: datetime,
) -> str:
    return canonical_json(
        {
            "schema": SCHEMA,
            "gathered_at": f"{now:%Y-%m-%dT%H:%M:%SZ}",
            "plan": decision.version.plan,
            "digest": decision.version.digest,
            "decision": str(decision.number),
            "ruling": decision.ruling.word,
            "as_of": decision.as_of.isoformat(),
            "documents": decision.documents,
            "engine": decision.engine,
            "records": [
                {"index": str(each.index), "kind": each.kind, "at": each.recorded_at}
                for each in records
            ],
            "files": [each.name for each in found],
            "missing": list(missing),
        }
    )
