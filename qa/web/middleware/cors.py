"""Lets web pages of the named origins call the service; without any, a page of another site reads nothing."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS = "GET, HEAD, POST, PUT, DELETE"
ASKED = "Authorization, Content-Type, If-Match, If-None-Match, X-API-Key, X-Request-ID"
SHOWN = "ETag, Location, Retry-After, WWW-Authenticate, X-Request-ID"
SECONDS_KEPT = 600


class Cors:
    """ASGI middleware: answers preflights and marks responses for `origins`; cookies are never asked for."""

    def __init__(self, app: ASGIApp, *, origins: Sequence[str]) -> None:
        self.app = app
        self._origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        origin = headers.get("origin", "")
        allowed = bool(origin) and ("*" in self._origins or origin in self._origins)

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                marked = MutableHeaders(scope=message)
                marked.add_vary_header("Origin")
                if allowed:
                    marked["Access-Control-Allow-Origin"] = "*" if "*" in self._origins else origin
                    marked["Access-Control-Expose-Headers"] = SHOWN
            await send(message)

        if allowed and scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            answer = Response(status_code=204)
            answer.headers["Access-Control-Allow-Methods"] = METHODS
            answer.headers["Access-Control-Allow-Headers"] = ASKED
            answer.headers["Access-Control-Max-Age"] = str(SECONDS_KEPT)
            await answer(scope, receive, send_marked)
            return
        await self.app(scope, receive, send_marked if scope["type"] == "http" else send)
