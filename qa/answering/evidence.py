"""What speaks for the first passage being an answer: a few plain numbers, gathered from how it was read."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from qa.answering.numbers import numbers_in
from qa.answering.reranker import Reading
from qa.answers import Evidence
from qa.indexing.encoding import Floats

# Below this similarity, of about 0.8 for the same word in the same sense, a word has found nothing.
MATCH = 0.5
NEXT_HITS = 5
# The lead of a passage that has no other to be compared with: large, as measured leads go.
LEAD_ALONE = 0.2


def gather_evidence(
    question: str,
    reading: Reading,
    scores: Floats,
    order: NDArray[np.intp],
    dense: Floats,
    title: str | None,
    *,
    told: frozenset[str] = frozenset(),
) -> Evidence:
    """Return the evidence for the first of `order`; `scores` and `dense` have the rows of `reading`.

    `told` are numbers that it tells in other words, as "last year" does.
    """
    first = int(order[0])
    passage = reading.passages[int(reading.ids[first])]
    following = scores[order[1 : 1 + NEXT_HITS]]
    unmet = np.where(reading.covered[first] < MATCH, reading.weights, 0.0).max(initial=0.0)
    return Evidence(
        late=float(reading.late[first]),
        unmet=float(unmet / max(float(reading.weights.sum()), 1e-6)),
        lead=float(scores[first] - following.mean()) if len(following) else LEAD_ALONE,
        dense=float(dense[first]),
        missing_number=bool(numbers_in(question) - numbers_in(passage.text) - numbers_in(title or "") - told),
    )
