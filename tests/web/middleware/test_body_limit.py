"""A body that is too large is refused by its declared length, or as soon as it has passed the limit."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

JSON = {"Content-Type": "application/json"}


def test_body_at_the_limit_is_read(client: TestClient) -> None:
    """The bound is inclusive."""
    body = b'{"question": "a"}'.ljust(2048)
    assert client.post("/v1/ask", content=body, headers=JSON).status_code == 200


def test_declared_length_is_enough_to_refuse(client: TestClient) -> None:
    """Nothing of the body is read, so nothing of it needs to be sent."""
    headers = {**JSON, "Content-Length": "2049"}
    response = client.request("POST", "/v1/ask", headers=headers, content=b"")
    assert (response.status_code, response.json()["detail"]) == (413, "the body has 2049 bytes, the limit is 2048")


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/ask/batch"])
def test_undeclared_body_is_refused_when_it_passes_the_limit(client: TestClient, path: str) -> None:
    """A body sent in chunks declares no length; it is counted as it comes."""
    chunks = iter([b" " * 1024] * 3)
    response = client.post(path, content=chunks, headers=JSON)
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"] == "the body has more than 2048 bytes, the limit"


@pytest.mark.parametrize("length", ["9" * 5000, "2049"])
def test_absurd_length_is_only_a_large_one(client: TestClient, length: str) -> None:
    """A number of five thousand digits must not be the failure."""
    response = client.request("POST", "/v1/ask", headers={**JSON, "Content-Length": length}, content=b"")
    assert response.status_code == 413
