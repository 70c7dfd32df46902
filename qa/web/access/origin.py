"""Where a request says it comes from and what it says it asks for: client address, Host, Origin."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from qa.settings import Settings

# What a proxy adds. A request that carries one was not sent by somebody on this machine, whoever passed it on.
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
OWN_NAMES = ("localhost", "127.0.0.1", "::1")


def is_loopback(host: str) -> bool:
    """Say whether listening on `host` reaches this machine only."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def was_forwarded(headers: Headers) -> bool:
    """Say whether a proxy passed the request on."""
    return any(name in headers for name in FORWARDED)


def client_group(scope: Scope) -> str:
    """Return the client's address, of IPv6 the network that one customer has (/64)."""
    host = scope["client"][0] if scope.get("client") else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return host


def hosts_served(settings: Settings) -> tuple[str, ...] | None:
    """Return the names the server answers to, None for any.

    On this machine only its own: another name there means that a web page had it resolve to us (DNS rebinding).
    """
    if settings.allowed_hosts:
        return tuple(name.lower() for name in (*settings.allowed_hosts, *OWN_NAMES))
    return (*OWN_NAMES, settings.host.lower()) if is_loopback(settings.host) else None


def host_is_served(host: str, names: Sequence[str]) -> bool:
    """Say whether the value of a Host header is one of `names`; "*.example.org" stands for every name below."""
    name = host_name(host)
    return name is not None and any(
        name == served or served == "*" or (served.startswith("*.") and name.endswith(served[1:])) for served in names
    )


def host_name(host: str) -> str | None:
    """Return the name in a Host header, in small letters without port and brackets, or None where there is none."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def is_foreign(headers: Headers, origins: Sequence[str]) -> bool:
    """Say whether a web page of another site sent this, other than one of `origins`."""
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")
    if origin in origins or "*" in origins:
        return False
    try:
        return urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
    except ValueError:
        return True
