"""The parts of a network's worker and gateway, put together as the settings say.

Several workers and gateways may share a database; each worker has a relayer key of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from ledger_py.accounts import account_of
from ledger_py.chain.client import Node
from ledger_py.chain.deployment import Deployment, deploy
from ledger_py.chain.engines import engine_named
from ledger_py.chain.errors import ChainError
from ledger_py.chain.sending import Fees, into_pool
from ledger_py.duties import Duties
from ledger_py.errors import AuzolanError
from ledger_py.health import Figures, look
from ledger_py.indexer import Indexer
from ledger_py.metrics import Metrics, Settled, WatchedRpc
from ledger_py.notices import Notices
from ledger_py.outbox import Outbox
from ledger_py.parts import store_of
from ledger_py.relay import Relay
from ledger_py.settings import Settings
from ledger_py.store.figures import watched
from ledger_py.telling import teller_of
from ledger_py.worker import Worker

NODE_SECONDS = 15.0
"""How long a gateway waits for the node: somebody waits for the gateway."""


class NetworkMissing(AuzolanError):
    """These processes are for a chain that others run too."""

    hint = "Set AUZOLAN_PROFILE=network, or start a ledger of your own with `make run`."

    def __init__(self) -> None:
        super().__init__("The profile is not `network`.")


class ChainDiffers(AuzolanError):
    """The node is of another chain than the deployment file."""

    hint = "Name a node of the chain on which the factory is, or the file of this chain's factory."

    def __init__(self, node: int, file: int) -> None:
        super().__init__(f"The node is of chain {node}, the factory on chain {file}.")


class Network:
    """What a worker and a gateway both work with."""

    def __init__(self, settings: Settings, metrics: Metrics, *, patience: float = 60.0) -> None:
        self.settings, self.metrics = settings, metrics
        self.node = node_of(settings, metrics, patience)
        self.deployment = Deployment.load(settings.deployment)
        self.store = store_of(settings)
        self.store.migrate()
        self.outbox = Outbox(
            self.store, wake=metrics.accepted, finality_blocks=self.node.engine.confirmations
        )

    def worker(self) -> Worker:
        """What carries acts, reads the chain and sees to what is due; raises ChainDiffers."""
        node, store, deployment = self.node, self.store, self.deployment
        if (found := node.chain_id()) != deployment.chain_id:
            raise ChainDiffers(found, deployment.chain_id)
        settings, told = self.settings, self.metrics.relayed
        fees = Fees(settings.fee_ceiling, settings.fee_tip, settings.fee_patience)
        account = account_of(settings.relayer_key)
        relay = Relay(node, store, account, into_pool(node), fees=fees, told=told)
        duties = Duties(store, self.outbox, deployment.chain_id)
        indexer = Indexer(node, store, deployment.factory, deployment.block)
        notices = Notices(store, deepest=node.engine.confirmations)
        return Worker(duties, relay, indexer, Settled(store, account.address, told), notices)

    def teller(self) -> Worker:
        """What tells people and programs: apart, since it waits for hosts that others keep."""
        return teller_of(self.store, self.settings, self.node.engine.confirmations)

    def ready(self) -> dict[str, bool]:
        """Whether chain and database are up, asked anew each time."""
        return {"chain": self._is_chain(), "database": self._has_index()}

    def figures(self) -> Figures:
        """What an operator watches, as it is now."""
        return look(self.store, self.node, time.time)

    def tell_figures(self, ready: Callable[[], Mapping[str, bool]] | None = None) -> str | None:
        """Tell this process's figures from now on; return where, None where the settings say not.

        ready: which parts are up, where there are more than chain and database.
        """
        if self.settings.metrics_port is None:
            return None
        self.metrics.watch(self.figures, ready or self.ready)
        port = self.metrics.serve(self.settings.metrics_host, self.settings.metrics_port)
        return f"http://{self.settings.metrics_host}:{port}/metrics"

    def close(self) -> None:
        """Give back every connection."""
        self.store.close()
        self.node.rpc.close()

    def _is_chain(self) -> bool:
        try:
            return self.node.chain_id() == self.deployment.chain_id
        except ChainError:
            return False

    def _has_index(self) -> bool:
        found = watched(self.store)
        return found is not None and found.reached is not None


def node_of(settings: Settings, metrics: Metrics, patience: float = 60.0) -> Node:
    """The network's node; raises NetworkMissing."""
    if settings.profile != "network" or settings.rpc_url is None:
        raise NetworkMissing
    engine = engine_named(settings.engine, settings.confirmations)
    return Node(WatchedRpc(settings.rpc_url, metrics.fault, timeout=patience), engine)


def deploy_on(settings: Settings) -> Deployment:
    """Deploy what is not there yet, and write down where the factory is."""
    node = node_of(settings, Metrics())
    account = account_of(settings.relayer_key)
    deployment = deploy(node, account, into_pool(node), settings.fee_ceiling)
    settings.deployment.parent.mkdir(parents=True, exist_ok=True)
    deployment.save(settings.deployment)
    return deployment
