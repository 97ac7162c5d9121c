"""The rows of keys for the API and of sessions; private to this package."""

from sqlalchemy import BigInteger, Integer, Text, UniqueConstraint
from sqlmodel import Field

from registry.tables import Row

_NUMBER = BigInteger().with_variant(Integer(), "sqlite")


class ApiKeyRow(Row, table=True):
    """One key of a team; its secret is kept as a digest."""

    __tablename__ = "api_key"
    __table_args__ = (UniqueConstraint("team", "name"),)
    id: str = Field(primary_key=True)
    """What everybody may know of it; it leads the key."""
    team: str
    name: str
    secret: str
    """The SHA-256 digest of a secret of 256 random bits."""
    rights: str = Field(sa_type=Text)
    """As a JSON list."""
    maker_id: int = Field(foreign_key="actor.id", sa_type=_NUMBER)
    made_at: str
    until: str | None = None
    """The first moment at which it no longer counts."""
    revoked_by: int | None = Field(default=None, foreign_key="actor.id", sa_type=_NUMBER)
    revoked_at: str | None = None


class SessionRow(Row, table=True):
    """Somebody who is signed in; the secret of their cookie is kept as a digest."""

    __tablename__ = "web_session"
    secret: str = Field(primary_key=True)
    caller: str = Field(sa_type=Text)
    """Who it is, as canonical JSON."""
    begun: str = Field(index=True)
    seen: str
