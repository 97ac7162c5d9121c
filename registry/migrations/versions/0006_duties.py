"""What is said about the duties of plans."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REF = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "duty_act",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("plan_id", NUMBER, nullable=False),
        sa.Column("clause", REF, nullable=False),
        sa.Column("ingredients", sa.Text(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("actor_id", NUMBER, nullable=False),
        sa.Column("made_at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], "fk_duty_act_plan_id_plan"),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], "fk_duty_act_actor_id_actor"),
        sa.PrimaryKeyConstraint("id", name="pk_duty_act"),
    )
    op.create_index("ix_duty_act_plan_id_clause", "duty_act", ["plan_id", "clause"])


def downgrade() -> None:
    op.drop_table("duty_act")
