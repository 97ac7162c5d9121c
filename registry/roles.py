"""The least that a server must be let do in PostgreSQL, as statements for its owner to run.

Whoever owns the tables migrates them; the role of a server adds rows, reads
them, and changes what is listed here and nothing else. That is a guard rail:
the evidence are the signed heads that lie elsewhere.
"""

import re
from collections.abc import Iterator, Mapping

from registry.audit import tables as audit_tables
from registry.dutytables import DutyActRow
from registry.eventtables import EventRow
from registry.filingtables import FilingRow
from registry.keytables import ApiKeyRow
from registry.reviewtables import ReviewActRow, ReviewRow
from registry.tables import Row, SubjectRow, table_of
from registry.viewtables import SavedViewRow

_CHANGED: Mapping[str, tuple[str, ...]] = {
    "actor": ("name",),
    "audit_head": ("origin", "size", "root", "edge", "last_us", "closed"),
    "audit_key": ("state", "until"),
    "permit": ("revoked_at", "runs"),
    "api_key": ("revoked_by", "revoked_at"),
    "web_session": ("seen",),
    "delivery": ("state", "attempts", "due", "status", "why", "tried_at"),
    "webhook": (
        "url",
        "secret",
        "old_secret",
        "old_until",
        "cursor",
        "retired_by",
        "retired_at",
    ),
    table_of(FilingRow).name: ("revoked_at", "revoked_by", "revoked_for"),
    table_of(ReviewRow).name: ("state", "decision_id"),
    table_of(SubjectRow).name: ("retired", "retired_by", "retired_for"),
    # To wait for its turn takes the right to change; its number is held by others.
    "plan": ("id",),
}
"""Which columns are ever changed."""
_ERASED = (
    "audit_anchor",
    "delivery",
    "saved_view",
    "vault_person",
    "vault_value",
    "web_session",
)
"""From which rows ever go: people who are erased, anchors that are given up, sessions that
end, views of the queue, and what was told of events long ago."""
_SECRET = ("vault_person", "vault_value", "web_session")
"""Who is behind a commitment, and who is signed in, is for those who keep the registry."""
_READ_FIRST = (
    audit_tables.EntryRow,
    DutyActRow,
    ReviewActRow,
    ApiKeyRow,
    EventRow,
    SavedViewRow,
)
"""Named so that every table is known here before they are listed."""
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_SCHEMA_VERSION = "alembic_version"


class RoleNameError(ValueError):
    """A name that no role is given here."""


def statements_for(writer: str, reader: str) -> Iterator[str]:
    """Yield what the owner of the tables says, line by line; it may be said again.

    Raises `RoleNameError` for a name that would have to be quoted.
    """
    for each in (writer, reader):
        if not _NAME.fullmatch(each):
            raise RoleNameError(f"`{each}` is no plain name of a role")
    if writer == reader:
        raise RoleNameError("who writes and who reads are two roles")
    tables = ", ".join(sorted(table.name for table in Row.metadata.tables.values()))
    everything = f"{tables}, {_SCHEMA_VERSION}"
    for role in (writer, reader):
        yield (
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN"
            f" CREATE ROLE {role} LOGIN; END IF; END $$;"
        )
        yield f"REVOKE ALL ON {everything} FROM {role};"
        yield f"GRANT SELECT ON {everything} TO {role};"
    yield f"GRANT INSERT ON {tables} TO {writer};"
    for table, columns in sorted(_CHANGED.items()):
        yield f"GRANT UPDATE ({', '.join(columns)}) ON {table} TO {writer};"
    yield f"GRANT DELETE ON {', '.join(_ERASED)} TO {writer};"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {writer};"
    hidden = ", ".join(_SECRET)
    yield f"REVOKE ALL ON {hidden} FROM {reader};"
