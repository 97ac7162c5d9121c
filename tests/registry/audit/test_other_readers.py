"""Permits as readers of other makers see them."""

import json

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey  # type: ignore[attr-defined]  # it is public by their guide

from registry.audit.permits import permit_bundle, summary_bundle
from tests.distillgate.gate.permits import NOW, SIGNER, STATEMENT, STRANGER


def key_of(signer: object = SIGNER) -> SSlibKey:
    assert isinstance(signer, type(SIGNER))
    pem = signer.public.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    told = {"public": pem.decode()}
    return SSlibKey(signer.public.id, "ecdsa", "ecdsa-sha2-nistp256", told)


@pytest.mark.parametrize(
    "bundle", [permit_bundle(STATEMENT, SIGNER), summary_bundle(STATEMENT, NOW, SIGNER)]
)
def test_securesystemslib_verifies_what_we_sign(bundle: bytes) -> None:
    envelope = Envelope.from_dict(json.loads(bundle)["dsseEnvelope"])
    assert list(envelope.verify([key_of()], 1)) == [SIGNER.public.id]
    with pytest.raises(VerificationError):
        envelope.verify([key_of(STRANGER)], 1)


def test_a_summary_says_what_generic_verifiers_ask_for() -> None:
    envelope = Envelope.from_dict(
        json.loads(summary_bundle(STATEMENT, NOW, SIGNER))["dsseEnvelope"]
    )
    told = json.loads(envelope.payload)
    assert told["predicateType"] == "https://slsa.dev/verification_summary/v1"
    assert told["subject"] == [{"name": "plan", "digest": {"sha256": "1" * 64}}]
    assert told["predicate"]["verificationResult"] == "PASSED"
    assert not any(level.startswith("SLSA_") for level in told["predicate"]["verifiedLevels"])
