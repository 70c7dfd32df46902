"""Which addresses an article may be fetched from: those of the public internet, and hosts that a setting allows.

A name is resolved once, and the connection goes to an address that was looked at here: a name that answers
differently a moment later (DNS rebinding) leads nowhere else.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from qa.errors import FetchFailed, UrlRefused

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
MOST_URL_CHARACTERS = 2000
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# What older Pythons take for public: special purposes, and tunnels that end wherever they like.
_SPECIAL = tuple(
    ipaddress.ip_network(network)
    for network in (
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2002::/16",
        "3fff::/20",
        "5f00::/16",
        "fec0::/10",
    )
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a URL leads: its parts, and the address to connect to."""

    url: str
    tls: bool
    host: str
    port: int
    target: str
    address: str


def find_place(url: str, *, allow: Sequence[str], seconds: float) -> Place:
    """Return where `url` leads; raise UrlRefused where that is no place to fetch from, FetchFailed for no such host.

    `allow` holds names, addresses and networks that may be private; looking the name up takes `seconds` at most.
    """
    parts = _parts(url)
    host = _host(parts, url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    addresses = _look_up(host, port, seconds)
    allowed = [one for one in addresses if is_allowed(host, one, allow)]
    if not allowed:
        raise UrlRefused(
            f"{host} is at {addresses[0]}, which is not an address of the public internet",
            next_step="fetch public pages only, or name the host or its network in QA_FETCH_ALLOW",
        )
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(parts.geturl(), parts.scheme == "https", host, port, target, str(allowed[0]))


def is_allowed(host: str, address: IpAddress, allow: Sequence[str]) -> bool:
    """Say whether `address`, which `host` resolved to, may be connected to."""
    return is_public(address) or any(_is_named(entry, host, address) for entry in allow)


def is_public(address: IpAddress) -> bool:
    """Say whether the address belongs to the public internet, whatever form it is written in."""
    if isinstance(address, ipaddress.IPv6Address):
        # These lead to the IPv4 address they carry.
        inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else address.ipv4_mapped
        if inner is not None:
            return is_public(inner)
    if any(address in network for network in _SPECIAL):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _is_named(entry: str, host: str, address: IpAddress) -> bool:
    if entry.lower() == host:
        return True
    try:
        network = ipaddress.ip_network(entry, strict=False)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return address in network or (mapped is not None and mapped in network)


def _parts(url: str) -> SplitResult:
    step = "give an address that begins with http:// or https://"
    if len(url) > MOST_URL_CHARACTERS:
        raise UrlRefused(f"the URL has {len(url):,} characters, more than {MOST_URL_CHARACTERS:,}", next_step=step)
    if not url.isascii() or any(character <= " " or character == "\x7f" for character in url):
        raise UrlRefused(f"{url!r} is no URL: blanks and other letters are percent-encoded in one", next_step=step)
    try:
        parts = urlsplit(url)
        port_is_one = parts.port is None or parts.port > 0
    except ValueError as error:
        raise UrlRefused(f"{url!r} is no URL: {error}", next_step=step) from error
    if parts.scheme not in ("http", "https"):
        raise UrlRefused(f"{url!r} is not http or https", next_step=step)
    if not parts.hostname or not port_is_one:
        raise UrlRefused(f"{url!r} names no host", next_step=step)
    if parts.username is not None or parts.password is not None:
        raise UrlRefused("the URL holds a name or password", next_step="give the URL without what stands before @")
    return parts._replace(fragment="")


def _host(parts: SplitResult, url: str) -> str:
    host = (parts.hostname or "").rstrip(".")
    if not host or "%" in host:
        raise UrlRefused(f"{url!r} names no host", next_step="give the host's name as it is")
    return host


def _look_up(host: str, port: int, seconds: float) -> list[IpAddress]:
    """Return the addresses of `host`; in a thread of its own, because a look-up takes no time limit."""
    found: list[IpAddress] = []
    failed: list[OSError | UnicodeError] = []

    def look_up() -> None:
        try:
            # The system's own reading of 0x7f.1 or 2130706433 is what counts: it is what would be connected to.
            for *_, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
                found.append(ipaddress.ip_address(str(place[0]).partition("%")[0]))
        except (OSError, UnicodeError) as error:
            failed.append(error)

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(seconds)
    if failed or thread.is_alive() or not found:
        reason = failed[0] if failed else "no answer in time"
        raise FetchFailed(f"{host} cannot be found: {reason}", next_step="check the URL, and try again later")
    return list(found)
