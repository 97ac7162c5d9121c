"""Keys that sign: the log's, a witness's, and that of permits; most lie in files."""

from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from distillgate.gate.checkpoints import Head
from distillgate.gate.notes import (
    KeyType,
    Note,
    Signature,
    VerifierKey,
    cosigned_message,
)


class LogKey(Protocol):
    """A private key of a log or a witness, in a file or in a store that signs with it."""

    def sign(self, data: bytes, /) -> bytes:
        """Return the signature of `data`."""
        ...

    def public_key(self) -> Ed25519PublicKey:
        """Return the public key."""
        ...


class KeyFileError(ValueError):
    """A file that holds no key that can be used, or another passphrase opens it."""


@dataclass(frozen=True, slots=True)
class NoteSigner:
    """Signs notes in the name of a log, or checkpoints in that of a witness."""

    name: str
    key: LogKey
    type: KeyType = KeyType.NOTE

    @property
    def verifier(self) -> VerifierKey:
        """Return the public key, as policies list it."""
        return VerifierKey(self.name, self.type, self.key.public_key().public_bytes_raw())

    def sign(self, text: str, time: int = 0) -> Signature:
        """Return the signature of `text`, as of `time` in seconds where the key states one."""
        return Signature(self.name, self.verifier.id, self._value(text, time))

    def _value(self, text: str, time: int) -> bytes:
        match self.type:
            case KeyType.NOTE:
                return self.key.sign(text.encode())
            case KeyType.COSIGNATURE:
                return time.to_bytes(8, "big") + self.key.sign(cosigned_message(text, time))


def signed_checkpoint(head: Head, *signers: NoteSigner) -> Note:
    """Return the checkpoint of `head`, signed by each of `signers`."""
    text = str(head)
    return Note(text, tuple(each.sign(text) for each in signers))


def new_log_key() -> Ed25519PrivateKey:
    """Return a fresh key for a log or a witness."""
    return Ed25519PrivateKey.generate()


def new_permit_key() -> EllipticCurvePrivateKey:
    """Return a fresh key for permits, on the curve that every key store has."""
    return generate_private_key(SECP256R1())


def key_file(
    key: Ed25519PrivateKey | EllipticCurvePrivateKey, passphrase: bytes | None
) -> bytes:
    """Return the file that keeps `key`, encrypted where there is a passphrase."""
    how: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        how = serialization.BestAvailableEncryption(passphrase)
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, how)


def read_log_key(content: bytes, passphrase: bytes | None) -> Ed25519PrivateKey:
    """Return the key of a log or a witness from its file; raises `KeyFileError`."""
    key = _read(content, passphrase)
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError("the file holds a key of another kind than Ed25519")
    return key


def read_permit_key(content: bytes, passphrase: bytes | None) -> EllipticCurvePrivateKey:
    """Return the key of permits from its file; raises `KeyFileError`."""
    key = _read(content, passphrase)
    if not isinstance(key, EllipticCurvePrivateKey) or not isinstance(key.curve, SECP256R1):
        raise KeyFileError("the file holds a key of another kind than ECDSA P-256")
    return key


def _read(content: bytes, passphrase: bytes | None) -> object:
    try:
        return serialization.load_pem_private_key(content, passphrase)
    except TypeError as error:
        asked = (
            "has no passphrase, and one was given" if passphrase else "asks for a passphrase"
        )
        raise KeyFileError(f"the key {asked}") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyFileError("the file holds no key, or the passphrase is another") from error
