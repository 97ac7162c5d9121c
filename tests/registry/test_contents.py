import zlib

import pytest
from sqlalchemy import text

from registry.contents import JSON, ContentStore, DamagedContentError, digest_of
from registry.database import Database


def test_what_was_stored_is_read_back_and_stands_once(database: Database) -> None:
    with database.writing() as connection:
        store = ContentStore(connection)
        digests = store.put_all([b"one", b"two", b"one"], JSON)
        assert digests == [digest_of(b"one"), digest_of(b"two"), digest_of(b"one")]
        assert store.put(b"one") == digests[0]
    with database.reading() as connection:
        assert ContentStore(connection).get_all(digests) == {
            digests[0]: b"one",
            digests[1]: b"two",
        }
        assert connection.execute(text("SELECT count(*) FROM content")).scalar() == 2


@pytest.mark.parametrize(
    ("packed", "why"),
    [
        (zlib.compress(b"another"), "has other bytes than were stored"),
        (b"no packed bytes", "cannot be unpacked: its bytes were changed"),
    ],
)
def test_a_changed_byte_is_named(database: Database, packed: bytes, why: str) -> None:
    with database.writing() as connection:
        digest = ContentStore(connection).put(b"one")
        change = text("UPDATE content SET packed = :packed")
        connection.execute(change, {"packed": packed})
        with pytest.raises(DamagedContentError) as told:
            ContentStore(connection).get(digest)
    assert (told.value.digest, told.value.why) == (digest, why)


def test_what_is_gone_is_named(database: Database) -> None:
    with database.reading() as connection, pytest.raises(DamagedContentError, match="is gone"):
        ContentStore(connection).get("sha256:00")
