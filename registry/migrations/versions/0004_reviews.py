"""Reviews and what is done in them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "review",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("plan_id", NUMBER, nullable=False),
        sa.Column("decision_id", NUMBER, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        foreign("review", "plan_id", "plan.id"),
        foreign("review", "decision_id", "decision.id"),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
    )
    for column in ("plan_id", "decision_id", "state"):
        op.create_index(f"ix_review_{column}", "review", [column])
    op.create_table(
        "review_act",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("review_id", NUMBER, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("decision_id", NUMBER, nullable=False),
        sa.Column("actor_id", NUMBER, nullable=False),
        sa.Column("made_at", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        foreign("review_act", "review_id", "review.id"),
        foreign("review_act", "decision_id", "decision.id"),
        foreign("review_act", "actor_id", "actor.id"),
        sa.PrimaryKeyConstraint("id", name="pk_review_act"),
        sa.UniqueConstraint("review_id", "number", name="uq_review_act_review_id_number"),
    )
    op.create_index("ix_review_act_decision_id", "review_act", ["decision_id"])


def foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{target.partition('.')[0]}"
    return sa.ForeignKeyConstraint([column], [target], name)


def downgrade() -> None:
    op.drop_table("review_act")
    op.drop_table("review")
