"""What was seen of each question: its confidence, its metrics, its time. All measures are computed from these."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import Any

from qa.answers import Answer, Citation
from qa.evaluation.coverage import Coverage
from qa.evaluation.judgments import JudgedQuestion
from qa.evaluation.metrics import score_hits
from qa.evaluation.speakers import Passages, speaker_metrics


@dataclass(frozen=True, slots=True)
class Observation:
    """One question as it was answered.

    Attributes:
        answerable: whether the set holds an answer.
        answered: whether the answer claimed to be one.
        took_ms: None when the question was refused with an error.
        citations, verified: how many citations came, and how many of them hold in the text.
        metrics: the numbers of `metrics.score_hits`; none for an unanswerable question.
    """

    id: str
    text: str
    kind: str | None
    answerable: bool
    answered: bool
    confidence: float
    took_ms: float | None
    citations: int
    verified: int
    metrics: Mapping[str, float]

    @property
    def right(self) -> float | None:
        """1.0 when the first passage covers words that answer; never for an unanswerable question; None if unjudged."""
        return self.metrics.get("hit@1") if self.answerable else 0.0


def observe(
    asked: Sequence[tuple[JudgedQuestion, Answer | None]],
    texts: Mapping[str, str],
    passages: Passages = MappingProxyType({}),
) -> list[Observation]:
    """Return what is seen of each (question, answer); without an answer the question has failed in every metric.

    `texts` are the canonical texts by article id that citations are checked against, `passages` those of the articles
    in which speakers were judged.
    """
    coverage, checks = Coverage(texts), _CitationCheck(texts)
    seen = (_observe(question, answer, coverage, checks) for question, answer in asked)
    return [
        replace(one, metrics={**one.metrics, **speaker_metrics(question, passages)})
        for one, (question, _) in zip(seen, asked, strict=True)
    ]


def _observe(
    question: JudgedQuestion, answer: Answer | None, coverage: Coverage, checks: _CitationCheck
) -> Observation:
    hits = answer.hits if answer is not None else ()
    return Observation(
        id=question.id,
        text=question.text,
        kind=question.kind,
        answerable=question.answerable,
        answered=answer is not None and answer.answerable,
        confidence=0.0 if answer is None else answer.confidence,
        took_ms=None if answer is None else answer.took_ms,
        citations=len(hits),
        verified=sum(checks.holds(hit.citation) for hit in hits),
        metrics=score_hits(question, hits, coverage) if question.answerable else {},
    )


class _CitationCheck:
    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._digests: dict[str, str] = {}

    def holds(self, citation: Citation) -> bool:
        """Return whether the quotation stands at its offsets, in a text with the digest the citation names."""
        article_id = citation.article_id
        text = self._texts.get(article_id)
        if text is None:
            return False
        if article_id not in self._digests:
            self._digests[article_id] = hashlib.sha256(text.encode("utf-8")).hexdigest()
        return text[citation.start : citation.end] == citation.quote and self._digests[article_id] == citation.sha256


def observation_to_json(observation: Observation) -> dict[str, Any]:
    """Return the observation as a plain dict."""
    return asdict(observation)


def observation_from_json(row: Mapping[str, Any]) -> Observation:
    """Return the observation that `observation_to_json` wrote; raises KeyError or TypeError for anything else."""
    return Observation(**row)
