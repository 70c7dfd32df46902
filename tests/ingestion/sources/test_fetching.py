"""Fetching from a real server on this machine, which is allowed by setting and refused without it."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from qa.errors import FetchFailed, UrlRefused
from qa.ingestion.sources import fetching
from qa.ingestion.sources.fetching import fetch

ALLOW = ("127.0.0.1",)
PAGE = b"<html><body><p>The keeper repairs the lighthouse.</p></body></html>"
Answer = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """A web server on loopback whose paths answer as a test says."""

    def __init__(self) -> None:
        self.paths: dict[str, Answer] = {}
        self.seen: list[dict[str, str]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.seen.append({"path": self.path, **dict(self.headers)})
                try:
                    site.paths[self.path.partition("?")[0]](self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it overrides
                """Keep the test's output clean."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def answering(body: bytes = PAGE, status: int = 200, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in ({"Content_Type": "text/html; charset=utf-8"} | headers).items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


def fetched(site: Site, path: str, **options: Any) -> fetching.Fetched:
    return fetch(site.url + path, **{"allow": ALLOW, "max_bytes": 10_000, **options})


def test_a_page_comes_with_its_format(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither proxies nor anything else of the environment is used."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    site.paths["/talk"] = answering()
    found = fetched(site, "/talk?page=2#part")
    assert (found.url, found.data, found.suffix) == (site.url + "/talk?page=2", PAGE, ".html")
    [seen] = site.seen
    assert seen["Host"] == site.url.removeprefix("http://")
    assert seen["User-Agent"].startswith("interview-qa/")
    assert {"Cookie", "Authorization", "Referer"} & set(seen) == set()


def test_this_machine_is_refused_without_the_setting(site: Site) -> None:
    """The same server, unasked: nothing reaches it."""
    site.paths["/"] = answering()
    with pytest.raises(UrlRefused, match=r"127\.0\.0\.1 is at 127\.0\.0\.1, which is not an address of the public"):
        fetched(site, "/", allow=())
    assert site.seen == []


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.2:{port}/secret",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]:{port}/secret",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "//10.0.0.1/",
    ],
)
def test_a_redirect_is_looked_at_like_the_first_address(site: Site, location: str) -> None:
    """The classic way in: a public page that leads to a private one."""
    site.paths["/away"] = answering(b"", 302, Location=location.format(port=site.server.server_port))
    site.paths["/secret"] = answering()
    with pytest.raises(UrlRefused):
        fetched(site, "/away")
    assert [one["path"] for one in site.seen] == ["/away"]


def test_redirects_are_followed_so_far_and_no_further(site: Site) -> None:
    """Relative ones too; the article's URL is where it was found."""
    for number in range(9):
        site.paths[f"/{number}"] = answering(b"", 301, Location=f"{number + 1}")
    site.paths["/9"] = answering()
    assert fetched(site, "/4").url == site.url + "/9"
    with pytest.raises(FetchFailed, match="more than 5 redirects"):
        fetched(site, "/3")


def test_the_connection_goes_to_the_address_that_was_looked_at(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that resolves to a public address when checked and to a private one when connected gains nothing."""
    site.paths["/"] = answering()
    looked_up: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: str, port: int, *args: Any, **options: Any) -> Any:
        if host == "rebind.example":
            looked_up.append(host)
            return real("127.0.0.1" if len(looked_up) == 1 else "127.0.0.3", port, *args, **options)
        return real(host, port, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    url = f"http://rebind.example:{site.server.server_port}/"
    assert fetch(url, allow=ALLOW, max_bytes=10_000).data == PAGE
    assert looked_up == ["rebind.example"]
    assert site.seen[0]["Host"].startswith("rebind.example:")


def test_size_is_bounded_with_and_without_a_length(site: Site) -> None:
    """A page of gigabytes must not fill the memory, whatever length it states."""
    site.paths["/long"] = answering(b"x" * 10_001)
    site.paths["/stated"] = answering(b"x" * 10_001, Content_Length="10001")
    site.paths["/fits"] = answering(b"x" * 10_000, Content_Length="10000", Content_Type="text/plain")
    for path in ("/long", "/stated"):
        with pytest.raises(FetchFailed, match="more than 10,000 bytes"):
            fetched(site, path)
    assert len(fetched(site, "/fits").data) == 10_000


def test_time_is_bounded_however_slowly_bytes_drip(site: Site) -> None:
    """A server that sends a byte now and then would hold a worker for ever; in headers or in the body."""

    dripped: list[bytes] = []

    def drip(handler: BaseHTTPRequestHandler, byte: bytes) -> None:
        for _ in range(100):
            handler.wfile.write(byte)
            dripped.append(byte)
            time.sleep(0.05)

    def drip_body(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        drip(handler, b"x")

    def drip_headers(handler: BaseHTTPRequestHandler) -> None:
        drip(handler, b"H")

    site.paths |= {"/body": drip_body, "/headers": drip_headers}
    for path in ("/body", "/headers"):
        dripped.clear()
        with pytest.raises(FetchFailed, match="did not come in time"):
            fetched(site, path, seconds=0.5)
        assert len(dripped) < 100, "it waited for the last byte"


def test_a_body_that_is_cut_short_is_not_taken_for_whole(site: Site) -> None:
    """Half an article would be cited as the article."""
    site.paths["/cut"] = answering(PAGE, Content_Length="5000")
    with pytest.raises(FetchFailed):
        fetched(site, "/cut")


@pytest.mark.parametrize(
    ("path", "stated", "suffix"),
    [
        ("/a", "text/html", ".html"),
        ("/a", "application/xhtml+xml; charset=utf-8", ".html"),
        ("/a.pdf", "application/pdf", ".pdf"),
        ("/a", "TEXT/PLAIN", ".txt"),
        ("/a.md", "text/plain", ".md"),
        ("/a.exe", "text/plain", ".txt"),
        ("/a.docx", "application/octet-stream", ".docx"),
        ("/a.exe", "application/octet-stream", None),
        ("/a", "application/json", None),
        ("/a", "image/png", None),
        ("/a", "", None),
    ],
)
def test_only_articles_are_taken(site: Site, path: str, stated: str, suffix: str | None) -> None:
    """By the stated type; by the name only where the type says nothing."""
    site.paths[path] = answering(Content_Type=stated)
    if suffix is None:
        with pytest.raises(FetchFailed, match="not an article"):
            fetched(site, path)
    else:
        assert fetched(site, path).suffix == suffix


@pytest.mark.parametrize("status", [404, 500, 204, 401, 304])
def test_an_error_page_is_no_article(site: Site, status: int) -> None:
    """What a server says about a missing page must not be cited as an interview."""
    site.paths["/gone"] = answering(b"", status)
    with pytest.raises(FetchFailed, match=f"answered {status}"):
        fetched(site, "/gone")


def test_what_comes_compressed_unasked_is_refused(site: Site) -> None:
    """A small body could become gigabytes."""
    site.paths["/z"] = answering(Content_Encoding="gzip")
    with pytest.raises(FetchFailed, match="compressed"):
        fetched(site, "/z")


def test_nobody_listening_is_a_failure_with_the_address() -> None:
    """And not a traceback."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(FetchFailed, match=f"http://127.0.0.1:{port}/"):
        fetch(f"http://127.0.0.1:{port}/", allow=ALLOW, max_bytes=10)


def test_what_is_not_http_is_a_failure(site: Site) -> None:
    """Another protocol behind an allowed port gives nothing away."""

    def garbage(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"220 mail.example ESMTP\r\n\r\n")

    site.paths["/"] = garbage
    with pytest.raises(FetchFailed):
        fetched(site, "/")


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of its own making for talks.example, with its key, as one file."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate")
    file = tmp_path / "talks.pem"
    subject = ["-subj", "/CN=talks.example", "-addext", "subjectAltName=DNS:talks.example"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run([*command, "-keyout", str(file), "-out", str(tmp_path / "c")], check=True, capture_output=True)
    with file.open("ab") as both:
        both.write((tmp_path / "c").read_bytes())
    return file


def test_the_certificate_is_that_of_the_name(site: Site, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Checked against the name that was asked for, although the connection goes to an address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    site.server.socket = context.wrap_socket(site.server.socket, server_side=True)
    site.paths["/"] = answering()
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _host, *rest, **named: real("127.0.0.1", *rest, **named))
    port = site.server.server_port
    with pytest.raises(FetchFailed, match=r"(?i)certificate"):
        fetch(f"https://talks.example:{port}/", allow=ALLOW, max_bytes=10_000)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert fetch(f"https://talks.example:{port}/", allow=ALLOW, max_bytes=10_000).data == PAGE
    with pytest.raises(FetchFailed, match=r"(?i)certificate"):
        fetch(f"https://other.example:{port}/", allow=ALLOW, max_bytes=10_000)
    site.paths["/down"] = answering(b"", 302, Location=f"http://talks.example:{port}/")
    with pytest.raises(UrlRefused, match="without TLS"):
        fetch(f"https://talks.example:{port}/down", allow=ALLOW, max_bytes=10_000)
