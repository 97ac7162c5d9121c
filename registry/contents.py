"""Bytes by their digest: written once, held against the digest whenever they are read."""

import zlib
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection, select

from registry.inserting import insert_new
from registry.sound import DamagedContentError as DamagedContentError  # noqa: PLC0414 of its names
from registry.sound import digest_of as digest_of  # noqa: PLC0414 part of this module's names
from registry.sound import sound
from registry.tables import ContentRow, table_of

JSON = "application/json"
YAML = "application/yaml"
_CONTENT = table_of(ContentRow)
_MOST = 400


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
            found[digest] = sound(digest, packed)
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
