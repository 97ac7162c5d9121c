"""The texts on file that count, read for a check.

By plain SQL that is the same on both databases, so that a check need not load
what maps rows to objects.
"""

from sqlalchemy import Connection, text

from policy.packs import SourceFile
from registry.filings import PLACE
from registry.housetexts import HouseText, unpacked
from registry.sound import sound

_COUNTING = text("""
SELECT f.kind, f.name, c.digest, c.packed FROM filing f
JOIN content c ON c.digest = f.content
WHERE f.revoked_at IS NULL AND f.kind IN ('agreement', 'determination', 'waiver')
ORDER BY f.id
""")
_HOUSE = text("""
SELECT f.id, c.digest, c.packed FROM filing f
JOIN content c ON c.digest = f.content
WHERE f.revoked_at IS NULL AND f.kind = 'house-policy'
ORDER BY f.id
""")


def filed_texts(connection: Connection) -> tuple[SourceFile, ...]:
    """Return the texts of all that was not revoked; raises `DamagedContentError`.

    A waiver that is only asked for does not count.
    """
    return tuple(
        SourceFile(f"{PLACE}/{row.kind}/{row.name}.yaml", sound(row.digest, row.packed))
        for row in connection.execute(_COUNTING)
    )


def house_texts(connection: Connection) -> tuple[HouseText, ...]:
    """Return what was agreed to as house policy and not taken back, the oldest first.

    Raises `DamagedContentError`.
    """
    return tuple(
        unpacked(sound(row.digest, row.packed), row.digest, row.id)
        for row in connection.execute(_HOUSE)
    )
