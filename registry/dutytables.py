"""The rows of what is said about duties; private to this package."""

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlmodel import Field

from registry.tables import Row

_NUMBER = BigInteger().with_variant(Integer(), "sqlite")
_REF = String().with_variant(String(collation="C"), "postgresql")


class DutyActRow(Row, table=True):
    """What somebody says of one duty of a plan; never changed, never erased."""

    __tablename__ = "duty_act"
    __table_args__ = (Index(None, "plan_id", "clause"),)
    id: int | None = Field(default=None, primary_key=True, sa_type=_NUMBER)
    plan_id: int = Field(foreign_key="plan.id", sa_type=_NUMBER)
    clause: str = Field(sa_type=_REF)
    ingredients: str = Field(sa_type=Text)
    """As a JSON list."""
    standing: str
    evidence: str = Field(sa_type=Text)
    note: str = Field(sa_type=Text)
    actor_id: int = Field(foreign_key="actor.id", sa_type=_NUMBER)
    made_at: str
