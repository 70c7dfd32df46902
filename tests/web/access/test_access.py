"""Who is let in to what: every combination of where the server listens, its keys, and what is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from qa.settings import Settings
from qa.web.access.rules import OPEN, OPERATE, READING_METHODS, need_of
from qa.web.api import create_app
from tests.web.fakes import FakeService

READ, WRITE = "reading-key-0001", "writing-key-0001"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - nothing is listened on
NOBODY: dict[str, str] = {}
READER = {"Authorization": f"Bearer {READ}"}
WRITER = {"X-API-Key": WRITE}
STRANGER = {"X-API-Key": "nobody-has-this-key"}
PROXIED = {"X-Forwarded-For": "203.0.113.9"}


def app_of(tmp_path: Path, **values: Any) -> FastAPI:
    settings = Settings(index_dir=tmp_path, **values)
    return create_app(settings, cast("Any", FakeService(settings)))


def client_of(tmp_path: Path, **values: Any) -> TestClient:
    return TestClient(app_of(tmp_path, **values), base_url="http://localhost")


def read(client: TestClient, headers: dict[str, str]) -> int:
    return client.get("/v1/articles", headers=headers).status_code


def write(client: TestClient, headers: dict[str, str]) -> int:
    return client.delete("/v1/none", headers=headers).status_code


@pytest.mark.parametrize(
    ("settings", "headers", "reading", "writing"),
    [
        # This machine only: open, until keys are set. What a proxy passed on is not from this machine.
        ({}, NOBODY, 200, 404),
        ({}, PROXIED, 401, 403),
        ({}, STRANGER, 401, 403),
        ({"read_keys": (READ,)}, NOBODY, 401, 404),
        ({"read_keys": (READ,)}, READER, 200, 403),
        ({"write_keys": (WRITE,)}, NOBODY, 200, 401),
        ({"write_keys": (WRITE,)}, WRITER, 200, 404),
        ({"write_keys": (WRITE,)}, WRITER | PROXIED, 200, 404),
        # Everywhere: nothing without a key, unless reading is public; keys for reading end that.
        ({"host": EVERYWHERE}, NOBODY, 401, 403),
        ({"host": EVERYWHERE, "public": True}, NOBODY, 200, 403),
        ({"host": EVERYWHERE, "public": True}, STRANGER, 401, 403),
        ({"host": EVERYWHERE, "public": True, "read_keys": (READ,)}, NOBODY, 401, 403),
        ({"host": EVERYWHERE, "public": True, "write_keys": (WRITE,)}, NOBODY, 200, 401),
        ({"host": EVERYWHERE, "read_keys": (READ,), "write_keys": (WRITE,)}, READER, 200, 403),
        ({"host": EVERYWHERE, "read_keys": (READ,), "write_keys": (WRITE,)}, WRITER, 200, 404),
        ({"host": EVERYWHERE, "read_keys": (READ,), "write_keys": (WRITE,)}, STRANGER, 401, 401),
    ],
)
def test_who_may_read_and_who_may_write(
    settings: dict[str, Any], headers: dict[str, str], reading: int, writing: int, tmp_path: Path
) -> None:
    """404 stands for let in: nothing is there to delete."""
    client = client_of(tmp_path, **settings)
    assert (read(client, headers), write(client, headers)) == (reading, writing)


def test_every_route_needs_a_key_but_the_two_for_watching_the_process(tmp_path: Path) -> None:
    """Deny by default: a route added tomorrow is closed until a table says otherwise."""
    app = app_of(tmp_path, host=EVERYWHERE)
    client = TestClient(app)
    paths = {(method, path) for path, operations in app.openapi()["paths"].items() for method in operations}
    for method, path in paths | {("get", "/docs"), ("get", "/openapi.json"), ("get", "/"), ("get", "/none")}:
        response = client.request(method, path.replace("{id}", "1"))
        if path in OPEN:
            assert response.status_code == 200
            continue
        assert response.status_code in {401, 403}, (method, path)
        assert response.json()["code"] in {"unauthorized", "forbidden"}
    assert {("get", path) for path in OPEN} <= paths


def test_every_route_that_is_no_get_is_known_to_read_or_to_write(tmp_path: Path) -> None:
    """Add a route here when you have decided; asking is reading although it is a POST."""
    found: dict[str, set[str]] = {"read": set(), "write": set()}
    for path, operations in app_of(tmp_path).openapi()["paths"].items():
        for method in operations:
            if method.upper() not in READING_METHODS:
                found[need_of(method.upper(), path)].add(f"{method} {path}")
    assert found == {
        "read": {
            "post /v1/ask",
            "post /v1/ask/batch",
            "post /v1/timeline",
            "post /v1/verify",
            "post /v1/search_results",
            "post /v1/vector_stores/{id}/search",
        },
        "write": {"post /v1/articles", "put /v1/articles/{id}", "delete /v1/articles/{id}"},
    }


def test_what_concerns_the_operator_is_not_public(tmp_path: Path) -> None:
    """How much a public archive is asked is its keeper's business; any key opens it, also one for reading."""
    client = client_of(tmp_path, host=EVERYWHERE, public=True, write_keys=(WRITE,))
    [path] = OPERATE
    assert client.get(path).status_code == 401
    assert client.get(path, headers=WRITER).status_code != 401


def test_a_missing_key_is_asked_for_in_both_ways(tmp_path: Path) -> None:
    """Programs read Bearer; a browser that sees Basic asks the person."""
    response = client_of(tmp_path, read_keys=(READ,)).get("/v1/articles")
    assert response.headers.get_list("www-authenticate") == [
        'Bearer realm="interview-qa"',
        'Basic realm="interview-qa", charset="UTF-8"',
    ]
    assert response.headers["content-type"] == "application/problem+json"
    assert READ not in response.text
    assert client_of(tmp_path, read_keys=(READ,)).get("/v1/articles", auth=("me", READ)).status_code == 200


@pytest.mark.parametrize(
    ("host", "settings", "status"),
    [
        ("localhost", {}, 200),
        ("LOCALHOST:8000", {}, 200),
        ("127.0.0.1:8000", {}, 200),
        ("[::1]:8000", {}, 200),
        ("evil.example", {}, 421),
        ("evil.example:8000", {}, 421),
        ("localhost.evil.example", {}, 421),
        ("", {}, 421),
        ("qa.example.org", {"allowed_hosts": ("QA.example.org",)}, 200),
        ("a.example.org", {"allowed_hosts": ("*.example.org",)}, 200),
        ("example.org", {"allowed_hosts": ("*.example.org",)}, 421),
        ("evil.example", {"host": EVERYWHERE, "public": True}, 200),
        ("evil.example", {"host": EVERYWHERE, "public": True, "allowed_hosts": ("qa.example.org",)}, 421),
        ("localhost", {"host": EVERYWHERE, "public": True, "allowed_hosts": ("qa.example.org",)}, 200),
    ],
)
def test_only_names_of_this_server_are_answered_to(
    host: str, settings: dict[str, Any], status: int, tmp_path: Path
) -> None:
    """A page whose name is made to lead to 127.0.0.1 would otherwise read a private archive."""
    response = client_of(tmp_path, **settings).get("/v1/articles", headers={"Host": host})
    assert response.status_code == status
    assert status == 200 or response.json()["code"] == "wrong-host"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost:9"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, 404),
        ({"Origin": "https://friend.example"}, 404),
    ],
)
def test_a_page_of_another_site_changes_nothing(headers: dict[str, str], status: int, tmp_path: Path) -> None:
    """A form in any web page can post to this machine; only pages of this server and named origins may."""
    client = client_of(tmp_path, cors_origins=("https://friend.example",))
    assert write(client, headers) == status


def test_more_requests_than_allowed_wait(tmp_path: Path) -> None:
    """Counted by key, else by address; this machine's own are not, and being alive is always said."""
    client = client_of(tmp_path, rate_limit=2, read_keys=(READ,), write_keys=(WRITE,))
    assert [read(client, READER) for _ in range(3)] == [200, 200, 429]
    assert [read(client, WRITER) for _ in range(3)] == [200, 200, 429]
    assert [read(client, STRANGER) for _ in range(3)] == [401, 401, 429]
    refused = client.get("/v1/articles", headers=READER)
    assert (refused.json()["code"], refused.headers["retry-after"]) == ("too-many-requests", "30")
    assert client.get("/health", headers=READER).status_code == 200
    assert [read(client_of(tmp_path, rate_limit=1), NOBODY) for _ in range(3)] == [200, 200, 200]


def test_one_customer_of_ipv6_is_one_address(tmp_path: Path) -> None:
    """Somebody with a /64 has more addresses than there is memory; a mapped IPv4 address is that address."""
    app = app_of(tmp_path, host=EVERYWHERE, public=True, rate_limit=1)
    given = ["2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1", "::ffff:203.0.113.9", "203.0.113.9"]
    found = [TestClient(app, client=(address, 5)).get("/v1/articles").status_code for address in given]
    assert found == [200, 429, 200, 200, 429]


def test_cross_origin_reading_is_off_unless_set(tmp_path: Path) -> None:
    """Without the header a browser keeps the answer from the page; the preflight is answered without a key."""
    asked = {"Origin": "https://friend.example"}
    assert "access-control-allow-origin" not in client_of(tmp_path).get("/v1/articles", headers=asked).headers
    client = client_of(tmp_path, cors_origins=("https://friend.example",), read_keys=(READ,))
    preflight = client.options("/v1/ask", headers=asked | {"Access-Control-Request-Method": "POST"})
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == "https://friend.example"
    assert "Authorization" in preflight.headers["access-control-allow-headers"]
    strange = asked | {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-strange"}
    assert client.options("/v1/ask", headers=strange).status_code == 400
    refused = client.get("/v1/articles", headers=asked)
    assert refused.headers["access-control-expose-headers"].startswith("ETag, Location, Retry-After")
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (401, "https://friend.example")
    assert "Origin" in refused.headers["vary"]
    foreign = client.options(
        "/v1/ask", headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    )
    assert foreign.status_code == 400
    assert "access-control-allow-origin" not in foreign.headers
    for response in (preflight, refused):
        assert "access-control-allow-credentials" not in response.headers


def test_any_origin_may_be_named(tmp_path: Path) -> None:
    """For a public archive."""
    response = client_of(tmp_path, cors_origins=("*",)).get("/v1/articles", headers={"Origin": "https://any.example"})
    assert response.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", ["/health", "/v1/articles", "/docs", "/none", "/v1/passages/x"])
def test_every_response_has_the_security_headers(path: str, tmp_path: Path) -> None:
    """Answers, refusals and failures alike; a page keeps its own policy."""
    client = client_of(tmp_path)
    response: httpx2.Response = client.get(path)
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["x-frame-options"] == "DENY"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "strict-transport-security" not in response.headers
    secure = TestClient(app_of(tmp_path), base_url="https://localhost").get(path)
    assert secure.headers["strict-transport-security"] == "max-age=31536000"


def test_a_header_cannot_be_forged_through_what_is_echoed(tmp_path: Path) -> None:
    """Line ends in ids, hosts or origins end in no header and no line of the answer."""
    client = client_of(tmp_path, cors_origins=("*",))
    response = client.get("/v1/articles/a%0d%0aSet-Cookie:%20x=1", headers={"X-Request-ID": "a", "Origin": "x"})
    assert "set-cookie" not in response.headers
    assert response.json()["instance"] == "/v1/articles/a%0D%0ASet-Cookie%3A%20x%3D1"
