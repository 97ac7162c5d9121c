"""The rows of reviews; private to this package."""

from sqlalchemy import BigInteger, Integer, Text, UniqueConstraint
from sqlmodel import Field

from registry.tables import Row

_NUMBER = BigInteger().with_variant(Integer(), "sqlite")


class ReviewRow(Row, table=True):
    """One review; how it stands follows from its acts."""

    __tablename__ = "review"
    id: int | None = Field(default=None, primary_key=True, sa_type=_NUMBER)
    plan_id: int = Field(foreign_key="plan.id", sa_type=_NUMBER, index=True)
    decision_id: int = Field(foreign_key="decision.id", sa_type=_NUMBER, index=True)
    """The decision that it is about now."""
    state: str = Field(index=True)
    """As its acts come to, so that a list need not read them."""


class ReviewActRow(Row, table=True):
    """One thing that somebody did in a review; never changed, never erased."""

    __tablename__ = "review_act"
    __table_args__ = (UniqueConstraint("review_id", "number"),)
    id: int | None = Field(default=None, primary_key=True, sa_type=_NUMBER)
    review_id: int = Field(foreign_key="review.id", sa_type=_NUMBER)
    number: int
    kind: str
    decision_id: int = Field(foreign_key="decision.id", sa_type=_NUMBER, index=True)
    actor_id: int = Field(foreign_key="actor.id", sa_type=_NUMBER)
    made_at: str
    body: str = Field(sa_type=Text)
    """What only this kind of act says, as canonical JSON."""
