"""Candidates read closely: each passage in its context, word by word of the question.

What a passage leaves unsaid stands around it: who "I" is in the title or the speaker's name, what "it" is in the
question before. So a question word may be satisfied by the passage or, at a discount, by its context.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from qa.answering.late_interaction import Windows, coverage, proximity, read_windows, weighted_coverage
from qa.indexing.archive import Archive
from qa.indexing.archive_rows import Ids, Neighbours
from qa.indexing.encoding import Encoding, Floats, TokenVectors
from qa.indexing.token_index import TokenIndex
from qa.records import Passage

# Measured on the sets of docs/quality.md.
TITLE_DISCOUNT = 1.0
SPEAKER_DISCOUNT = 1.0
QUESTION_DISCOUNT = 0.8
BEFORE_DISCOUNT = 0.8
SCATTERED_DISCOUNT = 0.9
PROXIMITY_WEIGHT = 0.5
LEXICAL_WEIGHT = 0.03


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """Passages as read for one question; rows follow `ids`.

    Attributes:
        ids: of the candidates that are still in the archive, int64, (n,).
        passages: by id.
        late: share of the question's weighted words that passage and context satisfy, more when they stand
            together, 0..1, float32, (n,).
        covered: the same for each question token, float32, (n, question tokens).
        weights: how much each question token counts, float32, (question tokens,).
    """

    ids: Ids
    passages: Mapping[int, Passage]
    late: Floats
    covered: Floats
    weights: Floats


def read_candidates(archive: Archive, tokens: TokenIndex, question: Encoding, ids: Ids) -> Reading:
    """Score how well each of `ids` answers `question`; passages removed meanwhile are left out."""
    passages = archive.passages(ids.tolist())
    kept = [passage_id for passage_id in ids.tolist() if passage_id in passages]
    neighbours = archive.neighbours(kept)
    around = {other for near in neighbours.values() for other in (near.before, *near.question) if other is not None}
    texts = tokens.vectors({*kept, *around})
    windows = read_windows(question.tokens, [texts[passage_id] for passage_id in kept])
    own = dict(zip(kept, windows.coverage(), strict=True))
    own |= _coverage_by_key(question, {other: texts[other] for other in around if other in texts and other not in own})
    named = _coverage_by_key(question, tokens.labels({passages[passage_id].article_id for passage_id in kept}))
    nothing = np.zeros(len(question.token_ids), dtype=np.float32)
    rows = [_in_context(passages[i], neighbours[i], own, named, nothing) for i in kept]
    covered = np.stack(rows) if rows else np.zeros((0, len(nothing)), dtype=np.float32)
    weights = tokens.idf(question.token_ids)
    late = _late(windows, covered, weights)
    return Reading(ids=np.array(kept, dtype=np.int64), passages=passages, late=late, covered=covered, weights=weights)


def rank(reading: Reading, lexical: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Return the final scores, rows as in `reading`, and the rows best first, equal scores by ascending id.

    `lexical` is BM25; relative to its best it settles what late interaction leaves close.
    """
    best = float(lexical.max(initial=0.0))
    scores = reading.late + np.float32(LEXICAL_WEIGHT / best if best > 0.0 else 0.0) * lexical
    return scores, np.argsort(-scores, kind="stable")


def _late(windows: Windows, covered: Floats, weights: Floats) -> Floats:
    together = proximity(windows, covered, weights, discount=SCATTERED_DISCOUNT)
    late = (weighted_coverage(covered, weights) + PROXIMITY_WEIGHT * together) / (1.0 + PROXIMITY_WEIGHT)
    return np.asarray(late, dtype=np.float32)


K = TypeVar("K")


def _coverage_by_key(question: Encoding, texts: Mapping[K, TokenVectors]) -> dict[K, Floats]:
    keys: Sequence[K] = list(texts)
    return dict(zip(keys, coverage(question.tokens, [texts[key] for key in keys]), strict=True))


def _in_context(
    passage: Passage,
    near: Neighbours,
    own: Mapping[int, Floats],
    named: Mapping[tuple[str, str], Floats],
    nothing: Floats,
) -> Floats:
    sides = [
        own.get(passage.id, nothing),
        TITLE_DISCOUNT * named.get((passage.article_id, "title"), nothing),
        SPEAKER_DISCOUNT * named.get((passage.article_id, f"speaker:{passage.speaker}"), nothing),
        *(QUESTION_DISCOUNT * own.get(other, nothing) for other in near.question),
    ]
    if near.before is not None:
        sides.append(BEFORE_DISCOUNT * own.get(near.before, nothing))
    best: Floats = np.maximum.reduce(sides)
    return best
