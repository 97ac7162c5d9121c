"""Terms that were in force, so that a change is told once; permits by when they end."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "known_terms",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("seen_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_known_terms"),
        sa.UniqueConstraint(
            "document", "version", "digest", name="uq_known_terms_document_version_digest"
        ),
    )
    op.create_index("ix_permit_not_after", "permit", ["not_after"])


def downgrade() -> None:
    op.drop_index("ix_permit_not_after", "permit")
    op.drop_table("known_terms")
