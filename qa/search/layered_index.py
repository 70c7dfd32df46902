"""The vector index of any size: flat while small, from some tens of thousands on clustered with what came since beside.

A clustered index takes minutes to build and is never changed. Passages added later lie in a small flat index, removed
ones in a list of what is passed over, until both are many enough to cluster all anew.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from qa.archive.rows import Ids
from qa.encoder.arrays import Floats
from qa.errors import IndexDamaged
from qa.search.clustered_index import Batches, ClusteredIndex
from qa.search.vector_index import SPARE, VectorIndex, all_but, only, unit_rows

FLAT_NAME = "vectors.faiss"
CLUSTERS_NAME = "clusters"
REMOVED_NAME = "removed.npy"

# A flat index of 50,000 passages takes 77 MB and 3 ms a question, twice as long as a clustered one.
CLUSTERED_FROM = 50_000
# Share of the clustered passages that may have come or gone before all are clustered anew.
REBUILD_SHARE = 0.05


class LayeredIndex:
    """Searches all passages by cosine. Any number of threads may search; changes want the index to themselves."""

    def __init__(self, flat: VectorIndex, clusters: ClusteredIndex | None, removed: Ids) -> None:
        self.flat = flat
        self.clusters = clusters
        self._removed = removed
        self._kept = _selector(None, removed)

    @classmethod
    def empty(cls, dimension: int) -> LayeredIndex:
        return cls(VectorIndex.empty(dimension), None, np.zeros(0, dtype=np.int64))

    @classmethod
    def load(cls, place: Path, *, mapped: bool = True) -> LayeredIndex:
        """Read what `save` wrote; raises IndexDamaged. `mapped` says that it will only be searched.

        Clusters stay in their file either way.
        """
        flat = VectorIndex.load(place / FLAT_NAME, mapped=mapped)
        folder = place / CLUSTERS_NAME
        clusters = ClusteredIndex.load(folder) if folder.is_dir() else None
        try:
            removed: Ids = np.load(place / REMOVED_NAME, allow_pickle=False)
        except (ValueError, OSError, EOFError) as error:
            raise IndexDamaged(place / REMOVED_NAME, "not a list of removed passages") from error
        return cls(flat, clusters, removed)

    def save(self, place: Path) -> None:
        """Write into the folder `place` all but the clusters, which are never changed: see `ClusteredIndex.save`."""
        self.flat.save(place / FLAT_NAME)
        with (place / REMOVED_NAME).open("wb") as file:
            np.save(file, self._removed)

    def __len__(self) -> int:
        return len(self.flat) + (len(self.clusters) - len(self._removed) if self.clusters is not None else 0)

    @property
    def kind(self) -> str:
        """How it is built, for people: "flat", or what the clusters are and how good."""
        if self.clusters is None:
            return "flat, exact"
        about = self.clusters.about
        later = f", {len(self.flat)} passages beside it" if len(self.flat) else ""
        return (
            f"clustered, half precision, {about.probes} of {about.groups} groups looked into, "
            f"recall@100 {about.recall:.3f} when built{later}"
        )

    @property
    def recall(self) -> float:
        """Share of the 100 nearest that are found, as measured when the clusters were built; 1.0 when flat."""
        return 1.0 if self.clusters is None else self.clusters.about.recall

    def wants_clusters(self) -> bool:
        """Say whether it has become so large, or changed so much, that it should be built anew by `cluster`."""
        if self.clusters is None:
            return len(self.flat) >= CLUSTERED_FROM
        return len(self.flat) + len(self._removed) > REBUILD_SHARE * len(self.clusters)

    @classmethod
    def cluster(cls, dimension: int, batches: Batches, count: int) -> LayeredIndex:
        """Build from `count` vectors; `batches` gives ids and vectors of any length, anew each time it is called."""
        clusters = ClusteredIndex.build(dimension, lambda: ((ids, unit_rows(rows)) for ids, rows in batches()), count)
        return cls(VectorIndex.empty(dimension), clusters, np.zeros(0, dtype=np.int64))

    def add(self, ids: Ids, vectors: Floats) -> None:
        """Add vectors, float32, (n, dimension), under ids that are not there yet."""
        self.flat.add(ids, vectors)

    def remove(self, ids: Ids) -> None:
        """Forget ids; those that are not there are passed over."""
        self.flat.remove(ids)
        if self.clusters is not None and len(ids):
            clustered = ids[np.isin(ids, self.clusters.ids())]
            self._removed = np.union1d(self._removed, clustered)
            self._kept = _selector(None, self._removed)

    def contents(self) -> tuple[Ids, Floats]:
        """Return all ids, ascending, and their unit vectors, those of clusters in half precision, (n, dimension)."""
        ids, rows = self.flat.contents()
        if self.clusters is None:
            return ids, rows
        clustered, halves = self.clusters.contents()
        kept = ~np.isin(clustered, self._removed)
        ids, rows = np.concatenate([clustered[kept], ids]), np.concatenate([halves[kept], rows])
        order = np.argsort(ids)
        return ids[order], rows[order]

    def stored(self, ids: Ids) -> Floats | None:
        """Return the unit vectors of `ids`, (n, dimension); None when one is not there, or is in the clusters.

        Clusters do not know where they keep a passage; the archive does.
        """
        return self.flat.stored(ids)

    def search(self, vectors: Floats, k: int, *, allowed: Ids | None = None) -> tuple[Ids, Floats]:
        """Return ids and cosines, (n, k'), best first, equal scores by ascending id; k' is at most `k`.

        `allowed` restricts the search to those ids.
        """
        if self.clusters is None:
            return self.flat.search(vectors, k, allowed=allowed)
        if k <= 0 or not len(vectors) or (allowed is not None and not len(allowed)):
            return np.empty((len(vectors), 0), dtype=np.int64), np.empty((len(vectors), 0), dtype=np.float32)
        selector = self._kept if allowed is None else _selector(allowed, self._removed)
        share = 1.0 if allowed is None else len(allowed) / max(len(self), 1)
        parts = []
        for row in unit_rows(vectors):
            clustered_ids, clustered = self.clusters.search(row, k + SPARE, only=selector, share=share)
            flat_ids, flat = self.flat.search(row[None, :], k, allowed=allowed)
            ids, scores = np.concatenate([clustered_ids, flat_ids[0]]), np.concatenate([clustered, flat[0]])
            order = np.lexsort((ids, -scores))[:k]
            parts.append((ids[order], scores[order]))
        found = min(len(ids) for ids, _ in parts)
        return np.stack([ids[:found] for ids, _ in parts]), np.stack([scores[:found] for _, scores in parts])


def _selector(allowed: Ids | None, removed: Ids) -> Any:
    """Return a FAISS selector of `allowed` (None: all) without `removed`; None when all are let through."""
    if allowed is None:
        return all_but(removed) if len(removed) else None
    return only(allowed[~np.isin(allowed, removed)] if len(removed) else allowed)
