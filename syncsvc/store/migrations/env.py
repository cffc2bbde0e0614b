"""Runs the steps on the connection, and inside the transaction, that the store hands over."""

from alembic import context

from syncsvc.store import unit  # noqa: F401 — with it every repository's tables are known
from syncsvc.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
