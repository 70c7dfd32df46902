"""What benchmarks measure with must be sound itself: the same archive each time, made of real sentences."""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
from functools import partial
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from qa.archive.archive import Archive
from qa.indexing.indexer import Indexer
from qa.records import Article
from qa.text.sentences import split_sentences
from tests.bag_encoder import BagEncoder

FOLDER = Path(__file__).parents[1] / "benchmarks"
WORDS = ["harbour", "bridge", "ferry", "mast", "sail", "crew", "tide", "cargo", "pilot", "storm"]


def script(name: str) -> ModuleType:
    """Return a script of benchmarks/ as a module."""
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def real(tmp_path: Path) -> Archive:
    sentences = [f"The {a} and the {b} were seen {n} times." for n, a in enumerate(WORDS) for b in WORDS]
    articles = [Article(f"talk{n}.txt", " ".join(sentences[n * 40 :]), title=f"Talk {n}") for n in range(2)]
    with Archive.open(tmp_path / "real", create=True) as archive:
        Indexer(archive, BagEncoder()).index(articles, roots=[])
    return Archive.open(tmp_path / "real", readonly=True)


def test_a_synthetic_archive_is_sound_and_the_same_for_one_seed(
    real: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Figures of two machines can be compared only over the same archive; every offset and vector in it must hold."""
    corpus = script("synthetic_corpus")
    monkeypatch.setattr(corpus, "open_encoder", lambda _: BagEncoder())
    texts, vectors = [], []
    for name, seed in (("one", 0), ("same", 0), ("other", 1)):
        passages, articles = corpus.write_corpus(real, tmp_path / name, passages=150, seed=seed)
        with Archive.open(tmp_path / name, readonly=True) as made:
            assert made.counts() == (articles, passages)
            assert passages >= 150
            assert made.problems() == []
            texts.append([p.text for head in made.summaries() for p in made.passages_of(head.id)])
            vectors.append(np.concatenate([rows for _, rows in made.pooled_after(0)]))
    assert texts[0] == texts[1] != texts[2]
    assert np.array_equal(vectors[0], vectors[1])
    known = {sentence for head in real.summaries() for sentence in sentences_of(real, head.id)}
    assert {text[s:e] for text in texts[2] for s, e in split_sentences(text, 0, len(text))} <= known
    real.close()


def sentences_of(archive: Archive, article_id: str) -> set[str]:
    article = archive.article(article_id)
    assert article is not None
    return {article.text[start:end] for start, end in split_sentences(article.text, 0, len(article.text))}


def test_the_growth_curve_shows_each_size_once(tmp_path: Path) -> None:
    """Of two measurements of one size the later one counts."""
    scale = script("scale")
    rows = [
        {
            "passages": passages,
            "ask_ms_p50": milliseconds,
            "resident_mb": 100,
            "build_s": 2.0,
            "disk_bytes_per_passage": {"archive": 9_000, "derived": 1_000},
        }
        for passages, milliseconds in ((1_000, 99.0), (1_000, 10.0), (100_000, 20.0))
    ]
    (tmp_path / "growth.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    picture = tmp_path / "growth.svg"
    scale.plot(argparse.Namespace(measured=tmp_path / "growth.jsonl", picture=picture))
    drawn = picture.read_text()
    assert drawn.count("<circle") == 2 * len(scale.CURVES)
    assert ">10</text>" in drawn
    assert ">99</text>" not in drawn


def test_percentiles_are_those_of_what_was_seen() -> None:
    """A table of latencies stands on these three."""
    found = script("serve_load").percentiles([float(n) for n in range(1, 102)])
    assert found == {"p50_ms": 51.0, "p95_ms": 96.0, "p99_ms": 100.0}


def test_versions_are_compared_question_by_question() -> None:
    """A host that is slow for a while is slow for all: the ratio of each question tells, not that of the medians."""
    turns = script("in_turns")
    warm = [1000.0] * turns.WARMING_UP
    slow_then_fast = [100.0, 100.0, 10.0, 10.0, 10.0]
    versions = [
        turns.Version("before", None, None, warm + slow_then_fast),
        turns.Version("after", None, None, warm + [t * 0.8 for t in slow_then_fast]),
    ]
    rows = [line.strip("| ").split(" | ") for line in turns.table(versions).splitlines()[2:]]
    assert [(name, float(ratio)) for name, _, _, ratio in rows] == [("before", 1.0), ("after", 0.8)]
    assert [float(p50) for _, p50, _, _ in rows] == [10.0, 8.0]


@pytest.mark.slow
def test_checkouts_answer_in_turns(tmp_path: Path) -> None:
    """From the command line, over a real index; a folder without the package is named and not measured."""
    root = FOLDER.parent
    index, questions = tmp_path / "index", tmp_path / "questions.jsonl"
    subprocess.run([sys.executable, "-m", "qa", "index", str(root / "corpus"), "--index", str(index)], check=True)
    asked = [
        json.dumps({"text": f"what was said about {word} in {year}?"}) for word in WORDS for year in range(2020, 2024)
    ]
    questions.write_text("\n".join(asked))
    command = [sys.executable, str(FOLDER / "in_turns.py"), str(index), "--questions", str(questions)]
    run = partial(subprocess.run, capture_output=True, text=True, check=False, timeout=120)
    done = run([*command, str(root), f"{root}:QA_CANDIDATES=5"])
    assert done.returncode == 0, done.stderr
    rows = [line.strip("| ").split(" | ") for line in done.stdout.splitlines()[2:]]
    assert [row[0] for row in rows] == [str(root), f"{root}:QA_CANDIDATES=5"]
    assert float(rows[0][3]) == 1.0
    assert 0.2 < float(rows[1][3]) < 2.0
    (tmp_path / "empty").mkdir()
    wrong = run([*command, str(root), str(tmp_path / "empty")])
    assert wrong.returncode == 1
    assert f"{tmp_path / 'empty'} answers with" in wrong.stderr
