"""Ctrl-C in the middle of indexing, with everything real: the process, the signal, the encoder, the files."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qa.archive.archive import Archive
from qa.errors import IndexMissing
from tests.cli.conftest import ROOT

ARTICLES = 120


def qa(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "qa", *arguments]


def articles_in(index: Path) -> int:
    try:
        with Archive.open(index, readonly=True) as archive:
            return archive.counts()[0]
    except IndexMissing:
        return 0


def _listen_to_ctrl_c() -> None:
    # A shell lets what it starts in the background ignore it, and these tests may be started so.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.slow
def test_ctrl_c_leaves_an_index_that_answers_and_goes_on(tmp_path: Path) -> None:
    """What was committed is asked about at once, and the same command does the rest."""
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    for number in range(ARTICLES):
        lines = [f"Mast {number} of the harbour bridge, stay {stay}, was painted by crew {stay}." for stay in range(60)]
        (corpus / f"mast-{number:03d}.txt").write_text("\n\n".join(lines), encoding="utf-8")
    command = qa("index", str(corpus), "--index", str(index))
    process = subprocess.Popen(
        command, cwd=ROOT, env=dict(os.environ), stderr=subprocess.PIPE, text=True, preexec_fn=_listen_to_ctrl_c
    )
    deadline = time.monotonic() + 120
    while articles_in(index) < 3 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=120)[1]
    assert process.returncode == 130, said
    told = re.search(rf"interrupted: (\d+) of {ARTICLES} inputs are done and kept\n", said)
    assert told is not None, said
    kept = articles_in(index)
    assert 3 <= kept < ARTICLES
    assert int(told[1]) in (kept - 1, kept)  # the last one may have been committed and not told of

    asked = subprocess.run(
        qa("ask", "which crew painted stay 7 of mast 0?", "--json", "--index", str(index)),
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert '"article_id":"mast-000.txt"' in asked.stdout.replace(": ", ":"), asked.stderr
    doctor = subprocess.run(qa("doctor", "--index", str(index)), cwd=ROOT, capture_output=True, text=True)
    assert doctor.returncode == 0, doctor.stdout
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert again.returncode == 0, again.stderr
    assert f"{kept} unchanged" in again.stdout
    assert articles_in(index) == ARTICLES
