"""Traces of requests, sent by OpenTelemetry where the settings say; of each only its kind and time.

What the library adds of addresses, values, browsers and errors' words is left out before anything
is sent: an allow-list says what may go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI

from ledger_py.errors import AuzolanError

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.sdk.trace.export import SpanExporter

SENT = frozenset(
    """http.method http.request.method http.response.status_code http.route http.scheme
    http.status_code url.scheme""".split()  # noqa: SIM905 - one a line is a wall
)
"""The attributes of a request that may leave this machine."""
_TRACES = "/v1/traces"


class TelemetryMissing(AuzolanError):
    """Traces are asked for, and what sends them is not installed."""

    hint = "Install it with `pip install 'auzolan[telemetry]'`, or unset AUZOLAN_TELEMETRY_URL."

    def __init__(self) -> None:
        super().__init__("AUZOLAN_TELEMETRY_URL is set and OpenTelemetry is not installed.")


@contextmanager
def traced(app: FastAPI, url: str | None, exporter: SpanExporter | None = None) -> Iterator[None]:
    """Send a trace of every request to a collector, if there is one; the last at the end.

    exporter: what sends, instead of OTLP over HTTP. Raises TelemetryMissing.
    """
    end = _trace(app, url, exporter) if url else None
    try:
        yield
    finally:
        if end:
            end()


def _trace(app: FastAPI, url: str, exporter: SpanExporter | None) -> Callable[[], None]:
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        raise TelemetryMissing from None
    place = url if url.endswith(_TRACES) else url.rstrip("/") + _TRACES
    provider = TracerProvider(resource=Resource({"service.name": "auzolan"}))
    sender = exporter or OTLPSpanExporter(endpoint=place)
    provider.add_span_processor(BatchSpanProcessor(_sparing(sender)))
    FastAPIInstrumentor.instrument_app(
        app, tracer_provider=provider, exclude_spans=["receive", "send"]
    )
    return provider.shutdown


def _sparing(sender: SpanExporter) -> SpanExporter:
    """An exporter that sends of each span what may be sent."""
    from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

    class Sparing(SpanExporter):
        def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
            return sender.export([_spared(span) for span in spans])

        def shutdown(self) -> None:
            sender.shutdown()

        def force_flush(self, timeout_millis: int = 30_000) -> bool:
            return sender.force_flush(timeout_millis)

    return Sparing()


def _spared(span: ReadableSpan) -> ReadableSpan:
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.trace import SpanContext, Status

    def stateless(given: SpanContext) -> SpanContext:
        # The state of a trace is what a caller wrote there.
        return SpanContext(given.trace_id, given.span_id, given.is_remote, given.trace_flags)

    assert span.context
    kept: dict[str, Any] = {
        name: value for name, value in (span.attributes or {}).items() if name in SENT
    }
    # Without the route's template a name may be the address that somebody wrote.
    method = kept.get("http.request.method") or kept.get("http.method") or ""
    name = f"{method} {kept.get('http.route', 'none')}"
    return ReadableSpan(
        name=name,
        context=stateless(span.context),
        parent=stateless(span.parent) if span.parent else None,
        resource=span.resource,
        attributes=kept,
        kind=span.kind,
        instrumentation_scope=span.instrumentation_scope,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
    )
