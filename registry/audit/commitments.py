"""Personal data beside the log: commitments in leaves, values under keys that can go.

A leaf holds a commitment: the hash of a value with a secret salt. Value and
salt lie in a vault, encrypted under the key of the person they are about.
Once that key is gone nobody can read or guess the value, and the log still
verifies, as the commitment stays.
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SALT_BYTES = 32
KEY_BYTES = 32
_NONCE_BYTES = 12
_COMMITMENT = b"distillgate commitment v1\x00"
_PREFIX = "commit:"

Randomness = Callable[[int], bytes]
"""Gives so many bytes that nobody can foresee."""


class SealError(ValueError):
    """Something in the vault that the key at hand does not open."""


class LockedError(SealError):
    """The key over the keys of people is not at hand, so that nobody can tell."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Something encrypted, bound to what it belongs to."""

    nonce: bytes
    ciphertext: bytes


@dataclass(frozen=True, slots=True)
class Committed:
    """A value as the vault keeps it, with the commitment that leaves hold."""

    commitment: str
    sealed: Sealed


def commitment_to(value: str, salt: bytes) -> str:
    """Return the commitment to `value` under `salt`, which must be secret and used once."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes")
    return _PREFIX + hashlib.sha256(_COMMITMENT + salt + value.encode()).hexdigest()


def commit(value: str, person_key: bytes, randomness: Randomness) -> Committed:
    """Return a fresh commitment to `value`, and the value sealed for the vault."""
    salt = randomness(SALT_BYTES)
    commitment = commitment_to(value, salt)
    sealed = seal(salt + value.encode(), person_key, commitment, randomness)
    return Committed(commitment, sealed)


def reveal(committed: Committed, person_key: bytes) -> str:
    """Return the value of a commitment; raises `SealError` where it is not what was sealed."""
    opened = unseal(committed.sealed, person_key, committed.commitment)
    salt, value = opened[:SALT_BYTES], opened[SALT_BYTES:].decode()
    if not hmac.compare_digest(commitment_to(value, salt), committed.commitment):
        raise SealError("the sealed value is another one than was committed to")
    return value


def seal(content: bytes, key: bytes, belongs_to: str, randomness: Randomness) -> Sealed:
    """Return `content` encrypted under `key`, of use only where it belongs."""
    nonce = randomness(_NONCE_BYTES)
    return Sealed(nonce, AESGCM(key).encrypt(nonce, content, belongs_to.encode()))


def unseal(sealed: Sealed, key: bytes, belongs_to: str) -> bytes:
    """Return what was sealed; raises `SealError` under another key or in another place."""
    try:
        return AESGCM(key).decrypt(sealed.nonce, sealed.ciphertext, belongs_to.encode())
    except InvalidTag as error:
        raise SealError("the key does not open this, or it belongs elsewhere") from error
