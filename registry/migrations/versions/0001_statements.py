"""Who says what of models, data sets and providers."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REF = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "actor",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("machine", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_actor"),
        sa.UniqueConstraint("name", name="uq_actor_name"),
    )
    subjects()
    statements()


def subjects() -> None:
    op.create_table(
        "subject",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ref", REF, nullable=False),
        sa.Column("retired", sa.String(), nullable=True),
        sa.Column("retired_by", NUMBER, nullable=True),
        sa.Column("retired_for", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["retired_by"], ["actor.id"], "fk_subject_retired_by_actor"),
        sa.PrimaryKeyConstraint("id", name="pk_subject"),
    )
    op.create_index("ix_subject_kind_ref", "subject", ["kind", "ref"])
    op.create_table(
        "subject_name",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", REF, nullable=False),
        sa.Column("subject_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subject.id"], "fk_subject_name_subject_id_subject"
        ),
        sa.PrimaryKeyConstraint("kind", "key", name="pk_subject_name"),
    )
    op.create_index("ix_subject_name_subject_id", "subject_name", ["subject_id"])


def statements() -> None:
    op.create_table(
        "statement",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("subject_id", NUMBER, nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("revision", sa.String(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("actor_id", NUMBER, nullable=False),
        sa.Column("made_at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], "fk_statement_actor_id_actor"),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subject.id"], "fk_statement_subject_id_subject"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_statement"),
    )
    op.create_index("ix_statement_subject_id", "statement", ["subject_id"])
    op.create_table(
        "lineage_edge",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("child_id", NUMBER, nullable=False),
        sa.Column("parent_id", NUMBER, nullable=False),
        sa.Column("statement_id", NUMBER, nullable=False),
        sa.Column("edge", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["child_id"], ["subject.id"], "fk_lineage_edge_child_id_subject"
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["subject.id"], "fk_lineage_edge_parent_id_subject"
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], "fk_lineage_edge_statement_id_statement"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_lineage_edge"),
    )
    op.create_index(
        "ix_lineage_edge_child_id_parent_id", "lineage_edge", ["child_id", "parent_id"]
    )
    op.create_index(
        "ix_lineage_edge_parent_id_child_id", "lineage_edge", ["parent_id", "child_id"]
    )
    op.create_index("ix_lineage_edge_statement_id", "lineage_edge", ["statement_id"])


def downgrade() -> None:
    for table in ("lineage_edge", "statement", "subject_name", "subject", "actor"):
        op.drop_table(table)
