"""Candidates read closely: each passage in its context, word by word of the question.

What a passage leaves unsaid stands around it: who "I" is in the title or the speaker's name, what "it" is in the
question before. So a question word may be satisfied by the passage or, at a discount, by its context.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from qa.answering.late_interaction import Windows, coverage, proximity, read_windows, weighted_coverage
from qa.indexing.archive import Archive
from qa.indexing.archive_rows import Ids, Neighbours
from qa.indexing.encoding import Encoding, Floats, TokenVectors
from qa.indexing.token_index import TokenIndex
from qa.records import ContextPart, Passage

# Measured on the sets of docs/quality.md.
TITLE_DISCOUNT = 1.0
SPEAKER_DISCOUNT = 1.0
QUESTION_DISCOUNT = 0.8
BEFORE_DISCOUNT = 0.8
SCATTERED_DISCOUNT = 0.9
PROXIMITY_WEIGHT = 0.5
LEXICAL_WEIGHT = 0.03
NUMBER_WEIGHT = 0.03


class Side(NamedTuple):
    """A passage or a part of its context: what it counts, and each question token's best similarity in it, 0..1."""

    part: ContextPart | Literal["passage"]
    discount: float
    covered: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """What was read in and around the candidates: each question token's best similarity, 0..1, by key.

    Attributes:
        neighbours: of each candidate.
        texts: by passage id.
        labels: by article id and name ("title", "speaker:NAME").
        nothing: what stands for a text that is not there: zeros.
    """

    neighbours: Mapping[int, Neighbours]
    texts: Mapping[int, Floats]
    labels: Mapping[tuple[str, str], Floats]
    nothing: Floats

    def sides(self, passage: Passage) -> list[Side]:
        """Return the passage itself, first, and the parts of its context."""
        near = self.neighbours[passage.id]
        label, text, nothing = self.labels.get, self.texts.get, self.nothing
        found = [
            Side("passage", 1.0, text(passage.id, nothing)),
            Side("title", TITLE_DISCOUNT, label((passage.article_id, "title"), nothing)),
            Side("speaker", SPEAKER_DISCOUNT, label((passage.article_id, f"speaker:{passage.speaker}"), nothing)),
            *(Side("question", QUESTION_DISCOUNT, text(other, nothing)) for other in near.question),
        ]
        if near.before is not None:
            found.append(Side("before", BEFORE_DISCOUNT, text(near.before, nothing)))
        return found


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
        around: what `covered` is the best of.
        tokens: the stored vectors of the passages and of their neighbours, by passage id.
    """

    ids: Ids
    passages: Mapping[int, Passage]
    late: Floats
    covered: Floats
    weights: Floats
    around: Surroundings
    tokens: Mapping[int, TokenVectors]


def read_candidates(archive: Archive, tokens: TokenIndex, question: Encoding, ids: Ids) -> Reading:
    """Score how well each of `ids` answers `question`; passages removed meanwhile are left out."""
    passages = archive.passages(ids.tolist())
    kept = [passage_id for passage_id in ids.tolist() if passage_id in passages]
    neighbours = archive.neighbours(kept)
    others = {other for near in neighbours.values() for other in (near.before, *near.question) if other is not None}
    texts = tokens.vectors({*kept, *others})
    windows = read_windows(question.tokens, [texts[passage_id] for passage_id in kept])
    own = dict(zip(kept, windows.coverage(), strict=True))
    own |= _coverage_by_key(question, {other: texts[other] for other in others if other in texts and other not in own})
    named = _coverage_by_key(question, tokens.labels({passages[passage_id].article_id for passage_id in kept}))
    nothing = np.zeros(len(question.token_ids), dtype=np.float32)
    around = Surroundings(neighbours, own, named, nothing)
    rows = [best_of(around.sides(passages[passage_id])) for passage_id in kept]
    covered = np.stack(rows) if rows else np.zeros((0, len(nothing)), dtype=np.float32)
    weights = tokens.idf(question.token_ids)
    late = _late(*late_parts(windows, covered, weights))
    return Reading(np.array(kept, dtype=np.int64), passages, late, covered, weights, around, texts)


def rank(reading: Reading, lexical: Floats, missing_numbers: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Return the final scores, rows as in `reading`, and the rows best first, equal scores by ascending id.

    `lexical` is BM25; relative to its best it settles what late interaction leaves close. `missing_numbers` is the
    share of the question's numbers that a passage has not: to the encoder 2024 is much like 2025.
    """
    best = float(lexical.max(initial=0.0))
    worded = lexical / np.float32(best) if best > 0.0 else lexical
    scores = reading.late + np.float32(LEXICAL_WEIGHT) * worded - np.float32(NUMBER_WEIGHT) * missing_numbers
    return scores, np.argsort(-scores, kind="stable")


def best_of(sides: Sequence[Side]) -> Floats:
    """Return how well passage or context satisfies each question token, 0..1, float32, (question tokens,)."""
    best: Floats = np.maximum.reduce([side.discount * side.covered for side in sides])
    return best


def late_parts(windows: Windows, covered: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return coverage and proximity, of which late is made, each 0..1, float32, (texts,)."""
    together = proximity(windows, covered, weights, discount=SCATTERED_DISCOUNT)
    return weighted_coverage(covered, weights), together


def _late(covered: Floats, together: Floats) -> Floats:
    return np.asarray((covered + PROXIMITY_WEIGHT * together) / (1.0 + PROXIMITY_WEIGHT), dtype=np.float32)


K = TypeVar("K")


def _coverage_by_key(question: Encoding, texts: Mapping[K, TokenVectors]) -> dict[K, Floats]:
    keys: Sequence[K] = list(texts)
    return dict(zip(keys, coverage(question.tokens, [texts[key] for key in keys]), strict=True))
