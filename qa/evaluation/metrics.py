"""What one answer is worth: the numbers of a single question. What they are over a set is `measures`'s.

Names and values of the retrieval metrics are those of the judged sets' own scorer.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa.answers import Hit
from qa.evaluation.coverage import Coverage, Excerpt
from qa.evaluation.judgments import JudgedQuestion, Judgment
from qa.records import Span
from qa.text.folding import same_words

DEPTH = 10
CUTS = (1, 3, 5, 10)
DOC_CUTS = (1, 5, 10)
BUDGETS = (1000, 2000, 4000)


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of evidence of one question, each as its alternative judgments."""

    judgments: tuple[tuple[Judgment, ...], ...]

    @classmethod
    def of(cls, question: JudgedQuestion) -> Pieces:
        """Return the pieces of `question`; a judgment of a whole article is none."""
        found: dict[str, list[Judgment]] = {}
        for judgment in question.judgments:
            if judgment.evidence is not None or judgment.span is not None:
                found.setdefault(judgment.piece, []).append(judgment)
        return cls(tuple(map(tuple, found.values())))

    def __len__(self) -> int:
        return len(self.judgments)

    def __bool__(self) -> bool:
        return bool(self.judgments)


def score_hits(question: JudgedQuestion, hits: Sequence[Hit], coverage: Coverage) -> dict[str, float]:
    """Return the metrics of an answerable question by name; those its judgments do not allow are left out."""
    pieces = Pieces.of(question)
    excerpts = [excerpt_of(hit) for hit in hits]
    metrics = _article_metrics(question, excerpts)
    if pieces:
        ranks = _ranks(pieces, excerpts, coverage)
        metrics |= _passage_metrics(ranks)
        metrics |= _budget_metrics(pieces, excerpts, coverage)
        metrics["highlight@1"] = float(bool(hits) and _highlight_covers(pieces, hits[0], coverage))
        metrics |= _speaker_metric(question, hits, coverage)
    return metrics


def excerpt_of(hit: Hit) -> Excerpt:
    """Return the passage of `hit` as an excerpt of its article."""
    return Excerpt(hit.citation.article_id, hit.passage.text, hit.citation.start)


def _article_metrics(question: JudgedQuestion, excerpts: Sequence[Excerpt]) -> dict[str, float]:
    """Return MRR, recall and nDCG (binary gain, Järvelin and Kekäläinen 2002) over the first ten articles."""
    right = {judgment.article_id for judgment in question.judgments if judgment.article_id is not None}
    if not right:
        return {}
    ranked = list(dict.fromkeys(excerpt.article_id for excerpt in excerpts))[:DEPTH]
    places = [rank for rank, article_id in enumerate(ranked, start=1) if article_id in right]
    metrics = {"mrr@10": 1 / places[0] if places else 0.0}
    metrics |= {f"docrec@{cut}": len(right & set(ranked[:cut])) / len(right) for cut in DOC_CUTS}
    best = range(1, min(DEPTH, len(right)) + 1)
    metrics["ndcg@10"] = sum(map(_discount, places)) / sum(map(_discount, best))
    return metrics


def _discount(rank: int) -> float:
    return 1 / math.log2(rank + 1)


def _ranks(pieces: Pieces, excerpts: Sequence[Excerpt], coverage: Coverage) -> list[int | None]:
    """Return for each piece the rank, from 1, of the first passage that covers it; None where none of ten does."""

    def first(piece: tuple[Judgment, ...]) -> int | None:
        ranked = enumerate(excerpts[:DEPTH], start=1)
        return next((rank for rank, excerpt in ranked if coverage.covers_any([excerpt], piece)), None)

    return [first(piece) for piece in pieces.judgments]


def _passage_metrics(ranks: Sequence[int | None]) -> dict[str, float]:
    found = [rank for rank in ranks if rank is not None]
    metrics = {"pmrr@10": 1 / min(found) if found else 0.0}
    for cut in CUTS:
        within = sum(rank <= cut for rank in found)
        metrics[f"hit@{cut}"] = float(within > 0)
        metrics[f"evrec@{cut}"] = within / len(ranks)
        metrics[f"all@{cut}"] = float(within == len(ranks))
    return metrics


def _budget_metrics(pieces: Pieces, excerpts: Sequence[Excerpt], coverage: Coverage) -> dict[str, float]:
    metrics = {}
    for budget in BUDGETS:
        read = _first_characters(excerpts, budget)
        covered = sum(coverage.covers_any(read, piece) for piece in pieces.judgments)
        metrics[f"hit@{budget}c"] = float(covered > 0)
        metrics[f"evrec@{budget}c"] = covered / len(pieces)
    return metrics


def _first_characters(excerpts: Sequence[Excerpt], budget: int) -> list[Excerpt]:
    """Return what a reader sees who reads `budget` characters of passages in the order of their ranks."""
    read = []
    for excerpt in excerpts:
        if budget <= 0:
            break
        read.append(excerpt.first(budget))
        budget -= len(excerpt.text)
    return read


def _highlight_covers(pieces: Pieces, hit: Hit, coverage: Coverage) -> bool:
    text, start = hit.passage.text, hit.citation.start
    marked = [
        Excerpt(hit.citation.article_id, text[span.start : span.end], start + span.start)
        for span in _joined(hit.highlights, text)
    ]
    return any(coverage.covers_any(marked, piece) for piece in pieces.judgments)


def _joined(spans: Sequence[Span], text: str) -> list[Span]:
    """Return the highlights as a reader sees them: those with nothing but white space between them are one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and not text[joined[-1].end : span.start].strip():
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _speaker_metric(question: JudgedQuestion, hits: Sequence[Hit], coverage: Coverage) -> dict[str, float]:
    """Return whether the first passage that covers words with a known speaker names that speaker."""
    spoken = [judgment for judgment in question.judgments if judgment.speaker]
    for hit in hits[:DEPTH]:
        said_by = [one.speaker for one in spoken if one.speaker and coverage.covers(excerpt_of(hit), one)]
        if said_by:
            return {"speaker": float(same_name(hit.citation.speaker) in map(same_name, said_by))}
    return {}


def same_name(name: str | None) -> str:
    """Return what two spellings of one name share: letter case and punctuation left out."""
    return same_words(name or "")


def first_rank(metrics: Mapping[str, float]) -> int | None:
    """Return the rank of the first right passage that `metrics` tell of, None when it is not among ten."""
    return round(1 / metrics["pmrr@10"]) if metrics.get("pmrr@10") else None
