"""Every command and a server under load: none looks a name up, connects elsewhere, or leaves a file anywhere else.

The home folder and the temporary one are empty folders of the test's, so that what a library leaves there is seen, too.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from subprocess import PIPE
from urllib.parse import quote, urlsplit

import pytest
from typer.main import get_command

from qa.cli.main import app
from tests.privacy.watching import REQUIRED, AuditHook, Seen, Strace, Watcher, why_no_strace
from tests.web.page.conftest import LISTENING

ROOT = Path(__file__).resolve().parents[2]
QUESTION = "when is Ninh Thuan 1 expected to be signed?"
ARTICLE = "vietnamnet-2025-press-briefing.md"
KEY = "a-key-for-writing-0123456789"
SECONDS_OF_LOAD: dict[type, int] = {Strace: 20, AuditHook: 5}
WAIT = 120.0

MESSAGES = "".join(
    json.dumps({"jsonrpc": "2.0", **message}) + "\n"
    for message in (
        {
            "id": 1,
            "method": "initialize",
            "params": {
                "protocolVersion": "2025-06-18",
                "capabilities": {},
                "clientInfo": {"name": "t", "version": "1"},
            },
        },
        {"method": "notifications/initialized"},
        {"id": 2, "method": "tools/call", "params": {"name": "search", "arguments": {"query": QUESTION}}},
    )
)


@dataclass(frozen=True)
class Place:
    """Where a command runs: everything it may touch, and two folders that it must leave empty."""

    folder: Path
    watcher: Watcher

    @property
    def index(self) -> Path:
        return self.folder / "index"

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def temporary(self) -> Path:
        return self.folder / "tmp"

    def environment(self, **settings: str) -> dict[str, str]:
        """The test's own environment, with nothing set that would keep a library quiet, and a home of its own."""
        silenced = ("TELEMETRY", "HF_", "DO_NOT_TRACK", "XDG_", "TORCHINDUCTOR", "DISABLE_SAFETENSORS")
        kept = {name: value for name, value in os.environ.items() if not any(word in name for word in silenced)}
        apart = {"HOME": str(self.home), "TMPDIR": str(self.temporary), "QA_INDEX_DIR": str(self.index)}
        return {**kept, **apart, "PYTHONPATH": str(ROOT), "COVERAGE_PROCESS_START": "", **settings}

    def check(self, seen: Seen, *allowed: Path) -> None:
        """Assert that nobody was reached, and nothing left but in the index and `allowed`."""
        assert seen.reached == ()
        assert seen.written_outside(self.index, self.temporary, *allowed) == []
        left = [path for place in (self.home, self.temporary) for path in place.rglob("*")]
        assert [path for path in left if not any(path == one or one in path.parents for one in allowed)] == []


@pytest.fixture(params=[Strace, AuditHook], ids=["strace", "audit hook"])
def place(request: pytest.FixtureRequest, tmp_path: Path, bundled_index: Path) -> Place:
    """An index of corpus/, an empty home, and one of the two watchers."""
    if request.param is Strace and (why := why_no_strace()):
        assert not os.environ.get(REQUIRED), why
        pytest.skip(why)
    made = Place(tmp_path, request.param(tmp_path))
    made.home.mkdir()
    made.temporary.mkdir()
    shutil.copytree(bundled_index, made.index)
    return made


def model_cache() -> Path:
    """Where the exported model is that the tests share."""
    from qa.settings import Settings

    return Settings.from_env().cache


def run(place: Place, *arguments: str, stdin: str = "", **settings: str) -> tuple[Seen, str]:
    """Run `qa` under watch and return what was seen, and its stdout."""
    command, env = place.watcher.wrap(
        [sys.executable, "-m", "qa", *arguments], place.environment(**settings), cwd=place.folder
    )
    with subprocess.Popen(
        command, cwd=place.folder, env=env, text=True, stdin=PIPE, stdout=PIPE, stderr=PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(stdin)
        process.stdin.flush()
        # Over MCP who has asked listens until the answer is there: the end of the input is the end of the server.
        replies = [process.stdout.readline() for line in stdin.splitlines() if '"id"' in line]
        process.stdin.close()
        printed = "".join([*replies, process.stdout.read()])
        complaints = process.stderr.read()
    assert process.returncode == 0, complaints
    return place.watcher.seen(), printed


COMMANDS: dict[str, tuple[tuple[str, ...], str]] = {
    "index": (("index", str(ROOT / "corpus")), ""),
    "add": (("add", "talk.txt"), ""),
    "ask": (("ask", QUESTION), "early 2026"),
    "ask --json": (("ask", "--json", "--explain", QUESTION), "early 2026"),
    "ask --from": (("ask", "--from", "-"), "early 2026"),
    "ask --cite": (("ask", "--cite", "bibtex", QUESTION), "@"),
    "timeline": (("timeline", "Ninh Thuan 1"), "2025"),
    "verify": (("verify", "signed in early 2026"), "Exact"),
    "verify --draft": (("verify", "--draft", "draft.md"), "Exact"),
    "list": (("list",), ARTICLE),
    "show": (("show", ARTICLE), "Ninh Thuan 1"),
    "edit": (("edit", ARTICLE, "--set", "outlet=VNA"), "VNA"),
    "remove": (("remove", ARTICLE), ""),
    "info": (("info",), "passages"),
    "doctor": (("doctor",), "encoder"),
    "backup": (("backup", "kept/archive.tgz"), ""),
    "restore": (("restore", "--check", "backup.tgz"), ""),
    "settings": (("settings",), "index_dir"),
    "eval": (("eval", "--limit", "10"), "hit@1"),
    "mcp": (("mcp",), "vietnamnet-2025"),
}
STDIN = {"ask --from": f"{QUESTION}\n", "mcp": MESSAGES}
# What a command names, so that it may write there.
NAMED = {"backup": "kept"}


def test_no_command_is_left_out() -> None:
    """Who adds one says here how it is watched."""
    there = set(get_command(app).commands)  # type: ignore[attr-defined]
    assert {name.partition(" ")[0] for name in COMMANDS} | {"serve"} == there


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_reaches_nobody_and_leaves_nothing(name: str, place: Place) -> None:
    """The promise of docs/privacy.md, command by command, for its libraries as well."""
    (place.folder / "talk.txt").write_text("The mill stopped in 1974, says its owner.\n", encoding="utf-8")
    (place.folder / "draft.md").write_text("The agreement is to be “signed in early 2026”.\n", encoding="utf-8")
    (place.folder / "kept").mkdir()
    settings = {"QA_CACHE": str(model_cache()), "QA_CORPUS_DIR": str(ROOT / "corpus")}
    if name == "restore":
        subprocess.run(
            [sys.executable, "-m", "qa", "backup", "backup.tgz"],
            cwd=place.folder,
            env=place.environment(**settings),
            check=True,
            capture_output=True,
        )
    arguments, told = COMMANDS[name]
    seen, printed = run(place, *arguments, stdin=STDIN.get(name, ""), **settings)
    assert told in printed
    place.check(seen, *(place.folder / named for key, named in NAMED.items() if key == name))


@pytest.mark.slow
def test_the_first_question_of_all_reaches_nobody(place: Place) -> None:
    """It exports the model, with torch and the hub's client, and indexes: the most that ever runs."""
    shutil.rmtree(place.index)
    seen, printed = run(place, "ask", "-k", "1", QUESTION, QA_CACHE="", QA_CORPUS_DIR=str(ROOT / "corpus"))
    assert "early 2026" in printed
    cache = place.home / ".cache"
    place.check(seen, cache / "interview-qa", cache)
    assert [path.name for path in cache.iterdir()] == ["interview-qa"]


def ask_on(address: str, until: float, faults: list[str]) -> None:
    """Send what people, programs and agents send, one after the other, until the time is over."""
    host, port = urlsplit(address).netloc.split(":")
    asked = json.dumps({"question": QUESTION})
    written = json.dumps(
        {"text": "HOST: Is the mill open?\n\nADA BERG: The mill stopped in 1974.", "title": "The mill"}
    )
    call = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
    draft = json.dumps({"quotations": ["signed in early 2026"]})
    while time.monotonic() < until:
        for method, path, body in (
            ("GET", f"/v1/ask?question={quote(QUESTION)}", None),
            ("POST", "/v1/ask", asked),
            ("GET", "/v1/timeline?question=trade", None),
            ("POST", "/v1/verify", draft),
            ("PUT", "/v1/articles/mill", written),
            ("GET", "/v1/articles", None),
            ("POST", "/mcp", call),
            *(("GET", page, None) for page in ("/", "/page/page.js", "/docs", "/metrics", "/ready")),
        ):
            connection = HTTPConnection(host, int(port), timeout=WAIT)
            headers = {
                "Authorization": f"Bearer {KEY}",
                "Content-Type": "application/json",
                "Accept": "application/json, text/event-stream, text/html",
            }
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            answer.read()
            connection.close()
            if answer.status not in (200, 201):
                faults.append(f"{method} {path}: {answer.status}")


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_server_under_load_reaches_nobody(place: Place, workers: str) -> None:
    """Twenty seconds of answering, writing and following a folder: libraries that report do so after some seconds."""
    corpus = place.folder / "corpus"
    shutil.copytree(ROOT / "corpus", corpus)
    command, env = place.watcher.wrap(
        [sys.executable, "-m", "qa", "serve", "--port", "0", "--workers", workers, "--watch"],
        place.environment(QA_CACHE=str(model_cache()), QA_CORPUS_DIR=str(corpus), QA_WRITE_KEYS=KEY, QA_RATE_LIMIT="0"),
        cwd=place.folder,
    )
    faults: list[str] = []
    log = place.folder / "server.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=place.folder, env=env, stderr=output, stdout=output, start_new_session=True
        )
        try:
            address = address_of(process, log)
            until = time.monotonic() + SECONDS_OF_LOAD[type(place.watcher)]
            clients = [threading.Thread(target=ask_on, args=(address, until, faults)) for _ in range(3)]
            for client in clients:
                client.start()
            for client in clients:
                client.join()
        finally:
            os.killpg(process.pid, signal.SIGTERM)  # strace itself lets it pass
            process.wait(timeout=WAIT)
    assert faults == []
    place.check(place.watcher.seen(), corpus)


def address_of(process: subprocess.Popen[bytes], log: Path) -> str:
    """Wait until the server says where it listens."""
    until = time.monotonic() + WAIT
    while time.monotonic() < until and process.poll() is None:
        if found := LISTENING.search(log.read_text()):
            return found[1]
        time.sleep(0.05)
    raise AssertionError(log.read_text())
