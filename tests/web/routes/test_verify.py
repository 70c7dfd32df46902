"""Checking quotations over HTTP, against a real index of two small articles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from qa.service import open_service
from qa.settings import Settings
from qa.web.api import create_app
from qa.web.schemas.verdicts import Verification
from tests.bag_encoder import BagEncoder

TEXT = "The bridge over the harbour opened in May. Its steel came from Norway, and nobody is against it."


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "bridge.txt").write_text(TEXT, encoding="utf-8")
    settings = Settings(index_dir=tmp_path / "index", max_batch=3)
    with open_service(settings, create=True, encoder=BagEncoder()) as service:
        service.index([folder])
        with TestClient(create_app(settings, service), base_url="http://localhost") as client:
            yield client


def test_a_quotation_gets_its_verdict_with_the_citation(client: TestClient) -> None:
    """Exact: where it stands; near: word by word; absent: nothing."""
    found = client.post("/v1/verify", json={"quotation": "“[I]ts steel came … from Norway”"}).json()
    assert Verification.model_validate(found)
    [verdict] = found["quotations"]
    assert (found["all_exact"], verdict["status"], verdict["place_count"]) == (True, "exact", 1)
    citation = verdict["places"][0]["citation"]
    assert TEXT[citation["start"] : citation["end"]] == citation["quote"] == "Its steel came from Norway"
    assert verdict["nearest"] is None


def test_several_quotations_are_checked_in_order(client: TestClient) -> None:
    """One that is not exact makes the whole not exact."""
    quotations = ["opened in May", "opened in late May", "zebras laugh in Ohio"]
    found = client.post("/v1/verify", json={"quotations": quotations}).json()
    assert [(one["quotation"], one["status"]) for one in found["quotations"]] == list(
        zip(quotations, ["exact", "near", "absent"], strict=True)
    )
    assert found["all_exact"] is False
    differences = found["quotations"][1]["nearest"]["differences"]
    assert [(one["kind"], one["quoted"]["text"], one["source"]["text"]) for one in differences] == [
        ("equal", "opened in", "opened in"),
        ("delete", "late", ""),
        ("equal", "May", "May"),
    ]


def test_a_draft_is_read_for_its_quotations(client: TestClient) -> None:
    """Lines and offsets are those of the draft; what is skipped says why."""
    draft = "# Story\n\nThe “experts” say the bridge “opened in May”.\n\n> nobody is against it\n"
    found = client.post("/v1/verify", json={"draft": draft}).json()
    assert Verification.model_validate(found)
    assert found["all_exact"] is True
    assert [(one["line"], one["quotation"], one["status"]) for one in found["quotations"]] == [
        (3, "experts", "skipped"),
        (3, "opened in May", "exact"),
        (5, "nobody is against it", "exact"),
    ]
    assert found["quotations"][0]["skipped"].startswith("one or two words")


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({}, 422, "give one of quotation, quotations and draft"),
        ({"quotation": "a b", "draft": "x"}, 422, "give one of quotation, quotations and draft"),
        ({"quotation": "…"}, 422, "there is no word in the quotation '…'"),
        ({"quotations": []}, 422, "at least 1 item"),
        ({"quotations": ["a b c"] * 4}, 413, "there are 4 quotations, the limit is 3"),
        ({"draft": "“a b c” " * 4}, 413, "the draft has 4 quotations, the limit is 3"),
        ({"quotation": "a " * 10_001}, 413, "the quotation has 20,002 characters"),
        ({"words": "a b"}, 422, "there is no such field"),
    ],
)
def test_what_cannot_be_checked_is_refused_with_its_reason(
    client: TestClient, body: dict[str, object], status: int, said: str
) -> None:
    """In the one shape of all failures."""
    refused = client.post("/v1/verify", json=body)
    assert refused.status_code == status
    assert said in refused.json()["detail"]
