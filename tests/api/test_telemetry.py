"""Traces: sent where the settings say, and of a request nothing but its kind and its time."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

from api.app import create_app
from api.telemetry import TelemetryMissing, traced
from tests.api.stack import Gateway
from tests.api.test_operation import ADDRESS, NAME, SECRET, ask, every_request


class Kept(SpanExporter):
    """Keeps what would be sent."""

    def __init__(self) -> None:
        self.spans: list[ReadableSpan] = []

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        self.spans += spans
        return SpanExportResult.SUCCESS


def test_traces__of_every_request__tell_nothing_that_it_brings(gateway: Gateway) -> None:
    kept, app = Kept(), create_app(gateway.services)
    asked = every_request(gateway)[::5]
    with traced(app, "http://127.0.0.1:9", kept):
        for method, path, more in asked:
            ask(app, path, method, **more)
    assert len(kept.spans) == len(asked)
    told = "\n".join(span.to_json() for span in kept.spans)
    for word in (SECRET, NAME, NAME.split()[1], ADDRESS):
        assert word not in told
    assert "GET /v1/communities/{c}" in {span.name for span in kept.spans}


def test_trace__without_what_sends_them__says_what_to_install(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.instrumentation.fastapi", None)
    with pytest.raises(TelemetryMissing) as found, traced(gateway.app, "http://127.0.0.1:9"):
        pass
    assert "auzolan[telemetry]" in found.value.hint
