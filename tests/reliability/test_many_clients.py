"""Sixty-four clients ask while an article is added every second: no error, no torn read, every citation right."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.reliability.test_killed_server import TOPICS, request, start, words

CLIENTS = 64
SECONDS = float(os.environ.get("TEST_LOAD_SECONDS", "12"))  # docs/reliability.md tells of a minute
TRIES = 40


@dataclass
class Seen:
    """What clients met, and the texts that were sent before they asked."""

    texts: dict[str, str] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    sequences: list[int] = field(default_factory=list)


def ask(port: int, number: int, until: float, seen: Seen) -> None:
    last = 0
    while time.monotonic() < until:
        topic = TOPICS[number % len(TOPICS)]
        for _ in range(TRIES):
            try:
                status, answer = request(port, "GET", f"/v1/ask?question={quote(f'who finished the {topic}?')}")
            except (OSError, HTTPException) as error:
                seen.faults.append(repr(error))
                return
            seen.statuses[status] += 1
            if status != 503:
                break
            time.sleep(0.2)  # told to come back later
        if status != 200:
            seen.faults.append(f"{status}: {answer}")
            continue
        sequence = int(answer["index"]["sequence"])
        if sequence < last:
            seen.faults.append(f"state {sequence} after {last}")
        last = sequence
        for passage in answer["passages"]:
            cited = passage["citation"]
            text = seen.texts.get(cited["article_id"])
            if text is None or text[cited["start"] : cited["end"]] != cited["quote"] != "":
                seen.faults.append(f"not what stands there: {cited}")
    seen.sequences.append(last)


@pytest.mark.slow
def test_clients_get_right_answers_while_the_archive_grows(tmp_path: Path) -> None:
    """Answers come from one committed state each, whatever is written meanwhile, and newer ones never from older."""
    process, port = start(tmp_path / "index")
    seen = Seen()

    def add(number: int) -> None:
        article = f"a{number:03d}"
        seen.texts[article] = words(number, number)
        status, told = request(port, "PUT", f"/v1/articles/{article}", {"text": seen.texts[article]})
        if status != 201:
            seen.faults.append(f"{status}: {told}")

    try:
        for number in range(10):
            add(number)
        until = time.monotonic() + SECONDS
        clients = [threading.Thread(target=ask, args=(port, number, until, seen)) for number in range(CLIENTS)]
        for client in clients:
            client.start()
        added = 10
        while time.monotonic() < until:
            add(added)
            added += 1
            time.sleep(1.0)
        for client in clients:
            client.join()
        status, answer = request(port, "GET", "/v1/ask?question=" + quote("who finished the bridge?"))
        assert (status, answer["index"]["articles"]) == (200, added)
    finally:
        process.kill()
        process.wait()
    assert seen.faults == []
    assert set(seen.statuses) <= {200, 503}
    assert seen.statuses[200] >= CLIENTS
    assert len(seen.sequences) == CLIENTS
    assert "Traceback" not in (tmp_path / "server.log").read_text()
