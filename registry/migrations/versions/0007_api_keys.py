"""Keys for the API, and sessions of people."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("rights", sa.Text(), nullable=False),
        sa.Column("maker_id", NUMBER, nullable=False),
        sa.Column("made_at", sa.String(), nullable=False),
        sa.Column("until", sa.String(), nullable=True),
        sa.Column("revoked_by", NUMBER, nullable=True),
        sa.Column("revoked_at", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["maker_id"], ["actor.id"], "fk_api_key_maker_id_actor"),
        sa.ForeignKeyConstraint(["revoked_by"], ["actor.id"], "fk_api_key_revoked_by_actor"),
        sa.PrimaryKeyConstraint("id", name="pk_api_key"),
        sa.UniqueConstraint("team", "name", name="uq_api_key_team_name"),
    )
    op.create_table(
        "web_session",
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column("begun", sa.String(), nullable=False),
        sa.Column("seen", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("secret", name="pk_web_session"),
    )
    op.create_index("ix_web_session_begun", "web_session", ["begun"])


def downgrade() -> None:
    op.drop_table("web_session")
    op.drop_table("api_key")
