"""The rows of what people keep for themselves; private to this package."""

from sqlalchemy import BigInteger, Integer, Text, UniqueConstraint
from sqlmodel import Field

from registry.tables import Row

_NUMBER = BigInteger().with_variant(Integer(), "sqlite")


class SavedViewRow(Row, table=True):
    """One view of the queue that somebody has named."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("actor_id", "name"),)
    id: int | None = Field(default=None, primary_key=True, sa_type=_NUMBER)
    actor_id: int = Field(foreign_key="actor.id", sa_type=_NUMBER)
    name: str
    query: str = Field(sa_type=Text)
    made_at: str
