"""The parts of `ledger_py.store.reads`, one per part of the ledger."""
