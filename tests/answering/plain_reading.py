"""Late interaction in context as a reader would write it down: one text, one token at a time, in floats."""

from __future__ import annotations

import numpy as np

from qa.answering.ranking.late_interaction import STRIDE, STRIDES_IN_WINDOW
from qa.answering.ranking.reading import BEFORE_DISCOUNT, QUESTION_DISCOUNT, SPEAKER_DISCOUNT, TITLE_DISCOUNT
from qa.answering.ranking.reranker import PROXIMITY_WEIGHT, SCATTERED_DISCOUNT
from qa.archive.archive import Archive
from qa.encoder.arrays import Encoding, Floats, TokenVectors, unpack_signs


def read_plainly(archive: Archive, question: Encoding, weights: Floats, passage_id: int) -> tuple[float, Floats]:
    """Return the late-interaction score of one passage, and how well each question token is satisfied."""
    passage = archive.passages([passage_id])[passage_id]
    near = archive.neighbours([passage_id])[passage_id]
    labels = archive.labels([passage.article_id]).get(passage.article_id, {})
    vectors = archive.token_vectors([passage_id, *near.question, *([near.before] if near.before else [])])
    covered = best_in(question, vectors[passage_id])
    for name, discount in (("title", TITLE_DISCOUNT), (f"speaker:{passage.speaker}", SPEAKER_DISCOUNT)):
        if name in labels:
            covered = np.maximum(covered, discount * best_in(question, labels[name]))
    for other in near.question:
        discount = 1.0 if near.together else QUESTION_DISCOUNT
        covered = np.maximum(covered, discount * best_in(question, vectors[other]))
    if near.before is not None:
        covered = np.maximum(covered, BEFORE_DISCOUNT * best_in(question, vectors[near.before]))
    said = vectors[passage_id]
    if near.together:  # a short reply is read on from its question
        parts = [vectors[other] for other in (*near.question, passage_id)]
        said = TokenVectors(np.concatenate([p.token_ids for p in parts]), np.concatenate([p.signs for p in parts]))
    together = max(
        (mean(np.maximum(window, SCATTERED_DISCOUNT * covered), weights) for window in windows(question, said)),
        default=0.0,
    )
    return (mean(covered, weights) + PROXIMITY_WEIGHT * together) / (1.0 + PROXIMITY_WEIGHT), covered


def best_in(question: Encoding, text: TokenVectors) -> Floats:
    """Return each question token's largest cosine with any token of `text`, 0..1."""
    rows = unpack_signs(text.signs, question.tokens.shape[1])
    best = [max([0.0, *(float(row @ token) for row in rows)]) for token in question.tokens]
    return np.array(best, dtype=np.float32)


def windows(question: Encoding, text: TokenVectors) -> list[Floats]:
    """Return `best_in` for each window of the text."""
    starts = range(0, len(text.token_ids), STRIDE)
    ends = [start + STRIDE * STRIDES_IN_WINDOW for start in starts]
    parts = [TokenVectors(text.token_ids[s:e], text.signs[s:e]) for s, e in zip(starts, ends, strict=True)]
    return [best_in(question, part) for part in parts]


def mean(covered: Floats, weights: Floats) -> float:
    """Return the weighted mean."""
    return float((covered * weights).sum() / weights.sum())
