"""Adding, replacing and removing articles over HTTP, in a real index."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from qa.archive.writer_lock import WriterLock
from qa.service import Service, open_service
from qa.settings import Settings
from qa.web.api import create_app
from tests.bag_encoder import BagEncoder

TEXT = "Q: Who repairs the lighthouse?\n\nANA LIMA: The keeper repairs the lighthouse every spring.\n"
OTHER = "ANA LIMA: A zebra crossed the market square on Sunday.\n"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    settings = Settings(index_dir=tmp_path / "index", max_upload_bytes=20_000, max_article_chars=15_000)
    with open_service(settings, create=True, encoder=BagEncoder()) as service:
        yield service


@pytest.fixture
def client(service: Service) -> Iterator[TestClient]:
    with TestClient(create_app(service.settings, service), base_url="http://localhost") as client:
        yield client


def first_article(client: TestClient, question: str) -> str:
    found: str = client.get("/v1/ask", params={"question": question}).json()["passages"][0]["citation"]["article_id"]
    return found


def test_an_article_is_there_as_soon_as_it_was_accepted(client: TestClient) -> None:
    """Into an index that did not exist before: read, asked, cited."""
    assert client.get("/ready").status_code == 503
    sent = {"id": "2025/the talk", "text": TEXT, "outlet": "The Harbour", "published": "2025-12-30"}
    response = client.post("/v1/articles", json=sent)
    assert response.status_code == 201, response.text
    [written] = response.json()["articles"]
    assert (written["id"], written["outcome"]) == ("2025/the talk", "added")
    assert response.headers["location"] == "/v1/articles/2025/the%20talk"
    found = client.get(response.headers["location"])
    assert (found.json()["text"], found.json()["outlet"]) == (TEXT, "The Harbour")
    assert found.json()["sha256"] == written["sha256"]
    assert found.headers["etag"] == response.headers["etag"] == written["etag"]
    hit = client.get("/v1/ask", params={"question": "Who repairs the lighthouse?"}).json()["passages"][0]
    assert TEXT[hit["citation"]["start"] : hit["citation"]["end"]] == hit["text"]


def test_the_same_again_changes_nothing(client: TestClient, service: Service) -> None:
    """A client that does not know whether its request arrived sends it again."""
    sent = {"text": TEXT, "outlet": "The Harbour"}
    first = client.post("/v1/articles", json=sent)
    sequence = service.state().sequence
    again = client.post("/v1/articles", json=sent)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["articles"][0] == first.json()["articles"][0] | {"outcome": "unchanged"}
    assert first.json()["articles"][0]["id"].startswith("text/")
    assert service.state().sequence == sequence
    assert service.state().articles == 1


def test_another_text_under_a_taken_id_is_put_not_posted(client: TestClient) -> None:
    """What somebody else added must not vanish unseen."""
    client.post("/v1/articles", json={"id": "a", "text": TEXT})
    refused = client.post("/v1/articles", json={"id": "a", "text": OTHER})
    assert (refused.status_code, refused.json()["code"]) == (409, "article-exists")
    assert first_article(client, "Who repairs the lighthouse?") == "a"
    replaced = client.put("/v1/articles/a", json={"text": OTHER})
    assert (replaced.status_code, replaced.json()["outcome"]) == (200, "changed")
    assert client.get("/v1/articles/a").json()["text"] == OTHER
    assert client.get("/v1/articles").json()["total"] == 1
    assert client.put("/v1/articles/b", json={"text": OTHER}).status_code == 201


def test_if_match_replaces_the_state_that_was_read_only(client: TestClient) -> None:
    """Of two editors who read the same state the second is told."""
    etag = client.put("/v1/articles/a", json={"text": TEXT, "title": "One"}).headers["etag"]
    assert client.put("/v1/articles/a", json={"text": TEXT, "title": "One"}).headers["etag"] == etag
    second = client.put("/v1/articles/a", json={"text": TEXT, "title": "Two"}, headers={"If-Match": etag})
    assert second.status_code == 200
    assert second.headers["etag"] != etag
    late = client.put("/v1/articles/a", json={"text": OTHER}, headers={"If-Match": etag})
    assert (late.status_code, late.json()["code"]) == (412, "precondition-failed")
    assert client.get("/v1/articles/a").json()["title"] == "Two"
    for absent in (etag, "*"):
        assert client.put("/v1/articles/b", json={"text": TEXT}, headers={"If-Match": absent}).status_code == 412
    new_only = {"If-None-Match": "*"}
    assert client.put("/v1/articles/a", json={"text": OTHER}, headers=new_only).status_code == 412
    assert client.put("/v1/articles/b", json={"text": OTHER}, headers=new_only).status_code == 201
    several = {"If-Match": f'"x", {second.headers["etag"]}'}
    assert client.put("/v1/articles/a", json={"text": OTHER}, headers=several).status_code == 200
    weak = {"If-Match": f"W/{client.get('/v1/articles/a').headers['etag']}"}
    assert client.put("/v1/articles/a", json={"text": TEXT}, headers=weak).status_code == 412


def test_an_article_is_removed_in_the_state_that_was_named(client: TestClient) -> None:
    """And is in no answer from then on."""
    etag = client.put("/v1/articles/a/b", json={"text": TEXT}).headers["etag"]
    assert client.delete("/v1/articles/a/b", headers={"If-Match": '"other"'}).status_code == 412
    removed = client.delete("/v1/articles/a/b", headers={"If-Match": etag})
    assert (removed.status_code, removed.content) == (204, b"")
    assert client.get("/v1/ask", params={"question": "lighthouse"}).json()["passages"] == []
    assert client.get("/v1/articles/a/b").status_code == 404
    assert client.delete("/v1/articles/a/b").json()["code"] == "not-found"


def test_who_has_the_state_need_not_read_it_again(client: TestClient) -> None:
    """304 as long as text and metadata are the same."""
    etag = client.put("/v1/articles/a", json={"text": TEXT}).headers["etag"]
    unchanged = client.get("/v1/articles/a", headers={"If-None-Match": etag})
    assert (unchanged.status_code, unchanged.content, unchanged.headers["etag"]) == (304, b"", etag)
    client.put("/v1/articles/a", json={"text": TEXT, "title": "New"})
    assert client.get("/v1/articles/a", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize(
    ("name", "data", "ids"),
    [
        ("talk.txt", TEXT.encode(), ["talk.txt"]),
        ("C:\\Users\\me\\talk.md", b"---\ntitle: A talk\n---\n" + TEXT.encode(), ["talk.md"]),
        ("../../etc/talk.html", f"<html><body><p>{TEXT}</p></body></html>".encode(), ["talk.html"]),
        ("two.jsonl", b'{"id": "x", "text": "A first article."}\n\n{"text": "A second."}\n', ["x", "two.jsonl#3"]),
    ],
)
def test_a_file_of_any_format_can_be_sent(client: TestClient, name: str, data: bytes, ids: list[str]) -> None:
    """As a form sends it; the name tells the format, and no folder of the sender's gets into the id."""
    response = client.post("/v1/articles", files={"file": (name, data)}, data={"outlet": "The Harbour"})
    assert response.status_code == 201, response.text
    assert [written["id"] for written in response.json()["articles"]] == ids
    for article_id in ids:
        found = client.get(f"/v1/articles/{article_id.replace('#', '%23')}").json()
        assert found["outlet"] == "The Harbour"
    again = client.post("/v1/articles", files={"file": (name, data)}, data={"outlet": "The Harbour"})
    assert (again.status_code, {w["outcome"] for w in again.json()["articles"]}) == (200, {"unchanged"})


def test_a_file_can_be_put_under_an_id(client: TestClient) -> None:
    """With the metadata of the form above that of the file."""
    files = {"file": ("talk.md", b"---\ntitle: Old\noutlet: Kept\n---\n" + TEXT.encode())}
    assert client.put("/v1/articles/my/id", files=files, data={"title": "New"}).status_code == 201
    found = client.get("/v1/articles/my/id").json()
    assert (found["title"], found["outlet"], found["id"]) == ("New", "Kept", "my/id")


def test_of_a_file_with_one_bad_line_nothing_is_taken(client: TestClient) -> None:
    """Half a file would leave the sender guessing which half."""
    files = {"file": ("two.jsonl", b'{"id": "x", "text": "A first article."}\n{"id": "y"}\n')}
    refused = client.post("/v1/articles", files=files)
    assert (refused.status_code, refused.json()["code"]) == (422, "unreadable-article")
    assert refused.json()["detail"].startswith("two.jsonl:2: ")
    assert client.get("/ready").status_code == 503


@pytest.mark.parametrize(
    ("request_body", "status", "code"),
    [
        ({"json": {}}, 422, "invalid-input"),
        ({"json": {"text": ""}}, 422, "unreadable-article"),
        ({"json": {"text": "...\n"}}, 422, "unreadable-article"),
        ({"json": {"text": TEXT, "id": ""}}, 422, "invalid-input"),
        ({"json": {"text": TEXT, "id": "a\nb"}}, 422, "unreadable-article"),
        ({"json": {"text": TEXT, "published": "soon"}}, 422, "invalid-input"),
        ({"json": {"text": TEXT, "url": "javascript:alert(1)"}}, 422, "invalid-input"),
        ({"json": {"text": TEXT, "mood": "calm"}}, 422, "invalid-input"),
        ({"json": {"text": 5}}, 422, "invalid-input"),
        ({"json": [1]}, 422, "invalid-input"),
        ({"json": {"text": "x" * 15_001}}, 422, "unreadable-article"),
        ({"json": {"text": "x" * 20_001}}, 413, "too-large"),
        ({"content": b"{", "headers": {"Content-Type": "application/json"}}, 400, "invalid-json"),
        ({"content": b'{"text": "\\ud800"}', "headers": {"Content-Type": "application/json"}}, 400, "invalid-json"),
        ({"content": TEXT, "headers": {"Content-Type": "text/plain"}}, 415, "not-an-article"),
        ({"content": TEXT}, 415, "not-an-article"),
        ({"data": {"text": TEXT}}, 415, "not-an-article"),
        ({"files": {"other": ("a.txt", b"x")}}, 422, "invalid-input"),
        ({"files": [("file", ("a.txt", b"x")), ("file", ("b.txt", b"x"))]}, 400, "bad-request"),
        ({"files": {"file": ("a.exe", b"x")}}, 422, "unreadable-article"),
        ({"files": {"file": ("a.pdf", b"x")}}, 422, "unreadable-article"),
        ({"files": {"file": ("a.txt", b"x")}, "data": {"text": "y"}}, 422, "invalid-input"),
        ({"content": b"x", "headers": {"Content-Type": "multipart/form-data"}}, 400, "bad-request"),
        ({"content": b"x", "headers": {"Content-Type": "multipart/form-data; boundary=b"}}, 400, "bad-request"),
        ({"json": {"url": ""}}, 422, "invalid-input"),
        ({"json": {"url": " \t"}}, 422, "invalid-input"),
        ({"json": {"url": "file:///etc/passwd"}}, 422, "invalid-input"),
        ({"json": {"url": "http://127.0.0.1:1/"}}, 422, "url-refused"),
        ({"json": {"url": "http://169.254.169.254/latest/meta-data/"}}, 422, "url-refused"),
        ({"json": {"url": "http://[::1]/"}}, 422, "url-refused"),
    ],
)
def test_what_is_no_article_is_refused_in_the_one_shape(
    client: TestClient, request_body: dict[str, Any], status: int, code: str
) -> None:
    """The sender learns what is wrong; nothing is written."""
    response = client.post("/v1/articles", **request_body)
    assert (response.status_code, response.json()["code"]) == (status, code), response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert client.get("/ready").status_code == 503


FIELDS = st.sampled_from(["id", "text", "url", "title", "published", "said", "language", "x"])
VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=40) | st.lists(st.text(max_size=5), max_size=2)


@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.dictionaries(FIELDS, VALUES, max_size=5), st.text(max_size=30), st.booleans())
def test_nothing_that_is_sent_makes_the_service_fail(
    client: TestClient, body: dict[str, Any], article_id: str, is_put: bool
) -> None:
    """Taken, or refused as the sender's fault; what is taken can be read again, to the letter."""
    path = "/v1/articles" + (f"/{quote(article_id, safe='')}" if is_put else "")
    response = client.request("PUT" if is_put else "POST", path, json=body)
    assert response.status_code in {200, 201, 400, 404, 405, 409, 422, 502}, response.text
    if response.status_code in {200, 201} and body.get("text") is not None:
        written = response.json() if is_put else response.json()["articles"][0]
        found = client.get("/v1/articles/" + quote(written["id"], safe=""))
        assert found.json()["text"] == body["text"]


def test_the_id_in_the_address_is_the_articles(client: TestClient) -> None:
    """A body that names another is a mistake of one of the two."""
    assert client.put("/v1/articles/a", json={"text": TEXT, "id": "b"}).status_code == 422
    assert client.put("/v1/articles/a", json={"text": TEXT, "id": "a"}).status_code == 201
    two = {"file": ("two.jsonl", b'{"text": "A first article."}\n{"text": "A second."}\n')}
    assert client.put("/v1/articles/c", files=two).status_code == 422


def test_while_another_writes_changes_wait_and_questions_go_on(client: TestClient, service: Service) -> None:
    """503 with the seconds to wait, in place of an error that looks like ours."""
    client.put("/v1/articles/a", json={"text": TEXT})
    lock = WriterLock(service.settings.index_dir)
    try:
        refused = client.put("/v1/articles/b", json={"text": OTHER})
        assert (refused.status_code, refused.json()["code"]) == (503, "index-busy")
        assert refused.headers["retry-after"] == "2"
        assert first_article(client, "Who repairs the lighthouse?") == "a"
    finally:
        lock.release()
    assert client.put("/v1/articles/b", json={"text": OTHER}).status_code == 201


def test_an_article_of_a_file_is_changed_in_its_file(client: TestClient, service: Service, tmp_path: Path) -> None:
    """Otherwise the next run over the folder would undo it without a word; the same words stay the file's."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "talk.txt").write_text(TEXT, encoding="utf-8")
    service.index([tmp_path / "corpus"])
    refused = client.put("/v1/articles/talk.txt", json={"text": OTHER})
    assert (refused.status_code, refused.json()["code"]) == (409, "file-has-article")
    assert str(tmp_path) not in refused.text
    same = client.post("/v1/articles", files={"file": ("talk.txt", TEXT.encode())})
    assert (same.status_code, same.json()["articles"][0]["outcome"]) == (200, "unchanged")
    (tmp_path / "corpus" / "talk.txt").unlink()
    assert service.index([tmp_path / "corpus"]).removed == ("talk.txt",)


def test_a_run_over_a_folder_leaves_sent_articles_alone(client: TestClient, service: Service, tmp_path: Path) -> None:
    """They have no file that could have vanished."""
    client.put("/v1/articles/sent", json={"text": TEXT})
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "talk.txt").write_text(OTHER, encoding="utf-8")
    assert service.index([tmp_path / "corpus"]).removed == ()
    assert client.get("/v1/articles").json()["total"] == 2


def test_what_would_act_in_a_page_or_a_table_is_kept_as_text(client: TestClient) -> None:
    """A title of markup or a formula comes back as it was sent, as JSON that says it is JSON."""
    title = '=HYPERLINK("http://evil.example")<script>alert(1)</script>'
    client.put("/v1/articles/a", json={"text": TEXT, "title": title})
    response = client.get("/v1/articles/a")
    assert response.json()["title"] == title
    assert response.headers["content-type"] == "application/json"
    assert json.loads(response.content)["text"] == TEXT
