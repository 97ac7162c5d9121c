"""Which terms were in force here so far, so that others are told of each change once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from registry.eventtables import KnownTermsRow
from registry.inserting import insert_new
from registry.tables import table_of

_KNOWN = table_of(KnownTermsRow)


@dataclass(frozen=True, slots=True)
class Terms:
    """One version of a document, as it was read."""

    document: str
    version: str
    digest: str
    """Of its clauses: the same version read anew may say something else."""


class KnownTerms:
    """Writes and reads which terms were in force, through one connection; it never commits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> Mapping[str, tuple[Terms, ...]]:
        """Return all that were in force, by document, those of late last."""
        found: dict[str, tuple[Terms, ...]] = {}
        for row in self._connection.execute(select(_KNOWN).order_by(_KNOWN.c.id)):
            each = Terms(row.document, row.version, row.digest)
            found[each.document] = (*found.get(each.document, ()), each)
        return found

    def add(self, terms: Iterable[Terms], at: str) -> None:
        """Store that these are in force, less those that are known."""
        rows = [
            {
                "document": each.document,
                "version": each.version,
                "digest": each.digest,
                "seen_at": at,
            }
            for each in terms
        ]
        insert_new(self._connection, _KNOWN, rows)
