"""Run by alembic: the connection is the store's own, already in a transaction."""

from __future__ import annotations

from alembic import context

from knowledge.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter most of a table in place
)
context.run_migrations()
