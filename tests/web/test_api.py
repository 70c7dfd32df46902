"""The app around a real index: what is quoted stands in the article, and nothing odd makes the real service fail."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from qa.service import open_service
from qa.settings import Settings
from qa.web.api import create_app
from qa.web.schemas.answers import Problem
from tests.bag_encoder import BagEncoder

TALK = """---
title: A talk on boats
outlet: The Harbour
published: 2025-12
url: https://harbour.example/boats
---
ANA LIMA: The boats leave the harbour at dawn. They return when the tide allows it.

ANA LIMA: Nobody paints the lighthouse in winter, because the wind carries the paint away.
"""
TEXT = st.text(max_size=40)
ODD = hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("real")
    (folder / "corpus" / "2025").mkdir(parents=True)
    (folder / "corpus" / "2025" / "a talk.md").write_text(TALK, encoding="utf-8")
    settings = Settings(index_dir=folder / "index")
    with open_service(settings, create=True, encoder=BagEncoder()) as service:
        service.index([folder / "corpus"])
        with TestClient(create_app(settings, service), base_url="http://localhost") as client:
            yield client


def test_quotation_stands_in_the_article_it_cites(real: TestClient) -> None:
    """The promise of the product, kept over HTTP from end to end."""
    answer = real.get("/v1/ask", params={"question": "Who paints the lighthouse in winter?"}).json()
    citation = answer["passages"][0]["citation"]
    article = real.get("/v1/articles/" + quote(citation["article_id"])).json()
    assert citation["article_id"] == "2025/a talk.md"
    assert article["text"] == TALK
    assert article["text"][citation["start"] : citation["end"]] == citation["quote"]
    assert "Nobody paints the lighthouse in winter" in citation["quote"]
    assert article["sha256"] == citation["sha256"]
    assert (citation["outlet"], citation["published"]) == ("The Harbour", "2025-12")


def test_passage_of_a_citation_can_be_read_in_its_context(real: TestClient) -> None:
    """From an answer to what stands around it is one step."""
    hit = real.get("/v1/ask", params={"question": "lighthouse", "top_k": 1}).json()["passages"][0]
    found = real.get(f"/v1/passages/{hit['citation']['passage_id']}").json()
    assert found["passage"]["text"] == hit["text"] == found["citation"]["quote"]


def test_real_article_that_is_not_there_is_a_404(real: TestClient) -> None:
    """The same problem as with the stand-in."""
    assert real.get("/v1/articles/none.md").json()["code"] == "not-found"
    assert real.get("/v1/passages/999").json()["code"] == "not-found"


@ODD
@given(TEXT, st.fixed_dictionaries({}, optional=dict.fromkeys(("outlet", "article", "since", "until"), TEXT)))
def test_no_question_or_filter_makes_the_service_fail(real: TestClient, question: str, filters: dict[str, str]) -> None:
    """Query syntax of the lexical index, dates that are none, odd characters: an answer or the sender's fault."""
    response = real.post("/v1/ask", json={"question": question, "filters": filters})
    assert response.status_code in {200, 400, 422}, response.text


@ODD
@given(TEXT | st.sampled_from(["AND", '"', "a:b", "*", "(", "title:x", "-", "\\", "^2", "[a TO b]", "'; DROP TABLE"]))
def test_no_article_id_makes_the_service_fail(real: TestClient, text: str) -> None:
    """Ids are looked up as they are; syntax of other languages means nothing in them, nor in questions."""
    assert real.get("/v1/articles/" + quote(text, safe="")).status_code in {200, 404}
    assert real.get("/v1/ask", params={"question": text}).status_code in {200, 422}


def test_nobody_gets_a_description_that_is_still_being_made(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two readers of /docs at a server's first moment one added to what the other rendered, which then failed."""
    inside, go_on = threading.Event(), threading.Event()
    whole = Problem.model_json_schema

    def slowly(**options: Any) -> dict[str, Any]:
        inside.set()
        go_on.wait(60)
        return whole(**options)

    monkeypatch.setattr(Problem, "model_json_schema", slowly)
    found: list[dict[str, Any]] = []
    first, second = (threading.Thread(target=lambda: found.append(app.openapi())) for _ in range(2))
    first.start()
    assert inside.wait(60)
    monkeypatch.setattr(Problem, "model_json_schema", whole)
    second.start()
    second.join(0.3)
    assert found == []
    go_on.set()
    first.join()
    second.join()
    assert [one["components"]["schemas"].keys() >= {"Problem", "ArticleBody"} for one in found] == [True, True]
