"""The rows of what lies on file; private to this package."""

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlmodel import Field

from registry.tables import Row

_NUMBER = BigInteger().with_variant(Integer(), "sqlite")
_REF = String().with_variant(String(collation="C"), "postgresql")


class FilingRow(Row, table=True):
    """One agreement, determination or waiver; only its revocation is added to it."""

    __tablename__ = "filing"
    __table_args__ = (Index(None, "kind", "name"),)
    id: int | None = Field(default=None, primary_key=True, sa_type=_NUMBER)
    kind: str
    name: str = Field(sa_type=_REF)
    content: str = Field(foreign_key="content.digest")
    begins: str | None = None
    until: str | None = None
    actor_id: int = Field(foreign_key="actor.id", sa_type=_NUMBER)
    made_at: str
    revoked_at: str | None = None
    revoked_by: int | None = Field(default=None, foreign_key="actor.id", sa_type=_NUMBER)
    revoked_for: str | None = Field(default=None, sa_type=Text)
