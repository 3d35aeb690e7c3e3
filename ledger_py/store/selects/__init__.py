"""The statements behind `ledger_py.store.reads`, one module per part of the ledger."""
