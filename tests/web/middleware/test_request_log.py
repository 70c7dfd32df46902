"""Request ids and the access log."""

from __future__ import annotations

import logging
import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from qa.web.middleware.request_log import RequestLog


@pytest.mark.parametrize("given", ["abc-123", "0af7651916cd43dd8448eb211c80319c", "a:b_c.d", "x" * 128])
def test_sane_request_id_is_echoed(client: TestClient, given: str) -> None:
    """A caller can follow its own id through our log."""
    assert client.get("/health", headers={"X-Request-ID": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "x" * 129, "a b", 'a"b', "<b>", "a\tb", "é".encode("latin-1").decode("latin-1")])
def test_other_request_ids_are_replaced(client: TestClient, given: str) -> None:
    """What goes into a log line must not be able to forge one."""
    headers = {"X-Request-ID": given.encode("latin-1")}
    found = client.get("/health", headers=headers).headers["x-request-id"]  # type: ignore[arg-type]
    assert re.fullmatch(r"[0-9a-f]{32}", found)


def test_access_line_has_no_question(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    """What people ask is their business; neither the query string nor the body is logged."""
    with caplog.at_level(logging.DEBUG, logger="qa"):
        client.get("/v1/ask?question=secret", headers={"X-Request-ID": "r1"})
        client.post("/v1/ask", json={"question": "secret"}, headers={"X-Request-ID": "r2"})
        client.get("/v1/articles/a%0Ab%20c", headers={"X-Request-ID": "r3"})
    lines = [record.getMessage() for record in caplog.records if record.name == "qa.web.access"]
    assert [re.sub(r"\d+\.\d+ms", "ms", line) for line in lines] == [
        "r1 GET /v1/ask 200 ms",
        "r2 POST /v1/ask 200 ms",
        "r3 GET /v1/articles/a%0Ab%20c 404 ms",
    ]
    assert "secret" not in caplog.text


def test_failure_after_the_answer_has_begun_closes_the_connection(caplog: pytest.LogCaptureFixture) -> None:
    """Half an answer cannot become a problem; the server must cut it off so that nobody takes it for whole."""

    async def half(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ValueError("secret")

    app = FastAPI()
    app.mount("/", half)
    app.add_middleware(RequestLog)
    sent: list[Message] = []
    with pytest.raises(ValueError, match="secret"), TestClient(app) as client:
        client.get("/")
    assert sent == []
    assert "unexpected ValueError" in caplog.text


def test_websocket_is_let_through_to_its_refusal(client: TestClient) -> None:
    """There are no websockets here; asking for one is refused, not logged as a failure."""
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/v1/ask"):
        pass
