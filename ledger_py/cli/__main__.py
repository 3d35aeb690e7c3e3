"""`python -m ledger_py.cli` is `auzolan`."""

from ledger_py.cli import app

# Processes that serve one port import this again, by another name.
if __name__ == "__main__":
    app()
