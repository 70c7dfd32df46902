"""Refuses a request body that is too large before it is held in memory."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.web.problems import HttpProblem, problem_response

NEXT_STEP = "send less at once, or let who runs this service raise QA_MAX_BODY_BYTES"


class BodyLimit:
    """ASGI middleware: 413 by the declared length at once, by the bytes that come as soon as they pass the limit."""

    def __init__(self, app: ASGIApp, *, max_bytes: int) -> None:
        self.app = app
        self.max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared[:20]) > self.max_bytes:
            detail = f"the body has {declared[:20]} bytes, the limit is {self.max_bytes}"
            response = problem_response(scope, "too-large", detail, next_step=NEXT_STEP)
            await response(scope, receive, send)
            return
        received = 0

        async def receive_within_limit() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.max_bytes:
                detail = f"the body has more than {self.max_bytes} bytes, the limit"
                raise HttpProblem("too-large", detail, next_step=NEXT_STEP)
            return message

        await self.app(scope, receive_within_limit, send)
