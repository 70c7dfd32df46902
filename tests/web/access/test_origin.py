"""Where a request comes from, and what it asks for: what decides who is let in, case by case."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers

from qa.settings import Settings
from qa.web.access.origin import client_group, host_is_served, host_name, hosts_served, is_foreign, is_loopback

EVERYWHERE = "0.0.0.0"  # noqa: S104 - told apart here, nothing listens


@pytest.mark.parametrize(
    ("host", "reaches_this_machine_only"),
    [
        ("localhost", True),
        ("LocalHost", True),
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        (EVERYWHERE, False),
        ("::", False),
        ("192.168.0.7", False),
        ("qa.example.org", False),
        ("", False),
    ],
)
def test_only_this_machines_own_addresses_need_no_key(host: str, reaches_this_machine_only: bool) -> None:
    """A name that is looked up may be anybody's: it wants keys."""
    assert is_loopback(host) is reaches_this_machine_only


@pytest.mark.parametrize(
    ("client", "group"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("testclient", "testclient"),
    ],
)
def test_a_customers_network_is_one_caller(client: str, group: str) -> None:
    """Of IPv6 everybody has 2^64 addresses, and could send a request from each."""
    assert client_group({"client": (client, 5000)}) == group


def test_a_socket_without_a_client_is_one_caller() -> None:
    """Such as a Unix socket's."""
    assert client_group({"client": None}) == ""


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        (Settings(), ("localhost", "127.0.0.1", "::1", "127.0.0.1")),
        (Settings(host=EVERYWHERE), None),
        (Settings(allowed_hosts=("QA.example.org",)), ("qa.example.org", "localhost", "127.0.0.1", "::1")),
    ],
)
def test_on_this_machine_only_its_own_names_are_served(settings: Settings, names: tuple[str, ...] | None) -> None:
    """Elsewhere any name, until somebody says which."""
    assert hosts_served(settings) == names


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("QA.example.org:8000", "qa.example.org"),
        ("[::1]:8000", "::1"),
        ("[::1", None),
        ("", None),
    ],
)
def test_a_host_is_compared_without_its_port(host: str, name: str | None) -> None:
    """And without regard to letter case, as names are."""
    assert host_name(host) == name


@pytest.mark.parametrize(
    ("host", "served"),
    [
        ("qa.example.org", True),
        ("a.example.net", True),
        ("b.a.example.net:443", True),
        ("example.net", False),
        ("evilexample.net", False),
        ("qa.example.org.evil.example", False),
        ("", False),
    ],
)
def test_a_star_stands_for_every_name_below(host: str, served: bool) -> None:
    """Not for the name itself, and not for one that only ends like it."""
    assert host_is_served(host, ["qa.example.org", "*.example.net"]) is served
    assert host_is_served(host, ["*"]) is bool(host)


@pytest.mark.parametrize(
    ("headers", "foreign"),
    [
        ({}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "same-origin"}, False),
        ({"sec-fetch-site": "same-site"}, True),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"origin": "https://qa.example.org"}, False),
        ({"origin": "https://QA.example.org"}, False),
        ({"origin": "https://qa.example.org:8443"}, True),
        ({"origin": "https://friend.example"}, False),
        ({"origin": "https://evil.example"}, True),
        ({"origin": "null"}, True),
        ({"origin": "http://[::1"}, True),
    ],
)
def test_a_page_of_another_site_is_told_by_what_browsers_say(headers: dict[str, str], foreign: bool) -> None:
    """Programs say nothing, and are judged by their key."""
    given = Headers({"host": "qa.example.org", **headers})
    assert is_foreign(given, ["https://friend.example"]) is foreign
    assert is_foreign(given, ["*"]) is (foreign and "origin" not in headers)
