"""Agreements, determinations and waivers on file."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REF = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "filing",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", REF, nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("begins", sa.String(), nullable=True),
        sa.Column("until", sa.String(), nullable=True),
        sa.Column("actor_id", NUMBER, nullable=False),
        sa.Column("made_at", sa.String(), nullable=False),
        sa.Column("revoked_at", sa.String(), nullable=True),
        sa.Column("revoked_by", NUMBER, nullable=True),
        sa.Column("revoked_for", sa.Text(), nullable=True),
        foreign("filing", "content", "content.digest"),
        foreign("filing", "actor_id", "actor.id"),
        foreign("filing", "revoked_by", "actor.id"),
        sa.PrimaryKeyConstraint("id", name="pk_filing"),
    )
    op.create_index("ix_filing_kind_name", "filing", ["kind", "name"])


def foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{target.partition('.')[0]}"
    return sa.ForeignKeyConstraint([column], [target], name)


def downgrade() -> None:
    op.drop_table("filing")
