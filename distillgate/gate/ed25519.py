"""Ed25519 signatures, under public keys that a single person can hold.

Some 32 bytes are points of small order, or second spellings of a point. Under
such a key one signature fits many messages, and libraries disagree on them, so
they are no keys here.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

KEY_BYTES = 32
SIGNATURE_BYTES = 64
_PRIME = 2**255 - 19
_SIGN = 1 << 255
# The second coordinate of the points of order eight; RFC 8032 gives the curve.
_ORDER_EIGHT = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_SMALL = frozenset({0, 1, _PRIME - 1, _ORDER_EIGHT, _PRIME - _ORDER_EIGHT})


def is_sound(key: bytes) -> bool:
    """Return whether `key` is the one spelling of a point that is not of small order."""
    if len(key) != KEY_BYTES:
        return False
    second = int.from_bytes(key, "little") & ~_SIGN
    return second < _PRIME and second not in _SMALL


def signs(key: bytes, signature: bytes, message: bytes) -> bool:
    """Return whether `signature` is one of `message` by the holder of `key`."""
    if not is_sound(key) or len(signature) != SIGNATURE_BYTES or not is_sound(signature[:32]):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
