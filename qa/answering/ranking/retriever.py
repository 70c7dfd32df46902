"""Candidates for a question: the nearest passages by meaning and by words, before they are read closely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.archive.archive import Archive
from qa.archive.rows import Ids
from qa.encoder.arrays import Encoding, Floats
from qa.search.derived import Derived
from qa.search.vector_index import unit_rows

# Deeper lists than are kept, so that a passage neither list puts first can still be among the best of their sum.
SEARCH_FACTOR = 4
# What follows the first few of each list is read, too: an answer need not share a word with the question before it.
FOLLOWED = 3


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
    deep = SEARCH_FACTOR * depth
    found, cosines = derived.vectors.search(encoding.pooled[np.newaxis], deep, allowed=allowed)
    near = Found(found[0], cosines[0])
    worded = Found.of(derived.lexical.search(question, deep, allowed=allowed))
    following = _following(np.concatenate([near.ids[:FOLLOWED], worded.ids[:FOLLOWED]]), allowed)
    ids = np.unique(np.concatenate([near.ids[:depth], worded.ids[:depth], _best_sums(near, worded, depth), following]))
    dense = _dense(archive, derived, encoding.pooled, ids, near)
    return Candidates(ids, dense, _lexical(derived, question, ids, worded, full=len(worded.ids) == deep))


class Found(NamedTuple):
    """Passages that a search has found, best first: ids, int64, and scores, float32, both (n,)."""

    ids: Ids
    scores: Floats

    @classmethod
    def of(cls, hits: Sequence[tuple[int, float]]) -> Found:
        """Return pairs of id and score as arrays."""
        return cls(
            np.array([passage_id for passage_id, _ in hits], dtype=np.int64),
            np.array([score for _, score in hits], dtype=np.float32),
        )

    def scores_of(self, ids: Ids) -> tuple[Floats, NDArray[np.bool_]]:
        """Return the score of each of `ids`, 0.0 where it was not found, and which were."""
        if not len(self.ids):
            return np.zeros(len(ids), dtype=np.float32), np.zeros(len(ids), dtype=np.bool_)
        order = np.argsort(self.ids)
        places = order[np.minimum(np.searchsorted(self.ids, ids, sorter=order), len(order) - 1)]
        known = self.ids[places] == ids
        return np.where(known, self.scores[places], np.float32(0.0)), known


def _following(ids: Ids, allowed: Ids | None) -> Ids:
    # An article's passages have consecutive ids. One that is not there, or of the next article, hardly does harm.
    found = ids + 1
    return found if allowed is None else found[np.isin(found, allowed)]


def _best_sums(near: Found, worded: Found, depth: int) -> Ids:
    ids = np.union1d(near.ids, worded.ids)
    relative = [found.scores_of(ids)[0] / max(float(found.scores.max(initial=0.0)), 1e-6) for found in (near, worded)]
    best: Ids = ids[np.lexsort((ids, -np.add(*relative)))[:depth]]
    return best


def _dense(archive: Archive, derived: Derived, pooled: Floats, ids: Ids, near: Found) -> Floats:
    cosines, known = near.scores_of(ids)
    # What is not known is looked up: searching for a few passages would look through all.
    missing = ids[~known]
    if not len(missing):
        return cosines
    rows = derived.vectors.stored(missing)
    if rows is None:
        stored = archive.pooled(missing.tolist())
        missing = np.array(list(stored), dtype=np.int64)
        rows = unit_rows(np.array(list(stored.values()), dtype=np.float32).reshape(len(stored), len(pooled)))
    cosines[np.searchsorted(ids, missing)] = rows @ pooled
    return cosines


def _lexical(derived: Derived, question: str, ids: Ids, worded: Found, *, full: bool) -> Floats:
    scores, known = worded.scores_of(ids)
    missing = ids[~known]
    # A list that is not full holds all passages that share a word with the question.
    if full and len(missing):
        rest = Found.of(derived.lexical.search(question, len(missing), allowed=missing))
        scores[~known] = rest.scores_of(missing)[0]
    return scores
