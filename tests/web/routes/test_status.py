"""/health, /ready and /docs: what a probe and a newcomer see."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient

import qa
from qa.errors import IndexDamaged
from tests.web.fakes import FakeService


def test_health_tells_only_of_the_process(client: TestClient, service: FakeService) -> None:
    """A damaged index is no reason to restart the process."""
    service.failure = IndexDamaged(Path("index/archive.db"), "not a database")
    response = client.get("/health")
    assert (response.status_code, response.json()) == (200, {"status": "alive", "version": qa.__version__})


def test_ready_names_the_index(client: TestClient) -> None:
    """A probe may also check which index is served."""
    assert client.get("/ready").json() == {
        "status": "ready",
        "index": {"sequence": 4, "model": "words@abc", "articles": 2, "passages": 3},
    }


def test_ready_says_why_not(client: TestClient, service: FakeService) -> None:
    """The reason and the command that mends it stand in the answer, not only in a log."""
    service.failure = IndexDamaged(Path("index/archive.db"), "not a database")
    response = client.get("/ready")
    assert response.status_code == 503
    problem = response.json()
    assert (problem["detail"], problem["next_step"]) == ("index/archive.db: not a database", "run: qa doctor")


def test_head_is_get_without_a_body(client: TestClient) -> None:
    """Probes of load balancers often use HEAD."""
    got, head = client.get("/health"), client.head("/health")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == got.headers["content-length"]


class _Page(HTMLParser):
    """Collects what a page loads, where it links to, and the places it offers."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        found = dict(attrs)
        self.ids += [found["id"] or ""] if "id" in found else []
        self.links += [found["href"] or ""] if "href" in found else []


def test_docs_page_needs_no_network_and_no_script(client: TestClient) -> None:
    """FastAPI's own page is blank without its script host."""
    response = client.get("/docs")
    page = _Page(response.text)
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    assert not page.tags & {"script", "link", "img", "iframe"}
    assert {link for link in page.links if not link.startswith("#")} == {"/openapi.json"}


def test_docs_page_describes_every_operation_and_links_within_itself(client: TestClient, app: FastAPI) -> None:
    """Every route is shown, and every schema or problem that is linked to is there once."""
    text = client.get("/docs").text
    page = _Page(text)
    for path, operations in app.openapi()["paths"].items():
        for method in operations:
            assert f"<code>{method.upper()} {path}</code>" in text
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert "When is Ninh Thuan 1 expected to be signed?" in text
