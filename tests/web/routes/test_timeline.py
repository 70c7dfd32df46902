"""The timeline over HTTP: which service call is made, and the JSON that comes back."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from qa.records import Filters
from tests.web.fakes import LEAVING, REPLY, FakeService
from tests.web.routes.test_ask import HIT

ENTRY = {"date": "2025-12-30", "date_kind": "published", "hit": HIT, "repeats": []}


def test_entries_hold_date_hit_and_repeats(client: TestClient) -> None:
    """The page is drawn from this; a hit has the shape that it has in an answer."""
    found = client.get("/v1/timeline", params={"question": "we sign in dreams", "limit": 1}).json()
    assert found["question"] == "we sign in dreams"
    assert list(found) == ["question", "respelled", "index", "close_speakers", "entries"]
    assert found["entries"] == [ENTRY]


def test_repeats_are_cited(client: TestClient, service: FakeService) -> None:
    """Who else printed it is part of the entry, not an entry."""
    service.with_copies = True
    [entry] = client.get("/v1/timeline", params={"question": "we sign in dreams", "limit": 1}).json()["entries"]
    assert entry["hit"]["citation"]["passage_id"] == REPLY.id
    assert [citation["passage_id"] for citation in entry["repeats"]] == [LEAVING.id]


def test_undated_entries_come_last_with_null(client: TestClient) -> None:
    """No date is invented for what has none."""
    body = {"question": "boats at we sign", "limit": 2}
    entries = client.post("/v1/timeline", json=body).json()["entries"]
    assert [(entry["date"], entry["date_kind"]) for entry in entries] == [("2025-12-30", "published"), (None, None)]


@pytest.mark.parametrize("method", ["get", "post"])
def test_filters_and_limit_reach_the_service(client: TestClient, service: FakeService, method: str) -> None:
    """The same filters as for a question, in a URL and in a body."""
    filters = {"outlet": "The Courier", "article": "boats.txt", "since": "2024", "until": "2025-12", "about": "2026"}
    if method == "get":
        client.get("/v1/timeline", params={"question": "boats leave", "limit": 2, **filters})
    else:
        client.post("/v1/timeline", json={"question": "boats leave", "limit": 2, "filters": filters})
    assert service.asked == [("boats leave", 2, Filters(**filters), 0.5)]


@pytest.mark.parametrize(
    ("params", "status", "field"),
    [
        ({}, 422, "question"),
        ({"question": "boats", "limit": 0}, 422, "limit"),
        ({"question": "boats", "top_k": 3}, 422, "top_k"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(
    client: TestClient, params: dict[str, str], status: int, field: str
) -> None:
    """A misspelt field is not silently ignored."""
    response = client.get("/v1/timeline", params=params)
    assert response.status_code == status
    assert [error["field"] for error in response.json()["errors"]] == [field]
