"""Which right a request needs: the one table that says so. What it does not list needs the right to write."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from typing import Literal

from qa.errors import InvalidSetting
from qa.settings import Settings
from qa.web.access.keys import Keys
from qa.web.access.origin import is_loopback

Need = Literal["nothing", "read", "operate", "write"]
# Whoever watches over the process holds no key; neither tells what is in the archive.
OPEN = ("/health", "/ready")
# What concerns who runs the service, not who reads: any key, but not open where reading is.
OPERATE = ("/metrics",)
# Reading that comes as POST, because what is asked stands in the body.
READS_BY_POST = (
    re.compile(r"/v1/ask"),
    re.compile(r"/v1/ask/batch"),
    re.compile(r"/v1/timeline"),
    re.compile(r"/v1/verify"),
    re.compile(r"/v1/vector_stores/[^/]+/search"),
    re.compile(r"/v1/search_results"),
    re.compile(r"/mcp"),
)
READING_METHODS = ("GET", "HEAD", "OPTIONS")


def need_of(method: str, path: str) -> Need:
    """Return what a request needs to be let in."""
    if method in READING_METHODS:
        if path in OPEN:
            return "nothing"
        return "operate" if path in OPERATE else "read"
    return "read" if any(reading.fullmatch(path) for reading in READS_BY_POST) else "write"


def check_exposure(settings: Settings) -> None:
    """Raise InvalidSetting where others could reach the server and nobody has said that they may, or a key is none."""
    Keys(settings)
    _check_proxies(settings.trusted_proxies)
    if is_loopback(settings.host) or settings.public or settings.read_keys or settings.write_keys:
        return
    raise InvalidSetting(
        f"host {settings.host} can be reached from other machines, and there is no key",
        next_step="set QA_READ_KEYS, or say --public if anybody may read the archive",
    )


def _check_proxies(proxies: Sequence[str]) -> None:
    for proxy in proxies:
        try:
            ipaddress.ip_network(proxy, strict=False)
        except ValueError:
            raise InvalidSetting(
                f"trusted_proxies cannot hold {proxy!r}",
                next_step="give addresses or networks, such as 127.0.0.1,10.0.0.0/8",
            ) from None
