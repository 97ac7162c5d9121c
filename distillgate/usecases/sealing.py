"""Seals what must be kept and is nobody's to read: secrets and addresses of webhooks."""

import base64
import os
from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from distillgate.usecases.files import refused
from policy.diagnostics import Code, Span
from registry.audit.commitments import KEY_BYTES, Sealed, SealError, seal, unseal
from registry.database import RegistryError

SHORTEST = 32
"""Characters that a key in the settings has at least; what is shorter can be guessed."""
_SIGN = "sealed:1:"
_NONCE_BYTES = 12
_PURPOSE = b"distillgate webhook secrets v1"
_HINT = "`DISTILLGATE_WEBHOOK_KEY` says the key, the old one after a new one"


class SealedError(RegistryError):
    """Something is sealed that no key at hand opens."""


@dataclass(frozen=True, slots=True)
class Sealer:
    """The keys at hand: the first one seals, all of them open."""

    keys: tuple[bytes, ...] = ()

    def sealed(self, text: str, belongs_to: str) -> str:
        """Return `text` sealed, of use only where it belongs; raises `UnreadableError`."""
        if not self.keys:
            message = "there is no key to seal the secrets of webhooks with"
            raise refused(Code.UNUSABLE_KEY, message, Span("webhooks", 1, 1), _HINT)
        made = seal(text.encode(), self.keys[0], belongs_to, os.urandom)
        return _SIGN + base64.urlsafe_b64encode(made.nonce + made.ciphertext).decode()

    def opened(self, text: str, belongs_to: str) -> str:
        """Return what was sealed; raises `SealedError` where no key opens it.

        What was kept before anything was sealed is returned as it is.
        """
        if not is_sealed(text):
            return text
        content = base64.urlsafe_b64decode(text.removeprefix(_SIGN))
        for key in self.keys:
            found = _tried(content, key, belongs_to)
            if found is not None:
                return found
        raise SealedError("no key at hand opens the secrets of this webhook", _HINT)

    def is_new(self, text: str, belongs_to: str) -> bool:
        """Return whether it is sealed already, by the first key."""
        if not is_sealed(text) or not self.keys:
            return False
        content = base64.urlsafe_b64decode(text.removeprefix(_SIGN))
        return _tried(content, self.keys[0], belongs_to) is not None


NO_KEYS = Sealer()
"""Seals nothing, and opens what was never sealed."""


def is_sealed(text: str) -> bool:
    """Return whether somebody sealed `text`."""
    return text.startswith(_SIGN)


def key_said(text: str) -> bytes:
    """Return the key that settings say; raises `UnreadableError` where it can be guessed."""
    if len(text) < SHORTEST:
        message = f"the key of webhooks has less than {SHORTEST} characters"
        hint = "`openssl rand -hex 32` makes one"
        raise refused(Code.UNUSABLE_KEY, message, Span("DISTILLGATE_WEBHOOK_KEY", 1, 1), hint)
    return HKDF(SHA256(), KEY_BYTES, None, _PURPOSE).derive(text.encode())


def _tried(content: bytes, key: bytes, belongs_to: str) -> str | None:
    sealed = Sealed(content[:_NONCE_BYTES], content[_NONCE_BYTES:])
    try:
        return unseal(sealed, key, belongs_to).decode()
    except (SealError, ValueError):
        return None
