"""Killed at any moment, an index holds whole articles only and goes on from where it was."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from qa.archive.archive import Archive
from qa.archive.rows import packed
from qa.errors import IndexMissing
from qa.indexing.article_encoding import label_texts
from qa.indexing.examination import examine
from qa.indexing.indexer import Indexer
from qa.ingestion.passages import cut_into_passages
from qa.search.derived import open_derived
from tests.bag_encoder import BagEncoder, encode
from tests.indexing.crash_worker import ARTICLES, DONE, READY, ROOT, articles

REPOSITORY = Path(__file__).parents[2]
KILLS = 50


@pytest.mark.slow
def test_killed_fifty_times_it_never_holds_half_an_article(tmp_path: Path) -> None:
    """SIGKILL leaves no time to tidy up: every moment has to be a good one to stop."""
    dice = random.Random(20260)
    seconds = full_run(tmp_path / "measured")
    outcomes: Counter[str] = Counter()
    waiting = start_worker()
    while outcomes.total() < KILLS:
        worker, waiting = waiting, start_worker()
        # Several runs go on in one folder, so that kills also hit replacing and removing.
        folder, version = tmp_path / f"index-{outcomes.total() // 10}", dice.randrange(1000)
        begin(worker, folder, version)
        time.sleep(dice.uniform(0, 0.8 * seconds))
        worker.send_signal(signal.SIGKILL)
        if DONE not in worker.communicate()[0]:
            outcomes[check_after_kill(folder, version)] += 1
    waiting.kill()
    waiting.communicate()
    assert outcomes["in the middle"] >= KILLS // 3, outcomes
    for folder in sorted(tmp_path.glob("index-*")):
        check_completion(folder, tmp_path / f"clean-{folder.name}")


def full_run(folder: Path) -> float:
    worker = start_worker()
    began = time.monotonic()
    begin(worker, folder, 0)
    assert DONE in worker.communicate()[0]
    return time.monotonic() - began


def start_worker() -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.indexing.crash_worker"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY)


def begin(worker: subprocess.Popen[str], folder: Path, version: int) -> None:
    assert worker.stdin is not None
    assert worker.stdout is not None
    assert worker.stdout.readline() == f"{READY}\n"
    worker.stdin.write(f"{folder} {version}\n")
    worker.stdin.flush()


def check_after_kill(folder: Path, version: int) -> str:
    """Check all that a kill must leave in order; return when it seems to have struck."""
    try:
        archive = Archive.open(folder, readonly=True)
    except IndexMissing:
        return "before the first article"
    with archive:
        assert archive.problems() == []
        held = [summary.id for summary in archive.summaries()]
        for article_id in held:
            check_article(archive, article_id)
        derived = open_derived(folder, archive)
        assert derived.sequence == archive.sequence
        assert [f for f in examine(folder) if not f.ok] == []
        now = [s for s in archive.summaries() if s.title and s.title.endswith(f"version {version}")]
    return "in the middle" if 0 < len(now) < ARTICLES - 1 else "at an end"


def check_article(archive: Archive, article_id: str) -> None:
    """Compare every row of an article with what a clean run makes of its text."""
    article = archive.article(article_id)
    assert article is not None
    turns, passages = cut_into_passages(article)
    stored = archive.passages_of(article_id)
    assert [(p.start, p.end, p.text, p.turn, p.speaker, p.question) for p in stored] == [
        (p.start, p.end, p.text, p.turn, p.speaker, p.question) for p in passages
    ]
    assert archive.turns(article_id) == list(turns)
    vectors = archive.token_vectors([p.id for p in stored])
    for passage in stored:
        assert vectors[passage.id].signs.tolist() == packed(encode(passage.text)).signs.tolist()
    labels = {name: v.token_ids.tolist() for name, v in archive.labels([article_id])[article_id].items()}
    assert labels == {n: encode(t).token_ids.tolist() for n, t in label_texts(article, turns).items()}


def check_completion(folder: Path, clean: Path) -> None:
    """Finish the run, and compare with one that nobody disturbed."""
    final = articles(99)
    with Archive.open(folder, create=True) as archive, Archive.open(clean, create=True) as undisturbed:
        for opened in (archive, undisturbed):
            Indexer(opened, BagEncoder()).index(final, roots=[ROOT])
        assert [archive.article(a.id) for a in final] == final
        assert [s.id for s in archive.summaries()] == [a.id for a in final]
        assert [f for f in examine(folder) if not f.ok] == []
        for question in ("who finished the reactor?", "what happened to the boats in year 2003", "crew 17"):
            assert searched(archive, question) == searched(undisturbed, question)


def searched(archive: Archive, question: str) -> list[object]:
    """Return what vectors, words and token weights say, by place in the article instead of by id."""
    derived = open_derived(archive.folder, archive)
    asked = encode(question)
    ids, scores = derived.vectors.search(asked.pooled[None, :], 200)
    words = derived.lexical.search(question, 200)
    places = {i: (p.article_id, p.ordinal) for i, p in archive.passages([*ids[0], *(i for i, _ in words)]).items()}
    near = sorted((places[i], s) for i, s in zip(ids[0].tolist(), scores[0].tolist(), strict=True))
    return [near, sorted((places[i], s) for i, s in words), derived.tokens.idf(asked.token_ids).tolist()]
