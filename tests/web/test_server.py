"""The service on a real socket: an index that appears and grows while it answers, and what no test client sends."""

from __future__ import annotations

import json
import os
import platform
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import pytest
import uvicorn

from qa.indexing.backup import restore_backup, write_backup
from qa.settings import Settings
from qa.web import server as heap
from qa.web.log_format import LOGGING
from qa.web.server import run_server

ROOT = Path(__file__).parents[2]
WAIT = 60.0
LISTENING = re.compile(r"running on http://127\.0\.0\.1:(\d+)")


@dataclass
class Server:
    """A running server and the folder of its index and articles."""

    process: subprocess.Popen[str]
    port: int
    folder: Path
    env: dict[str, str]

    def get(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> tuple[int, Any]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=WAIT)
        try:
            connection.request(method, path, body=body, headers=headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read() or b"null")
        finally:
            connection.close()

    def ask(self, question: str) -> tuple[int, str | None]:
        """Return the status and the article of the first passage."""
        status, answer = self.get("/v1/ask?top_k=1&question=" + quote(question))
        passages = answer.get("passages")
        return status, passages[0]["citation"]["article_id"] if passages else None

    def put(self, article_id: str, text: str) -> None:
        body = json.dumps({"text": text}).encode()
        status, answer = self.get(f"/v1/articles/{article_id}", "PUT", body, **{"Content-Type": "application/json"})
        assert status == 201, answer

    def text(self, path: str) -> str:
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=WAIT) as response:
            found: str = response.read().decode()
            return found

    def raw(self, request: bytes) -> bytes:
        """Send bytes as they are; return all that comes back."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=WAIT) as connection:
            connection.sendall(request)
            return b"".join(iter(lambda: connection.recv(65536), b""))

    def start_indexing(self) -> subprocess.Popen[str]:
        return _run("index", str(self.folder / "articles"), env=self.env, stdout=subprocess.PIPE)


@pytest.fixture
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server with the settings of the test's parameter, by variable."""
    env = {**os.environ, "QA_INDEX_DIR": str(tmp_path / "index"), "QA_PORT": "0", "QA_MAX_BODY_BYTES": "100000"}
    env |= {"QA_CORPUS_DIR": str(tmp_path / "corpus"), **getattr(request, "param", {})}
    log = tmp_path / "server.log"
    with log.open("w") as stderr:
        process = _run("serve", env=env, stderr=stderr)
    try:
        yield Server(process, _port(process, log), tmp_path, env)
    finally:
        process.kill()
        process.wait(timeout=WAIT)


def _run(*arguments: str, env: dict[str, str], **streams: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.web.words_process", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=env, text=True, **streams)


def _port(process: subprocess.Popen[str], log: Path) -> int:
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        if found := LISTENING.search(log.read_text()):
            return int(found[1])
        assert process.poll() is None, log.read_text()
        time.sleep(0.05)
    raise AssertionError(f"the server did not start: {log.read_text()}")


def _added(indexing: subprocess.Popen[str]) -> list[str]:
    out, _ = indexing.communicate(timeout=WAIT)
    assert indexing.returncode == 0
    return out.strip().split(",")


def _write(folder: Path, name: str, text: str) -> None:
    (folder / "articles").mkdir(exist_ok=True)
    (folder / "articles" / name).write_text(text, encoding="utf-8")


@pytest.mark.slow
def test_index_that_appears_and_grows_is_answered_from_without_a_failed_request(server: Server) -> None:
    """The server is started once; what is indexed later is answered, and nobody asking meanwhile notices."""
    assert server.get("/health")[0] == 200
    assert server.get("/ready")[1]["code"] == "index-missing"
    assert server.ask("Who repairs the lighthouse?") == (503, None)

    _write(server.folder, "lighthouse.txt", "The keeper repairs the lighthouse every spring.")
    assert _added(server.start_indexing()) == ["lighthouse.txt"]
    assert server.ask("Who repairs the lighthouse?") == (200, "lighthouse.txt")
    assert server.get("/ready")[1]["index"]["articles"] == 1

    for number in range(30):
        _write(server.folder, f"filler{number:02}.txt", f"Train {number} is late because of snow on line {number}.")
    _write(server.folder, "zebra.txt", "A zebra crossed the market square on Sunday.")
    indexing = server.start_indexing()
    seen: list[tuple[int, str | None]] = []
    until = time.monotonic() + WAIT
    while (200, "zebra.txt") not in seen and time.monotonic() < until:
        seen += [server.ask("Which zebra crossed the market square?"), server.ask("Who repairs the lighthouse?")]
    assert len(_added(indexing)) == 31
    assert seen[-2:] == [(200, "zebra.txt"), (200, "lighthouse.txt")]
    assert {status for status, _ in seen} == {200}
    assert server.get("/v1/articles?limit=1")[1]["total"] == 32

    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(timeout=WAIT) in {0, -signal.SIGTERM}
    log = (server.folder / "server.log").read_text()
    assert "zebra" not in log
    assert "GET /v1/ask 200" in log


@pytest.mark.slow
def test_article_sent_to_one_process_is_in_the_next_answer_of_another(server: Server) -> None:
    """Several processes over one index are one service; questions go on while one of them encodes."""
    log = server.folder / "second.log"
    with log.open("w") as stderr:
        process = _run("serve", env=server.env, stderr=stderr)
    try:
        second = Server(process, _port(process, log), server.folder, server.env)
        assert second.ask("Who repairs the lighthouse?") == (503, None)
        for number in range(3):
            text = f"Keeper number {number} repairs lighthouse number {number} every spring."
            body = json.dumps({"text": text}).encode()
            path = f"/v1/articles/talk-{number}"
            assert server.get(path, "PUT", body, **{"Content-Type": "application/json"})[0] == 201
            assert second.ask(f"Who repairs lighthouse number {number}?") == (200, f"talk-{number}")
        assert server.get("/v1/articles/talk-0", "DELETE")[0] == 204
        assert second.get("/v1/articles")[1]["total"] == 2
    finally:
        process.kill()
        process.wait(timeout=WAIT)


@pytest.mark.slow
@pytest.mark.parametrize(
    "server", [{}, {"QA_WORKERS": "2", "QA_LOG_FORMAT": "json"}], ids=["one", "two"], indirect=True
)
def test_what_is_being_answered_is_finished_before_the_end(server: Server) -> None:
    """SIGTERM in the middle of a slow question: its answer comes, new connections do not, and the log is whole."""
    server.put("talk", "The keeper repairs the lighthouse every spring.")
    answers: list[tuple[int, str | None]] = []
    asking = threading.Thread(target=lambda: answers.append(server.ask("Who slowly repairs the lighthouse?")))
    asking.start()
    time.sleep(0.7)
    server.process.send_signal(signal.SIGTERM)
    asking.join(timeout=WAIT)
    assert answers == [(200, "talk")]
    assert server.process.wait(timeout=WAIT) in {0, -signal.SIGTERM}
    with pytest.raises(OSError, match="refused"):
        server.ask("Who repairs the lighthouse?")
    log = (server.folder / "server.log").read_text()
    assert "Traceback" not in log
    if server.env.get("QA_LOG_FORMAT") == "json":
        lines = [json.loads(line) for line in log.splitlines()]
        assert [line["status"] for line in lines if line.get("path") == "/v1/ask"] == [200]


@pytest.mark.slow
@pytest.mark.parametrize("server", [{"QA_WORKERS": "3"}], indirect=True)
def test_several_processes_are_one_service(server: Server) -> None:
    """What one was sent all answer; one that is killed is replaced; what they count is added up."""
    server.put("talk", "The keeper repairs the lighthouse every spring.")
    found = [server.ask("Who repairs the lighthouse?") for _ in range(40)]
    assert set(found) == {(200, "talk")}
    counted = re.search(
        r'qa_requests_total\{method="GET",route="/v1/ask",status="200"\} (\S+)', server.text("/metrics")
    )
    assert counted is not None
    assert float(counted[1]) == 40
    workers = _children(server.process.pid)
    assert len(workers) >= 3
    os.kill(workers[-1], signal.SIGKILL)
    until = time.monotonic() + WAIT
    while workers[-1] in _children(server.process.pid) or len(_children(server.process.pid)) < len(workers):
        assert time.monotonic() < until
        time.sleep(0.1)
    assert server.process.poll() is None
    server.put("zebra", "A zebra crossed the market square on Sunday.")
    assert {server.ask("Which zebra crossed the market square?") for _ in range(20)} == {(200, "zebra")}


@pytest.mark.slow
@pytest.mark.parametrize("server", [{"QA_WATCH": "1"}], indirect=True)
def test_a_followed_folder_is_answered_from(server: Server) -> None:
    """Without a command: put a file there, ask, take it away, ask again."""
    folder = Path(server.env["QA_CORPUS_DIR"])
    folder.mkdir()
    for name in ("zebra", "boats", "talk"):
        (folder / f"{name}.txt").write_text(f"Everything about {name} stands here.", encoding="utf-8")
    until = time.monotonic() + WAIT
    while server.ask("What about zebra?") != (200, "zebra.txt"):
        assert time.monotonic() < until
        time.sleep(0.1)
    (folder / "zebra.txt").unlink()
    while server.get("/v1/articles")[1]["total"] != 2:
        assert time.monotonic() < until
        time.sleep(0.1)
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(timeout=WAIT) in {0, -signal.SIGTERM}
    assert "Traceback" not in (server.folder / "server.log").read_text()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("server", "believed"),
    [
        ({"QA_RATE_LIMIT": "1", "QA_TRUSTED_PROXIES": "127.0.0.0/8"}, True),
        ({"QA_RATE_LIMIT": "1", "QA_TRUSTED_PROXIES": "10.0.0.1"}, False),
        ({"QA_RATE_LIMIT": "1"}, False),
    ],
    ids=["this one", "another", "none"],
    indirect=["server"],
)
def test_only_a_trusted_proxy_is_believed(server: Server, believed: bool) -> None:
    """Otherwise anybody would have a new address for every request, and with it no limit; none of them is local."""
    sent = [{"X-Forwarded-For": f"203.0.113.{number}"} for number in (1, 2, 2)]
    statuses = [server.get("/v1/articles", "GET", None, **headers)[0] for headers in sent]
    assert statuses == ([401, 401, 429] if believed else [401, 429, 429])
    connection = HTTPConnection("127.0.0.1", server.port, timeout=WAIT)
    connection.request("GET", "/health", headers={"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"})
    response = connection.getresponse()
    response.read()
    connection.close()
    assert ("Strict-Transport-Security" in response.headers) is believed


@pytest.mark.slow
def test_questions_go_on_while_an_article_is_encoded(server: Server) -> None:
    """Encoding an article takes seconds; who asks meanwhile must not wait for it, nor see half of it."""
    server.put("talk", "The keeper repairs the lighthouse every spring.")
    sending = threading.Thread(target=lambda: server.put("zebra", "A zebra slowly crossed the market square."))
    sending.start()
    seen: list[tuple[int, str | None]] = []
    while sending.is_alive():
        seen.append(server.ask("Which zebra crossed the market square?"))
    assert len(seen) > 1, "all but the last were answered while it was encoded"
    assert set(seen) <= {(200, "talk"), (200, "zebra")}
    assert server.ask("Which zebra crossed the market square?") == (200, "zebra")


@pytest.mark.slow
def test_a_backup_is_restored_under_a_running_server(server: Server) -> None:
    """By another process, while it answers: no question fails, and its next answers are those of the backup."""
    index = Path(server.env["QA_INDEX_DIR"])
    server.put("talk", "The keeper repairs the lighthouse every spring.")
    write_backup(index, server.folder / "one.tgz")
    server.put("zebra", "A zebra crossed the market square on Sunday.")
    write_backup(index, server.folder / "two.tgz")
    found: list[tuple[int, str | None]] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            found.append(server.ask("Which zebra crossed the market square?"))

    asking = [threading.Thread(target=ask) for _ in range(3)]
    for thread in asking:
        thread.start()
    try:
        for name, total in [("one", 1), ("two", 2)] * 3:
            restore_backup(server.folder / f"{name}.tgz", index, replace=True)
            assert server.get("/v1/articles")[1]["total"] == total
            server.put(f"sent after {name}".replace(" ", "-"), f"An article sent after {name} was restored.")
    finally:
        stop.set()
        for thread in asking:
            thread.join()
    assert {status for status, _ in found} == {200}
    assert {article for _, article in found} <= {"talk", "zebra", "sent-after-one", "sent-after-two"}
    assert "Traceback" not in (server.folder / "server.log").read_text()


def _children(parent: int) -> list[int]:
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], check=True, capture_output=True, text=True).stdout
    return sorted(int(pid) for pid, ppid in (row.split() for row in listed.splitlines()) if int(ppid) == parent)


@pytest.mark.slow
def test_wire_level_oddities_get_a_clear_answer(server: Server) -> None:
    """What a test client would tidy up before sending: chunked floods, raw bytes, early ends."""
    post = b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
    flood = post + b"Transfer-Encoding: chunked\r\n\r\n" + b"ffff\r\n" + b" " * 0xFFFF + b"\r\nffff\r\n" + b" " * 0xFFFF
    refused = server.raw(flood + b"\r\n0\r\n\r\n")
    assert refused.startswith(b"HTTP/1.1 413 ")
    assert b'"code":"too-large"' in refused
    assert server.raw(post + b"Content-Length: 999999999\r\n\r\n").startswith(b"HTTP/1.1 413 ")

    raw_query = server.raw(b"GET /v1/ask?question=th\xc3\xa9 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert raw_query.startswith(b"HTTP/1.1 400 ")
    head = server.raw(b"HEAD /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ")
    assert head.endswith(b"\r\n\r\n")
    assert b"server: uvicorn" not in head.lower()
    endless = server.raw(b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"a" * 65_600)
    assert endless.startswith(b"HTTP/1.1 400 ")
    with socket.create_connection(("127.0.0.1", server.port), timeout=WAIT) as connection:
        connection.sendall(post + b"Content-Length: 50\r\n\r\n{")  # and gone
    assert server.get("/health")[0] == 200
    assert "Traceback" not in (server.folder / "server.log").read_text()


def test_server_keeps_questions_and_its_name_to_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Uvicorn's own access line holds the query string; ours replaces it and goes to stderr."""
    ran: list[tuple[uvicorn.Config, Any]] = []
    monkeypatch.setattr("logging.config.dictConfig", lambda _: None)  # would outlive this test
    monkeypatch.setattr("uvicorn.Server.run", lambda server, sockets: ran.append((server.config, sockets)))
    with socket.socket() as listening:
        run_server(Settings(index_dir=tmp_path, host="127.0.0.9", port=81), listening)
        run_server(Settings(index_dir=tmp_path))
        assert [sockets for _, sockets in ran] == [[listening], None]
    config = ran[0][0]
    assert (config.host, config.port, config.access_log, config.server_header) == ("127.0.0.9", 81, False, False)
    assert config.http == "h11"  # whatever else is installed: it bounds what is read of a request's head
    assert LOGGING["handlers"]["stderr"]["stream"] == "ext://sys.stderr"


# Eight threads hold a little each; glibc tells in malloc_info how many heaps they took it from.
COUNT_HEAPS = """
import ctypes, sys, tempfile, threading
from qa.web.server import share_one_heap
if sys.argv[1] == "shared":
    assert share_one_heap()
library = ctypes.CDLL(None)
library.malloc.restype = ctypes.c_void_p
together = threading.Barrier(9)
def hold():
    library.malloc(5000)
    together.wait()
    together.wait()
for _ in range(8):
    threading.Thread(target=hold).start()
together.wait()
library.fopen.restype = ctypes.c_void_p
with tempfile.NamedTemporaryFile() as file:
    stream = ctypes.c_void_p(library.fopen(file.name.encode(), b"w"))
    library.malloc_info(0, stream)
    library.fclose(stream)
    print(file.read().count(b"<heap nr="))
together.wait()
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has this choice")
def test_threads_take_memory_from_one_heap() -> None:
    """Memory that one thread freed serves the next one's question."""
    heaps = [
        int(subprocess.run([sys.executable, "-c", COUNT_HEAPS, way], capture_output=True, text=True, check=True).stdout)
        for way in ("shared", "apart")
    ]
    assert heaps[0] == 1
    assert heaps[1] > 1


def test_elsewhere_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """macOS has heaps of another kind."""
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not heap.share_one_heap()
