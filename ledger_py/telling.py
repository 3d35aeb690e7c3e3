"""What tells people and programs, put together; apart from what carries acts and reads the chain.

It waits for hosts that others keep, and nothing else waits for it.
"""

from __future__ import annotations

from ledger_py.letters import Letters
from ledger_py.pushes import Pushes
from ledger_py.settings import Settings
from ledger_py.store import Store
from ledger_py.webhooks import Webhooks
from ledger_py.worker import Worker


def teller_of(store: Store, settings: Settings, confirmations: int = 0) -> Worker:
    """A worker of its own; confirmations: how many blocks on top of one make it final."""
    here = settings.profile == "embedded"
    webhooks = Webhooks(store, confirmations=confirmations, loopback=here)
    return Worker(webhooks, Letters(store, settings), Pushes(store, settings))
