"""A worker or a gateway for a chain that others run too; several of each may share a database.

    AUZOLAN_PROFILE=network AUZOLAN_RPC_URL=... python -m scripts.network deploy
    AUZOLAN_PROFILE=network AUZOLAN_RPC_URL=... python -m scripts.network worker
    AUZOLAN_PROFILE=network AUZOLAN_RPC_URL=... python -m scripts.network gateway

`deploy` puts the contracts on the chain, once, by a key that sends nothing else. A worker carries
acts, reads the chain and sees to what is due; it needs a relayer key of its own.
A gateway serves pages and REST and takes acts in. Everything else is a setting.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import uvicorn
from eth_account import Account
from eth_account.signers.local import LocalAccount
from sqlalchemy.exc import SQLAlchemyError

from api.app import create_app
from api.services import Services
from ledger_py.chain.client import Node
from ledger_py.chain.deployment import Deployment, deploy
from ledger_py.chain.engines import engine_named
from ledger_py.chain.errors import ChainError
from ledger_py.chain.rpc import Rpc
from ledger_py.chain.sending import Fees, into_pool
from ledger_py.durable import OpenToOthers, read_secret
from ledger_py.duties import Duties
from ledger_py.errors import AuzolanError
from ledger_py.indexer import Indexer
from ledger_py.outbox import Outbox
from ledger_py.parts import accounts_of, store_of
from ledger_py.relay import Relay
from ledger_py.settings import Settings
from ledger_py.store.reads import Reads
from ledger_py.worker import Worker


class NetworkMissing(AuzolanError):
    """These processes are for a chain that others run too."""

    hint = "Set AUZOLAN_PROFILE=network, or start a ledger of your own with `make run`."

    def __init__(self) -> None:
        super().__init__("The profile is not `network`.")


class RelayerKeyUnusable(AuzolanError):
    """The file of the relayer's key is missing, open to others, or holds no key."""

    hint = "Name a file in AUZOLAN_RELAYER_KEY_FILE that holds 32 bytes in hex, with mode 600."

    def __init__(self, path: Path | None, reason: object) -> None:
        super().__init__(f"The relayer's key in {path} cannot be used ({reason}).")


class ChainDiffers(AuzolanError):
    """The node is of another chain than the deployment file."""

    hint = "Name a node of the chain on which the factory is, or the file of this chain's factory."

    def __init__(self, node: int, file: int) -> None:
        super().__init__(f"The node is of chain {node}, the factory on chain {file}.")


class Parts:
    """What a worker and a gateway both work with."""

    def __init__(self, settings: Settings) -> None:
        if settings.profile != "network" or settings.rpc_url is None:
            raise NetworkMissing
        self.settings = settings
        self.engine = engine_named(settings.engine, settings.confirmations)
        self.node = Node(Rpc(settings.rpc_url), self.engine)
        self.deployment = Deployment.load(settings.deployment)
        self.store = store_of(settings)
        self.store.migrate()
        self.outbox = Outbox(self.store, finality_blocks=self.engine.confirmations)


def worker_of(parts: Parts) -> Worker:
    """The worker: duties, relay, indexer."""
    settings, node, store, deployment = parts.settings, parts.node, parts.store, parts.deployment
    fees = Fees(settings.fee_ceiling, settings.fee_tip, settings.fee_patience)
    account = relayer_account(settings.relayer_key_file)
    relay = Relay(node, store, account, into_pool(node), fees=fees)
    duties = Duties(store, parts.outbox, deployment.chain_id)
    indexer = Indexer(node, store, deployment.factory, deployment.block)
    return Worker(duties, relay, indexer)


def relayer_account(path: Path | None) -> LocalAccount:
    """The relayer's key; raise RelayerKeyUnusable."""
    if path is None:
        raise RelayerKeyUnusable(path, "no file is named")
    try:
        key = read_secret(path)
    except OpenToOthers:
        raise RelayerKeyUnusable(path, "others may read it") from None
    except OSError as error:
        raise RelayerKeyUnusable(path, error) from None
    try:
        account: LocalAccount = Account.from_key(key.decode("ascii").strip())
    except ValueError:
        # What the library says of it may hold the key.
        raise RelayerKeyUnusable(path, "it holds no key") from None
    return account


def services_of(parts: Parts) -> Services:
    """What a gateway serves from."""
    return Services(
        settings=parts.settings,
        store=parts.store,
        outbox=parts.outbox,
        node=parts.node,
        deployment=parts.deployment,
        accounts=accounts_of(parts.settings),
        ready=_readiness(parts),
    )


def deploy_on(settings: Settings) -> Deployment:
    """Deploy what is not there yet, and write down where the factory is."""
    if settings.profile != "network" or settings.rpc_url is None:
        raise NetworkMissing
    engine = engine_named(settings.engine, settings.confirmations)
    node = Node(Rpc(settings.rpc_url), engine)
    account = relayer_account(settings.relayer_key_file)
    deployment = deploy(node, account, into_pool(node), settings.fee_ceiling)
    settings.deployment.parent.mkdir(parents=True, exist_ok=True)
    deployment.save(settings.deployment)
    return deployment


def _readiness(parts: Parts) -> Callable[[], Mapping[str, bool]]:
    reads = Reads(parts.store)

    def database() -> bool:
        try:
            return reads.checkpoint() is not None
        except SQLAlchemyError:
            return False

    def chain() -> bool:
        try:
            return parts.node.chain_id() == parts.deployment.chain_id
        except ChainError:
            return False

    return lambda: {"chain": chain(), "database": database()}


def _run_worker(parts: Parts) -> None:
    found = parts.node.chain_id()
    if found != parts.deployment.chain_id:
        raise ChainDiffers(found, parts.deployment.chain_id)
    worker = worker_of(parts)
    worker.start()
    print("The worker carries and reads; Ctrl-C ends it.", flush=True)
    try:
        signal.pause()
    finally:
        worker.stop()


def _run_gateway(parts: Parts) -> None:
    app, settings = create_app(services_of(parts)), parts.settings
    print(f"The gateway is at http://{settings.host}:{settings.port}/", flush=True)
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_level=settings.log_level,
        access_log=False,
    )


def main() -> int:
    """Run until stopped; 1 with one sentence when something is in the way."""
    parser = argparse.ArgumentParser(description="A worker or a gateway of a network.")
    parser.add_argument("role", choices=("deploy", "worker", "gateway"))
    role = parser.parse_args().role
    os.umask(0o077)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        settings = Settings.read()
        level = settings.log_level.upper()
        logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s")
        if role == "deploy":
            print(f"The factory is at {deploy_on(settings).factory}.")
            return 0
        parts = Parts(settings)
        (_run_worker if role == "worker" else _run_gateway)(parts)
    except AuzolanError as error:
        print(f"{error} {error.hint}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
