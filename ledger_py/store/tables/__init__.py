"""The tables, one module per part of the ledger; `ledger_py.store.schema` puts them together."""
