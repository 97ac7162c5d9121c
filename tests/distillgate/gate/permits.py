"""Permits, with the log that holds them, for tests."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from distillgate.gate.checking import Job, Shown, Trust
from distillgate.gate.logproofs import LogProof
from distillgate.gate.statements import PermitAct, SignOff, Statement
from distillgate.gate.tree import Nodes, extended, inclusion_proof, leaf_hash, root_of
from distillgate.gate.trust import TrustPolicy
from registry.audit.permits import PermitSigner, issued_record, log_proof, permit_bundle
from registry.audit.records import SYSTEM, leaf_of
from registry.audit.signing import NoteSigner
from tests.distillgate.gate.signers import ORIGIN, policy_text
from tests.registry.audit.logs import checkpoint_of, leaves

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PLAN = "sha256:" + "1" * 64
DATA = "sha256:" + "2" * 64
BASE = "sha256:" + "3" * 64
OTHER = "sha256:" + "4" * 64
SIGNER = PermitSigner(derive_private_key(1234567, SECP256R1()))
STRANGER = PermitSigner(derive_private_key(7654321, SECP256R1()))
POLICY = policy_text("quorum none")
TRUST = Trust((SIGNER.public,), TrustPolicy.parse(POLICY))
JOB = Job(PermitAct.TRAIN, "cluster-a", PLAN, {"local:./tickets": DATA, "hf:a/b": BASE})
STATEMENT = Statement(
    id="p-1",
    plan=PLAN,
    acts=(PermitAct.COLLECT, PermitAct.TRAIN),
    audience="cluster-a",
    not_before=NOW - timedelta(hours=1),
    not_after=NOW + timedelta(hours=23),
    issued_by="https://distillgate.example",
    version="0.1.0",
    origin=ORIGIN,
    index=5,
    policy=OTHER,
    inputs=OTHER,
    materials={"local:./tickets": DATA, "hf:a/b": BASE},
    conditions=("acme-license#naming",),
    approvers=(SignOff("commit:" + "a" * 64, "approve", NOW),),
)


@dataclass(frozen=True)
class Logged:
    """A permit in a log of some records, at a place."""

    statement: Statement = STATEMENT
    signer: PermitSigner = SIGNER
    index: int = 7
    size: int = 20
    witnesses: tuple[NoteSigner, ...] = ()

    @property
    def leaf(self) -> bytes:
        return leaf_of(issued_record(self.statement, SYSTEM, NOW), NOW)

    @property
    def proof(self) -> LogProof:
        content = leaves(self.size)
        content[self.index] = self.leaf
        checkpoint = str(checkpoint_of(content, None, *self.witnesses).note).encode()
        path = inclusion_proof(nodes_over(content), self.index, self.size)
        return log_proof(self.index, path, checkpoint, self.leaf)

    @property
    def shown(self) -> Shown:
        return Shown(permit_bundle(self.statement, self.signer), str(self.proof).encode())

    def write(self, folder: Path) -> Path:
        """Write permit, proof and trust into `folder`, and return the permit's path."""
        shown = self.shown
        assert shown.log_proof is not None
        (folder / "permit.sigstore.json").write_bytes(shown.bundle)
        (folder / "permit.tlog-proof").write_bytes(shown.log_proof)
        write_trust(folder / "trust")
        return folder / "permit.sigstore.json"


def write_trust(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "permit-keys.pem").write_bytes(pem_of(SIGNER))
    (folder / "log.policy").write_bytes(POLICY)


def pem_of(signer: PermitSigner) -> bytes:
    return signer.public.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def nodes_over(content: Sequence[bytes]) -> Nodes:
    hashes = [leaf_hash(leaf) for leaf in content]

    def node(height: int, place: int) -> bytes:
        return root_of(extended((), 0, hashes[place << height : (place + 1) << height]))

    return node


def changed(**fields: object) -> Logged:
    return Logged(replace(STATEMENT, **fields))  # type: ignore[arg-type]  # fields by name
