"""Asking over HTTP: which service call is made, and the exact JSON that comes back."""

from __future__ import annotations

import threading
from dataclasses import fields

import anyio
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Message

from qa.records import Filters
from qa.web.ask_queue import AskQueue
from tests.web.fakes import BOATS, SIGNING, FakeService

HIT = {
    "rank": 1,
    "score": 0.75,
    "scores": {"dense": 0.75, "lexical": 0.0, "late": 0.75},
    "text": "We sign in early 2026. Work has begun.",
    "kind": "body",
    "highlights": [{"start": 0, "end": 2}],
    "context": {"question": "When will it be signed?"},
    "citation": {
        "passage_id": 2,
        "article_id": "2025/signing talk.md",
        "title": "A talk on signing",
        "outlet": "The Courier",
        "published": "2025-12-30",
        "speaker": "Ana Lima",
        "role": "interviewee",
        "url": "https://courier.example/talk",
        "deep_link": "https://courier.example/talk#:~:text=We%20sign%20in%20early%202026.%20Work%20has%20begun.",
        "start": 38,
        "end": 76,
        "quote": "We sign in early 2026. Work has begun.",
        "sha256": SIGNING.sha256,
        "said": None,
        "question": {"start": 3, "end": 26, "text": "When will it be signed?"},
        "speaks_of": [],
        "start_seconds": None,
        "attribution": "said",
        "reported_by": None,
        "statements": [],
        "inferred": ["title"],
    },
    "also_in": [],
    "also_reported_by": [],
    "independent_outlets": 1,
}
WHY = {
    "coverage": 0.6875,
    "proximity": 0.65,
    "lexical_part": 0.03,
    "numbers_part": -0.015,
    "times_part": 0.0,
    "asked_part": 0.0,
    "least_similarity": 0.4,
    "words": [
        {
            "start": 0,
            "end": 2,
            "weight": 0.125,
            "similarity": 1.0,
            "found": True,
            "matches": [{"start": 0, "end": 2, "similarity": 1.0}],
            "context": None,
        },
        {
            "start": 3,
            "end": 7,
            "weight": 0.5,
            "similarity": 0.75,
            "found": True,
            "matches": [{"start": 3, "end": 7, "similarity": 0.7}, {"start": 28, "end": 33, "similarity": 0.6}],
            "context": {"part": "title", "similarity": 0.75, "discount": 1.0},
        },
        {
            "start": 8,
            "end": 10,
            "weight": 0.25,
            "similarity": 0.7123,
            "found": True,
            "matches": [{"start": 8, "end": 10, "similarity": 0.7123}],
            "context": None,
        },
        {
            "start": 11,
            "end": 17,
            "weight": 0.125,
            "similarity": 0.1,
            "found": False,
            "matches": [],
            "context": None,
        },
    ],
}
ANSWER = {
    "question": "we sign in dreams?",
    "respelled": [],
    "close_speakers": [],
    "answerable": True,
    "confidence": 0.75,
    "index": {"sequence": 4, "model": "words@abc", "articles": 2, "passages": 3},
    "took_ms": 1.5,
    "passages": [HIT],
}


def test_posted_question_gets_the_answer_of_the_design(client: TestClient) -> None:
    """The shape is a contract: programs read it field by field."""
    response = client.post("/v1/ask", json={"question": "we sign in dreams?", "top_k": 1})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"
    assert response.json() == ANSWER


def test_question_in_a_url_gets_the_same_bytes(client: TestClient) -> None:
    """GET is POST for people with curl: nothing else differs."""
    posted = client.post("/v1/ask", json={"question": "we sign in dreams?", "top_k": 1})
    got = client.get("/v1/ask", params={"question": "we sign in dreams?", "top_k": 1})
    assert got.content == posted.content


def test_posted_options_reach_the_service(client: TestClient, service: FakeService) -> None:
    """A filter that got lost on the way would quote the wrong outlet."""
    filters = {"outlet": "the courier", "article": SIGNING.id, "since": "2025", "until": "2025-12"}
    client.post("/v1/ask", json={"question": "when?", "top_k": 3, "filters": filters, "min_confidence": 1})
    assert service.asked == [("when?", 3, Filters("the courier", SIGNING.id, "2025", "2025-12"), 1.0)]


def test_options_in_a_url_reach_the_service(client: TestClient, service: FakeService) -> None:
    """The flat names in the URL are the filters of the body."""
    client.get(
        f"/v1/ask?question=wie+gro%C3%9F%3F&top_k=3&outlet=the%20courier&article={SIGNING.id}"
        "&since=2025&until=2025-12&min_confidence=0.25"
    )
    assert service.asked == [("wie groß?", 3, Filters("the courier", SIGNING.id, "2025", "2025-12"), 0.25)]


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/timeline"])
@pytest.mark.parametrize("name", [f.name for f in fields(Filters)])
def test_every_filter_reaches_the_service(client: TestClient, service: FakeService, path: str, name: str) -> None:
    """Both ways: what can be asked in a body can be asked in a URL."""
    client.get(path, params={"question": "when?", name: "2025"})
    client.post(path, json={"question": "when?", "filters": {name: "2025"}})
    assert [filters for _, _, filters, _ in service.asked] == [Filters(**{name: "2025"})] * 2


def test_options_left_out_are_the_settings(client: TestClient, service: FakeService) -> None:
    """The operator's defaults hold for whoever does not choose."""
    client.post("/v1/ask", json={"question": "when?", "top_k": None, "filters": {"since": None}})
    assert service.asked == [("when?", 2, Filters(), 0.5)]


def test_where_the_same_is_said_again_is_cited(client: TestClient, service: FakeService) -> None:
    """A copy takes no place among the passages, and its citation is as exact as any."""
    service.with_copies = True
    found = client.post("/v1/ask", json={"question": "we sign in dreams?", "top_k": 1}).json()
    copy: dict[str, object] = {
        **HIT["citation"],  # type: ignore[dict-item]
        "passage_id": 3,
        "article_id": "boats.txt",
        "title": None,
        "outlet": None,
        "published": None,
        "speaker": None,
        "role": None,
        "url": None,
        "deep_link": None,
        "start": 0,
        "end": 31,
        "quote": "The boats <b>leave</b> at dawn.",
        "sha256": BOATS.sha256,
        "question": None,
        "start_seconds": None,
        "attribution": "reported",
        "inferred": [],
    }
    assert found["passages"] == [{**HIT, "also_in": [copy]}]


def test_explained_answer_is_the_answer_with_its_reasons(client: TestClient) -> None:
    """Posted, in a URL and in a batch alike; offsets of words into the question, of matches into the passage."""
    explained = {**ANSWER, "passages": [{**HIT, "explanation": WHY}]}
    posted = client.post("/v1/ask", json={"question": "we sign in dreams?", "top_k": 1, "explain": True})
    assert posted.json() == explained
    got = client.get("/v1/ask", params={"question": "we sign in dreams?", "top_k": 1, "explain": "true"})
    assert got.content == posted.content
    batch = client.post("/v1/ask/batch", json={"questions": ["we sign in dreams?"], "top_k": 1, "explain": True})
    assert batch.json() == {"answers": [explained]}


def test_explanation_comes_only_when_asked_for(client: TestClient, service: FakeService) -> None:
    """It is several times as long as the answer."""
    client.post("/v1/ask", json={"question": "when?", "explain": False})
    client.get("/v1/ask?question=when&explain=false")
    client.post("/v1/ask/batch", json={"questions": ["when?"]})
    assert service.explained == [False, False, False]
    refused = client.post("/v1/ask", json={"question": "when?", "explain": "yes"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "explain")


def test_unanswerable_question_still_shows_the_nearest(client: TestClient) -> None:
    """An honest no comes with what was nearest, so that a reader can judge."""
    answer = client.get("/v1/ask", params={"question": "xylophone"}).json()
    assert (answer["answerable"], answer["confidence"]) == (False, 0.0)
    assert [hit["citation"]["passage_id"] for hit in answer["passages"]] == [1, 2]


def test_batch_answers_in_order_and_carries_ids(client: TestClient) -> None:
    """A program matches answers to questions by place or by its own id, whatever its type."""
    questions = ["boats?", {"id": "a", "text": "we sign in dreams?"}, {"id": 7, "text": "boats?"}, {"text": "boats?"}]
    response = client.post("/v1/ask/batch", json={"questions": questions, "top_k": 1})
    answers = response.json()["answers"]
    assert response.status_code == 200
    assert [answer.get("id", "none") for answer in answers] == ["none", "a", 7, "none"]
    assert answers[1] == {"id": "a", **ANSWER}
    assert [answer["passages"][0]["citation"]["passage_id"] for answer in answers] == [3, 2, 3, 3]


def test_batch_shares_its_options(client: TestClient, service: FakeService) -> None:
    """Options stand once beside the questions and hold for each."""
    client.post("/v1/ask/batch", json={"questions": ["a", "b"], "filters": {"outlet": "X"}, "min_confidence": 0.9})
    assert service.asked == [("a", 2, Filters(outlet="X"), 0.9), ("b", 2, Filters(outlet="X"), 0.9)]


def test_batch_names_the_question_that_cannot_be_used(client: TestClient) -> None:
    """With hundreds of questions, "one is empty" would not help."""
    response = client.post("/v1/ask/batch", json={"questions": ["a", {"id": 1, "text": " "}]})
    assert (response.status_code, response.json()["code"]) == (422, "invalid-question")
    assert response.json()["errors"] == [{"field": "questions[1]", "message": "the question is empty"}]


def test_questions_are_answered_side_by_side_but_not_more_than_workers(app: FastAPI, service: FakeService) -> None:
    """Two workers answer two questions at once; the third waits instead of slowing both down."""
    app.state.queue = AskQueue(workers=2)
    together = threading.Barrier(2, timeout=10)
    running, most, lock = 0, 0, threading.Lock()

    def count() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        together.wait()
        with lock:
            running -= 1

    service.before_answering = count
    statuses: list[int] = []
    with TestClient(app, base_url="http://localhost") as client:
        threads = [
            threading.Thread(target=lambda: statuses.append(client.get("/v1/ask?question=a").status_code))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=20)
    assert (statuses, most) == ([200] * 4, 2)


@pytest.mark.parametrize(
    "question", ["<script>alert(1)</script>", "مرحبا", "a\u202eb", "😀 \u0301", "\x1b[31m", "\ufeff"]
)
def test_odd_characters_come_back_as_they_were_asked(client: TestClient, question: str) -> None:
    """JSON is not the place to clean text; who shows it does."""
    assert client.post("/v1/ask", json={"question": question}).json()["question"] == question


def test_batch_stops_when_nobody_listens(app: FastAPI, service: FakeService) -> None:
    """A client that gave up must not keep the cores busy for the rest of its batch."""
    body = b'{"questions": ["a", "b", "c"]}'
    incoming: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "path": "/v1/ask/batch",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json")],
    }

    async def receive() -> Message:
        return incoming.pop() if incoming else {"type": "http.disconnect"}

    async def send(_message: Message) -> None: ...

    anyio.run(app, scope, receive, send)
    assert service.asked == []


def test_the_passages_around_come_when_asked_for(client: TestClient, service: FakeService) -> None:
    """Posted, in a URL and in a batch: whole passages with offsets, beside the question."""
    asked = {"question": "we sign in dreams?", "top_k": 1}
    context = client.post("/v1/ask", json={**asked, "context": 1}).json()["passages"][0]["context"]
    assert context["question"] == "When will it be signed?"
    assert [(one["id"], one["start"], one["end"], one["role"]) for one in context["before"]] == [
        (1, 3, 26, "interviewer")
    ]
    assert context["after"] == []
    assert client.get("/v1/ask", params={**asked, "context": 1}).json()["passages"][0]["context"] == context  # type: ignore[dict-item]
    batch = client.post("/v1/ask/batch", json={"questions": ["we sign in dreams?"], "top_k": 1, "context": 1})
    assert batch.json()["answers"][0]["passages"][0]["context"] == context
    client.post("/v1/ask", json=asked)
    assert service.contexts == [1, 1, 1, 0]
    refused = client.post("/v1/ask", json={**asked, "context": 21})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "context")
