"""The rows of the log; private to `registry.audit`, which hands out domain types only.

Rows of entries, tiles, checkpoints and cosignatures are never changed and
never erased: triggers refuse it. That is a guard rail and no evidence; the
evidence is the signed heads that lie elsewhere.
"""

from sqlalchemy import BigInteger, Index, LargeBinary, Text
from sqlmodel import Field

from registry.tables import NUMBER, Row


class HeadRow(Row, table=True):
    """The size and root of a log: the one row that every append locks."""

    __tablename__ = "audit_head"
    log: str = Field(primary_key=True)
    origin: str | None = None
    """The name in checkpoints; there is none before the first head is to be signed."""
    size: int = Field(sa_type=BigInteger)
    root: bytes = Field(sa_type=LargeBinary)
    edge: bytes = Field(sa_type=LargeBinary)
    """The hashes of the right edge, one after another."""
    last_us: int = Field(sa_type=BigInteger)
    """When the last record was recorded, in microseconds."""
    epoch: int
    closed: bool = False


class EntryRow(Row, table=True):
    """One record. What stands beside the leaf is a copy for searching, and checked."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index(None, "log", "idem_key", unique=True),
        Index(None, "log", "kind"),
        Index(None, "log", "subject"),
    )
    log: str = Field(primary_key=True)
    idx: int = Field(primary_key=True, sa_type=BigInteger)
    idem_key: str
    body_hash: bytes = Field(sa_type=LargeBinary)
    """The hash of what two submissions of one record have in common."""
    leaf: bytes = Field(sa_type=LargeBinary)
    leaf_hash: bytes = Field(sa_type=LargeBinary)
    kind: str
    subject: str
    outcome: str | None = None
    recorded_at: str


class TileRow(Row, table=True):
    """A full tile of 256 hashes, and the root over it."""

    __tablename__ = "audit_tile"
    log: str = Field(primary_key=True)
    level: int = Field(primary_key=True)
    idx: int = Field(primary_key=True, sa_type=BigInteger)
    hashes: bytes = Field(sa_type=LargeBinary)
    root: bytes = Field(sa_type=LargeBinary)


class CheckpointRow(Row, table=True):
    """A signed head. There is one for each size, so a second root of it is refused."""

    __tablename__ = "audit_checkpoint"
    log: str = Field(primary_key=True)
    size: int = Field(primary_key=True, sa_type=BigInteger)
    note: str = Field(sa_type=Text)
    published_at: str


class CosignatureRow(Row, table=True):
    """The line of a witness under a checkpoint."""

    __tablename__ = "audit_cosignature"
    log: str = Field(primary_key=True)
    size: int = Field(primary_key=True, sa_type=BigInteger)
    witness: str = Field(primary_key=True)
    line: str = Field(sa_type=Text)
    seconds: int = Field(sa_type=BigInteger)


class AnchorRow(Row, table=True):
    """A place outside the database that keeps heads."""

    __tablename__ = "audit_anchor"
    log: str = Field(primary_key=True)
    name: str = Field(primary_key=True)


class KeyRow(Row, table=True):
    """A public key, for what, and from and until where in the log it counts."""

    __tablename__ = "audit_key"
    log: str = Field(primary_key=True)
    kid: str = Field(primary_key=True)
    purpose: str
    public: str = Field(sa_type=Text)
    state: str
    since: int = Field(sa_type=BigInteger)
    until: int | None = Field(default=None, sa_type=BigInteger)


class DecisionRecordRow(Row, table=True):
    """Which record tells of a decision."""

    __tablename__ = "decision_record"
    __table_args__ = (Index(None, "log", "idx", unique=True),)
    decision_id: int = Field(foreign_key="decision.id", primary_key=True, sa_type=NUMBER)
    log: str
    idx: int = Field(sa_type=BigInteger)


class PersonRow(Row, table=True):
    """The key of a person; erasing it makes what it sealed unreadable.

    It is wrapped where a key for that is kept outside the database; else there
    is no nonce.
    """

    __tablename__ = "vault_person"
    person: str = Field(primary_key=True)
    nonce: bytes = Field(sa_type=LargeBinary)
    wrapped: bytes = Field(sa_type=LargeBinary)


class VaultRow(Row, table=True):
    """What a commitment stands for, sealed under the key of its person."""

    __tablename__ = "vault_value"
    commitment: str = Field(primary_key=True)
    person: str = Field(index=True, foreign_key="vault_person.person")
    nonce: bytes = Field(sa_type=LargeBinary)
    ciphertext: bytes = Field(sa_type=LargeBinary)


class PermitRow(Row, table=True):
    """A permit that was issued, and how often it was used."""

    __tablename__ = "permit"
    id: str = Field(primary_key=True)
    log: str
    idx: int = Field(sa_type=BigInteger)
    plan: str = Field(index=True)
    bundle: bytes = Field(sa_type=LargeBinary)
    not_after: str = Field(index=True)
    revoked_at: str | None = None
    max_runs: int | None = None
    runs: int = 0


NEVER_CHANGED = ("audit_entry", "audit_tile", "audit_checkpoint", "audit_cosignature")
"""The tables whose rows triggers keep as they are."""
