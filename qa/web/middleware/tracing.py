"""Spans for OpenTelemetry: one a request, one a stage in it. Where they go is said by the OTEL_ variables."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import qa
from qa.errors import ExtraMissing
from qa.process.stages import listening


def check_installed() -> None:
    """Raise ExtraMissing without the extra otel."""
    try:
        import opentelemetry.exporter.otlp.proto.http.trace_exporter
        import opentelemetry.sdk.trace.export  # noqa: F401 - to see that it is there
    except ImportError as error:
        raise ExtraMissing("otel", "sending spans") from error


def open_provider() -> Any:
    """Return a tracer provider that sends spans by OTLP over HTTP; raises ExtraMissing without the extra otel."""
    check_installed()
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    named = Resource.create({"service.name": "interview-qa", "service.version": qa.__version__})
    provider = TracerProvider(resource=named)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


class Tracing:
    """ASGI middleware: a span for each request, the child of what `traceparent` names; no path, query or body in it."""

    def __init__(self, app: ASGIApp, *, provider: Any) -> None:
        self.app = app
        self._tracer = provider.get_tracer("qa", qa.__version__)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        from opentelemetry.propagate import extract
        from opentelemetry.trace import SpanKind, set_span_in_context

        parent = extract(dict(Headers(scope=scope)))
        span = self._tracer.start_span(scope["method"], context=parent, kind=SpanKind.SERVER)
        inside = set_span_in_context(span)

        def note(name: str, began: int, ended: int) -> None:
            self._tracer.start_span(name, context=inside, start_time=began).end(ended)

        async def send_noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                span.set_attribute("http.response.status_code", message["status"])
            await send(message)

        try:
            with listening(note):
                await self.app(scope, receive, send_noting)
        finally:
            route = getattr(scope.get("route"), "path", None)
            if route:
                span.update_name(f"{scope['method']} {route}")
                span.set_attribute("http.route", route)
            span.set_attribute("http.request.method", scope["method"])
            span.set_attribute("qa.request_id", scope.get("state", {}).get("request_id", ""))
            span.end()
