"""Spans of real requests, kept in memory by OpenTelemetry's own exporter."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from qa.errors import ExtraMissing
from qa.service import open_service
from qa.settings import Settings
from qa.web.api import create_app
from qa.web.middleware.tracing import open_provider
from qa.web.server import check_server
from tests.bag_encoder import BagEncoder

TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def spans(tmp_path: Path) -> list[ReadableSpan]:
    """The spans of a question that was asked with a trace of its own."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    settings = Settings(index_dir=tmp_path / "index")
    with open_service(settings, create=True, encoder=BagEncoder()) as service:
        app = create_app(settings, service, tracer_provider=provider)
        with TestClient(app, base_url="http://localhost") as client:
            client.put("/v1/articles/a", json={"text": "The keeper repairs the lighthouse."})
            exporter.clear()
            headers = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01", "X-Request-ID": "r1"}
            assert client.get("/v1/ask?question=secret+keeper", headers=headers).status_code == 200
    return list(exporter.get_finished_spans())


def test_a_request_is_a_span_and_each_stage_one_in_it(spans: list[ReadableSpan]) -> None:
    """In the trace of whoever asked, under the same request id as the log."""
    by_name = {span.name: span for span in spans}
    request = by_name["GET /v1/ask"]
    assert request.context is not None
    assert format(request.context.trace_id, "032x") == TRACE
    assert dict(request.attributes or {}) == {
        "http.response.status_code": 200,
        "http.route": "/v1/ask",
        "http.request.method": "GET",
        "qa.request_id": "r1",
    }
    for stage in ("encode", "retrieve", "read", "rank"):
        span = by_name[stage]
        assert span.parent is not None
        assert span.parent.span_id == request.context.span_id
        assert span.start_time is not None
        assert span.end_time is not None
        assert 0 <= span.end_time - span.start_time < 60e9


def test_nothing_that_was_asked_is_in_a_span(spans: list[ReadableSpan]) -> None:
    """Traces go to another system, often of another company."""
    assert "secret" not in "".join(span.to_json() for span in spans)


def test_a_provider_that_somebody_else_installed_is_told_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FastAPI by itself gives every provider of the process the query of each request, the question in it."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr("opentelemetry.trace.get_tracer_provider", lambda: provider)
    settings = Settings(index_dir=tmp_path / "index")
    with (
        open_service(settings, create=True, encoder=BagEncoder()) as service,
        TestClient(create_app(settings, service), base_url="http://localhost") as client,
    ):
        client.put("/v1/articles/a", json={"text": "The keeper repairs the lighthouse."})
        assert client.get("/v1/ask?question=secret+keeper").status_code == 200
    assert exporter.get_finished_spans() == ()


def test_without_the_extra_it_is_said_which(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the start, before a question is asked."""
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace.export", None)
    with pytest.raises(ExtraMissing, match="extra 'otel'"):
        open_provider()
    with pytest.raises(ExtraMissing, match="extra 'otel'"):
        check_server(Settings(tracing=True))


def test_with_the_extra_a_provider_is_there() -> None:
    """Ready to send; nothing is sent until there is a span."""
    provider = open_provider()
    assert provider.resource.attributes["service.name"] == "interview-qa"
    provider.shutdown()
