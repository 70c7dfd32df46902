"""What is counted and measured, for Prometheus: requests, stages, the queue, and the state of the index.

With several worker processes each writes into files of one folder (PROMETHEUS_MULTIPROC_DIR, set by `server`), and
whichever is asked answers for all of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import qa
from qa.answers import IndexState
from qa.errors import QaError
from qa.process.recently_used import uses
from qa.process.stages import listening

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SHARED = "PROMETHEUS_MULTIPROC_DIR"
# A question takes some 10 ms on a small archive; 2.5 s is a queue at its end.
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
UNROUTED = "none"
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")
# The stage in which the index is found current, or a newer state of it is opened.
CACHE = {"index-current": "hit", "index-opened": "miss"}


class Metrics:
    """The metrics of one app; `state` returns the state of its index."""

    def __init__(self, state: Callable[[], IndexState]) -> None:
        own = CollectorRegistry()
        self.requests = Counter("qa_requests", "Requests answered.", ("method", "route", "status"), registry=own)
        self.seconds = Histogram(
            "qa_request_seconds", "Time from request to answer.", ("route",), buckets=SECONDS, registry=own
        )
        self.stages = Histogram(
            "qa_stage_seconds", "Time of each stage of the work.", ("stage",), buckets=SECONDS, registry=own
        )
        self.waiting = Gauge(
            "qa_queue_requests",
            "Requests at work or in line, by queue.",
            ("queue",),
            registry=own,
            multiprocess_mode="livesum",
        )
        self.index_cache = Counter(
            "qa_index_cache",
            "Questions that found the opened index current (hit), or had to open a newer state (miss).",
            ("outcome",),
            registry=own,
        )
        self._caches = Counter(
            "qa_cache",
            "Look-ups in what is kept in memory, by what it is and whether it was there.",
            ("cache", "outcome"),
            registry=own,
        )
        self._uses: dict[str, tuple[int, int]] = {}
        self._registry = own
        if os.environ.get(SHARED):
            self._registry = CollectorRegistry()
            MultiProcessCollector(self._registry)  # type: ignore[no-untyped-call]
        self._registry.register(_State(state))

    def watch_queue(self, name: str) -> Callable[[int], None]:
        """Return what a queue calls with the number of requests in it."""
        gauge = self.waiting.labels(name)
        gauge.set(0)
        return gauge.set

    def note_caches(self) -> None:
        """Add what the caches have counted since the last time."""
        for name, now in uses().items():
            before = self._uses.get(name, (0, 0))
            for outcome, count in zip(("hit", "miss"), (now[0] - before[0], now[1] - before[1]), strict=True):
                self._caches.labels(name, outcome).inc(count)
            self._uses[name] = now

    def close(self) -> None:
        """Take this process out of what is shown of those that live."""
        if os.environ.get(SHARED):
            mark_process_dead(os.getpid())  # type: ignore[no-untyped-call]

    def page(self) -> bytes:
        """Return everything in Prometheus's text format."""
        return generate_latest(self._registry)


class _State(Collector):
    """Read when asked, so that it is true whoever has changed the index; absent while there is none."""

    def __init__(self, state: Callable[[], IndexState]) -> None:
        self._state = state

    def collect(self) -> Iterator[Metric]:
        version = GaugeMetricFamily("qa_version_info", "The version that runs.", labels=["version"])
        version.add_metric([qa.__version__], 1)
        yield version
        try:
            found = self._state()
        except QaError:
            yield GaugeMetricFamily("qa_index_ready", "Whether there is an index to answer from.", value=0)
            return
        yield GaugeMetricFamily("qa_index_ready", "Whether there is an index to answer from.", value=1)
        yield GaugeMetricFamily("qa_index_sequence", "Changes the archive has committed.", value=found.sequence)
        yield GaugeMetricFamily("qa_index_articles", "Articles in the archive.", value=found.articles)
        yield GaugeMetricFamily("qa_index_passages", "Passages in the archive.", value=found.passages)


class Measured:
    """ASGI middleware: counts and times each request by its route, never by its path, which anybody may make up."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self.app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = perf_counter(), 500

        async def send_noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            with listening(self._stage):
                await self.app(scope, receive, send_noting)
        finally:
            route = getattr(scope.get("route"), "path", UNROUTED)
            method = scope["method"] if scope["method"] in METHODS else "other"
            self._metrics.requests.labels(method, route, str(status)).inc()
            self._metrics.note_caches()
            self._metrics.seconds.labels(route).observe(perf_counter() - began)

    def _stage(self, name: str, began: int, ended: int) -> None:
        if name in CACHE:
            self._metrics.index_cache.labels(CACHE[name]).inc()
        self._metrics.stages.labels(name).observe((ended - began) / 1e9)
