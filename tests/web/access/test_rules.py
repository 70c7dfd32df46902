"""The table of who needs which right, and what keeps a server from starting open."""

from __future__ import annotations

from typing import Any

import pytest

from qa.errors import InvalidSetting
from qa.settings import Settings
from qa.web.access.rules import check_exposure, need_of

EVERYWHERE = "0.0.0.0"  # noqa: S104 - told apart here, nothing listens
KEY = ("k" * 16,)


@pytest.mark.parametrize(
    ("method", "path", "need"),
    [
        ("GET", "/health", "nothing"),
        ("HEAD", "/ready", "nothing"),
        ("POST", "/health", "write"),
        ("GET", "/metrics", "operate"),
        ("GET", "/", "read"),
        ("GET", "/v1/articles/health", "read"),
        ("OPTIONS", "/v1/articles", "read"),
        ("POST", "/v1/ask", "read"),
        ("POST", "/v1/ask/batch", "read"),
        ("POST", "/mcp", "read"),
        ("POST", "/v1/vector_stores/any/search", "read"),
        ("POST", "/v1/vector_stores/a/b/search", "write"),
        ("POST", "/v1/ask/", "write"),
        ("POST", "/v1/articles", "write"),
        ("DELETE", "/v1/articles/a", "write"),
        ("BREW", "/none", "write"),
    ],
)
def test_what_the_table_does_not_list_needs_the_right_to_write(method: str, path: str, need: str) -> None:
    """A route that somebody adds is closed until it is given a thought."""
    assert need_of(method, path) == need


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"host": "::1"},
        {"host": EVERYWHERE, "public": True},
        {"host": EVERYWHERE, "read_keys": KEY},
        {"host": EVERYWHERE, "write_keys": KEY},
        {"trusted_proxies": ("127.0.0.1", "10.1.2.3/8", "::1")},
    ],
    ids=str,
)
def test_one_word_on_who_may_read_is_enough(values: dict[str, Any]) -> None:
    """This machine's own address, keys of either kind, or that anybody may."""
    check_exposure(Settings(**values))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"host": EVERYWHERE}, "can be reached from other machines"),
        ({"host": "qa.example.org"}, "can be reached from other machines"),
        ({"read_keys": ("short",)}, "number 1 of read_keys has 5 characters"),
        ({"write_keys": (*KEY, "sha256:no")}, "number 2 of write_keys is no SHA-256 digest"),
        ({"trusted_proxies": ("10.0.0.0/8", "nginx")}, "trusted_proxies cannot hold 'nginx'"),
    ],
)
def test_a_server_does_not_start_open_by_mistake(values: dict[str, Any], message: str) -> None:
    """A key that can be guessed is none, and a proxy that is misspelt would be believed by nobody."""
    with pytest.raises(InvalidSetting, match=message):
        check_exposure(Settings(**values))
