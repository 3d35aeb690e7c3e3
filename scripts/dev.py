"""`make run`: embedded chain, contracts, worker, gateway and demonstration in one process."""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import uvicorn
from eth_account.signers.local import LocalAccount

from api.app import create_app
from api.services import Services
from api.serving import address_of, config, listen
from api.telemetry import traced
from ledger_py import logs
from ledger_py.accounts import RELAYER, Accounts
from ledger_py.chain.client import Node
from ledger_py.chain.deployment import Deployment, deploy
from ledger_py.chain.embedded import EmbeddedChain
from ledger_py.duties import Duties
from ledger_py.errors import AuzolanError
from ledger_py.health import look
from ledger_py.indexer import Indexer
from ledger_py.metrics import Metrics, Settled, WatchedRpc
from ledger_py.notices import Notices
from ledger_py.outbox import Outbox
from ledger_py.parts import accounts_of, store_of
from ledger_py.relay import Relay
from ledger_py.settings import LARGEST_PORT, Settings
from ledger_py.store import Store
from ledger_py.store.figures import watched
from ledger_py.telling import teller_of
from ledger_py.worker import Worker
from scripts.demo.hand import Hand, Stopped
from scripts.demo.load import Demo, wanted
from scripts.demo.source import Source
from scripts.setup_show import Progress, Show

HEARTBEAT_SECONDS = 60


class Loading:
    """What is being loaded into the ledger now, in words: told by the loader, asked by pages."""

    def __init__(self) -> None:
        self.step = ""

    def __call__(self) -> str:
        return self.step

    def say(self, step: str) -> None:
        """Tell the step that begins; empty when nothing is being loaded any more."""
        self.step = step


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
        "Unset AUZOLAN_PROFILE; or start `auzolan work` and `auzolan serve`, which are for a"
        " network's chain."
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
    logs.configure(settings)
    with ExitStack() as stack:
        listener = stack.enter_context(listen(settings, "make run PORT={}"))
        _make(settings.data_dir)
        accounts = _accounts(settings)
        account = accounts.account(RELAYER)
        chain = EmbeddedChain(settings.chain_dir, funded=[account.address])
        show.run("Embedded chain", lambda _: stack.enter_context(chain))
        metrics = Metrics()
        node = Node(stack.enter_context(WatchedRpc(chain.rpc.url, metrics.fault)))
        deployment = show.run("Contracts on it", lambda _: _deployment(settings, chain, account))
        store = store_of(settings)
        stack.callback(store.close)
        indexer = Indexer(node, store, deployment.factory, deployment.block)
        show.run("Database", lambda _: store.migrate())
        show.run("Index", lambda _: indexer.catch_up())
        relay = Relay(node, store, account, chain.produce, told=metrics.relayed)
        duties = Duties(store, Outbox(store), deployment.chain_id)
        settled = Settled(store, account.address, metrics.relayed)
        beat = partial(chain.heartbeat, HEARTBEAT_SECONDS)
        worker = Worker(duties, relay, indexer, settled, Notices(store), beat=beat)
        loading = Loading()
        services = Services(
            settings=settings,
            store=store,
            outbox=Outbox(store, wake=_both(metrics.accepted, worker.wake)),
            node=node,
            deployment=deployment,
            accounts=accounts,
            ready=_readiness(chain, store, worker),
            loading=loading,
            metrics=metrics,
        )
        _start(stack, worker, teller_of(store, settings))
        _serve(services, listener, show, loading)


def _serve(services: Services, listener: socket.socket, show: Show, loading: Loading) -> None:
    """Serve until asked to end, and load the demonstration meanwhile."""
    _tell_figures(services)
    app = create_app(services)
    server = uvicorn.Server(config(app, services.settings))
    stopping = threading.Event()
    loader = threading.Thread(target=_load, args=(services, stopping, show, loading), name="demo")
    show.say(f"Auzolan is at {address_of(listener)}  Ctrl-C ends it; nothing is lost.")
    loader.start()
    try:
        with traced(app, services.settings.telemetry_url):
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

    def ready() -> Mapping[str, bool]:
        found = watched(store)
        return {
            "chain": chain.node_pid is not None,
            "database": found is not None and found.reached is not None,
            "worker": worker.well,
        }

    return ready


def _start(stack: ExitStack, *workers: Worker) -> None:
    for each in workers:
        stack.callback(each.stop)
        each.start()


def _tell_figures(services: Services) -> None:
    """Tell this process's figures, where the settings ask for it."""
    settings = services.settings
    if settings.metrics_port is not None:
        look_ = partial(look, services.store, services.node, services.clock)
        services.metrics.watch(look_, services.ready)
        services.metrics.serve(settings.metrics_host, settings.metrics_port)


def _both(*calls: Callable[[], None]) -> Callable[[], None]:
    def both() -> None:
        for call in calls:
            call()

    return both


if __name__ == "__main__":
    raise SystemExit(main())
