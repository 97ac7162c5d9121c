"""Bytes under their digest: what they must be to count as what was stored."""

import hashlib
import zlib


class DamagedContentError(Exception):
    """What is stored under a digest is gone, or is no longer what was stored."""

    def __init__(self, digest: str, why: str) -> None:
        super().__init__(f"the content `{digest}` {why}")
        self.digest = digest
        self.why = why


def digest_of(content: bytes) -> str:
    """Return the digest of `content` in the form `sha256:…`."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def sound(digest: str, packed: bytes) -> bytes:
    """Return what is stored under `digest`; raises `DamagedContentError`."""
    try:
        content = zlib.decompress(packed)
    except (zlib.error, TypeError) as error:  # SQLite keeps text where bytes belong, too
        raise DamagedContentError(
            digest, "cannot be unpacked: its bytes were changed"
        ) from error
    if digest_of(content) != digest:
        raise DamagedContentError(digest, "has other bytes than were stored")
    return content
