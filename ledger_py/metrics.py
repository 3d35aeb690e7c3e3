"""Figures for Prometheus, on a port of their own; no label's values grow without bound, and none
is personal.

Each process counts for itself; what the database tells is the same at every process that shares it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from ledger_py.chain.errors import NodeUnreachable
from ledger_py.chain.rpc import Rpc
from ledger_py.errors import AuzolanError
from ledger_py.health import Figures
from ledger_py.store import Store, figures

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Where processes that serve one port put their figures, by the library's own name for it."""
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_TOLD = {
    "block": ("auzolan_index_block", "The last block that the index holds"),
    "behind_blocks": ("auzolan_index_lag_blocks", "Blocks of the chain that the index lacks"),
    "behind_seconds": ("auzolan_index_lag_seconds", "Seconds from the index's block to the last"),
    "waiting": ("auzolan_outbox_acts", "Acts that wait to be sent"),
    "oldest_seconds": ("auzolan_outbox_oldest_seconds", "How long the oldest of them has waited"),
}


class MetricsPortTaken(AuzolanError):
    """The figures cannot be told at this address."""

    hint = (
        "Set AUZOLAN_METRICS_PORT to a free port, and AUZOLAN_METRICS_HOST to an address of ours."
    )

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"Port {port} of {host} cannot be used for the figures.")


class Metrics:
    """The figures of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        requests, seconds = ("method", "route", "status"), ("method", "route")
        self._requests = self._counter("http_requests", "Requests answered", *requests)
        self._seconds = Histogram(
            "auzolan_http_request_seconds",
            "How long requests took",
            seconds,
            buckets=BUCKETS,
            registry=self.registry,
        )
        self._accepted = self._counter("acts_accepted", "Acts that were taken in")
        self._acts = self._counter("acts", "Acts that are over, by how they ended", "outcome")
        self._batches = self._counter("relay_batches", "Batches that were signed to be sent")
        self._errors = self._counter("node_errors", "Faults of the node, by kind", "kind")

    def requested(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request; `route` is its template, not its address."""
        method = method if method in _METHODS else "other"
        self._requests.labels(method, route, status).inc()
        self._seconds.labels(method, route).observe(seconds)

    def accepted(self) -> None:
        """Count an act that was taken in."""
        self._accepted.inc()

    def relayed(self, event: str, count: int) -> None:
        """Count what a relay tells of: a batch, or acts that are included or failed."""
        if event == "batch":
            self._batches.inc(count)
        else:
            self._acts.labels(event).inc(count)

    def fault(self, kind: str) -> None:
        """Count a fault of the node."""
        self._errors.labels(kind).inc()

    def watch(
        self, look: Callable[[], Figures], ready: Callable[[], Mapping[str, bool]] = dict
    ) -> None:
        """Tell these figures too, and which parts are up, looked up whenever somebody asks."""
        self.registry.register(_Looked(look, ready))

    def serve(self, host: str, port: int) -> int:
        """Tell all at an address from now on, in a thread of its own; return the port."""
        registry = self.registry
        if os.environ.get(SHARED):
            # The processes' figures, from what they write; those looked up are looked up here.
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
            for collector in list(self.registry._collector_to_names):
                if isinstance(collector, _Looked):
                    registry.register(collector)
        try:
            server, _ = start_http_server(port, host, registry)
        except OSError:
            raise MetricsPortTaken(host, port) from None
        return int(server.server_port)

    def _counter(self, name: str, told: str, *labels: str) -> Counter:
        return Counter(f"auzolan_{name}", told, labels, registry=self.registry)


class WatchedRpc(Rpc):
    """A node's endpoint whose faults are counted; a contract's refusal is none."""

    def __init__(self, url: str, fault: Callable[[str], None], *, timeout: float = 60.0) -> None:
        super().__init__(url, timeout=timeout)
        self._fault = fault

    def _post(self, request: Any, repeatable: bool) -> Any:
        try:
            answer = super()._post(request, repeatable)
        except NodeUnreachable:
            self._fault("unreachable")
            raise
        for one in answer if isinstance(answer, list) else [answer]:
            error = one.get("error") if isinstance(one, dict) else None
            reverted = isinstance(error, dict) and (error.get("data") or error.get("code") == 3)
            if error and not reverted:
                self._fault("refused")
        return answer


class Settled:
    """A part of a worker that counts what became of its relayer's acts, once that is final."""

    def __init__(self, store: Store, relayer: str, told: Callable[[str, int], None]) -> None:
        self._store, self._relayer, self._told = store, relayer.lower(), told
        self._seen: int | None = None

    def step(self) -> int:
        """Count what was settled since the last step; nothing of it is work."""
        with self._store.reading() as connection:
            last = figures.settled(connection, self._relayer)
            seen = last if self._seen is None else self._seen
            done, refused = figures.outcomes(connection, self._relayer, seen, last)
        self._told("included", done)
        self._told("failed", refused)
        # What a reorganisation takes back was counted, and is not counted again.
        self._seen = max(seen, last)
        return 0


class _Looked(Collector):
    """Gauges that are looked up when they are asked for."""

    def __init__(
        self, look: Callable[[], Figures], ready: Callable[[], Mapping[str, bool]]
    ) -> None:
        self._look, self._ready = look, ready

    def describe(self) -> list[Any]:
        """Say nothing, so that being registered asks nobody."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges; what is not known is not told."""
        for name, value in asdict(self._look()).items():
            if value is not None:
                gauge = GaugeMetricFamily(*_TOLD[name])
                gauge.add_metric([], value)
                yield gauge
        up = GaugeMetricFamily("auzolan_up", "Whether a part is up", labels=["part"])
        for part, is_up in self._ready().items():
            up.add_metric([part], float(is_up))
        yield up
