"""Which addresses may be fetched from, in every form they can be written."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import FetchFailed, UrlRefused
from qa.ingestion.sources.addresses import find_place, is_allowed, is_public

# fmt: off
PRIVATE = (
    "127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.169.254",
    "100.64.0.1", "100.127.255.254", "0.0.0.0", "0.1.2.3", "224.0.0.1", "239.255.255.255", "240.0.0.1",  # noqa: S104
    "255.255.255.255", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "::", "::1", "fe80::1",
    "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::1", "2002:a00:1::1", "::7f00:1",
    "64:ff9b:1::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
)
PUBLIC = (
    "1.1.1.1", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101",
    "2a00::1",
)
# fmt: on


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_of_the_public_internet_is_refused(address: str) -> None:
    """Loopback, private, link-local (where clouds keep secrets), shared, multicast, reserved, in every disguise."""
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public_is_allowed(address: str) -> None:
    """Also in the forms that carry an IPv4 address."""
    assert is_public(ipaddress.ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_alike_in_every_form(address: ipaddress.IPv4Address) -> None:
    """Mapped, translated or tunnelled it leads to the same machine."""
    number = int(address)
    for disguise in (f"::ffff:{address}", str(ipaddress.IPv6Address((0x64FF9B << 96) | number))):
        assert is_public(ipaddress.ip_address(disguise)) == is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/a",
        "gopher://example.org/",
        "/etc/passwd",
        "example.org/a",
        "http://",
        "http:///a",
        "http://example.org:0/",
        "http://example.org:99999/",
        "http://me:secret@example.org/",
        "http://exa mple.org/",
        "http://example.org/\r\nHost: other",
        "http://example.org/ä",
        "http://[::1/",
        "http://[fe80::1%25eth0]/",
        "http://example.org/" + "a" * 2000,
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    """Before any name is looked up; a password in a URL is not repeated."""
    with pytest.raises(UrlRefused) as caught:
        find_place(url, allow=(), seconds=5)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "0x7f.1", "2130706433", "0177.0.0.1", "[::ffff:127.0.0.1]", "0"]
)
def test_this_machine_is_refused_however_it_is_written(host: str) -> None:
    """The system resolves all of these to itself."""
    with pytest.raises((UrlRefused, FetchFailed)) as caught:
        find_place(f"http://{host}:8000/", allow=(), seconds=5)
    if host in {"127.0.0.1", "localhost", "[::1]"}:
        assert "not an address of the public internet" in caught.value.message
        assert "QA_FETCH_ALLOW" in caught.value.next_step


def resolving_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def look_up(_host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def test_a_name_is_judged_by_what_it_resolves_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """Anybody may publish a name that leads into our network; of several addresses only public ones count."""
    resolving_to(monkeypatch, "10.1.2.3")
    with pytest.raises(UrlRefused, match=r"inside\.example is at 10\.1\.2\.3"):
        find_place("http://inside.example/", allow=(), seconds=5)
    resolving_to(monkeypatch, "10.1.2.3", "93.184.216.34")
    place = find_place("https://both.example/a?b=1#c", allow=(), seconds=5)
    assert (place.address, place.port, place.target, place.tls) == ("93.184.216.34", 443, "/a?b=1", True)
    assert place.url == "https://both.example/a?b=1"


@pytest.mark.parametrize(
    ("allow", "allowed"),
    [
        (("10.0.0.0/8",), True),
        (("10.1.2.3",), True),
        (("wiki.intern",), True),
        (("WIKI.intern",), True),
        (("intern",), False),
        (("192.168.0.0/16", "other"), False),
        ((), False),
    ],
)
def test_hosts_and_networks_of_ones_own_can_be_allowed(allow: tuple[str, ...], allowed: bool) -> None:
    """An intranet's wiki holds interviews too."""
    for address in ("10.1.2.3", "::ffff:10.1.2.3"):
        assert is_allowed("wiki.intern", ipaddress.ip_address(address), allow) is allowed


def test_a_name_that_is_none_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Told apart from what is refused: trying again may help."""

    def fail(*_: Any, **__: Any) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(FetchFailed, match=r"none\.example cannot be found"):
        find_place("http://none.example/", allow=(), seconds=5)
