"""Nearest pooled vectors by cosine, every one looked at: a flat FAISS index. Ids are the archive's passage ids."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import faiss
import numpy as np

from qa.archive.rows import Ids
from qa.encoder.arrays import Floats
from qa.errors import IndexDamaged

# Passages looked at beyond those wanted, so that a few ties at the end need no second search.
SPARE = 16


def write_faiss(index: Any, path: Path) -> None:
    """Write a FAISS index; raises OSError where FAISS would raise RuntimeError, such as for a full disk."""
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:
        raise OSError(f"FAISS could not write {path.name}: {error}") from error


class VectorIndex:
    """An exact index of unit vectors; rows are brought to unit length here, so a score is always a cosine.

    Any number of threads may search; `add` and `remove` want the index to themselves.
    """

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def empty(cls, dimension: int) -> VectorIndex:
        return cls(faiss.IndexIDMap2(faiss.IndexFlatIP(dimension)))

    @classmethod
    def load(cls, path: Path, *, mapped: bool = False) -> VectorIndex:
        """Read what `save` wrote; raises IndexDamaged when it is something else.

        `mapped` leaves the vectors in the file until they are looked at; such an index is for searching only.
        """
        try:
            return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC if mapped else 0))
        except RuntimeError as error:
            raise IndexDamaged(path, "not a FAISS index") from error

    def save(self, path: Path) -> None:
        """Write the index to `path`; raises OSError."""
        write_faiss(self._index, path)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    def contents(self) -> tuple[Ids, Floats]:
        """Return all ids, ascending, and their unit vectors, (n, dimension)."""
        ids: Ids = faiss.vector_to_array(self._index.id_map)
        order = np.argsort(ids)
        return ids[order], self._index.index.reconstruct_n(0, len(ids))[order]

    def add(self, ids: Ids, vectors: Floats) -> None:
        """Add vectors, float32, (n, dimension), under ids that are not there yet."""
        if len(ids):
            self._index.add_with_ids(unit_rows(vectors), np.ascontiguousarray(ids, dtype=np.int64))

    def remove(self, ids: Ids) -> None:
        """Forget ids; those that are not there are passed over."""
        if len(ids):
            self._index.remove_ids(np.ascontiguousarray(ids, dtype=np.int64))

    def stored(self, ids: Ids) -> Floats | None:
        """Return the unit vectors of `ids`, (n, dimension); None when one of them is not there."""
        try:
            rows: Floats = self._index.reconstruct_batch(np.ascontiguousarray(ids, dtype=np.int64))
        except RuntimeError:
            return None
        return rows

    def search(self, vectors: Floats, k: int, *, allowed: Ids | None = None) -> tuple[Ids, Floats]:
        """Return ids and cosines, (n, k'), best first, equal scores by ascending id; k' is at most `k`.

        `allowed` restricts the search to those ids.
        """
        size = len(self) if allowed is None else min(len(self), len(allowed))
        k = min(k, size)
        if k <= 0 or not len(vectors):
            empty = (len(vectors), 0)
            return np.empty(empty, dtype=np.int64), np.empty(empty, dtype=np.float32)
        params = None if allowed is None else faiss.SearchParameters(sel=only(allowed))  # type: ignore[call-arg]
        parts = [self._search_one(row, k, size, params) for row in unit_rows(vectors)]
        found = min(len(ids) for ids, _ in parts)
        return np.stack([ids[:found] for ids, _ in parts]), np.stack([scores[:found] for _, scores in parts])

    def _search_one(self, vector: Floats, k: int, size: int, params: Any) -> tuple[Ids, Floats]:
        # One question at a time, so that its scores do not depend on its company: for many at once FAISS multiplies
        # matrices, which rounds differently. And in one thread: waking the others costs a question more than it
        # gains (20,000 passages: 1 ms against 8 to 24 ms on two busy cores).
        faiss.omp_set_num_threads(1)
        # Among equal scores FAISS keeps whichever it likes. To keep the smallest ids, all that tie with the last one
        # wanted must be seen; a clip repeated in every episode is such a tie.
        limit = min(k + SPARE, size)
        while True:
            scores, ids = self._index.search(vector[None, :], limit, params=params)
            if limit == size or scores[0, -1] < scores[0, k - 1]:
                break
            limit = min(4 * limit, size)
        kept = ids[0] >= 0
        ids, scores = ids[0][kept], scores[0][kept]
        order = np.lexsort((ids, -scores))[:k]
        return ids[order], scores[order]


def unit_rows(vectors: Floats) -> Floats:
    """Return the rows of `vectors` at unit length; a row of zeros stays one, and scores 0 with everything."""
    rows = np.ascontiguousarray(vectors, dtype=np.float32)
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Floats = (rows / np.where(norms > 0, norms, 1)).astype(np.float32, copy=False)
    return unit


def only(allowed: Ids) -> Any:
    """Return a FAISS selector that lets only these ids through."""
    # A bitmap answers in one look-up; ids are dense because the archive counts them up.
    marked = np.zeros(int(allowed.max(initial=0)) + 1, dtype=bool)
    marked[allowed] = True
    # faiss wraps this constructor at run time; its type stubs know only the C++ one.
    return faiss.IDSelectorBitmap(np.packbits(marked, bitorder="little"))  # type: ignore[call-arg,arg-type]


def all_but(removed: Ids) -> Any:
    """Return a FAISS selector that lets all ids through but these."""
    without = only(removed)
    kept = faiss.IDSelectorNot(without)
    kept.without = without  # type: ignore[attr-defined]  # FAISS keeps only a pointer to it
    return kept
