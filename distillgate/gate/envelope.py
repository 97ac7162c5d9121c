"""Signed envelopes: DSSE, one signature by ECDSA P-256, in a sigstore bundle v0.3.

What is signed includes the type of the payload, and what is returned is the
payload that was verified, so that no second reading can differ.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicKey,
)

BUNDLE_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json"
MOST_BYTES = 5_000_000
_PEM_END = b"-----END PUBLIC KEY-----"


class EnvelopeError(ValueError):
    """An envelope, or a key for one, that cannot be read or does not hold."""


@dataclass(frozen=True, slots=True)
class PermitKey:
    """A public key that permits are signed with."""

    key: EllipticCurvePublicKey

    @property
    def id(self) -> str:
        """Return the digest of the key, a hint at which one signed."""
        der = self.key.public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return hashlib.sha256(der).hexdigest()


@dataclass(frozen=True, slots=True)
class Envelope:
    """A payload with its type and the signatures under it, none of them checked."""

    payload_type: str
    payload: bytes
    signatures: tuple[bytes, ...]

    @property
    def message(self) -> bytes:
        """Return what is signed."""
        return pre_authentication(self.payload_type, self.payload)

    def signed_by(self, keys: Sequence[PermitKey]) -> PermitKey:
        """Return the one of `keys` that signed; raises `EnvelopeError` where none did."""
        if len(self.signatures) != 1:
            raise EnvelopeError(
                f"it has {len(self.signatures)} signatures, and one is asked for"
            )
        for each in keys:
            if _holds(each.key, self.signatures[0], self.message):
                return each
        raise EnvelopeError("no key that is trusted signed it")

    @classmethod
    def parse(cls, content: bytes) -> "Envelope":
        """Return the envelope in a bundle, or one that stands by itself; raises the error."""
        whole = json_of(content)
        if "mediaType" in whole:
            if whole["mediaType"] != BUNDLE_TYPE:
                raise EnvelopeError("the bundle is of another version than v0.3")
            whole = _object(whole, "dsseEnvelope")
        payload_type = _text(whole, "payloadType")
        payload = _decoded(_text(whole, "payload"))
        signatures = whole.get("signatures")
        if not isinstance(signatures, list) or not all(isinstance(s, dict) for s in signatures):
            raise EnvelopeError("the envelope has no list of signatures")
        return cls(payload_type, payload, tuple(_decoded(_text(s, "sig")) for s in signatures))


def pre_authentication(payload_type: str, payload: bytes) -> bytes:
    """Return the bytes that a DSSE signature covers; lengths count bytes."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def permit_keys(content: bytes) -> tuple[PermitKey, ...]:
    """Return the public keys in a PEM file, one after another; raises `EnvelopeError`."""
    parts = content.split(_PEM_END)[:-1]
    if not parts:
        raise EnvelopeError("the file holds no public key in PEM")
    return tuple(_key(part + _PEM_END + b"\n") for part in parts)


def json_of(content: bytes) -> dict[str, object]:
    """Return the JSON object in `content`, no key of which stands twice; raises the error."""
    if len(content) > MOST_BYTES:
        raise EnvelopeError("the file is too large")
    try:
        value = json.loads(content, object_pairs_hook=_no_twins)
    except (ValueError, RecursionError) as error:
        raise EnvelopeError("the file is no JSON that can be read in one way only") from error
    if not isinstance(value, dict):
        raise EnvelopeError("the file is no JSON object")
    return value


def _no_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _object(whole: dict[str, object], name: str) -> dict[str, object]:
    value = whole.get(name)
    if not isinstance(value, dict):
        raise EnvelopeError(f"the bundle has no `{name}`")
    return value


def _text(whole: dict[str, object], name: str) -> str:
    value = whole.get(name)
    if not isinstance(value, str):
        raise EnvelopeError(f"the envelope has no `{name}`")
    return value


def _decoded(text: str) -> bytes:
    """Return what Base64 of either alphabet stands for, as DSSE lets it be written."""
    try:
        return base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise EnvelopeError("the envelope holds something that is no Base64") from error


def _key(pem: bytes) -> PermitKey:
    try:
        key = serialization.load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise EnvelopeError("the file holds a public key that cannot be read") from error
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
        raise EnvelopeError("the file holds a key of another kind than ECDSA P-256")
    return PermitKey(key)


def _holds(key: EllipticCurvePublicKey, signature: bytes, message: bytes) -> bool:
    try:
        key.verify(signature, message, ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True
