"""Token vectors of all passages in files of their own, derived from the archive: read where they stand.

A question reads those of some two hundred passages. In the archive each is a row of its own among texts and other
vectors; here neighbours' lie side by side, so that few reads fetch them and none has to be taken apart.

Files are never changed. What is added becomes a segment of its own, merged into the one before it as soon as it is
half as large: so an added article does not wait for all others to be written again, and segments stay few.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from qa.archive.rows import Ids, blobs, places_blob
from qa.encoder.arrays import Bytes, Longs, TokenVectors, joined_signs
from qa.search.token_segment import BATCH, Blobs, TokenSegment, merge_segments, write_segment

MERGED_FROM = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class SignRows:
    """The signs of some passages' tokens.

    Attributes:
        ids: of the passages, int64, (n,).
        counts: how many tokens each has, int64, (n,).
        signs: those of the first passage's tokens, then those of the second's, uint8, (tokens, bytes of a token).
    """

    ids: Ids
    counts: Longs
    signs: Bytes

    @classmethod
    def joined(cls, parts: Sequence[SignRows]) -> SignRows:
        """Return the rows of `parts`, one after another; none for no part."""
        filled = [part for part in parts if len(part.ids)]
        if not filled:
            return cls(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, 0), np.uint8))
        if len(filled) == 1:
            return filled[0]
        return cls(
            np.concatenate([part.ids for part in filled]),
            np.concatenate([part.counts for part in filled]),
            joined_signs([part.signs for part in filled]),
        )

    @classmethod
    def of(cls, vectors: Mapping[int, TokenVectors]) -> SignRows:
        """Return the rows of token vectors by passage id."""
        return cls.joined([cls(np.array([i]), np.array([len(one.signs)]), one.signs) for i, one in vectors.items()])


class TokenStore:
    """The token vectors in one folder, for reading; any number of threads may."""

    def __init__(self, segments: Sequence[TokenSegment] = ()) -> None:
        self._segments = segments

    @classmethod
    def open(cls, folder: Path, dimension: int) -> TokenStore:
        """Open what `extend_store` wrote; raises IndexDamaged when it is something else."""
        return cls(_segments(folder, _width(dimension)))

    def __len__(self) -> int:
        return sum(len(segment.ids) for segment in self._segments)

    def signs(self, ids: Ids) -> SignRows:
        """Return the signs of those of `ids`, ascending, that are here; raises IndexDamaged."""
        parts = [(segment, segment.find(ids)) for segment in self._segments]
        return SignRows.joined([SignRows(one.ids[at], one.counts(at), one.signs(at)) for one, at in parts])

    def vectors(self, ids: Ids) -> dict[int, TokenVectors]:
        """Return the token vectors of those of `ids`, ascending, that are here, by passage id; raises IndexDamaged."""
        found: dict[int, TokenVectors] = {}
        for segment in self._segments:
            found |= segment.vectors(segment.find(ids))
        return found

    def holds(self, passages: Iterable[Blobs]) -> bool:
        """Say whether `passages`, by ascending ids, are here just as they are; raises IndexDamaged."""
        source = iter(passages)
        while batch := list(islice(source, BATCH)):
            found = self.vectors(np.array([one[0] for one in batch], dtype=np.int64))
            stored = ((i, *blobs(own), places_blob(own)) for i, own in found.items())
            if list(stored) != batch:
                return False
        return True


def extend_store(folder: Path, passages: Iterable[Blobs], dimension: int) -> None:
    """Add `passages`, by ascending ids larger than all in `folder`; raises OSError."""
    number, width = max(_numbers(folder), default=0) + 1, _width(dimension)
    if not write_segment(folder, number, passages, width):
        return
    segments = _segments(folder, width)
    while len(segments) > 1 and segments[-1].tokens >= MERGED_FROM * segments[-2].tokens:
        last, before = segments.pop(), segments.pop()
        number += 1
        merge_segments(folder, number, (before.number, last.number))
        segments.append(TokenSegment(folder, number, width))


def _width(dimension: int) -> int:
    return (dimension + 7) // 8


def _segments(folder: Path, width: int) -> list[TokenSegment]:
    return [TokenSegment(folder, number, width) for number in _numbers(folder)]


def _numbers(folder: Path) -> list[int]:
    return sorted(int(path.stem) for path in folder.glob("*.npy"))
