"""Runs the migrations on the connection, and in the transaction, that `Store.migrate` gives."""

from alembic import context

from ledger_py.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
