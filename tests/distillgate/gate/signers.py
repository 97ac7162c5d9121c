"""Keys and notes for tests; the same seed gives the same key."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from distillgate.gate.notes import KeyType
from registry.audit.signing import NoteSigner

ORIGIN = "log.example/main"


def signer(name: str = ORIGIN, seed: int = 1, kind: KeyType = KeyType.NOTE) -> NoteSigner:
    return NoteSigner(name, Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32), kind)


def witness(name: str, seed: int) -> NoteSigner:
    return signer(name, seed, KeyType.COSIGNATURE)


def policy_text(*lines: str, log: NoteSigner | None = None) -> bytes:
    key = (log or signer()).verifier
    return "".join(f"{line}\n" for line in (f"log {key}", *lines)).encode()
