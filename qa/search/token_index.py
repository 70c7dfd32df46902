"""Token vectors of candidates, and how many passages hold each token: what late interaction weighs words by."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.archive.archive import Archive
from qa.archive.rows import Changes, Ids
from qa.encoder.arrays import Floats, Ints, TokenVectors
from qa.errors import IndexDamaged
from qa.process.recently_used import RecentlyUsed
from qa.search.token_store import SignRows, TokenStore

KEPT_LABEL_BYTES = 4_000_000

Labels = dict[str, TokenVectors]


class TokenIndex:
    """Statistics of all passages as of one sequence; the vectors themselves are read when asked for.

    Those of passages that came later than `store`, or of all where there is none, come from the archive: a passage's id
    is never used twice. Labels lately asked for stay in memory. Any number of threads may ask.
    """

    def __init__(
        self, archive: Archive, counts: NDArray[np.int64], passages: int, store: TokenStore | None = None
    ) -> None:
        self._archive = archive
        self.store = TokenStore() if store is None else store
        self._counts = counts
        self.passages = passages
        self._labels: RecentlyUsed[str, Labels] = RecentlyUsed(KEPT_LABEL_BYTES, name="labels")

    @classmethod
    def empty(cls, archive: Archive) -> TokenIndex:
        return cls(archive, np.zeros(0, dtype=np.int64), 0)

    @classmethod
    def load(cls, path: Path, archive: Archive, store: TokenStore | None = None) -> TokenIndex:
        """Read what `save` wrote; raises IndexDamaged when it is something else."""
        try:
            with path.open("rb") as file:
                values: NDArray[np.int64] = np.load(file, allow_pickle=False)
            return cls(archive, values[1:], int(values[0]), store)
        except (ValueError, IndexError, EOFError, OSError) as error:
            raise IndexDamaged(path, "not token statistics") from error

    def save(self, path: Path) -> None:
        """Write the statistics: the number of passages, then one count for each token id."""
        with path.open("wb") as file:
            np.save(file, np.concatenate([[self.passages], self._counts]))

    def catch_up(self, sequence: int, changes: Changes) -> None:
        """Count in what came after `sequence` and count out what went."""
        self._count(self._archive.removed_token_ids(sequence, changes.after), -1)
        self._count(self._archive.token_ids_after(changes.after), 1)

    def _count(self, passages: Iterable[Ints], step: int) -> None:
        for token_ids in passages:
            distinct = np.unique(token_ids)
            if len(distinct) and distinct[-1] >= len(self._counts):
                self._counts = np.pad(self._counts, (0, int(distinct[-1]) + 1 - len(self._counts)))
            self._counts[distinct] += step
            self.passages += step

    def agrees_with(self, other: TokenIndex) -> bool:
        """Say whether both count the same; ids that no passage holds do not matter."""
        mine, theirs = np.trim_zeros(self._counts, "b"), np.trim_zeros(other._counts, "b")
        return self.passages == other.passages and np.array_equal(mine, theirs)

    def document_frequency(self, token_ids: Ints) -> NDArray[np.int64]:
        """Return how many passages hold each of `token_ids`."""
        known = token_ids < len(self._counts)
        found = np.zeros(len(token_ids), dtype=np.int64)
        found[known] = self._counts[token_ids[known]]
        return found

    def idf(self, token_ids: Ints) -> Floats:
        """Return ln(1 + (N - df + 0.5) / (df + 0.5)) for each of `token_ids`, as in BM25: rare weighs more."""
        df = self.document_frequency(token_ids)
        return np.log1p((self.passages - df + 0.5) / (df + 0.5)).astype(np.float32)

    def vectors(self, passage_ids: Iterable[int]) -> dict[int, TokenVectors]:
        """Return token vectors by passage id; passages that neither store nor archive has are left out."""
        ids = np.array(sorted(passage_ids), dtype=np.int64)
        found = self.store.vectors(ids)
        missing = [passage_id for passage_id in ids.tolist() if passage_id not in found]
        return found | self._archive.token_vectors(missing) if missing else found

    def signs(self, passage_ids: Ids) -> SignRows:
        """Return the signs of the tokens of passages, whose ids ascend; otherwise like `vectors`."""
        found = self.store.signs(passage_ids)
        if len(found.ids) == len(passage_ids):
            return found
        missing = np.setdiff1d(passage_ids, found.ids, assume_unique=True)
        return SignRows.joined([found, SignRows.of(self._archive.token_vectors(missing.tolist()))])

    def labels(self, article_ids: Iterable[str]) -> dict[str, Labels]:
        """Return token vectors of labels by article id, then by name ("title", "speaker:NAME")."""
        ids = list(article_ids)
        found = self._labels.of(ids, self._archive.labels, size=lambda labels: sum(map(_bytes, labels.values())))
        return {article_id: found.get(article_id, {}) for article_id in ids}


def _bytes(vectors: TokenVectors) -> int:
    # 500 for the objects around the numbers.
    return vectors.token_ids.nbytes + vectors.signs.nbytes + 500
