"""The JSON routes, one module per part of the ledger; none holds a rule of it."""
