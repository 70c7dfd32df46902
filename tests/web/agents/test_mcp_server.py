"""The tools as agents get them: the official client, over a real process's standard input and over real HTTP."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from qa.errors import ExtraMissing
from qa.settings import Settings
from qa.web.agents import mcp_endpoint
from qa.web.api import create_app
from qa.web.log_format import FIELDS
from tests.web.fakes import FakeService
from tests.web.page.conftest import serving

mcp = pytest.importorskip("mcp", reason="the extra mcp is not installed")
stdio = pytest.importorskip("mcp.client.stdio")

ROOT = Path(__file__).parents[3]
SIGNED = "when is Ninh Thuan 1 expected to be signed?"
VIETNAMNET = (ROOT / "corpus" / "vietnamnet-2025-press-briefing.md").read_text(encoding="utf-8")

Connect = Callable[[], Any]


@pytest.fixture(scope="module")
def over_http(bundled_index: Path) -> Iterator[str]:
    with serving(bundled_index) as address:
        yield f"{address}/mcp"


@pytest.fixture(params=["stdio", "http"])
def server(request: pytest.FixtureRequest, bundled_index: Path) -> Any:
    """What the official client connects to: a command it starts, or an address."""
    if request.param == "http":
        return request.getfixturevalue("over_http")
    arguments = ["-m", "qa", "mcp", "--index", str(bundled_index)]
    return stdio.StdioServerParameters(command=sys.executable, args=arguments, env=dict(os.environ), cwd=ROOT)


def talk(server: Any, *calls: tuple[str, dict[str, Any]]) -> tuple[list[Any], list[Any]]:
    """Return the tools of a server and its answers to `calls`."""

    async def run() -> tuple[list[Any], list[Any]]:
        async with mcp.Client(server) as client:
            tools = (await client.list_tools()).tools
            return tools, [await client.call_tool(name, arguments) for name, arguments in calls]

    return asyncio.run(run())


@pytest.mark.slow
def test_every_tool_only_reads_and_describes_what_it_returns(server: Any) -> None:
    """Assistants ask before each call of a tool that may change something."""
    tools, _ = talk(server)
    assert {"search", "fetch", "ask", "timeline", "verify"} <= {tool.name for tool in tools}
    for tool in tools:
        assert tool.annotations.read_only_hint is True
        assert tool.annotations.destructive_hint is False
        assert tool.output_schema["type"] == "object"
        assert tool.description
        assert tool.title


@pytest.mark.slow
def test_search_and_fetch_lead_to_the_words(server: Any) -> None:
    """The two tools that connectors need, the same as structure and as text."""
    _, [found] = talk(server, ("search", {"query": SIGNED}))
    results = found.structured_content["results"]
    assert json.loads(found.content[0].text) == found.structured_content
    assert all(set(one) == {"id", "title", "url"} and all(one.values()) for one in results)
    assert "/?article=vietnamnet-2025-press-briefing.md&at=" in results[0]["url"]
    _, [fetched, whole] = talk(
        server,
        ("fetch", {"id": results[0]["id"]}),
        ("fetch", {"id": "article:vietnamnet-2025-press-briefing.md"}),
    )
    words = fetched.structured_content
    assert set(words) == {"id", "title", "text", "url", "metadata"}
    assert words["text"] == VIETNAMNET[words["metadata"]["start"] : words["metadata"]["end"]]
    assert "expected to be signed in early 2026" in words["text"]
    assert whole.structured_content["text"] == VIETNAMNET


@pytest.mark.slow
def test_ask_and_timeline_answer_as_http_does(server: Any) -> None:
    """One shape of an answer, whichever way it comes."""
    only = {"outlet": "VietNamNet", "since": "2025"}
    _, [answer, none, dated] = talk(
        server,
        ("ask", {"question": SIGNED, "filters": only, "top_k": 1}),
        ("ask", {"question": "who won the football world cup in 1998?"}),
        ("timeline", {"question": "Ninh Thuan 1", "limit": 3}),
    )
    [passage] = answer.structured_content["passages"]
    citation = passage["citation"]
    assert VIETNAMNET[citation["start"] : citation["end"]] == citation["quote"] == passage["text"]
    assert answer.structured_content["answerable"] is True
    assert none.structured_content["answerable"] is False
    entries = dated.structured_content["entries"]
    assert len(entries) == 3
    assert [entry["date"] for entry in entries] == sorted(entry["date"] for entry in entries)


@pytest.mark.slow
def test_verify_tells_a_quotation_from_what_is_none(server: Any) -> None:
    """Before it prints what a model wrote, an agent can have each quotation looked up."""
    exact = "The Ninh Thuan 1 agreement is then expected to be signed in early 2026"
    _, [answer] = talk(server, ("verify", {"quotations": [exact, "The zebra crossed the market square twice."]}))
    checked = answer.structured_content
    assert checked["all_exact"] is False
    assert [one["status"] for one in checked["quotations"]] == ["exact", "absent"]
    citation = checked["quotations"][0]["places"][0]["citation"]
    assert VIETNAMNET[citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.slow
def test_what_fails_is_an_error_of_the_tool_with_the_next_step(server: Any) -> None:
    """An agent can mend its call only by what it is told."""
    _, failures = talk(
        server,
        ("ask", {"question": "why?", "filters": {"since": "yesterday"}}),
        ("fetch", {"id": "article:nowhere.md"}),
        ("ask", {"question": " "}),
        ("ask", {"question": "why?", "filters": {"colour": "red"}}),
    )
    assert [failure.is_error for failure in failures] == [True] * 4
    texts = [failure.content[0].text for failure in failures]
    assert "since cannot be 'yesterday'. Next: give a date as 2025" in texts[0]
    assert "no article has the id 'nowhere.md'. Next:" in texts[1]
    assert "the question is empty. Next:" in texts[2]
    assert "filters.colour" in texts[3]


PING = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}


def _post(address: str, **headers: str) -> tuple[int, str]:
    parts = urlsplit(address)
    connection = HTTPConnection(str(parts.hostname), parts.port, timeout=60)
    given = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream", **headers}
    try:
        connection.request("POST", parts.path, body=json.dumps(PING), headers=given)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


@pytest.mark.slow
def test_pages_of_other_sites_are_kept_out(over_http: str) -> None:
    """A page that has its own name resolve to this machine, or posts here from elsewhere, reads nothing."""
    status, body = _post(over_http)
    assert status == 200
    assert '"name":"ask"' in body
    assert _post(over_http, Host="evil.example")[0] == 421
    assert _post(over_http, Origin="https://evil.example")[0] == 403
    assert _post(over_http, Origin="null")[0] == 403


def test_only_post_is_taken(client: TestClient) -> None:
    """There is no session to stream to or to end; a client that tries is told at once."""
    for method in ("GET", "PUT"):
        response = client.request(method, "/mcp")
        assert (response.status_code, response.json()["code"]) == (405, "method-not-allowed")
        assert response.headers["allow"] == "POST"


def test_without_the_extra_the_answer_is_how_to_get_it(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest of the service works all the same."""

    async def begin(*_: object) -> None:
        raise ExtraMissing("mcp", "serving agents over MCP")

    monkeypatch.setattr(mcp_endpoint.McpEndpoint, "_begin", begin)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        response = client.post("/mcp", json=PING)
        assert (response.status_code, response.json()["code"]) == (501, "extra-missing")
        assert "interview-qa[mcp]" in response.json()["next_step"]
        assert client.get("/health").status_code == 200


def test_a_server_that_cannot_begin_leaves_the_rest_alone(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken installation of the extra must not end the service."""

    async def begin(*_: object) -> None:
        raise ValueError("of another version")

    monkeypatch.setattr(mcp_endpoint.McpEndpoint, "_begin", begin)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        assert client.post("/mcp", json=PING).json()["code"] == "error"
        assert client.post("/mcp", json=PING).json()["next_step"] == "see the log of the service"
        assert client.get("/health").status_code == 200


ACCEPTED = {"Accept": "application/json, text/event-stream"}


def call(client: TestClient, name: str, **arguments: object) -> dict[str, Any]:
    """Return the result of a tool that is called over HTTP without a socket."""
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": name, "arguments": arguments}}
    result: dict[str, Any] = client.post("/mcp", json=asked, headers=ACCEPTED).json()["result"]
    return result


@pytest.mark.parametrize("wanted", [True, False])
def test_what_agents_ask_is_logged_where_questions_are_wanted(
    wanted: bool, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever wants to know what is asked of the archive wants to know it of agents too, and nobody else does."""
    settings = Settings(index_dir=tmp_path, log_questions=wanted)
    app = create_app(settings, cast("Any", FakeService(settings)))
    with TestClient(app, base_url="http://localhost") as client, caplog.at_level(logging.DEBUG, logger="qa"):
        for tool, argument in (("search", "query"), ("ask", "question"), ("timeline", "question")):
            assert not call(client, tool, **{argument: f"we sign? ({tool})"})["isError"]
    records = [record for record in caplog.records if record.name == "qa.web.access"]
    asked = [getattr(record, FIELDS).get("questions") for record in records]
    assert asked == [[f"we sign? ({tool})"] if wanted else None for tool in ("search", "ask", "timeline")]


def test_requests_of_agents_are_counted_as_their_own(client: TestClient) -> None:
    """As "none" they could not be told from those who ask for what is not there."""
    call(client, "ask", question="we sign?")
    page = client.get("/metrics").text
    assert 'qa_requests_total{method="POST",route="/mcp",status="200"} 1.0' in page
    assert 'route="none"' not in page


def test_over_http_without_a_socket(client: TestClient) -> None:
    """Loaded with the first request, and again when the app is started again."""
    tools = client.post("/mcp", json=PING, headers=ACCEPTED).json()["result"]["tools"]
    assert {"search", "fetch", "ask", "timeline", "verify"} <= {tool["name"] for tool in tools}
