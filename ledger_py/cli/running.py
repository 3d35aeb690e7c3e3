"""The commands of a network's processes: a worker, a gateway, and the contracts before both.

Each runs until it is told to end (SIGTERM, Ctrl-C), finishes what it is at, and ends with 0.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger_py import logs
from ledger_py.cli.options import AsJson, DataDir
from ledger_py.cli.show import Show
from ledger_py.settings import LARGEST_PORT, Settings

if TYPE_CHECKING:
    from ledger_py.worker import Worker

MetricsPort = Annotated[
    int | None,
    typer.Option(
        min=0,
        max=LARGEST_PORT,
        help="Tell Prometheus this process's figures there (AUZOLAN_METRICS_PORT).",
    ),
]


def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=LARGEST_PORT, help="The port; 0 takes a free one.")
    ] = None,
    processes: Annotated[
        int | None, typer.Option(min=1, max=64, help="How many processes serve the port.")
    ] = None,
    metrics_port: MetricsPort = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Serve a gateway of a network: pages and REST, and signed acts taken in for the workers.

    Several may share a database. Told to end, it takes no more connections and finishes what runs.
    """
    # Imported here: other commands do without a web server.
    from api import serving

    given = {"host": host, "port": port, "processes": processes, "metrics_port": metrics_port}
    settings, show = _settings(data_dir, **given), Show(as_json)
    with _until_told(settings), serving.listen(settings) as listener:
        url = serving.address_of(listener)
        serving.serve(
            settings,
            listener,
            lambda figures: _begin(show, f"The gateway is at {url}", url=url, metrics=figures),
        )


def work(
    metrics_port: MetricsPort = None, as_json: AsJson = False, data_dir: DataDir = None
) -> None:
    """Run a worker of a network: carries acts, reads the chain, sees to what is due.

    It needs a relayer's key of its own (AUZOLAN_RELAYER_KEY_FILE). Several may share a database.
    Told to end, it finishes its step and lets go of the key.
    """
    from ledger_py.metrics import Metrics
    from ledger_py.network import Network

    settings, show = _settings(data_dir, metrics_port=metrics_port), Show(as_json)
    with _until_told(settings):
        network = Network(settings, Metrics())
        try:
            worker = network.worker()
            figures = network.tell_figures(lambda: {**network.ready(), "worker": worker.well})
            with _at_work(worker, network.teller()):
                told = "The worker carries and reads; Ctrl-C ends it."
                _begin(show, told, metrics=figures)
                signal.pause()
        finally:
            network.close()


def deploy(as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """Put the contracts on a network's chain, once, and write down where they are.

    By a key that has sent nothing and sends nothing else (AUZOLAN_RELAYER_KEY_FILE). What is there
    already stays.
    """
    from ledger_py.network import deploy_on

    settings, show = _settings(data_dir), Show(as_json)
    deployment = deploy_on(settings)
    show.done(f"The factory is at {deployment.factory}.")
    show.answer(deployment)


@contextmanager
def _at_work(*workers: Worker) -> Iterator[None]:
    """Let them work until the end of the block; the first one started ends last."""
    with ExitStack() as stack:
        for each in workers:
            stack.callback(each.stop)
            each.start()
        yield


def _settings(data_dir: Path | None, **given: object) -> Settings:
    named = {"data_dir": data_dir, **given}
    return Settings.read(**{name: value for name, value in named.items() if value is not None})


@contextmanager
def _until_told(settings: Settings) -> Iterator[None]:
    """Let SIGTERM end this process as Ctrl-C does, and both end it well."""
    # What people wrote and who they are is for the owner of this process alone.
    os.umask(0o077)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    logs.configure(settings)
    with suppress(KeyboardInterrupt):
        yield


def _begin(show: Show, told: str, **answer: str | None) -> None:
    show.say(told if not answer.get("metrics") else f"{told}, its figures at {answer['metrics']}")
    show.answer(answer)
    # Read by whoever started this, and nothing more is written for long.
    sys.stdout.flush()
