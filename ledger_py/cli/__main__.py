"""`python -m ledger_py.cli` is `auzolan`."""

from ledger_py.cli import app

app()
