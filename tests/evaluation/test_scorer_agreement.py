"""Our numbers and those of the sets' own scorer, on the same passages: equal, not nearly."""

from __future__ import annotations

import importlib.util
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qa.answers import Citation, Hit, Scores
from qa.evaluation.coverage import Coverage
from qa.evaluation.judgments import JudgedSet, read_set
from qa.evaluation.metrics import score_hits
from qa.records import Passage

BENCH = Path(__file__).resolve().parents[3] / "shared" / "bench"
SETS = ("interviews", "podcast", "xquad-en", "squad2-dev-half", "clapnq-dev", "chroma-chunking")
SAMPLE = 60  # questions of each set

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not BENCH.is_dir(), reason="the evaluation data is not beside the checkout"),
]


@pytest.fixture(scope="module")
def scorer() -> Any:
    """The scorer as a module; its folder may be read-only, so no bytecode beside it."""
    spec = importlib.util.spec_from_file_location("score", BENCH / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    exec(compile((BENCH / "score.py").read_text("utf-8"), "score.py", "exec"), module.__dict__)  # noqa: S102
    return module


def near_passage(judged: JudgedSet, question_number: int, drawn: random.Random, rank: int) -> Hit:
    """Return a passage that begins near words that answer, or anywhere; some re-joined, some without right offsets."""
    judgment = drawn.choice(judged.questions[question_number].judgments)
    article_id = judgment.article_id
    if article_id is None or drawn.random() < 0.3:
        article_id = drawn.choice(sorted(judged.texts))
    text = judged.texts[article_id]
    around = judgment.span.start if judgment.span else 0
    start = max(0, min(around + drawn.randint(-700, 100), len(text) - 1))
    end = min(len(text), start + drawn.randint(40, 900))
    words, stated = text[start:end], start
    if drawn.random() < 0.2:
        words = " ".join(words.split())
    if drawn.random() < 0.1:
        words = f"title: {words}"
    if drawn.random() < 0.2:
        stated = max(0, start - 50)
    citation = Citation(
        rank, article_id, None, None, None, None, None, None, None, stated, stated + len(words), words, ""
    )
    return Hit(rank, 1.0 / rank, Scores(0, 0, 0), Passage(rank, article_id, rank, start, end, words), citation)


@pytest.mark.parametrize("name", SETS)
def test_every_number_of_every_question_is_the_scorers(name: str, scorer: Any) -> None:
    """On passages drawn around the evidence, where the rules differ most: cut words, other articles, alternatives."""
    judged = read_set(BENCH / name)
    drawn = random.Random(name)
    answerable = [at for at, one in enumerate(judged.questions) if one.answerable]
    chosen = sorted(drawn.sample(answerable, min(SAMPLE, len(answerable))))
    asked = {
        judged.questions[at]: [near_passage(judged, at, drawn, rank) for rank in range(1, drawn.randint(1, 12))]
        for at in chosen
    }
    run = [
        {
            "query": question.id,
            "hits": [
                {
                    "doc": hit.citation.article_id,
                    "text": hit.passage.text,
                    "start": hit.citation.start,
                    "end": hit.citation.end,
                }
                for hit in hits
            ],
        }
        for question, hits in asked.items()
    ]
    queries = [{"id": question.id} for question in asked]
    docs = scorer.rows(BENCH / name / "docs.jsonl")
    _, theirs = scorer.score(docs, queries, scorer.rows(BENCH / name / "qrels.jsonl"), run)
    coverage = Coverage(judged.texts)
    ours = {question.id: score_hits(question, hits, coverage) for question, hits in asked.items()}
    assert len(theirs) == len(asked)
    assert 0 < sum(row.get("hit@1", 0.0) for row in theirs) < len(theirs), "the passages tell nothing"
    for row in theirs:
        wanted = {key: value for key, value in row.items() if key not in ("query", "missing")}
        found = {key: value for key, value in ours[row["query"]].items() if key not in ("highlight@1", "speaker")}
        assert found == wanted, row["query"]


def test_a_file_of_judgments_holds_what_the_scorer_reads(scorer: Any) -> None:
    """No row is lost on the way: as many questions judged as the scorer counts."""
    for name in SETS:
        judged = read_set(BENCH / name)
        queries = {row["id"] for row in scorer.rows(BENCH / name / "queries.jsonl")}
        rows = [row for row in scorer.rows(BENCH / name / "qrels.jsonl") if row["query"] in queries]
        assert sum(len(one.judgments) for one in judged.questions) == len(rows)


def test_a_judged_set_can_be_changed_without_its_file() -> None:
    """The sample of a run keeps the texts and the digest of the whole."""
    judged = read_set(BENCH / "interviews")
    assert replace(judged, questions=judged.questions[:3]).digest == judged.digest
