"""The rows of the registry; private to this package, which hands out domain types only.

Names are looked up in lower case (`key`), moments are text in UTC that sorts
as time does, and what is foreign or large is kept whole as JSON.
"""

from typing import ClassVar

from sqlalchemy import (
    BigInteger,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
NUMBER = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite numbers its rows by itself only where the type is plainly an integer."""
_REF = String().with_variant(String(collation="C"), "postgresql")
"""Compared byte by byte on either database, so that lists come in one order."""


class Row(SQLModel):
    """What every row shares: the one list of tables."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING)


class ActorRow(Row, table=True):
    """Somebody, or a machine, that has written something down."""

    __tablename__ = "actor"
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    name: str = Field(unique=True)
    machine: bool


class SubjectRow(Row, table=True):
    """One model, data set or provider; nothing is said of it here."""

    __tablename__ = "subject"
    __table_args__ = (Index(None, "kind", "ref"),)
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    kind: str
    ref: str = Field(sa_type=_REF)
    retired: str | None = None
    """The moment at which it was retired."""
    retired_by: int | None = Field(default=None, foreign_key="actor.id", sa_type=NUMBER)
    retired_for: str | None = Field(default=None, sa_type=Text)


class NameRow(Row, table=True):
    """One name by which a subject is looked up: its reference, or an alias."""

    __tablename__ = "subject_name"
    kind: str = Field(primary_key=True)
    key: str = Field(primary_key=True, sa_type=_REF)
    subject_id: int = Field(foreign_key="subject.id", index=True, sa_type=NUMBER)


class StatementRow(Row, table=True):
    """What one source says of one subject; never changed, never erased."""

    __tablename__ = "statement"
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    subject_id: int = Field(foreign_key="subject.id", index=True, sa_type=NUMBER)
    grade: int
    body: str = Field(sa_type=Text)
    """The fields that it states, as canonical JSON."""
    revision: str | None = None
    evidence: str | None = Field(default=None, sa_type=Text)
    reason: str | None = Field(default=None, sa_type=Text)
    actor_id: int = Field(foreign_key="actor.id", sa_type=NUMBER)
    made_at: str


class EdgeRow(Row, table=True):
    """One thing that a subject was made from, by one statement."""

    __tablename__ = "lineage_edge"
    __table_args__ = (
        # A walk up or down reads the index alone, and never a row.
        Index(None, "child_id", "parent_id"),
        Index(None, "parent_id", "child_id"),
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    child_id: int = Field(foreign_key="subject.id", sa_type=NUMBER)
    parent_id: int = Field(foreign_key="subject.id", sa_type=NUMBER)
    statement_id: int = Field(foreign_key="statement.id", sa_type=NUMBER, index=True)
    edge: str
    relation: str


class ContentRow(Row, table=True):
    """Bytes by their digest: plans, cases, packs and verdicts. Written once."""

    __tablename__ = "content"
    digest: str = Field(primary_key=True)
    media_type: str
    packed: bytes = Field(sa_type=LargeBinary)
    """Compressed; the digest is that of the bytes themselves."""


class PlanRow(Row, table=True):
    """One plan over all its versions, by the id that it gives itself."""

    __tablename__ = "plan"
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    name: str = Field(sa_type=_REF, unique=True)
    owner_id: int = Field(foreign_key="actor.id", sa_type=NUMBER)
    """Who submitted it first."""


class VersionRow(Row, table=True):
    """One state of a plan, as it was submitted."""

    __tablename__ = "plan_version"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    plan_id: int = Field(foreign_key="plan.id", sa_type=NUMBER)
    number: int
    digest: str = Field(index=True)
    """Of what the plan says, however it is written."""
    source: str = Field(foreign_key="content.digest")
    """Its text, with the files that it names."""
    title: str
    submitter_id: int = Field(foreign_key="actor.id", sa_type=NUMBER)
    made_at: str


class DecisionRow(Row, table=True):
    """One verdict as it was recorded, with all that is needed to judge again."""

    __tablename__ = "decision"
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    version_id: int = Field(foreign_key="plan_version.id", sa_type=NUMBER, index=True)
    ruling: str
    best: str
    worst: str
    as_of: str
    binding: bool
    """False for a day that was not the day on which it was judged: it explains only."""
    case: str = Field(foreign_key="content.digest")
    packs: str = Field(foreign_key="content.digest")
    verdict: str = Field(foreign_key="content.digest")
    documents: str
    engine: str
    actor_id: int = Field(foreign_key="actor.id", sa_type=NUMBER)
    made_at: str


class RestRow(Row, table=True):
    """One thing that a decision rests on: an ingredient, a document or a clause."""

    __tablename__ = "decision_rest"
    __table_args__ = (Index(None, "kind", "name"),)
    decision_id: int = Field(foreign_key="decision.id", primary_key=True, sa_type=NUMBER)
    kind: str = Field(primary_key=True)
    name: str = Field(primary_key=True, sa_type=_REF)
    """In lower case."""


def table_of(row: type[Row]) -> Table:
    """Return the table of a row class, as queries name its columns."""
    return Row.metadata.tables[str(row.__tablename__)]
