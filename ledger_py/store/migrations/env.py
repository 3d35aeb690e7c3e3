"""Runs the migrations on the connection, and in the transaction, that `Store.migrate` gives."""

from alembic import context
from sqlalchemy import Table, event

from ledger_py.store.schema import metadata
from ledger_py.store.tables.base import alike


def _alike(table: Table, *_: object, **__: object) -> None:
    alike(table)


context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
# So that no migration has to say it of every column.
event.listen(Table, "before_create", _alike)
try:
    with context.begin_transaction():
        context.run_migrations()
finally:
    event.remove(Table, "before_create", _alike)
