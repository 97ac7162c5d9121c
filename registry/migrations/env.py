"""Alembic's way in: it gets a connection, and never opens one itself."""

import sqlmodel  # noqa: F401 the types of columns that migrations name
from alembic import context

import registry.dutytables
import registry.eventtables
import registry.filingtables
import registry.keytables
import registry.reviewtables
import registry.viewtables  # noqa: F401 its tables are in the list
from registry.audit import tables as audit_tables  # noqa: F401 it adds to the list of tables
from registry.tables import Row

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Row.metadata,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
