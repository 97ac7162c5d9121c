"""Under which keys something was recorded, in whatever log of a registry."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from registry.audit.tables import EntryRow, HeadRow
from registry.tables import table_of

_HEAD, _ENTRY = table_of(HeadRow), table_of(EntryRow)
_MOST_KEYS = 400


def recorded_of(connection: Connection, keys: Iterable[str]) -> frozenset[str]:
    """Return those of `keys` under which something was recorded."""
    names, found = list(keys), set[str]()
    logs = list(connection.execute(select(_HEAD.c.log)).scalars())
    for first in range(0, len(names), _MOST_KEYS):
        some = names[first : first + _MOST_KEYS]
        here = _ENTRY.c.log.in_(logs) & _ENTRY.c.idem_key.in_(some)
        found |= set(connection.execute(select(_ENTRY.c.idem_key).where(here)).scalars())
    return frozenset(found)
