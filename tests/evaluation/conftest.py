"""A judged set of two articles and answers made by hand, so that every number can be worked out on paper."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from qa.answers import Answer, Citation, Hit, IndexState, Scores
from qa.evaluation.judgments import JudgedQuestion, JudgedSet, Judgment, read_set
from qa.records import Passage, Span

BRIDGE = (
    "The new bridge opens in May 2026. Ana Lima designed it with her sister. "
    "It replaces the old ferry, which has crossed the river since 1891 and stops on the same day."
)
MUSIC = "The orchestra rehearses in the old harbour hall. Its conductor plays the violin and collects stamps."
TEXTS = {"bridge": BRIDGE, "music": MUSIC}
STATE = IndexState(sequence=2, model="by hand", articles=2, passages=5)

QUERIES = [
    {"id": "q1", "text": "When does the bridge open?", "kind": "date"},
    {"id": "q2", "text": "Who designed the bridge?", "kind": "person"},
    {"id": "q3", "text": "Where does the orchestra rehearse?", "kind": "fact"},
]
UNANSWERABLE = [{"id": "u1", "text": "What did the bridge cost?", "kind": "near-miss"}]


def judged(article_id: str, words: str, **more: Any) -> dict[str, Any]:
    """Return a row of qrels for `words` of the article."""
    start = TEXTS[article_id].index(words)
    return {"doc": article_id, "evidence": words, "start": start, "end": start + len(words), **more}


QRELS = [
    {"query": "q1", **judged("bridge", "May 2026")},
    {"query": "q2", **judged("bridge", "Ana Lima", speaker="ANA LIMA", alt="who")},
    {"query": "q2", **judged("bridge", "her sister", alt="who")},
    {"query": "q3", **judged("music", "in the old harbour hall")},
]


def write_lines(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture
def set_folder(tmp_path: Path) -> Path:
    """The folder of the hand-made set."""
    folder = tmp_path / "bridges"
    folder.mkdir()
    write_lines(folder / "docs.jsonl", [{"id": name, "title": name, "text": text} for name, text in TEXTS.items()])
    write_lines(folder / "queries.jsonl", QUERIES)
    write_lines(folder / "qrels.jsonl", QRELS)
    write_lines(folder / "unanswerable.jsonl", UNANSWERABLE)
    return folder


@pytest.fixture
def judged_set(set_folder: Path) -> JudgedSet:
    """The hand-made set as it is read."""
    return read_set(set_folder)


def hit(article_id: str, words: str, *, highlight: str | None = None, speaker: str | None = None, rank: int = 1) -> Hit:
    """Return a hit on `words` of the article, cited where they stand."""
    text = TEXTS[article_id]
    start = text.index(words)
    end = start + len(words)
    marked = () if highlight is None else (Span(words.index(highlight), words.index(highlight) + len(highlight)),)
    citation = Citation(
        passage_id=rank,
        article_id=article_id,
        title=None,
        outlet=None,
        published=None,
        speaker=speaker,
        role=None,
        url=None,
        deep_link=None,
        start=start,
        end=end,
        quote=words,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
    passage = Passage(rank, article_id, rank, start, end, words, speaker=speaker)
    return Hit(rank, 1.0 / rank, Scores(0.0, 0.0, 1.0 / rank), passage, citation, marked)


def answer(*hits: Hit, confidence: float = 0.8, took_ms: float = 5.0, least: float = 0.5) -> Answer:
    """Return an answer with these hits, best first."""
    return Answer("?", confidence >= least, confidence, STATE, took_ms, hits)


def question(*judgments: Judgment, question_id: str = "q") -> JudgedQuestion:
    """Return a question with these judgments."""
    return JudgedQuestion(question_id, "?", None, judgments)


def judgment(
    article_id: str | None,
    evidence: str | None,
    span: Span | None = None,
    *,
    alternatives: tuple[Span, ...] = (),
    piece: str = "row 0",
) -> Judgment:
    """Return a judgment without a speaker."""
    return Judgment(article_id, evidence, span, alternatives, piece, None)
