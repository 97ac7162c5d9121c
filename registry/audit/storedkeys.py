"""Keys that never leave their store: a token (PKCS#11), or the key service of a cloud.

The store is named by a URI of securesystemslib, which knows how each is asked;
the public key lies beside it. Each signature is checked before it is used, so
that a store that answers with another key is noticed where that happens.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from registry.audit.ledger import LedgerError
from registry.audit.signing import KeyFileError

_EXTRA = "stores of keys need the extra: `pip install 'distillgate[kms]'`"
Public = TypeVar("Public", Ed25519PublicKey, EllipticCurvePublicKey)


class KeyStoreError(LedgerError):
    """A store of keys that does not sign, or signs with another key."""


@dataclass(frozen=True, slots=True)
class StoredKey(Generic[Public]):
    """A private key in a store, which signs without giving it away."""

    uri: str
    """Such as `hsm:2?label=permits` or `awskms:alias/permits`."""
    public: Public
    secret: Callable[[str], str]
    """Gives what the store asks for, such as its PIN."""

    def public_key(self) -> Public:
        """Return the public key."""
        return self.public

    def sign(self, message: bytes) -> bytes:
        """Return the signature of the store; raises `KeyStoreError`."""
        signature = self._asked(message)
        try:
            if isinstance(self.public, Ed25519PublicKey):
                self.public.verify(signature, message)
            else:
                self.public.verify(signature, message, ECDSA(hashes.SHA256()))
        except InvalidSignature as error:
            hint = "the public key beside its URI is that of another key"
            raise KeyStoreError(f"`{self.uri}` signs with another key", hint) from error
        return signature

    def _asked(self, message: bytes) -> bytes:
        try:
            # It loads what it finds of the libraries of all stores; few sign this way.
            import securesystemslib.signer as stores  # noqa: PLC0415 see above
        except ImportError as error:
            raise KeyStoreError("no library for stores of keys is installed", _EXTRA) from error
        try:
            key = stores.SSlibKey.from_crypto(self.public)  # type: ignore[attr-defined]  # a public name
            made = stores.Signer.from_priv_key_uri  # type: ignore[attr-defined]  # as above
            signer = made(self.uri, key, self.secret)
            return bytes.fromhex(signer.sign(message).signature)
        except Exception as error:
            # What is raised differs from store to store, and nothing was signed.
            said = f"{type(error).__name__}: {error}".splitlines()[0]
            raise KeyStoreError(f"`{self.uri}` does not sign: {said}", _ASK) from error


_ASK = "see whether the store is there, and DISTILLGATE_KEY_PASSPHRASE is its PIN"


def stored_log_key(
    uri: bytes, public: bytes, secret: Callable[[str], str]
) -> StoredKey[Ed25519PublicKey]:
    """Return the key of a log in a store; raises `KeyFileError`."""
    key = _public(public)
    if not isinstance(key, Ed25519PublicKey):
        raise KeyFileError("the file holds a public key of another kind than Ed25519")
    return StoredKey(_line(uri), key, secret)


def stored_permit_key(
    uri: bytes, public: bytes, secret: Callable[[str], str]
) -> StoredKey[EllipticCurvePublicKey]:
    """Return the key of permits in a store; raises `KeyFileError`."""
    key = _public(public)
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
        raise KeyFileError("the file holds a public key of another kind than ECDSA P-256")
    return StoredKey(_line(uri), key, secret)


def _public(content: bytes) -> object:
    try:
        return serialization.load_pem_public_key(content)
    except ValueError as error:
        raise KeyFileError("the file holds no public key in PEM") from error


def _line(content: bytes) -> str:
    uri = content.decode(errors="replace").strip()
    if not (uri.isascii() and uri.isprintable()) or ":" not in uri or " " in uri:
        raise KeyFileError("the file holds no URI of a key, such as `hsm:2?label=permits`")
    return uri
