"""The transparency log, its vault, and permits."""

from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NEVER_CHANGED = ("audit_entry", "audit_tile", "audit_checkpoint", "audit_cosignature")
TABLES = (
    "audit_head",
    *NEVER_CHANGED,
    "audit_anchor",
    "audit_key",
    "decision_record",
    "vault_value",
    "vault_person",
    "permit",
)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REFUSAL = "the log is never changed"


def upgrade() -> None:
    entries()
    heads()
    beside()
    links()
    vault()
    permits()
    begin()
    for table in NEVER_CHANGED:
        keep(table)


def entries() -> None:
    op.create_table(
        "audit_head",
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("edge", sa.LargeBinary(), nullable=False),
        sa.Column("last_us", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("log", name="pk_audit_head"),
    )
    op.create_table(
        "audit_entry",
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("idx", sa.BigInteger(), nullable=False),
        sa.Column("idem_key", sa.String(), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("log", "idx", name="pk_audit_entry"),
    )
    names = ["log", "idem_key"]
    op.create_index("ix_audit_entry_log_idem_key", "audit_entry", names, unique=True)
    op.create_index("ix_audit_entry_log_kind", "audit_entry", ["log", "kind"])
    op.create_index("ix_audit_entry_log_subject", "audit_entry", ["log", "subject"])
    op.create_table(
        "audit_tile",
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("idx", sa.BigInteger(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("log", "level", "idx", name="pk_audit_tile"),
    )


def heads() -> None:
    op.create_table(
        "audit_checkpoint",
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("published_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("log", "size", name="pk_audit_checkpoint"),
    )
    op.create_table(
        "audit_cosignature",
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("witness", sa.String(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("seconds", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("log", "size", "witness", name="pk_audit_cosignature"),
    )


def beside() -> None:
    op.create_table(
        "audit_anchor",
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("log", "name", name="pk_audit_anchor"),
    )
    op.create_table(
        "audit_key",
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("kid", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("public", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("log", "kid", name="pk_audit_key"),
    )


def links() -> None:
    op.create_table(
        "decision_record",
        sa.Column("decision_id", NUMBER, nullable=False),
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("idx", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], "fk_decision_record_decision_id_decision"
        ),
        sa.PrimaryKeyConstraint("decision_id", name="pk_decision_record"),
    )
    op.create_index(
        "ix_decision_record_log_idx", "decision_record", ["log", "idx"], unique=True
    )


def vault() -> None:
    op.create_table(
        "vault_person",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_vault_person"),
    )
    op.create_table(
        "vault_value",
        sa.Column("commitment", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["vault_person.person"], "fk_vault_value_person_vault_person"
        ),
        sa.PrimaryKeyConstraint("commitment", name="pk_vault_value"),
    )
    op.create_index("ix_vault_value_person", "vault_value", ["person"])


def permits() -> None:
    op.create_table(
        "permit",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("idx", sa.BigInteger(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("bundle", sa.LargeBinary(), nullable=False),
        sa.Column("not_after", sa.String(), nullable=False),
        sa.Column("revoked_at", sa.String(), nullable=True),
        sa.Column("max_runs", sa.Integer(), nullable=True),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_permit"),
    )
    op.create_index("ix_permit_plan", "permit", ["plan"])


def begin() -> None:
    """Begin the log with the registry: from now on one that is missing is no fresh one."""
    op.execute(
        sa.text(
            "INSERT INTO audit_head (log, origin, size, root, edge, last_us, epoch, closed)"
            " VALUES ('main', NULL, 0, :root, :edge, 0, 1, :closed)"
        ).bindparams(
            sa.bindparam("root", sha256().digest(), sa.LargeBinary()),
            sa.bindparam("edge", b"", sa.LargeBinary()),
            sa.bindparam("closed", value=False, type_=sa.Boolean()),
        )
    )


def keep(table: str) -> None:
    """Refuse every change of what is in `table`."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_kept_{change.lower()} BEFORE {change} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_refuse()")
