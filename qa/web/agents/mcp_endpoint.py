"""POST /mcp: the tools of agents over HTTP, begun with the first request: their SDK takes most of a second to load."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import anyio
import anyio.to_thread
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.errors import QaError
from qa.settings import Settings
from qa.web.ask_queue import AskQueue
from qa.web.problems import code_of, problem_response
from qa.web.service_slot import ServiceSlot

PATH = "/mcp"
NOT_RUNNING = QaError("the server is not running", next_step="ask again in a moment")

logger = logging.getLogger(__name__)


class McpEndpoint:
    """An ASGI app that serves inside `running`; without the extra `mcp` it says how to get it."""

    def __init__(self, slot: ServiceSlot, settings: Settings, queue: AskQueue) -> None:
        self._slot = slot
        self._settings = settings
        self._queue = queue
        self._wanted = anyio.Event()
        self._begun = anyio.Event()
        self._begun.set()
        self._app: ASGIApp | None = None
        self._failure = NOT_RUNNING

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            # Each request is answered by itself: there is no stream to open and no session to end.
            detail = f"{PATH} does not take {scope['method']}"
            response = problem_response(scope, "method-not-allowed", detail, next_step="use POST")
            response.headers["Allow"] = "POST"
            await response(scope, receive, send)
            return
        self._wanted.set()
        await self._begun.wait()
        if self._app is None:
            failure = self._failure
            response = problem_response(scope, code_of(failure), failure.message, next_step=failure.next_step)
            await response(scope, receive, send)
            return
        await self._app(scope, receive, send)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve as long as this context lasts; it may be entered again."""
        self._wanted, self._begun, self._failure = anyio.Event(), anyio.Event(), NOT_RUNNING
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._serve)
            try:
                yield
            finally:
                tasks.cancel_scope.cancel()

    async def _serve(self) -> None:
        # A task of its own: what serves must be begun and ended by the same one, and no request lasts so long.
        await self._wanted.wait()
        async with AsyncExitStack() as stack:
            try:
                self._app = await self._begin(stack)
            except QaError as error:
                self._failure = error
            except Exception:  # the rest of the service goes on without it
                logger.exception("the tools of agents cannot be served")
                self._failure = QaError("the tools of agents cannot be served", next_step="see the log of the service")
            finally:
                self._begun.set()
            try:
                await anyio.sleep_forever()
            finally:
                self._app = None

    async def _begin(self, stack: AsyncExitStack) -> ASGIApp:
        def load() -> object:
            from qa.web.agents import mcp_server

            return mcp_server

        await anyio.to_thread.run_sync(load)
        from qa.web.agents.mcp_server import serving_http  # loaded by now

        return await stack.enter_async_context(serving_http(self._slot, self._settings, self._queue))


class McpRoute(Route):
    """The route to the endpoint; tells its name, as FastAPI's routes do, to what counts requests by it."""

    def __init__(self, endpoint: McpEndpoint) -> None:
        super().__init__(PATH, endpoint=endpoint, include_in_schema=False)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Say whether this is where `scope` goes, and what to note in it then."""
        match, noted = super().matches(scope)
        return match, {**noted, "route": self}
