"""Candidates for a question: the nearest passages by meaning and by words, before they are read closely."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qa.indexing.archive import Archive
from qa.indexing.archive_rows import Ids
from qa.indexing.derived import Derived
from qa.indexing.encoding import Encoding, Floats
from qa.indexing.vector_index import unit_rows

# Deeper lists than are kept, so that a passage neither list puts first can still be among the best of their sum.
SEARCH_FACTOR = 4


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Passages worth reading closely, ascending by id.

    Attributes:
        ids: int64, (n,).
        dense: cosine of the pooled vectors, float32, (n,).
        lexical: BM25, float32, (n,); 0.0 where no word of the question occurs.
    """

    ids: Ids
    dense: Floats
    lexical: Floats


def find_candidates(
    archive: Archive, derived: Derived, question: str, encoding: Encoding, *, depth: int, allowed: Ids | None = None
) -> Candidates:
    """Return the best `depth` passages by cosine, by BM25, and by the sum of both (each relative to its best).

    `allowed` restricts the search to those passage ids.
    """
    pooled = encoding.pooled[np.newaxis]
    found_ids, found_scores = derived.vectors.search(pooled, SEARCH_FACTOR * depth, allowed=allowed)
    nearest = dict(zip(found_ids[0].tolist(), found_scores[0].tolist(), strict=True))
    worded = dict(derived.lexical.search(question, SEARCH_FACTOR * depth, allowed=allowed))
    chosen = {*list(nearest)[:depth], *list(worded)[:depth], *_best_sums(nearest, worded, depth)}
    ids = np.array(sorted(chosen), dtype=np.int64)
    return Candidates(ids, _dense(archive, encoding.pooled, ids, nearest), _lexical(derived, question, ids, worded))


def _best_sums(nearest: dict[int, float], worded: dict[int, float], depth: int) -> list[int]:
    top_cosine = max(max(nearest.values(), default=0.0), 1e-6)
    top_bm25 = max(max(worded.values(), default=0.0), 1e-6)
    sums = {
        passage_id: nearest.get(passage_id, 0.0) / top_cosine + worded.get(passage_id, 0.0) / top_bm25
        for passage_id in {*nearest, *worded}
    }
    return sorted(sums, key=lambda passage_id: (-sums[passage_id], passage_id))[:depth]


def _dense(archive: Archive, pooled: Floats, ids: Ids, known: dict[int, float]) -> Floats:
    # Read from the archive: searching for a few known passages would look through all.
    missing = archive.pooled([i for i in ids.tolist() if i not in known])
    if missing:
        cosines = unit_rows(np.stack(list(missing.values()))) @ pooled
        known = known | dict(zip(missing, cosines.tolist(), strict=True))
    return np.array([known.get(i, 0.0) for i in ids.tolist()], dtype=np.float32)


def _lexical(derived: Derived, question: str, ids: Ids, known: dict[int, float]) -> Floats:
    missing = np.array([i for i in ids.tolist() if i not in known], dtype=np.int64)
    if len(missing):
        known = known | dict(derived.lexical.search(question, len(missing), allowed=missing))
    return np.array([known.get(i, 0.0) for i in ids.tolist()], dtype=np.float32)
