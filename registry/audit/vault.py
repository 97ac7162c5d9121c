"""The vault: who is behind a commitment, under one key for each person.

The key of a person may itself be sealed under the vault's master key, which
lies in no database. Erasing a person erases the key and the sealed values; the
commitments in the log stay, and nobody can tell what they were.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select

from registry.audit.commitments import (
    KEY_BYTES,
    Committed,
    LockedError,
    Randomness,
    Sealed,
    commit,
    reveal,
    seal,
    unseal,
)
from registry.audit.tables import PersonRow, VaultRow
from registry.inserting import insert_new
from registry.tables import table_of

_PERSON, _VALUE = table_of(PersonRow), table_of(VaultRow)
_KEPT = select(_PERSON.c.nonce, _PERSON.c.wrapped).where(_PERSON.c.person == bindparam("named"))
_NEW_VALUES = insert(_VALUE)


@dataclass(frozen=True, slots=True)
class Vault:
    """Keeps and reveals personal data, through one connection; it never commits."""

    connection: Connection
    master: bytes | None
    """The key over those of people; without one they lie in the database as they are."""
    randomness: Randomness

    def commitment(self, person: str, value: str) -> str:
        """Return a fresh commitment to `value`, which is kept for `person`."""
        made = commit(value, self._key(person), self.randomness)
        row = {
            "commitment": made.commitment,
            "person": person,
            "nonce": made.sealed.nonce,
            "ciphertext": made.sealed.ciphertext,
        }
        self.connection.execute(_NEW_VALUES, [row])
        return made.commitment

    def value(self, commitment: str) -> str | None:
        """Return what a commitment stands for; nothing where that was erased."""
        query = select(_VALUE).where(_VALUE.c.commitment == commitment)
        row = self.connection.execute(query).mappings().first()
        if row is None:
            return None
        sealed = Sealed(bytes(row["nonce"]), bytes(row["ciphertext"]))
        return reveal(Committed(commitment, sealed), self._key(row["person"]))

    def erase(self, person: str) -> tuple[str, ...]:
        """Erase everything about `person`; return the commitments that nobody can open now."""
        query = select(_VALUE.c.commitment).where(_VALUE.c.person == person)
        gone = tuple(self.connection.execute(query.order_by(_VALUE.c.commitment)).scalars())
        self.connection.execute(delete(_VALUE).where(_VALUE.c.person == person))
        self.connection.execute(delete(_PERSON).where(_PERSON.c.person == person))
        return gone

    def _key(self, person: str) -> bytes:
        """Return the key of a person, a fresh one where there is none."""
        found = self._kept(person)
        if found is None:
            key = self.randomness(KEY_BYTES)
            sealed = Sealed(b"", key)
            if self.master is not None:
                sealed = seal(key, self.master, person, self.randomness)
            made = PersonRow(person=person, nonce=sealed.nonce, wrapped=sealed.ciphertext)
            # Somebody else may make one at the same time; then that one is taken.
            insert_new(self.connection, _PERSON, [made.model_dump()])
            found = self._kept(person)
        if found is None:
            raise LookupError(person)
        return self._opened(found, person)

    def _kept(self, person: str) -> Sealed | None:
        row = self.connection.execute(_KEPT, {"named": person}).first()
        return None if row is None else Sealed(bytes(row.nonce), bytes(row.wrapped))

    def _opened(self, sealed: Sealed, person: str) -> bytes:
        if not sealed.nonce:
            return sealed.ciphertext
        if self.master is None:
            raise LockedError(
                "the keys of people are sealed, and the key over them is not here"
            )
        return unseal(sealed, self.master, person)
