"""Fetches a page for reading: http and https only, from places `addresses` allows, bounded in size, time and hops."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from qa import __version__
from qa.errors import FetchFailed, UrlRefused
from qa.ingestion.sources.addresses import Place, find_place

MOST_REDIRECTS = 5
SECONDS = 30.0
_SECONDS_SILENT = 10.0
_PIECE = 64 << 10
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# What a server may call an article, and the suffix its format goes by.
SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "text/vtt": ".vtt",
    "application/x-subrip": ".srt",
}
# Names for "some file": then the URL's own suffix says what it is.
_ANY_FILE = frozenset({"application/octet-stream", "binary/octet-stream", ""})
# A server that calls a transcript or a Markdown file plain text is right, and its name says more.
_NAMED_PLAIN = frozenset({".md", ".markdown", ".srt", ".vtt"})


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: the URL it came from after all redirects, its bytes, and the suffix of its format."""

    url: str
    data: bytes
    suffix: str


def fetch(url: str, *, allow: Sequence[str] = (), max_bytes: int, seconds: float = SECONDS) -> Fetched:
    """Return what `url` holds; raise UrlRefused where it must not be fetched, FetchFailed where it cannot be.

    Every redirect is looked at as the first URL is. Proxies, cookies and keys of the environment are not used.
    """
    until = time.monotonic() + seconds
    for _ in range(MOST_REDIRECTS + 1):
        place = find_place(url, allow=allow, seconds=_left(until, url))
        with _Request(place, until) as request:
            location = request.redirect()
            if location is None:
                return Fetched(place.url, request.body(max_bytes), request.suffix())
        url = urljoin(place.url, location)
        if place.tls and urlsplit(url).scheme == "http":
            raise UrlRefused(f"{place.url} leads on to {url}, without TLS", next_step="give the https address")
    raise FetchFailed(f"more than {MOST_REDIRECTS} redirects, the last to {url}", next_step="give the page's own URL")


def _left(until: float, url: str) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise _too_slow(url)
    return left


def _too_slow(url: str) -> FetchFailed:
    return FetchFailed(f"{url} did not come in time", next_step="try again later, or save the page and add the file")


class _Request:
    """One GET to one place; ended by a timer however slowly bytes drip in."""

    def __init__(self, place: Place, until: float) -> None:
        self._place = place
        self._connection = _Connection(place)
        self._expired = threading.Event()
        self._timer = threading.Timer(_left(until, place.url), self._expire)
        self._timer.daemon = True
        self._response: http.client.HTTPResponse | None = None

    def __enter__(self) -> _Request:
        self._timer.start()
        try:
            self._connection.request("GET", self._place.target, headers=_headers(self._place))
            self._response = self._connection.getresponse()
        except BaseException as error:
            self.__exit__()
            raise self._failure(error) from error
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        if self._response is not None:
            self._response.close()
        self._connection.close()

    @property
    def _answer(self) -> http.client.HTTPResponse:
        if self._response is None:
            raise RuntimeError("there is no answer outside the block")
        return self._response

    def redirect(self) -> str | None:
        """Return where the answer leads on to, None where it is the page; raise FetchFailed for any other status."""
        status = self._answer.status
        location = self._answer.getheader("Location")
        if status in _REDIRECTS and location:
            return location
        if status != http.client.OK:
            raise FetchFailed(f"{self._place.url} answered {status}", next_step="open it in a browser and check it")
        return None

    def suffix(self) -> str:
        """Return the suffix of the format that the answer's type names; raise FetchFailed for what is no article."""
        stated = (self._answer.getheader("Content-Type") or "").partition(";")[0].strip().lower()
        named = PurePosixPath(unquote(urlsplit(self._place.url).path)).suffix.lower()
        if stated in _ANY_FILE and named in SUFFIXES.values():
            return named
        if stated == "text/plain" and named in _NAMED_PLAIN:
            return named
        if stated not in SUFFIXES:
            raise FetchFailed(
                f"{self._place.url} is {stated[:100] or 'of no stated type'}, not an article",
                next_step="give the URL of a page, a text, a PDF or a Word document",
            )
        return SUFFIXES[stated]

    def body(self, max_bytes: int) -> bytes:
        """Return the whole body; raise FetchFailed where it is compressed, cut short, or over `max_bytes`."""
        if (self._answer.getheader("Content-Encoding") or "identity").lower() != "identity":
            raise FetchFailed(f"{self._place.url} came compressed, unasked", next_step="save the page and add the file")
        found = bytearray()
        try:
            while piece := self._answer.read(_PIECE):
                found += piece
                if len(found) > max_bytes:
                    break
        except BaseException as error:
            raise self._failure(error) from error
        if self._expired.is_set():  # a body without a length ends where the connection does
            raise _too_slow(self._place.url)
        if len(found) > max_bytes:
            raise FetchFailed(
                f"{self._place.url} has more than {max_bytes:,} bytes", next_step="raise QA_MAX_UPLOAD_BYTES"
            )
        if self._answer.length:
            raise FetchFailed(f"{self._place.url} was cut short", next_step="try again")
        return bytes(found)

    def _expire(self) -> None:
        self._expired.set()
        self._connection.cut()

    def _failure(self, error: BaseException) -> BaseException:
        if self._expired.is_set() or isinstance(error, TimeoutError):
            return _too_slow(self._place.url)
        if isinstance(error, OSError | http.client.HTTPException | ValueError):
            return FetchFailed(f"{self._place.url}: {error or type(error).__name__}", next_step="check the URL")
        return error


class _Connection(http.client.HTTPConnection):
    """Connects to the address that was looked at; the certificate is that of the host's name."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.host, place.port, timeout=_SECONDS_SILENT)
        self._place = place
        self._opened: socket.socket | None = None

    def connect(self) -> None:
        self.sock = self._opened = socket.create_connection((self._place.address, self._place.port), _SECONDS_SILENT)
        if self._place.tls:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self._place.host, do_handshake_on_connect=False)
            self.sock.do_handshake()

    def cut(self) -> None:
        """End what another thread waits for, also once only the answer still holds the socket."""
        if self._opened is not None:
            try:
                socket.socket.shutdown(self._opened, socket.SHUT_RDWR)
            except OSError:
                return  # it has just ended by itself


def _headers(place: Place) -> dict[str, str]:
    usual = 443 if place.tls else 80
    host = f"[{place.host}]" if ":" in place.host else place.host
    return {
        "Host": host if place.port == usual else f"{host}:{place.port}",
        "User-Agent": f"interview-qa/{__version__}",
        "Accept": ", ".join(SUFFIXES),
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
