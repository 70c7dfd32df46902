"""Around every request: its id, its line in the log, and a problem instead of an unexpected failure.

Logged are method, path, status and time, never the query string or a body: questions stay out of the log, unless
whoever runs the service has asked for them.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
import uuid
from time import perf_counter
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.web.log_format import FIELDS
from qa.web.problems import problem_response

HEADER = "X-Request-ID"
# What may be echoed and logged without quoting; anything else is replaced.
SANE_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")

access_logger = logging.getLogger("qa.web.access")
error_logger = logging.getLogger("qa.web.error")


class RequestLog:
    """ASGI middleware around what can fail: gives each request an id (`scope["state"]["request_id"]`) and logs it."""

    def __init__(self, app: ASGIApp, *, log_questions: bool = False) -> None:
        self.app = app
        self._log_questions = log_questions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        started = perf_counter()
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers[HEADER] = request_id
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        except Exception as error:
            log_unexpected(request_id, error)
            if status:
                raise  # half an answer is out: only closing the connection can tell
            response = problem_response(
                scope,
                "internal-error",
                "an unexpected failure that the log describes under this request id: " + request_id,
                next_step="try again; if it stays, tell who runs this service the request id",
            )
            await response(scope, receive, send_with_id)
        finally:
            self._log(scope, request_id, status, (perf_counter() - started) * 1000)

    def _log(self, scope: Scope, request_id: str, status: int, milliseconds: float) -> None:
        method, path = scope["method"], quote(scope["path"])
        fields = {"request_id": request_id, "method": method, "path": path, "status": status}
        fields["ms"] = round(milliseconds, 1)
        line = f"{request_id} {method} {path} {status} {milliseconds:.1f}ms"
        asked = scope["state"].get("questions")
        if self._log_questions and asked:
            fields["questions"] = asked
            line += f" {json.dumps(asked)}"  # escaped, so that no question begins a line of its own
        access_logger.info("%s", line, extra={FIELDS: fields})


def note_question(scope: Scope, question: str) -> None:
    """Remember what a request asks, for its line in the log if questions are wanted there."""
    scope.setdefault("state", {}).setdefault("questions", []).append(question)


def _request_id(scope: Scope) -> str:
    given = Headers(scope=scope).get(HEADER, "")
    return given if SANE_ID.fullmatch(given) else uuid.uuid4().hex


def log_unexpected(request_id: str, error: Exception) -> None:
    """Log where `error` arose; what it says goes to the debug level, because it may quote the question."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    fields = {"request_id": request_id}
    error_logger.error("%s unexpected %s\n%s", request_id, type(error).__qualname__, frames, extra={FIELDS: fields})
    error_logger.debug("%s %r", request_id, error)
