"""How the page is served: only its own files, typed, under a policy that lets nothing else run."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from qa.web.routes.page import FOLDER

MODULES = sorted(path.name for path in FOLDER.glob("*.js"))


def test_the_page_runs_its_own_files_only(client: TestClient) -> None:
    """Whatever an article holds, no browser loads or runs anything for it."""
    response = client.get("/", params={"q": "<script>alert(1)</script>"})
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "alert" not in response.text
    policy = dict(part.split(" ", 1) for part in response.headers["content-security-policy"].split("; "))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "connect-src": "'self'",
        "img-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"


def test_every_file_the_page_names_is_served(client: TestClient) -> None:
    """No build step stands between the files and the browser, so nothing else would notice a wrong name."""
    page = client.get("/").text
    named = set(re.findall(r'(?:href|src)="(/page/[^"]+)"', page))
    for name in MODULES:
        imported = re.findall(r'from "(/page/[^"]+)"', (FOLDER / name).read_text(encoding="utf-8"))
        named |= set(imported)
    assert {f"/page/{name}" for name in MODULES} <= named
    types = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8", "svg": "image/svg+xml"}
    for path in named:
        response = client.get(path)
        assert response.status_code == 200, path
        assert response.headers["content-type"] == types[path.rpartition(".")[2]]


@pytest.mark.parametrize("name", ["nothing.js", "..%2Fapi.py", "%2e%2e/api.py", "../api.py", "page.js/x", ".", ""])
def test_nothing_else_is_served(client: TestClient, name: str) -> None:
    """A name is looked up among the files of the page, never opened."""
    response = client.get(f"/page/{name}")
    assert (response.status_code, response.json()["code"]) == (404, "no-such-route")


def test_an_unchanged_file_is_not_sent_again(client: TestClient) -> None:
    """The browser asks each time, so that an upgrade shows at once, and mostly hears: as before."""
    first = client.get("/page/page.js")
    again = client.get("/page/page.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]
    assert first.headers["cache-control"] == "no-cache"
    assert client.get("/page/page.js", headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("name", MODULES)
def test_scripts_make_no_html_of_text(name: str) -> None:
    """Text is put in as text; what could turn it into markup or code is not used at all."""
    source = (FOLDER / name).read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|DOMParser", source)
    assert "http://" not in source
    assert "https://" not in source
    assert len(source.splitlines()) <= 200
