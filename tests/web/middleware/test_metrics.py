"""What /metrics says after some requests, to Prometheus's own parser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from qa.service import open_service
from qa.settings import Settings
from qa.web.api import create_app
from tests.bag_encoder import BagEncoder


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    settings = Settings(index_dir=tmp_path / "index")
    with open_service(settings, create=True, encoder=BagEncoder()) as service:  # noqa: SIM117 - in this order
        with TestClient(create_app(settings, service), base_url="http://localhost") as client:
            yield client


def samples(client: TestClient) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    families = text_string_to_metric_families(response.text)
    return {(s.name, tuple(sorted(s.labels.items()))): s.value for family in families for s in family.samples}


def requests(method: str, route: str, status: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    return ("qa_requests_total", (("method", method), ("route", route), ("status", status)))


def test_requests_are_counted_by_route_and_status(client: TestClient) -> None:
    """Never by path: whoever asks for a million paths must not make a million series."""
    client.put("/v1/articles/a", json={"text": "The keeper repairs the lighthouse."})
    for number in range(3):
        client.get(f"/nothing/{number}")
        client.get(f"/v1/articles/none-{number}")
    client.head("/v1/articles/a")
    client.request("BREW", "/v1/ask")
    found = samples(client)
    assert found[requests("PUT", "/v1/articles/{id:path}", "201")] == 1
    assert found[requests("GET", "/v1/articles/{id:path}", "404")] == 3
    assert found[requests("HEAD", "/v1/articles/{id:path}", "200")] == 1
    assert found[requests("GET", "none", "404")] == 3
    assert not any("BREW" in str(labels) or "nothing" in str(labels) for _, labels in found)


def test_each_stage_of_a_question_is_timed(client: TestClient) -> None:
    """Which part became slow is the question behind every graph."""
    client.put("/v1/articles/a", json={"text": "The keeper repairs the lighthouse."})
    for _ in range(4):
        assert client.get("/v1/ask", params={"question": "Who repairs the lighthouse?"}).status_code == 200
    found = samples(client)
    counts = {labels[0][1]: value for (name, labels), value in found.items() if name == "qa_stage_seconds_count"}
    assert {name: counts[name] for name in ("encode", "retrieve", "read", "rank")} == dict.fromkeys(
        ("encode", "retrieve", "read", "rank"), 4
    )
    assert found[("qa_index_cache_total", (("outcome", "miss"),))] == 1
    assert found[("qa_index_cache_total", (("outcome", "hit"),))] == 3
    assert found[("qa_request_seconds_count", (("route", "/v1/ask"),))] == 4


def test_the_state_of_the_index_and_the_queues_is_shown(client: TestClient) -> None:
    """Also while there is no index: then that is what is said."""
    before = samples(client)
    assert before[("qa_index_ready", ())] == 0
    assert ("qa_index_sequence", ()) not in before
    client.put("/v1/articles/a", json={"text": "The keeper repairs the lighthouse."})
    found = samples(client)
    assert [found[(f"qa_index_{name}", ())] for name in ("ready", "sequence", "articles", "passages")] == [1, 1, 1, 1]
    assert [found[("qa_queue_requests", (("queue", name),))] for name in ("questions", "fetches", "writes")] == [0] * 3


def test_what_is_kept_in_memory_is_counted(client: TestClient) -> None:
    """Whether a cache is of use shows in how often it had what was wanted."""
    client.put("/v1/articles/a", json={"text": "The keeper repairs the lighthouse."})
    name = ("qa_cache_total", (("cache", "passages"), ("outcome", "hit")))
    client.get("/v1/ask", params={"question": "Who repairs the lighthouse?"})
    before = samples(client)[name]
    client.get("/v1/ask", params={"question": "Who repairs the lighthouse?"})
    assert samples(client)[name] > before


def test_nothing_that_was_asked_is_in_the_metrics(client: TestClient) -> None:
    """They are read by others than those who ask."""
    client.get("/v1/ask", params={"question": "secret"})
    client.post("/v1/ask", json={"question": "secret"})
    assert "secret" not in client.get("/metrics").text
