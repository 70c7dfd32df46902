"""The HTTP service, put together: routes, limits, log and failures around one Service."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import anyio.to_thread
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

import qa
from qa.errors import QaError
from qa.settings import Settings
from qa.web.access.access import Access
from qa.web.agents.mcp_endpoint import McpEndpoint, McpRoute
from qa.web.ask_queue import AskQueue
from qa.web.middleware.body_limit import BodyLimit
from qa.web.middleware.head import HeadAsGet
from qa.web.middleware.metrics import Measured, Metrics
from qa.web.middleware.request_log import RequestLog
from qa.web.middleware.security_headers import SecurityHeaders
from qa.web.middleware.tracing import Tracing
from qa.web.problems import install_problems
from qa.web.routes import agent as agent_routes
from qa.web.routes import article as article_routes
from qa.web.routes import ask as ask_routes
from qa.web.routes import page as page_routes
from qa.web.routes import status as status_routes
from qa.web.routes import timeline as timeline_routes
from qa.web.routes import verify as verify_routes
from qa.web.routes import write as write_routes
from qa.web.schemas.openapi import with_problem_schema
from qa.web.service_slot import ServiceSlot

if TYPE_CHECKING:
    from qa.service import Service

DESCRIPTION = (
    "Asks an archive of interviews. Every answer is a verbatim quotation with offsets that can be checked against "
    "the article; nothing is generated. Every failure has the shape of Problem."
)

logger = logging.getLogger(__name__)


def create_app(settings: Settings, service: Service | None = None, *, tracer_provider: Any = None) -> FastAPI:
    """Return the app around `service`, or around the index of `settings`, opened when the app starts or later.

    With `tracer_provider`, one of OpenTelemetry, each request is a span.

    A missing index fails no start: /ready says so, questions get 503, and the index is used once it is there.
    """
    app = FastAPI(
        title="interview-qa",
        version=qa.__version__,
        description=DESCRIPTION,
        lifespan=_open_and_close,
        docs_url=None,  # FastAPI's own page loads scripts from another host; ours is in status_routes
        redoc_url=None,
        redirect_slashes=False,
        # FastAPI by itself tells whatever OpenTelemetry provider the process has each request's query, and with it the
        # question. What may be told is in `tracing`.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.state.settings = settings
    app.state.tracer_provider = tracer_provider
    app.state.slot = ServiceSlot(settings, service)
    app.state.metrics = Metrics(lambda: app.state.slot.get().state())
    _add_queues(app)
    _add_routes(app)
    install_problems(app)
    app.openapi = with_problem_schema(app)  # type: ignore[method-assign]  # the documented way to extend it
    _add_middleware(app)
    return app


def _add_queues(app: FastAPI) -> None:
    watch = app.state.metrics.watch_queue
    app.state.queue = AskQueue.for_this_machine(on_change=watch("questions"))
    app.state.fetches = AskQueue(workers=4, waiting=16, on_change=watch("fetches"))
    # One at a time, whoever sends them: there is one lock.
    app.state.writes = AskQueue(workers=1, waiting=16, on_change=watch("writes"))


def _add_routes(app: FastAPI) -> None:
    asking = (ask_routes, timeline_routes, verify_routes)
    for routes in (*asking, article_routes, write_routes, status_routes, page_routes, agent_routes):
        app.include_router(routes.router)
    app.state.mcp = McpEndpoint(app.state.slot, app.state.settings, app.state.queue)
    app.router.routes.append(McpRoute(app.state.mcp))


def _add_middleware(app: FastAPI) -> None:
    settings: Settings = app.state.settings
    # The last one added is the outermost.
    app.add_middleware(HeadAsGet)
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes, max_upload_bytes=settings.max_upload_bytes)
    app.add_middleware(Access, settings=settings)
    if settings.cors_origins:
        # Cookies are never asked for.
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=("GET", "HEAD", "POST", "PUT", "DELETE"),
            allow_headers=("Authorization", "Content-Type", "If-Match", "If-None-Match", "X-API-Key", "X-Request-ID"),
            expose_headers=("ETag", "Location", "Retry-After", "WWW-Authenticate", "X-Request-ID"),
        )
    app.add_middleware(Measured, metrics=app.state.metrics)
    if app.state.tracer_provider is not None:
        app.add_middleware(Tracing, provider=app.state.tracer_provider)
    app.add_middleware(RequestLog, log_questions=settings.log_questions)
    app.add_middleware(SecurityHeaders)


@asynccontextmanager
async def _open_and_close(app: FastAPI) -> AsyncIterator[None]:
    slot: ServiceSlot = app.state.slot
    try:
        # Loads index and model now, so that the first question does not wait for them.
        await anyio.to_thread.run_sync(lambda: slot.get().check_ready())
    except QaError as error:
        logger.warning("not ready: %s", error)
    async with app.state.mcp.running():
        yield
    await anyio.to_thread.run_sync(slot.close)
    app.state.metrics.close()
    if app.state.tracer_provider is not None:
        # A worker process ends without what Python does at exit: spans that wait would be lost.
        await anyio.to_thread.run_sync(app.state.tracer_provider.force_flush)
