"""Nearest pooled vectors among very many: grouped by likeness, and only the groups near the question are looked into.

FAISS's IVF with vectors in half precision. How many groups a question looks into is chosen when the index is built, so
that nearly all of the nearest are found, and what was measured then is kept with it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from qa.archive.rows import Ids
from qa.encoder.arrays import Floats
from qa.errors import IndexDamaged
from qa.process.cores import cores_allowed
from qa.search.vector_index import write_faiss

INDEX_NAME = "clusters.faiss"
ABOUT_NAME = "about.json"
# Groups for each square root of the number of vectors, and vectors a group learns its centre from: FAISS's own advice.
GROUPS = 4
LEARNED_FROM = 64
ROUNDS = 8

# Recall is measured on stored vectors moved as far from their place, MOVED times their length, as a question lies from
# what is nearest to it (cosine 0.53). Among a million passages real questions met 0.985 where these gave 0.989.
MOVED = 1.6
TRIALS = 200
WANTED = 100
LEAST_RECALL = 0.99
SEED = 20_240
# What rounding to half precision changes a cosine by at most, nearly always.
HALF_PRECISION = 2e-4

Batches = Callable[[], Iterable[tuple[Ids, Floats]]]


@dataclass(frozen=True, slots=True)
class Clustering:
    """What was chosen and measured when the index was built.

    Attributes:
        vectors: how many were in it then.
        groups: how many groups they lie in.
        probes: how many of them a question looks into.
        recall: share of the 100 truly nearest that were found so, over TRIALS questions.
    """

    vectors: int
    groups: int
    probes: int
    recall: float


class ClusteredIndex:
    """Unit vectors by id, never changed once built; any number of threads may search."""

    def __init__(self, index: Any, about: Clustering) -> None:
        self._index = index
        self.about = about

    @classmethod
    def build(cls, dimension: int, batches: Batches, count: int) -> ClusteredIndex:
        """Build from `count` unit vectors, which `batches` gives anew each time it is called."""
        faiss.omp_set_num_threads(cores_allowed())
        groups = max(1, int(GROUPS * count**0.5))
        # by_residual=False: codes are of the vectors themselves, so that a score is their own cosine.
        half = faiss.ScalarQuantizer.QT_fp16
        centres = faiss.IndexFlatIP(dimension)
        index = faiss.IndexIVFScalarQuantizer(centres, dimension, groups, half, faiss.METRIC_INNER_PRODUCT, False)
        index.cp.max_points_per_centroid, index.cp.niter, index.cp.seed = LEARNED_FROM, ROUNDS, SEED
        index.train(_sample(batches, count, LEARNED_FROM * groups))
        trials = _moved(_sample(batches, count, TRIALS))
        nearest = _Nearest(len(trials))
        for ids, rows in batches():
            index.add_with_ids(np.ascontiguousarray(rows), np.ascontiguousarray(ids, dtype=np.int64))
            nearest.look_at(trials, rows)
        probes, recall = _choose_probes(index, trials, nearest.cosines.min(axis=1))
        return cls(index, Clustering(int(index.ntotal), groups, probes, recall))

    @classmethod
    def load(cls, folder: Path, *, mapped: bool = True) -> ClusteredIndex:
        """Read what `save` wrote; raises IndexDamaged. `mapped` leaves the vectors in the file until looked at."""
        path = folder / INDEX_NAME
        try:
            about = Clustering(**json.loads((folder / ABOUT_NAME).read_bytes()))
            return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC if mapped else 0), about)
        except (RuntimeError, OSError, ValueError, TypeError) as error:
            raise IndexDamaged(path, "not a clustered FAISS index") from error

    def save(self, folder: Path) -> None:
        """Write index and Clustering into `folder`, which is made; raises OSError."""
        folder.mkdir()
        write_faiss(self._index, folder / INDEX_NAME)
        (folder / ABOUT_NAME).write_text(json.dumps(asdict(self.about)), encoding="utf-8")

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, vector: Floats, k: int, *, only: Any, share: float) -> tuple[Ids, Floats]:
        """Return up to `k` ids and cosines for one unit vector, best first.

        `only` is a FAISS selector of ids, or None; `share` is how many of all it lets through, 0..1. The fewer there
        are, the more groups are looked into: as many vectors are compared as without it.
        """
        faiss.omp_set_num_threads(1)
        probes = min(self.about.groups, int(np.ceil(self.about.probes / max(share, 1e-9))))
        params = faiss.SearchParametersIVF(nprobe=probes, sel=only)  # type: ignore[call-arg]
        scores, ids = self._index.search(vector[None, :], k, params=params)
        found = ids[0] >= 0
        return ids[0][found], scores[0][found]

    def ids(self) -> Ids:
        """Return all ids, in no order."""
        lists = self._index.invlists
        parts = [_array(lists.get_ids(number), lists.list_size(number)) for number in range(self._index.nlist)]
        return np.concatenate(parts).astype(np.int64)

    def contents(self) -> tuple[Ids, Floats]:
        """Return all ids, ascending, and their vectors in half precision, as float32, (n, dimension)."""
        lists, dimension, width = self._index.invlists, self._index.d, self._index.code_size
        sizes = [lists.list_size(number) for number in range(self._index.nlist)]
        codes = [_array(lists.get_codes(number), size * width) for number, size in enumerate(sizes)]
        rows = np.concatenate(codes).astype(np.uint8).view(np.float16).reshape(-1, dimension).astype(np.float32)
        ids = self.ids()
        order = np.argsort(ids)
        return ids[order], rows[order]


def _array(pointer: Any, size: int) -> Any:
    # A copy: what the pointer points to lies in the index, or in its file.
    return faiss.rev_swig_ptr(pointer, size).copy() if size else np.zeros(0, dtype=np.uint8)


class _Nearest:
    """The cosines of the truly nearest vectors of each trial among all looked at so far, (trials, WANTED)."""

    def __init__(self, trials: int) -> None:
        self.cosines = np.full((trials, WANTED), -2.0, dtype=np.float32)

    def look_at(self, trials: Floats, rows: Floats) -> None:
        scores = np.concatenate([self.cosines, trials @ rows.T], axis=1)
        self.cosines = np.partition(scores, -WANTED, axis=1)[:, -WANTED:]


def _sample(batches: Batches, count: int, wanted: int) -> Floats:
    """Return `wanted` of the vectors, or all when there are fewer, drawn by a fixed seed."""
    chosen = np.zeros(count, dtype=bool)
    chosen[np.random.default_rng(SEED).permutation(count)[:wanted]] = True
    parts, seen = [], 0
    for _, rows in batches():
        parts.append(rows[chosen[seen : seen + len(rows)]])
        seen += len(rows)
    return np.ascontiguousarray(np.concatenate(parts), dtype=np.float32)


def _moved(vectors: Floats) -> Floats:
    noise = np.random.default_rng(SEED).standard_normal(vectors.shape).astype(np.float32)
    moved = vectors + MOVED * noise / np.linalg.norm(noise, axis=1, keepdims=True)
    return np.ascontiguousarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), dtype=np.float32)


def _choose_probes(index: Any, trials: Floats, least: Floats) -> tuple[int, float]:
    """Return the fewest groups, by steps of a quarter, that give LEAST_RECALL, and the recall that they give.

    `least` is the cosine that a vector must have to be among the truly nearest of a trial. Vectors are told by it and
    not by their ids, since copies of a passage tie, and any of them is as good as another.
    """
    probes = max(1, index.nlist // 64)
    while True:
        params = faiss.SearchParametersIVF(nprobe=probes)  # type: ignore[call-arg]
        found = index.search(trials, WANTED, params=params)[0]
        recall = float(np.mean(found >= least[:, np.newaxis] - HALF_PRECISION))
        if recall >= LEAST_RECALL or probes == index.nlist:
            return probes, round(recall, 4)
        probes = min(index.nlist, probes + max(1, probes // 4))
