"""The page in the system's Chromium, against the real service on loopback over two archives: corpus/, and one of ours.

A page that `open_page` gave has no console errors and asked no other host, or the test fails at its end.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[3]
WAIT = 60.0  # seconds
PATIENCE = 10_000.0  # milliseconds that the page may take for anything
NOTHING = "(?!)"
SETTLED = "#view:not([aria-busy]) > :not(noscript)"
LISTENING = re.compile(r"Listening on (http://\S+)")

OpenPage = Callable[..., "Page"]


@contextmanager
def serving(index: Path, **settings: str) -> Iterator[str]:
    """Run `qa serve` over `index` and yield its address."""
    command = [sys.executable, "-m", "qa", "serve", "--port", "0", "--index", str(index)]
    env = {**os.environ, **settings}
    with tempfile.TemporaryFile("w+") as log:  # a pipe that nobody reads would stop the server
        process = subprocess.Popen(command, cwd=ROOT, env=env, stderr=log, stdout=subprocess.DEVNULL, text=True)
        try:
            yield _address(process, log)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=WAIT)


def _address(process: subprocess.Popen[str], log: IO[str]) -> str:
    # The socket listens before this is said; a request waits until the service behind it is there.
    until = time.monotonic() + WAIT
    while time.monotonic() < until and process.poll() is None:
        log.seek(0)
        if found := LISTENING.search(log.read()):
            return found[1]
        time.sleep(0.05)
    raise AssertionError("the server does not listen")


@pytest.fixture(scope="session")
def corpus_site(bundled_index: Path) -> Iterator[str]:
    """The address of the service over corpus/."""
    with serving(bundled_index) as address:
        yield address


HARBOUR = {
    "2012.md": """---
title: Lindqvist on the harbour bridge
outlet: The Harbour Post
published: "2012-03-04"
interviewee: Mara Lindqvist
url: https://harbour.example/2012
---

REPORTER: What is the bridge made of?

MARA LINDQVIST: 🌉🌉 The harbour bridge will cost 400 million crowns. The steel for the bridge comes from Norway.
""",
    "2015.md": """---
title: Okafor on the harbour bridge
outlet: Radio Seven
published: "2015-06"
interviewee: Tomas Okafor
---

REPORTER: What did the divers find?

TOMAS OKAFOR: Nobody expected that the harbour bridge will cost 610 million crowns. The divers found an old wreck.
""",
    "hostile.md": """---
title: "<img src=x onerror=pwn()>Title"
outlet: "<script>pwn()</script>Outlet"
published: "2019-01-01"
---

REPORTER: Which zeppelin came down?

<B>MALLORY: The zeppelin <img src=x onerror=pwn()> came down at dawn <script>pwn()</script> near the "old" mill.

<I ONCLICK=PWN()>EVE: Nobody saw the zeppelin land & nobody <b>asked</b>.
""",
    "plain.txt": "An undated note on nothing but weather.",
}


@pytest.fixture(scope="session")
def harbour_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the service over HARBOUR: outlets, speakers, years, and what must not run."""
    folder = tmp_path_factory.mktemp("harbour")
    (folder / "articles").mkdir()
    for name, text in HARBOUR.items():
        (folder / "articles" / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "qa", "index", str(folder / "articles"), "--index", str(folder / "index")]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with serving(folder / "index") as address:
        yield address


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """Open an address in a fresh profile; `expected` matches console errors that belong to the test."""
    contexts, faults, expectations = [], [], []

    def open_it(address: str, *, expected: str = NOTHING, **options: object) -> Page:
        context = chromium.new_context(**options)  # type: ignore[arg-type]  # as Playwright names them
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        origin = "/".join(address.split("/")[:3])

        def is_own(url: str) -> bool:
            return url.startswith(f"{origin}/")

        page = context.new_page()
        expectations.append(expected)
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: faults.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: faults.append(f"asked {request.url}") if not is_own(request.url) else None)
        page.goto(address)
        page.wait_for_selector(SETTLED)
        return page

    yield open_it
    for context in contexts:
        context.close()
    unexpected = [fault for fault in faults if not any(re.search(one, fault) for one in expectations)]
    assert unexpected == []
