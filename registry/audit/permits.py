"""Permits: made from a decision, signed, put into bundles, and taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)

from distillgate.gate.canonical import canonical
from distillgate.gate.envelope import BUNDLE_TYPE, PermitKey, pre_authentication
from distillgate.gate.logproofs import LogProof
from distillgate.gate.statements import PAYLOAD_TYPE, Statement, stamp
from distillgate.gate.statuslists import PAYLOAD_TYPE as STATUS_TYPE
from distillgate.gate.statuslists import StatusList
from distillgate.gate.texts import to_base64
from registry.audit.records import Actor, Record, RecordKind, Subject
from registry.audit.storedkeys import StoredKey

_VSA_TYPE = "https://slsa.dev/verification_summary/v1"
_VSA_VERSION = "1.0"
_LEVEL = "DISTILLGATE_APPROVED"


@dataclass(frozen=True, slots=True)
class PermitSigner:
    """Signs permits, status lists and summaries."""

    key: EllipticCurvePrivateKey | StoredKey[EllipticCurvePublicKey]

    @property
    def public(self) -> PermitKey:
        """Return the key that verifiers hold."""
        return PermitKey(self.key.public_key())

    def bundle(self, payload_type: str, payload: bytes) -> bytes:
        """Return the sigstore bundle of a signed payload.

        It is the same each time, unless the key lies in a store that signs otherwise.
        """
        signature = self._signature(pre_authentication(payload_type, payload))
        hint = self.public.id
        return canonical(
            {
                "mediaType": BUNDLE_TYPE,
                "verificationMaterial": {"publicKey": {"hint": hint}, "tlogEntries": []},
                "dsseEnvelope": {
                    "payload": to_base64(payload),
                    "payloadType": payload_type,
                    "signatures": [{"sig": to_base64(signature), "keyid": hint}],
                },
            }
        )

    def _signature(self, message: bytes) -> bytes:
        if isinstance(self.key, StoredKey):
            return self.key.sign(message)
        return self.key.sign(message, ECDSA(hashes.SHA256(), deterministic_signing=True))


def payload_of(statement: Statement) -> bytes:
    """Return the bytes of a permit that are signed."""
    return canonical(statement.plain())


def permit_bundle(statement: Statement, signer: PermitSigner) -> bytes:
    """Return a permit as the file that jobs are handed."""
    return signer.bundle(PAYLOAD_TYPE, payload_of(statement))


def issued_record(statement: Statement, actor: Actor, moment: datetime) -> Record:
    """Return the record by which the log knows a permit."""
    return Record(
        RecordKind.PERMIT_ISSUED,
        f"permit-issued-{statement.id}",
        moment,
        actor,
        Subject("plan", statement.plan),
        outcome="approve",
        details={
            "permit": statement.id,
            "payload": f"sha256:{sha256(payload_of(statement)).hexdigest()}",
            "decision": statement.index,
            "acts": tuple(statement.acts),
            "not_after": stamp(statement.not_after),
        },
    )


def revoked_record(permit: str, plan: str, actor: Actor, moment: datetime) -> Record:
    """Return the record by which a permit is taken back."""
    return Record(
        RecordKind.PERMIT_REVOKED,
        f"permit-revoked-{permit}",
        moment,
        actor,
        Subject("plan", plan),
        details={"permit": permit},
    )


@dataclass(frozen=True, slots=True)
class Run:
    """One use of a permit, and what came of it."""

    permit: str
    plan: str
    number: int
    """The how-manieth run this is."""
    output: str | None = None
    """The digest of the model that was made."""
    exit: int | None = None


def consumed_record(run: Run, actor: Actor, moment: datetime) -> Record:
    """Return the record of a run under a permit: at its start, and at its end once more."""
    details: dict[str, str | int] = {"permit": run.permit, "run": run.number}
    if run.output is not None:
        details["output"] = run.output
    if run.exit is not None:
        details["exit"] = run.exit
    stage = "start" if run.exit is None else "end"
    return Record(
        RecordKind.PERMIT_CONSUMED,
        f"permit-consumed-{run.permit}-{run.number}-{stage}",
        moment,
        actor,
        Subject("plan", run.plan),
        details=details,
    )


def status_bundle(listed: StatusList, signer: PermitSigner) -> bytes:
    """Return a signed status list."""
    return signer.bundle(STATUS_TYPE, canonical(listed.plain()))


def summary_bundle(statement: Statement, moment: datetime, signer: PermitSigner) -> bytes:
    """Return the SLSA verification summary of the decision behind a permit.

    It is for verifiers that know no permits; they see neither its end nor its
    audience.
    """
    bare = statement.plan.removeprefix("sha256:")
    policy = statement.policy.removeprefix("sha256:")
    predicate: Mapping[str, object] = {
        "verifier": {"id": statement.issued_by, "version": {"distillgate": statement.version}},
        "timeVerified": stamp(moment),
        "resourceUri": f"urn:distillgate:plan:{bare}",
        "policy": {"uri": "urn:distillgate:documents", "digest": {"sha256": policy}},
        "verificationResult": "PASSED",
        "verifiedLevels": [_LEVEL],
        "slsaVersion": _VSA_VERSION,
    }
    summary = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "plan", "digest": {"sha256": bare}}],
        "predicateType": _VSA_TYPE,
        "predicate": predicate,
    }
    return signer.bundle(PAYLOAD_TYPE, canonical(summary))


def log_proof(index: int, path: tuple[bytes, ...], checkpoint: bytes, leaf: bytes) -> LogProof:
    """Return the proof that goes beside a permit; it carries the record itself."""
    return LogProof(index, path, checkpoint, leaf)
