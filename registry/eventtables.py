"""The rows of events, of who subscribes to them, and of what was sent; private here."""

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field

from registry.tables import NUMBER, Row


class EventRow(Row, table=True):
    """One event; what it says stands in the record of the log that was written with it.

    Rows are written while the head of the log is locked, so that their numbers
    are in the order of commits: whoever has read up to one has missed none.
    """

    __tablename__ = "event"
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    kind: str
    subject: str
    """The kind and the name of what it is about; the record has a digest only."""
    log: str
    idx: int = Field(sa_type=NUMBER)
    actor_id: int = Field(foreign_key="actor.id", sa_type=NUMBER)


class WebhookRow(Row, table=True):
    """One place that is told of events."""

    __tablename__ = "webhook"
    id: str = Field(primary_key=True)
    name: str = Field(unique=True)
    form: str
    url: str = Field(sa_type=Text)
    """Sealed, as what stands in it may be a secret, too."""
    secret: str
    """It signs what is sent, so it is kept; sealed, so that a dump does not tell it."""
    old_secret: str | None = None
    old_until: str | None = None
    """Until when the one before signs, too."""
    filter: str = Field(sa_type=Text)
    """Which events are wanted, as canonical JSON."""
    cursor: int = Field(sa_type=NUMBER)
    """The last event for which it was seen to."""
    maker_id: int = Field(foreign_key="actor.id", sa_type=NUMBER)
    made_at: str
    retired_by: int | None = Field(default=None, foreign_key="actor.id", sa_type=NUMBER)
    retired_at: str | None = None


class DeliveryRow(Row, table=True):
    """One event that one place is told of, and how far that has come."""

    __tablename__ = "delivery"
    __table_args__ = (Index(None, "state", "due"),)
    webhook_id: str = Field(foreign_key="webhook.id", primary_key=True)
    event_id: int = Field(foreign_key="event.id", primary_key=True, sa_type=NUMBER)
    state: str
    attempts: int
    due: str
    """From when on it may be tried again."""
    status: int | None = None
    why: str | None = None
    """Why the last attempt came to nothing."""
    tried_at: str | None = None


class KnownTermsRow(Row, table=True):
    """One version of a document that was in force here, with what it said."""

    __tablename__ = "known_terms"
    __table_args__ = (UniqueConstraint("document", "version", "digest"),)
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    document: str
    version: str
    digest: str
    """Of its clauses, as far as verdicts rest on them."""
    seen_at: str
