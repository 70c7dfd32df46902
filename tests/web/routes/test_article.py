"""Reading the archive over HTTP: pages of articles, one whole, one passage in context."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from tests.web.fakes import BOATS, SIGNING

SIGNING_LINE = {
    "id": "2025/signing talk.md",
    "title": "A talk on signing",
    "outlet": "The Courier",
    "published": "2025-12-30",
    "interviewee": "Ana Lima",
    "url": "https://courier.example/talk",
    "format": "md",
    "characters": 77,
    "passages": 2,
    "sha256": SIGNING.sha256,
    "said": None,
    "place": "Lisbon",
    "interviewer": None,
    "byline": None,
    "inferred": {"place": "the dateline “Lisbon –”", "title": "the first line"},
    "edited": ["outlet"],
}
QUESTION = {
    "id": 1,
    "article_id": "2025/signing talk.md",
    "ordinal": 0,
    "start": 3,
    "end": 26,
    "text": "When will it be signed?",
    "kind": "body",
    "turn": 0,
    "speaker": None,
    "role": "interviewer",
    "question": None,
    "start_seconds": None,
}
REPLY = {
    "id": 2,
    "article_id": "2025/signing talk.md",
    "ordinal": 1,
    "start": 38,
    "end": 76,
    "text": "We sign in early 2026. Work has begun.",
    "kind": "body",
    "turn": 1,
    "speaker": "Ana Lima",
    "role": "interviewee",
    "question": {"start": 3, "end": 26},
    "start_seconds": None,
}


def test_facets_are_what_the_service_counts(client: TestClient) -> None:
    """Whoever offers filters shows what is there, and how much of it."""
    facets = client.get("/v1/facets", params={"limit": 1}).json()
    assert facets == {
        "articles": 2,
        "passages": 3,
        "undated": 1,
        "outlets": [{"name": "The Courier", "articles": 1, "passages": 2}],
        "speakers": [{"name": "Ana Lima", "articles": 1, "passages": 1}],
        "years": [{"name": "2025", "articles": 1, "passages": 2}],
    }
    assert client.get("/v1/facets", params={"limit": 0}).status_code == 422


def test_list_is_a_page_with_the_total(client: TestClient) -> None:
    """A reader of pages must know when to stop, and gets no path of the serving machine."""
    response = client.get("/v1/articles", params={"limit": 1})
    assert response.json() == {"total": 2, "offset": 0, "limit": 1, "articles": [SIGNING_LINE]}


@pytest.mark.parametrize(
    ("query", "ids"), [("", [SIGNING.id, BOATS.id]), ("?offset=1", [BOATS.id]), (f"?offset={2**63 - 1}", [])]
)
def test_offset_leaves_articles_out(client: TestClient, query: str, ids: list[str]) -> None:
    """Ordered by id, so that pages do not overlap."""
    assert [line["id"] for line in client.get("/v1/articles" + query).json()["articles"]] == ids


@pytest.mark.parametrize("path", ["2025/signing%20talk.md", "2025%2Fsigning%20talk.md"])
def test_article_is_found_by_an_id_with_slashes(client: TestClient, path: str) -> None:
    """Ids are paths; both ways to write a slash in a URL lead to the article."""
    assert client.get("/v1/articles/" + path).json() == {
        "id": "2025/signing talk.md",
        "title": "A talk on signing",
        "outlet": "The Courier",
        "published": "2025-12-30",
        "said": None,
        "place": "Lisbon",
        "inferred": {"place": "the dateline “Lisbon –”", "title": "the first line"},
        "edited": ["outlet"],
        "interviewee": "Ana Lima",
        "interviewer": None,
        "byline": None,
        "url": "https://courier.example/talk",
        "language": "en",
        "format": "md",
        "sha256": SIGNING.sha256,
        "body_start": 0,
        "text": SIGNING.text,
        "turns": [
            {"ordinal": 0, "start": 3, "end": 26, "speaker": None, "role": "interviewer"},
            {"ordinal": 1, "start": 38, "end": 76, "speaker": "Ana Lima", "role": "interviewee"},
        ],
        "passages": [QUESTION, REPLY],
    }


def test_text_with_markup_is_answered_as_it_is(client: TestClient) -> None:
    """Offsets count the user's own characters; escaping is for whoever shows them."""
    response = client.get("/v1/articles/boats.txt")
    assert response.json()["text"] == "The boats <b>leave</b> at dawn."
    assert response.headers["content-type"] == "application/json"


@pytest.mark.parametrize("unknown", ["nothing.md", "", "../etc/passwd", "a%b", "ü?#", "x" * 5000, "\0", "a\nb"])
def test_unknown_id_is_a_404_whatever_it_holds(client: TestClient, unknown: str) -> None:
    """An id is looked up, never opened as a path."""
    response = client.get("/v1/articles/" + quote(unknown, safe=""))
    assert response.status_code == 404
    assert response.json()["code"] in {"not-found", "no-such-route"}


def test_passage_stands_in_its_context(client: TestClient) -> None:
    """What a reader needs to judge a quotation: who was asked what, and what came before."""
    response = client.get("/v1/passages/2")
    found = response.json()
    assert (found["passage"], found["question"]) == (REPLY, "When will it be signed?")
    assert (found["before"], found["after"]) == ([QUESTION], [])
    assert found["citation"]["quote"] == SIGNING.text[38:76]


def test_neighbours_can_be_left_out(client: TestClient) -> None:
    """Zero is a number of neighbours."""
    found = client.get("/v1/passages/1?neighbours=0").json()
    assert (found["before"], found["after"]) == ([], [])


@pytest.mark.parametrize(
    ("name", "media_type", "begins"),
    [
        ("csl", "application/vnd.citationstyles.csl+json", "["),
        ("bibtex", "application/x-bibtex", "@article{"),
        ("ris", "application/x-research-info-systems", "TY  - NEWS"),
        ("apa", "text/plain", "Ana Lima. (2025, December 30)."),
        ("chicago", "text/plain", "Ana Lima. “A talk on signing.”"),
        ("markdown", "text/markdown", "> We sign in early 2026."),
        ("annotation", "application/ld+json", '{"@context"'),
    ],
)
def test_a_passage_is_cited_in_each_format(client: TestClient, name: str, media_type: str, begins: str) -> None:
    """With the content type that reference managers and browsers know it by."""
    response = client.get("/v1/passages/2/citation", params={"format": name})
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == media_type
    assert response.text.startswith(begins)
    assert response.text.endswith("\n")


def test_a_citation_is_csl_unless_another_format_is_named(client: TestClient) -> None:
    """A format that is none is told with those that are, a passage that is none as elsewhere."""
    [item] = client.get("/v1/passages/2/citation").json()
    assert (item["type"], item["container-title"]) == ("interview", "The Courier")
    refused = client.get("/v1/passages/2/citation?format=mla")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "format")
    assert "'bibtex'" in refused.json()["detail"]
    assert client.get("/v1/passages/99/citation").status_code == 404
