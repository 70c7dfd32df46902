"""A server killed in the middle of writing and answering: what it acknowledged is there, whole, when it is back."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from qa.archive.archive import Archive
from qa.errors import IndexMissing
from qa.indexing.examination import examine

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("TEST_KILLS", "30"))  # docs/reliability.md tells of a longer run
KEY = "a-key-for-writing-0123456789"
TOPICS = ("harbour", "bridge", "reactor", "orchard", "railway")


def words(number: int, version: int) -> str:
    topic = TOPICS[number % len(TOPICS)]
    lines = [
        f"HOST: What of the {topic} in year {2000 + line} of version {version}?\n"
        f"ADA BERG: Crew {number} finished the {topic} in month {1 + (line * version) % 12}, and we were glad of it."
        for line in range(1 + number % 5)
    ]
    return "\n\n".join(lines)


@dataclass
class Known:
    """What the server acknowledged of each article, and what it was asked to do and did not answer."""

    acknowledged: dict[str, str | None] = field(default_factory=dict)
    begun: dict[str, str | None] = field(default_factory=dict)
    answers: int = 0
    faults: list[str] = field(default_factory=list)


def request(port: int, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        sent = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
        connection.request(method, path, body=sent, headers=headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read() or b"null")
    finally:
        connection.close()


def write(port: int, known: Known, draw: random.Random) -> None:
    """Put and delete articles until the server is gone."""
    while True:
        number = draw.randrange(25)
        article = f"a{number:02d}"
        gone = known.acknowledged.get(article) is not None and draw.random() < 0.3
        text = None if gone else words(number, draw.randrange(10**6))
        known.begun[article] = text
        try:
            status, told = (
                request(port, "DELETE", f"/v1/articles/{article}")
                if text is None
                else request(port, "PUT", f"/v1/articles/{article}", {"text": text, "title": f"Talk {number}"})
            )
        except (OSError, HTTPException, ValueError):
            return
        if status not in (200, 201, 204):
            known.faults.append(f"{status}: {told}")
        known.acknowledged[article] = text
        del known.begun[article]


def ask(port: int, known: Known) -> None:
    """Ask until the server is gone; every citation must be a slice of what was sent at some time."""
    while True:
        try:
            status, answer = request(port, "GET", f"/v1/ask?question={quote('what of the bridge and the harbour?')}")
        except (OSError, HTTPException, ValueError):
            return
        if status == 200:
            known.answers += 1
            for passage in answer["passages"]:
                cited = passage["citation"]
                if len(cited["quote"]) != cited["end"] - cited["start"] or cited["quote"] != passage["text"]:
                    known.faults.append(f"not a slice: {cited}")
        elif status != 503:  # no index yet
            known.faults.append(f"{status}: {answer}")


def start(folder: Path, *, log: Path | None = None) -> tuple[subprocess.Popen[str], int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    env = {
        **os.environ,
        "QA_INDEX_DIR": str(folder),
        "QA_PORT": str(port),
        "QA_WRITE_KEYS": KEY,
        "QA_RATE_LIMIT": "0",
    }
    written = (log or folder.parent) / "server.log"
    output = written.open("a")
    command = [sys.executable, "-m", "tests.web.words_process", "serve"]
    process = subprocess.Popen(command, cwd=ROOT, env=env, text=True, stdout=output, stderr=output)
    output.close()
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if request(port, "GET", "/health")[0] == 200:
                return process, port
        except (OSError, HTTPException):
            time.sleep(0.02)
    process.kill()
    raise AssertionError(written.read_text()[-2000:])


def check(folder: Path, known: Known) -> None:
    """Compare the archive with what was acknowledged; settle what was begun by what is there."""
    with Archive.open(folder, readonly=True) as archive:
        there = {one.id: archive.article(one.id) for one in archive.summaries()}
        assert archive.problems() == []
    for article, text in known.acknowledged.items():
        found = there.get(article)
        stored = None if found is None else found.text
        assert stored in ({text, known.begun[article]} if article in known.begun else {text}), article
    for article in known.begun:
        found = there.get(article)
        known.acknowledged[article] = None if found is None else found.text
    known.begun.clear()
    assert set(there) == {article for article, text in known.acknowledged.items() if text is not None}
    assert [finding for finding in examine(folder) if not finding.ok] == []


@pytest.mark.slow
def test_every_acknowledged_article_survives_kills_at_random_moments(tmp_path: Path) -> None:
    """SIGKILL leaves no time for anything; whoever got an answer may rely on it.

    On a busy machine little is written and asked between two kills: then there are more of them.
    """
    draw = random.Random(20261122)
    folder, known = tmp_path / "index", Known()
    for killed in range(10 * KILLS):
        written = sum(text is not None for text in known.acknowledged.values())
        if killed >= KILLS and known.answers >= KILLS and written >= 5:
            break
        process, port = start(folder)
        threads = [
            threading.Thread(target=write, args=(port, known, random.Random(draw.random()))),
            threading.Thread(target=ask, args=(port, known)),
        ]
        for thread in threads:
            thread.start()
        time.sleep(draw.uniform(0.01, 1.2))
        process.send_signal(signal.SIGKILL)
        process.wait()
        for thread in threads:
            thread.join()
        assert known.faults == []
        try:
            check(folder, known)
        except IndexMissing:  # killed before its tables were there: then nothing had been acknowledged either
            assert known.acknowledged == {}
    assert known.answers >= KILLS
    assert sum(text is not None for text in known.acknowledged.values()) >= 5
    assert not re.search("Traceback", (tmp_path / "server.log").read_text())
