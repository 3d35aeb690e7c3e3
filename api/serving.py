"""Serving the application: its port, its processes, and how it ends.

Told to end, a gateway takes no more connections, finishes what runs, and closes its store.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager, nullcontext
from functools import partial
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from api.app import create_app
from api.protocol import PatientProtocol
from api.services import Services
from api.telemetry import traced
from ledger_py import logs
from ledger_py.errors import AuzolanError
from ledger_py.metrics import SHARED, Metrics
from ledger_py.network import NODE_SECONDS, Network
from ledger_py.parts import accounts_of
from ledger_py.settings import Settings

_BACKLOG = 512
_LARGEST_HEAD = 32 * 1024
_KEEP_ALIVE_SECONDS = 15
_THIS_MACHINE = ["127.0.0.0/8", "::1"]
_START_SECONDS = 60
"""How long a process may say nothing before another takes its place: some start slowly."""


class PortTaken(AuzolanError):
    """Something else listens where the gateway should, or the address is not of this machine."""

    def __init__(self, host: str, port: int, other: str = "AUZOLAN_PORT={}") -> None:
        super().__init__(f"Port {port} of {host} is in use.")
        self.hint = f"Stop what uses it, or choose another: {other.format(port + 1)}"


class ProcessesFailed(AuzolanError):
    """The processes of a gateway ended before they served."""

    hint = "What was in the way is on standard error; with one process it is said most plainly."

    def __init__(self) -> None:
        super().__init__("The gateway's processes did not start.")


def listen(settings: Settings, other: str = "AUZOLAN_PORT={}") -> socket.socket:
    """Take the port, before anything else is started; raise PortTaken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # Named as TCP, since asyncio lets small answers go at once on such sockets only.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise PortTaken(settings.host, settings.port, other) from None
    return listener


def address_of(listener: socket.socket) -> str:
    """The address at which a listener is reached on this machine."""
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def config(app: Callable[..., Any], settings: Settings, factory: bool = False) -> uvicorn.Config:
    """How the server below serves an application."""
    return uvicorn.Config(
        app,
        factory=factory,
        workers=settings.processes,
        http=PatientProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        # Elsewhere it is the application that says which proxies are believed. Here a proxy on
        # this machine must never make a stranger look like the person who sits at it.
        proxy_headers=settings.profile == "embedded",
        # Said here, since the server would ask the environment.
        forwarded_allow_ips=_THIS_MACHINE,
        limit_concurrency=settings.connections,
        backlog=_BACKLOG,
        h11_max_incomplete_event_size=_LARGEST_HEAD,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_worker_healthcheck=_START_SECONDS,
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )


def serve(
    settings: Settings, listener: socket.socket, begins: Callable[[str | None], None]
) -> None:
    """Serve a network's gateway until told to end; `begins` is told where its figures are."""
    if settings.processes > 1:
        with _shared_figures() if settings.metrics_port is not None else nullcontext():
            _serve_by_several(settings, listener, begins)
        return
    network = Network(settings, Metrics(), patience=NODE_SECONDS)
    try:
        begins(network.tell_figures())
        app = create_app(services_of(network))
        with traced(app, settings.telemetry_url):
            uvicorn.Server(config(app, settings)).run(sockets=[listener])
    finally:
        network.close()


def services_of(network: Network) -> Services:
    """What a gateway serves from."""
    return Services(
        settings=network.settings,
        store=network.store,
        outbox=network.outbox,
        node=network.node,
        deployment=network.deployment,
        accounts=accounts_of(network.settings),
        ready=network.ready,
        metrics=network.metrics,
    )


def application(settings: Settings) -> FastAPI:
    """The application of one of several processes, which closes its own store."""
    logs.configure(settings)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    stack = ExitStack()
    network = stack.enter_context(closing(Network(settings, Metrics(), patience=NODE_SECONDS)))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        stack.close()

    app = create_app(services_of(network), lifespan)
    stack.enter_context(traced(app, settings.telemetry_url))
    return app


def _end_with_parent() -> None:
    """End well when the process is gone that would have said so: nobody else looks after us."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


class _Processes(Multiprocess):
    """Processes over one port, which is given up before they are told to end."""

    def terminate_all(self) -> None:
        for listener in self.sockets:
            listener.close()
        super().terminate_all()


def _serve_by_several(
    settings: Settings, listener: socket.socket, begins: Callable[[str | None], None]
) -> None:
    # Opened here too: what is in the way is said once, before any process is started.
    network = Network(settings, Metrics(), patience=NODE_SECONDS)
    try:
        begins(network.tell_figures())
        start = config(partial(application, settings), settings, factory=True)
        processes = _Processes(start, sockets=[listener])
        processes.run()
        if any(one.exitcode == STARTUP_FAILURE for one in processes.processes):
            raise ProcessesFailed
    finally:
        network.close()


@contextmanager
def _shared_figures() -> Iterator[None]:
    """A folder in which the processes put their figures, told to them by the environment."""
    with tempfile.TemporaryDirectory(prefix="auzolan-") as folder:
        os.environ[SHARED] = folder
        try:
            yield
        finally:
            del os.environ[SHARED]
