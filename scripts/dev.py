"""`make run`: embedded chain, contracts, worker, gateway and demonstration in one process."""

from __future__ import annotations

import argparse
import logging
import os
import secrets
import signal
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

import uvicorn
from eth_account.signers.local import LocalAccount
from sqlalchemy.exc import SQLAlchemyError

from api.app import create_app
from api.services import Services
from ledger_py.accounts import RELAYER, Accounts
from ledger_py.chain.client import Node
from ledger_py.chain.deployment import Deployment, deploy
from ledger_py.chain.embedded import EmbeddedChain
from ledger_py.duties import Duties
from ledger_py.errors import AuzolanError
from ledger_py.indexer import Indexer
from ledger_py.outbox import Outbox
from ledger_py.parts import accounts_of, store_of
from ledger_py.relay import Relay
from ledger_py.settings import LARGEST_PORT, Settings
from ledger_py.store import Store
from ledger_py.store.reads import Reads
from ledger_py.worker import Worker
from scripts.demo.hand import Hand, Stopped
from scripts.demo.load import Demo, wanted
from scripts.demo.source import Source
from scripts.setup_show import Progress, Show

HEARTBEAT_SECONDS = 60
SHUTDOWN_SECONDS = 5


class Loading:
    """What is being loaded into the ledger now, in words: told by the loader, asked by pages."""

    def __init__(self) -> None:
        self.step = ""

    def __call__(self) -> str:
        return self.step

    def say(self, step: str) -> None:
        """Tell the step that begins; empty when nothing is being loaded any more."""
        self.step = step


class PortTaken(AuzolanError):
    """Something else listens where the gateway should."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"Port {port} of {host} is in use.")
        self.hint = f"Stop what uses it, or choose another: make run PORT={port + 1}"


class PortInvalid(AuzolanError):
    """What was given is no port."""

    hint = f"Give 0 to {LARGEST_PORT}, as in: make run PORT=8123"

    def __init__(self, given: str) -> None:
        super().__init__(f"PORT={given} is no port.")


class DataDirUnusable(AuzolanError):
    """The data directory cannot be written."""

    hint = "Name one that is yours to write: make run DATA_DIR=..."

    def __init__(self, path: Path, reason: object) -> None:
        super().__init__(f"The data directory {path} cannot be used ({reason}).")


class KeysMissing(AuzolanError):
    """There is a chain here, and the keys that it was begun with are gone."""

    hint = "Put the file back from a backup, or name another data directory: make run DATA_DIR=..."

    def __init__(self, path: Path) -> None:
        super().__init__(f"The managed keys of this ledger are missing ({path}).")


class NetworkNotRun(AuzolanError):
    """This command runs a chain of its own and joins no other."""

    hint = (
        "Unset AUZOLAN_PROFILE; or start `python -m scripts.network worker` and `gateway`, which"
        " are for a network's chain."
    )

    def __init__(self) -> None:
        super().__init__("The network profile is not what `make run` starts.")


def main() -> int:
    """Run until stopped; 1 with one sentence when something is in the way."""
    # What people wrote and who they are is for the owner of this process alone.
    os.umask(0o077)
    # Being asked to end is handled like Ctrl-C everywhere, also while starting.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with Show(sys.stdout) as show:
            run(_settings(), show)
    except AuzolanError as error:
        print(f"\n{error} {error.hint}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    print("\n  Stopped. The next `make run` goes on from here.")
    return 0


def run(settings: Settings, show: Show) -> None:
    """Start every part in order, serve, and end them in the opposite order."""
    if settings.profile != "embedded":
        raise NetworkNotRun
    level = settings.log_level.upper()
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s")
    with ExitStack() as stack:
        listener = stack.enter_context(_listen(settings))
        _make(settings.data_dir)
        accounts = _accounts(settings)
        account = accounts.account(RELAYER)
        chain = EmbeddedChain(settings.chain_dir, funded=[account.address])
        show.run("Embedded chain", lambda _: stack.enter_context(chain))
        node = Node(chain.rpc)
        deployment = show.run("Contracts on it", lambda _: _deployment(settings, chain, account))
        store = store_of(settings)
        stack.callback(store.close)
        indexer = Indexer(node, store, deployment.factory, deployment.block)
        show.run("Database", lambda _: store.migrate())
        show.run("Index", lambda _: indexer.catch_up())
        relay = Relay(node, store, account, chain.produce)
        duties = Duties(store, Outbox(store), deployment.chain_id)
        worker = Worker(duties, relay, indexer, beat=lambda: chain.heartbeat(HEARTBEAT_SECONDS))
        loading = Loading()
        services = Services(
            settings=settings,
            store=store,
            outbox=Outbox(store, wake=worker.wake),
            node=node,
            deployment=deployment,
            accounts=accounts,
            ready=_readiness(chain, store, worker),
            loading=loading,
        )
        stack.callback(worker.stop)
        worker.start()
        _serve(services, listener, show, loading)


def _serve(services: Services, listener: socket.socket, show: Show, loading: Loading) -> None:
    """Serve until asked to end, and load the demonstration meanwhile."""
    host, port = listener.getsockname()[:2]
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(services),
            log_level=services.settings.log_level,
            access_log=False,
            timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        )
    )
    stopping = threading.Event()
    loader = threading.Thread(target=_load, args=(services, stopping, show, loading), name="demo")
    show.say(f"Auzolan is at http://{host}:{port}/  Ctrl-C ends it; nothing is lost.")
    loader.start()
    try:
        server.run(sockets=[listener])
    finally:
        stopping.set()
        loader.join()


def _load(services: Services, stopping: threading.Event, show: Show, loading: Loading) -> None:
    if not wanted(services.reads, services.outbox):
        return

    def load(progress: Progress) -> None:
        def report(step: str) -> None:
            progress.say(step)
            loading.say(step)

        hand = Hand(services.outbox, services.reads, services.accounts, report, stopping.is_set)
        demo = Demo(Source(), hand, services.deployment)
        try:
            demo.load()
        except Stopped:
            progress.name += ", in part"

    loading.say("beginning")
    try:
        show.run("AsyncAPI as a demonstration", load)
    except AuzolanError as error:
        print(f"\n{error} {error.hint}", file=sys.stderr)
    finally:
        loading.say("")


def _settings() -> Settings:
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    parser.add_argument("--port", required=True)
    parser.add_argument("--data-dir", type=Path, required=True)
    given = parser.parse_args()
    if not given.port.isdecimal() or int(given.port) > LARGEST_PORT:
        raise PortInvalid(given.port)
    return Settings.read(port=given.port, data_dir=given.data_dir.expanduser().absolute())


def _listen(settings: Settings) -> socket.socket:
    """Take the port before anything else is started, so that a taken one costs nothing."""
    # Named as TCP, since asyncio lets small answers go at once on such sockets only.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise PortTaken(settings.host, settings.port) from None
    return listener


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = folder / f".{secrets.token_hex(8)}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise DataDirUnusable(folder, error.strerror) from None


def _accounts(settings: Settings) -> Accounts:
    accounts = accounts_of(settings)
    if settings.chain_dir.exists() and RELAYER not in accounts.labels():
        raise KeysMissing(settings.accounts_file)
    accounts.ensure(RELAYER)
    return accounts


def _deployment(settings: Settings, chain: EmbeddedChain, account: LocalAccount) -> Deployment:
    if settings.deployment.exists():
        return Deployment.load(settings.deployment)
    deployment = deploy(Node(chain.rpc), account, chain.produce)
    deployment.save(settings.deployment)
    return deployment


def _readiness(
    chain: EmbeddedChain, store: Store, worker: Worker
) -> Callable[[], Mapping[str, bool]]:
    """Whether each part is up, asked anew each time."""

    def database() -> bool:
        try:
            return Reads(store).checkpoint() is not None
        except (SQLAlchemyError, AuzolanError):
            return False

    def ready() -> Mapping[str, bool]:
        return {
            "chain": chain.node_pid is not None,
            "database": database(),
            "worker": worker.alive and worker.fault is None,
        }

    return ready


if __name__ == "__main__":
    raise SystemExit(main())
