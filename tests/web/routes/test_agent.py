"""The shapes of others' interfaces, held against the official clients of those interfaces."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import TypeAdapter, ValidationError

from qa.web.agents.openai_search import VectorStoreQuery, filters_of
from tests.web.fakes import FakeService
from tests.web.page.conftest import serving

ROOT = Path(__file__).parents[3]
SIGNED = "when is Ninh Thuan 1 expected to be signed?"
KEY = "a-key-for-reading-only"
SEARCH = "/v1/vector_stores/any/search"


@pytest.fixture(scope="module")
def site(bundled_index: Path) -> Iterator[str]:
    with serving(bundled_index, QA_READ_KEYS=KEY) as address:
        yield address


@pytest.fixture(scope="module")
def open_site(bundled_index: Path) -> Iterator[str]:
    with serving(bundled_index) as address:
        yield address


def test_vector_store_results_are_cited_passages(client: TestClient) -> None:
    """Verbatim words, an address that is never empty, and the offsets they can be checked by."""
    page = client.post(SEARCH, json={"query": "We sign in early 2026.", "max_num_results": 1}).json()
    assert (page["object"], page["has_more"], page["next_page"]) == ("vector_store.search_results.page", False, None)
    assert page["search_query"] == ["We sign in early 2026."]
    [result] = page["data"]
    assert result["file_id"] == "article:2025/signing talk.md"
    assert result["filename"] == "A talk on signing"
    assert result["content"] == [{"type": "text", "text": "We sign in early 2026. Work has begun."}]
    assert result["attributes"]["url"].startswith("https://courier.example/talk")
    assert (result["attributes"]["start"], result["attributes"]["end"]) == (38, 76)


def test_several_queries_come_together(client: TestClient) -> None:
    """Each passage once, by its best score, best first, and not more than asked for."""
    asked = {"query": ["the boats leave at dawn", "We sign in early 2026."], "max_num_results": 3}
    page = client.post(SEARCH, json=asked).json()
    scores = [result["score"] for result in page["data"]]
    assert scores == sorted(scores, reverse=True)
    passages = [result["attributes"]["passage_id"] for result in page["data"]]
    assert sorted(passages) == [1, 2, 3]
    least = {**asked, "ranking_options": {"score_threshold": max(scores)}}
    assert [one["score"] for one in client.post(SEARCH, json=least).json()["data"]] == [max(scores)] * scores.count(
        max(scores)
    )


def test_filters_are_those_of_the_service(client: TestClient, service: FakeService) -> None:
    """What cannot be answered is refused, never left out in silence."""
    both = {
        "type": "and",
        "filters": [
            {"type": "eq", "key": "article", "value": "boats.txt"},
            {"type": "gte", "key": "published", "value": "2024"},
        ],
    }
    client.post(SEARCH, json={"query": "boats", "filters": both})
    filters = service.asked[-1][2]
    assert (filters.article, filters.since, filters.outlet) == ("boats.txt", "2024", None)
    for refused in (
        {"type": "ne", "key": "outlet", "value": "x"},
        {"type": "eq", "key": "colour", "value": "x"},
        {"type": "eq", "key": "outlet", "value": 5},
        {"type": "eq", "key": "outlet", "value": ""},
        {"type": "eq", "key": "outlet", "value": "a\0b"},
        {"type": "eq", "key": "outlet", "value": "x" * 1001},
        {"type": "or", "filters": [both]},
        {"type": "and", "filters": [both, both]},
    ):
        response = client.post(SEARCH, json={"query": "boats", "filters": refused})
        assert (response.status_code, response.json()["code"]) == (422, "invalid-filter"), refused
        assert response.json()["next_step"]


@pytest.mark.parametrize(("depth", "is_read"), [(20, True), (20_000, False)])
def test_filters_in_filters_without_end_are_refused(depth: int, is_read: bool) -> None:
    """Nesting costs the sender some brackets a level; it must not cost us the stack."""
    nested: dict[str, Any] = {"type": "eq", "key": "outlet", "value": "x"}
    for _ in range(depth):
        nested = {"type": "and", "filters": [nested]}
    query = {"query": "boats", "filters": nested}
    if is_read:
        assert filters_of(VectorStoreQuery.model_validate(query)).outlet == "x"
    else:
        with pytest.raises(ValidationError):
            VectorStoreQuery.model_validate(query)


def test_blocks_hold_one_sentence_each(client: TestClient) -> None:
    """A model cites whole blocks: so a citation of it is a whole sentence, word for word."""
    body = {"question": "We sign in early 2026.", "top_k": 1}
    answer = client.post("/v1/search_results", json=body).json()
    assert answer["answerable"] is True
    [block] = answer["search_results"]
    assert [one["text"] for one in block["content"]] == ["We sign in early 2026.", "Work has begun."]
    assert block["title"] == "Ana Lima: A talk on signing, The Courier (2025-12-30)"
    assert block["source"].startswith("https://courier.example/talk")
    assert block["citations"] == {"enabled": True}


@pytest.mark.slow
def test_openais_client_searches(site: str, open_site: str) -> None:
    """The official client, as its users call it, with a key and without one."""
    openai = pytest.importorskip("openai")
    with openai.OpenAI(base_url=f"{site}/v1", api_key=KEY, max_retries=0) as client:
        filters = {"type": "eq", "key": "outlet", "value": "VietNamNet"}
        results = list(client.vector_stores.search("archive", query=SIGNED, max_num_results=3, filters=filters))
        assert {result.attributes["outlet"] for result in results} == {"VietNamNet"}
        first = results[0]
        assert "expected to be signed in early 2026" in first.content[0].text
        text = (ROOT / "corpus" / first.file_id.removeprefix("article:")).read_text(encoding="utf-8")
        assert text[int(first.attributes["start"]) : int(first.attributes["end"])] == first.content[0].text
        with pytest.raises(openai.UnprocessableEntityError) as caught:
            client.vector_stores.search("archive", query=SIGNED, filters={**filters, "key": "colour"})
        assert caught.value.response.json()["code"] == "invalid-filter"
    without = {"Authorization": openai.Omit()}
    with openai.OpenAI(base_url=f"{open_site}/v1", api_key="none", max_retries=0) as client:
        found = client.vector_stores.search("archive", query=SIGNED, max_num_results=2, extra_headers=without)
        assert len(list(found)) == 2


@pytest.mark.slow
def test_anthropics_client_takes_the_blocks(open_site: str) -> None:
    """They fit its types exactly, pass through it unchanged, and what comes back cites them by number."""
    anthropic = pytest.importorskip("anthropic")
    httpx = pytest.importorskip("httpx")
    answer = httpx.post(f"{open_site}/v1/search_results", json={"question": SIGNED, "top_k": 2}).json()
    blocks = answer["search_results"]
    types: TypeAdapter[Any] = TypeAdapter(list[anthropic.types.SearchResultBlockParam])  # type: ignore[name-defined]
    assert json.loads(json.dumps(types.validate_python(blocks, strict=True), default=list)) == blocks
    content = [{"type": "tool_result", "tool_use_id": "toolu_1", "content": blocks}]
    with _model_service() as (address, received):
        client = anthropic.Anthropic(base_url=address, api_key="none", max_retries=0)
        messages = [{"role": "user", "content": content}]
        message = client.messages.create(model="any", max_tokens=10, messages=messages)
    assert received[0]["messages"][0]["content"][0]["content"] == blocks
    [citation] = message.content[0].citations
    cited = blocks[citation.search_result_index]
    words = [one["text"] for one in cited["content"][citation.start_block_index : citation.end_block_index]]
    assert (citation.source, "".join(words)) == (cited["source"], citation.cited_text)


class _model_service:  # noqa: N801 (used as a function)
    """A stand-in for the service of models on loopback: keeps what it is sent, and cites the first block."""

    def __enter__(self) -> tuple[str, list[dict[str, Any]]]:
        received: list[dict[str, Any]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                received.append(body)
                block = body["messages"][0]["content"][0]["content"][0]
                answered = json.dumps(_message(block)).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answered)))
                self.end_headers()
                self.wfile.write(answered)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        return f"http://127.0.0.1:{self.server.server_address[1]}", received

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def _message(block: dict[str, Any]) -> dict[str, Any]:
    citation = {
        "type": "search_result_location",
        "search_result_index": 0,
        "start_block_index": 0,
        "end_block_index": 1,
        "source": block["source"],
        "title": block["title"],
        "cited_text": block["content"][0]["text"],
    }
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "any",
        "content": [{"type": "text", "text": "As it says.", "citations": [citation]}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 1, "output_tokens": 1},
    }
