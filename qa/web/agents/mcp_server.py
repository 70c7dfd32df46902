"""The tools of agents over the Model Context Protocol, on standard input and output or as an ASGI app: the one place
that knows its SDK, which is the extra `mcp`.
"""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any, TypeVar

from pydantic import Field
from starlette.types import ASGIApp

import qa
from qa.errors import ExtraMissing, QaError
from qa.records import Filters
from qa.settings import Settings
from qa.web.agents import agent_tools as agent_shapes
from qa.web.agents.agent_tools import AgentTools
from qa.web.ask_queue import AskQueue
from qa.web.middleware.request_log import log_unexpected, note_question
from qa.web.problems import HttpProblem
from qa.web.schemas import answers as schemas
from qa.web.schemas import requests as request_schemas
from qa.web.schemas import verdicts as verify_schemas
from qa.web.service_slot import ServiceSlot

try:
    from mcp.server.mcpserver import Context, MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp.server.transport_security import TransportSecuritySettings
    from mcp.types import ToolAnnotations
except ImportError as error:
    raise ExtraMissing("mcp", "serving agents over MCP") from error

INSTRUCTIONS = (
    "An archive of interviews. Every answer is a verbatim quotation: the article's text from start to end, in Unicode "
    "code points, end-exclusive. Nothing is generated. Where answerable is false the archive does not say it: say so, "
    "and do not present the nearest passages as an answer. Quote word for word; name speaker, outlet, date and url."
)
READS_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
Question = Annotated[str, Field(description="A question in words, such as: when will the plant be signed?")]
Narrowed = Annotated[
    request_schemas.Filters | None, Field(description="Which articles may answer; all of them when left out.")
]
T = TypeVar("T")


def build_server(slot: ServiceSlot, settings: Settings, queue: AskQueue) -> MCPServer[None]:
    """Return the server with its tools over the service in `slot`, which take their turns in `queue`."""
    server: MCPServer[None] = MCPServer(
        "interview-qa",
        title="Interview archive",
        instructions=INSTRUCTIONS,
        version=qa.__version__,
        log_level="WARNING",
    )
    tools = _Tools(slot, settings, queue)
    handlers: tuple[tuple[str, Callable[..., Any]], ...] = (
        ("Search", tools.search),
        ("Fetch", tools.fetch),
        ("Ask", tools.ask),
        ("Timeline", tools.timeline),
        ("Verify", tools.verify),
    )
    for title, handler in handlers:
        server.add_tool(handler, title=title, annotations=READS_ONLY, structured_output=True)
    return server


class _Tools:
    """The tools as the SDK calls them: it shows agents the name, the arguments and the docstring of each method."""

    def __init__(self, slot: ServiceSlot, settings: Settings, queue: AskQueue) -> None:
        self._settings = settings
        self._queue = queue
        self._tools = AgentTools(slot.get)

    async def search(
        self,
        query: Annotated[str, Field(description="What to look for, in words.")],
        context: Context,
        filters: Narrowed = None,
    ) -> agent_shapes.SearchResults:
        """Find passages near a query, best first, also where none answers it. Read one with fetch."""
        page = _page(context, self._settings)
        _note(context, query)
        return await self._done(lambda: self._tools.search(query, _record(filters), page=page))

    async def fetch(
        self,
        id: Annotated[str, Field(description="An id that search gave, or article: and an article_id.")],  # noqa: A002 (the name that connectors give)
        context: Context,
    ) -> agent_shapes.Fetched:
        """Read a passage with what stands before and after it, or an article whole, verbatim."""
        page = _page(context, self._settings)
        return await self._done(lambda: self._tools.fetch(id, page=page))

    async def ask(
        self,
        question: Question,
        context: Context,
        filters: Narrowed = None,
        top_k: request_schemas.TopK = None,
        min_confidence: request_schemas.MinConfidence = None,
    ) -> schemas.Answer:
        """Get the verbatim passages that answer a question, each cited, and whether the first is an answer at all."""
        _note(context, question)
        record = _record(filters)
        found = await self._done(lambda: self._tools.ask(question, record, top_k=top_k, min_confidence=min_confidence))
        return schemas.Answer.model_validate(found)

    async def timeline(
        self, question: Question, context: Context, filters: Narrowed = None, limit: request_schemas.Entries = None
    ) -> schemas.Timeline:
        """Get what was said about something over time, oldest first, each entry a cited verbatim quotation."""
        _note(context, question)
        found = await self._done(lambda: self._tools.timeline(question, _record(filters), limit=limit))
        return schemas.Timeline.model_validate(found)

    async def verify(
        self,
        quotations: Annotated[list[str], Field(min_length=1, description="Quoted words, each as it would be printed.")],
    ) -> verify_schemas.Verification:
        """Check quotations against the archive: exact with every place, near with what differs, or absent."""
        return verify_schemas.Verification.model_validate(await self._done(lambda: self._tools.verify(quotations)))

    async def _done(self, work: Callable[[], T]) -> T:
        # What fails on purpose tells the agent the next step; anything else is told to the log alone.
        try:
            with self._queue.place():
                return await self._queue.run(work)
        except QaError as error:
            raise ToolError(f"{error.message}. Next: {error.next_step}.") from error
        except HttpProblem as error:
            raise ToolError(f"{error.detail}. Next: {error.next_step}.") from error
        except Exception as error:
            number = uuid.uuid4().hex
            log_unexpected(number, error)
            raise ToolError(f"An unexpected failure, {number} in the log. Next: try again.") from error


def run_stdio(settings: Settings) -> None:
    """Answer on standard input and output until the input ends."""
    slot = ServiceSlot(settings)
    try:
        build_server(slot, settings, AskQueue.for_this_machine()).run("stdio")
    finally:
        slot.close()


@asynccontextmanager
async def serving_http(slot: ServiceSlot, settings: Settings, queue: AskQueue) -> AsyncIterator[ASGIApp]:
    """Yield an app that answers each request by itself, so that any worker process may have the next one."""
    server = build_server(slot, settings, queue)
    # Host and Origin have been checked, by the same rules as for everything else: see `qa.web.access`.
    checked = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    server.streamable_http_app(
        json_response=True,
        stateless_http=True,
        transport_security=checked,
        max_request_body_size=settings.max_body_bytes,
    )
    async with server.session_manager.run():
        yield server.session_manager.handle_request


def _record(filters: request_schemas.Filters | None) -> Filters:
    return (filters or request_schemas.Filters()).to_record()


def _note(context: Context[Any, Any], question: str) -> None:
    """Remember what is asked for the request's line in the log; on standard input there is neither."""
    request = context.request_context.request
    if request is not None:
        note_question(request.scope, question)


def _page(context: Context[Any, Any], settings: Settings) -> str:
    """Return where the page is: the address that was asked, or on standard input where `qa serve` would be."""
    request = context.request_context.request
    if request is not None:
        return str(request.base_url).rstrip("/")
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}"
