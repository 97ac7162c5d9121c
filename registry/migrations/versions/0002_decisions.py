"""Plans with their versions, contents by digest, and decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REF = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "content",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_content"),
    )
    plans()
    decisions()


def foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{target.partition('.')[0]}"
    return sa.ForeignKeyConstraint([column], [target], name)


def plans() -> None:
    op.create_table(
        "plan",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("name", REF, nullable=False),
        sa.Column("owner_id", NUMBER, nullable=False),
        foreign("plan", "owner_id", "actor.id"),
        sa.PrimaryKeyConstraint("id", name="pk_plan"),
        sa.UniqueConstraint("name", name="uq_plan_name"),
    )
    op.create_table(
        "plan_version",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("plan_id", NUMBER, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("submitter_id", NUMBER, nullable=False),
        sa.Column("made_at", sa.String(), nullable=False),
        foreign("plan_version", "plan_id", "plan.id"),
        foreign("plan_version", "source", "content.digest"),
        foreign("plan_version", "submitter_id", "actor.id"),
        sa.PrimaryKeyConstraint("id", name="pk_plan_version"),
        sa.UniqueConstraint("plan_id", "number", name="uq_plan_version_plan_id_number"),
    )
    op.create_index("ix_plan_version_digest", "plan_version", ["digest"])


def decisions() -> None:
    op.create_table(
        "decision",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("version_id", NUMBER, nullable=False),
        sa.Column("ruling", sa.String(), nullable=False),
        sa.Column("best", sa.String(), nullable=False),
        sa.Column("worst", sa.String(), nullable=False),
        sa.Column("as_of", sa.String(), nullable=False),
        sa.Column("binding", sa.Boolean(), nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("packs", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("documents", sa.String(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.Column("actor_id", NUMBER, nullable=False),
        sa.Column("made_at", sa.String(), nullable=False),
        foreign("decision", "version_id", "plan_version.id"),
        foreign("decision", "case", "content.digest"),
        foreign("decision", "packs", "content.digest"),
        foreign("decision", "verdict", "content.digest"),
        foreign("decision", "actor_id", "actor.id"),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
    )
    op.create_index("ix_decision_version_id", "decision", ["version_id"])
    op.create_table(
        "decision_rest",
        sa.Column("decision_id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", REF, nullable=False),
        foreign("decision_rest", "decision_id", "decision.id"),
        sa.PrimaryKeyConstraint("decision_id", "kind", "name", name="pk_decision_rest"),
    )
    op.create_index("ix_decision_rest_kind_name", "decision_rest", ["kind", "name"])


def downgrade() -> None:
    for table in ("decision_rest", "decision", "plan_version", "plan", "content"):
        op.drop_table(table)
