"""Events, who subscribes to them, and what was sent."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "event",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("idx", NUMBER, nullable=False),
        sa.Column("actor_id", NUMBER, nullable=False),
        foreign("event", "actor_id", "actor.id"),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
    )
    op.create_table(
        "webhook",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("old_secret", sa.String(), nullable=True),
        sa.Column("old_until", sa.String(), nullable=True),
        sa.Column("filter", sa.Text(), nullable=False),
        sa.Column("cursor", NUMBER, nullable=False),
        sa.Column("maker_id", NUMBER, nullable=False),
        sa.Column("made_at", sa.String(), nullable=False),
        sa.Column("retired_by", NUMBER, nullable=True),
        sa.Column("retired_at", sa.String(), nullable=True),
        foreign("webhook", "maker_id", "actor.id"),
        foreign("webhook", "retired_by", "actor.id"),
        sa.PrimaryKeyConstraint("id", name="pk_webhook"),
        sa.UniqueConstraint("name", name="uq_webhook_name"),
    )
    op.create_table(
        "delivery",
        sa.Column("webhook_id", sa.String(), nullable=False),
        sa.Column("event_id", NUMBER, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("tried_at", sa.String(), nullable=True),
        foreign("delivery", "webhook_id", "webhook.id"),
        foreign("delivery", "event_id", "event.id"),
        sa.PrimaryKeyConstraint("webhook_id", "event_id", name="pk_delivery"),
    )
    op.create_index("ix_delivery_state_due", "delivery", ["state", "due"])


def foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{target.partition('.')[0]}"
    return sa.ForeignKeyConstraint([column], [target], name)


def downgrade() -> None:
    op.drop_table("delivery")
    op.drop_table("webhook")
    op.drop_table("event")
