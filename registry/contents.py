"""Bytes by their digest: written once, held against the digest whenever they are read."""

import hashlib
import zlib
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection, select

from registry.inserting import insert_new
from registry.tables import ContentRow, table_of

JSON = "application/json"
YAML = "application/yaml"
_CONTENT = table_of(ContentRow)
_MOST = 400


class DamagedContentError(Exception):
    """What is stored under a digest is gone, or is no longer what was stored."""

    def __init__(self, digest: str, why: str) -> None:
        super().__init__(f"the content `{digest}` {why}")
        self.digest = digest
        self.why = why


def digest_of(content: bytes) -> str:
    """Return the digest of `content` in the form `sha256:…`."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


class ContentStore:
    """Writes and reads contents through one connection; it never commits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, content: bytes, media_type: str = JSON) -> str:
        """Store `content`, and return its digest."""
        return self.put_all([content], media_type)[0]

    def put_all(self, contents: Sequence[bytes], media_type: str) -> list[str]:
        """Store `contents`, those that are not there yet, and return their digests."""
        by_digest = {digest_of(each): each for each in contents}
        digests = sorted(by_digest)
        known: set[str] = set()
        for start in range(0, len(digests), _MOST):
            some = digests[start : start + _MOST]
            wanted = select(_CONTENT.c.digest).where(_CONTENT.c.digest.in_(some))
            known |= {digest for (digest,) in self._connection.execute(wanted)}
        rows = [
            {"digest": each, "media_type": media_type, "packed": zlib.compress(by_digest[each])}
            for each in digests
            if each not in known
        ]
        insert_new(self._connection, _CONTENT, rows)
        return [digest_of(each) for each in contents]

    def get(self, digest: str) -> bytes:
        """Return the content with that digest; raises `DamagedContentError`."""
        return self.get_all([digest])[digest]

    def get_all(self, digests: Sequence[str]) -> Mapping[str, bytes]:
        """Return the contents by digest; raises `DamagedContentError` where one is unsound."""
        found: dict[str, bytes] = {}
        for digest, packed in self._rows(sorted(set(digests))):
            found[digest] = _sound(digest, packed)
        for digest in digests:
            if digest not in found:
                raise DamagedContentError(digest, "is gone")
        return found

    def _rows(self, digests: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        for start in range(0, len(digests), _MOST):
            some = digests[start : start + _MOST]
            wanted = select(_CONTENT.c.digest, _CONTENT.c.packed)
            for row in self._connection.execute(wanted.where(_CONTENT.c.digest.in_(some))):
                yield row.digest, row.packed


def _sound(digest: str, packed: bytes) -> bytes:
    try:
        content = zlib.decompress(packed)
    except (zlib.error, TypeError) as error:
        raise DamagedContentError(
            digest, "cannot be unpacked: its bytes were changed"
        ) from error
    if digest_of(content) != digest:
        raise DamagedContentError(digest, "has other bytes than were stored")
    return content
