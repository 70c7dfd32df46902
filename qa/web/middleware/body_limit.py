"""Refuses a request body that is too large before it is held in memory."""

from __future__ import annotations

import re

import anyio
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.web.problems import HttpProblem, problem_response

# Articles are larger than questions, and come from those who may write only.
UPLOADS = re.compile(r"/v1/articles(/.*)?", re.DOTALL)
# A connection that is closed on a client that is still sending is reset, and the client never reads its 413. So what
# it sends is thrown away for this long after the answer.
LINGER_SECONDS = 2.0


class BodyLimit:
    """ASGI middleware: 413 by the declared length at once, by the bytes that come as soon as they pass the limit."""

    def __init__(self, app: ASGIApp, *, max_bytes: int, max_upload_bytes: int) -> None:
        self.app = app
        self._max_bytes = max_bytes
        self._max_upload_bytes = max_upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_upload = UPLOADS.fullmatch(scope["path"]) is not None
        max_bytes = self._max_upload_bytes if is_upload else self._max_bytes
        setting = "QA_MAX_UPLOAD_BYTES" if is_upload else "QA_MAX_BODY_BYTES"
        next_step = f"send less at once, or let who runs this service raise {setting}"
        headers = Headers(scope=scope)
        declared = headers.get("content-length", "")
        if declared.isdecimal() and int(declared[:20]) > max_bytes:
            detail = f"the body has {declared[:20]} bytes, the limit is {max_bytes}"
            response = problem_response(scope, "too-large", detail, next_step=next_step)
            # Who expects a 100 before sending has sent nothing, and reading would ask for it.
            await response(scope, receive, send if "expect" in headers else _lingering(receive, send))
            return
        received, more = 0, True

        async def receive_within_limit() -> Message:
            nonlocal received, more
            message = await receive()
            received += len(message.get("body", b""))
            more = message.get("more_body", False)
            if received > max_bytes:
                detail = f"the body has more than {max_bytes} bytes, the limit"
                raise HttpProblem("too-large", detail, next_step=next_step)
            return message

        async def send_after_refusal(message: Message) -> None:
            refused_early = received > max_bytes and more
            await (_lingering(receive, send) if refused_early else send)(message)

        await self.app(scope, receive_within_limit, send_after_refusal)


def _lingering(receive: Receive, send: Send) -> Send:
    """Return `send`, made to read what still comes of the request before the response is complete."""

    async def send_and_linger(message: Message) -> None:
        if message["type"] != "http.response.body" or message.get("more_body"):
            await send(message)
            return
        await send({**message, "more_body": True})
        with anyio.move_on_after(LINGER_SECONDS):
            while (await receive()).get("more_body"):
                pass
        await send({"type": "http.response.body", "body": b""})

    return send_and_linger
