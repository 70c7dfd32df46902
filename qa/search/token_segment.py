"""One segment of the token store: the token vectors of passages with ascending ids, in three files never changed.

NUMBER.signs   the signs of every token, row after row
NUMBER.words   of each passage its token ids, then their places in its text, as the archive stores them
NUMBER.npy     int64, (5, passages + 1): passage ids, first rows of signs, first bytes of words, and the sum of what
               each passage has in either file; the last column says where the last passage ends
"""

from __future__ import annotations

import os
import shutil
import weakref
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.archive.rows import Ids, places_from
from qa.encoder.arrays import Bytes, Longs, TokenVectors
from qa.errors import IndexDamaged

Blobs = tuple[int, bytes, bytes, bytes]
"""A passage's id and its token ids, signs and places, as the archive stores them."""

ID_BYTES = 4  # of a token's id
BATCH = 4096
Table = NDArray[np.int64]


class TokenSegment:
    """A segment opened for reading, by any number of threads.

    Attributes:
        ids: of the passages, ascending; at least one.
        tokens: how many tokens they have together.
    """

    def __init__(self, folder: Path, number: int, width: int) -> None:
        """Open segment `number` in `folder`, with `width` bytes of signs a token; raises IndexDamaged."""
        self.number = number
        self._width = width
        self._paths = _paths(folder, number)
        try:
            ids, self._rows, self._words, self._sign_sums, self._word_sums = np.load(
                self._paths[2], mmap_mode="r", allow_pickle=False
            )
            self.ids: Ids = ids[:-1]
            self.tokens = int(self._rows[-1])
            # Not mapped: a disk that fails under a mapped page kills the process.
            self._files = [os.open(path, os.O_RDONLY) for path in self._paths[:2]]
        except (ValueError, IndexError, EOFError, OSError) as error:
            raise IndexDamaged(self._paths[2], "not token vectors") from error
        for file in self._files:
            weakref.finalize(self, os.close, file)

    def find(self, ids: Ids) -> Longs:
        """Return where those of `ids` that are here stand among the passages; both ascending."""
        at = np.searchsorted(self.ids, ids)
        found: Longs = at[self.ids[np.minimum(at, len(self.ids) - 1)] == ids]
        return found

    def counts(self, at: Longs) -> Longs:
        """Return how many tokens the passages at `at` have."""
        counts: Longs = self._rows[at + 1] - self._rows[at]
        return counts

    def signs(self, at: Longs) -> Bytes:
        """Return the signs of the passages at `at`, ascending, one after another, uint8, (tokens, width)."""
        first, end = self._rows[at] * self._width, self._rows[at + 1] * self._width
        return self._read(0, first, end, self._sign_sums[at], _unit(self._width)).reshape(-1, self._width)

    def vectors(self, at: Longs) -> dict[int, TokenVectors]:
        """Return the token vectors of the passages at `at`, ascending, by passage id."""
        signs, first, end = self.signs(at), self._words[at], self._words[at + 1]
        words = self._read(1, first, end, self._word_sums[at], ID_BYTES).tobytes()
        found, row, byte = {}, 0, 0
        sizes = zip(self.ids[at].tolist(), self.counts(at).tolist(), (end - first).tolist(), strict=True)
        for passage_id, count, size in sizes:
            places = byte + ID_BYTES * count
            token_ids = np.frombuffer(words, "<i4", count, byte)
            spans = places_from(words[places : byte + size], count)
            found[passage_id] = TokenVectors(token_ids, signs[row : row + count], spans)
            row, byte = row + count, byte + size
        return found

    def _read(self, file: int, first: Table, end: Table, sums: Table, unit: int) -> Bytes:
        """Return the bytes from each `first` to its `end`, ascending; raises IndexDamaged unless they add up."""
        if not len(first):
            return np.zeros(0, dtype=np.uint8)
        # What stands side by side is read at once.
        begins = np.flatnonzero(np.concatenate([[True], first[1:] != end[:-1]]))
        ends = np.append(begins[1:], len(first)) - 1
        runs = [(start, stop - start) for start, stop in zip(first[begins].tolist(), end[ends].tolist(), strict=True)]
        found = _fetch(self._files[file], runs)
        if found is None or not np.array_equal(_sums(found, end - first, unit), sums):
            reason = "a token vector is not as it was written"
            raise IndexDamaged(self._paths[file], reason, next_step="run: qa doctor --repair")
        return np.frombuffer(found, dtype=np.uint8)


def write_segment(folder: Path, number: int, passages: Iterable[Blobs], width: int) -> bool:
    """Write `passages`, ascending by id, as segment `number`; say whether there were any. Raises OSError."""
    paths, source = _paths(folder, number), iter(passages)
    tables = []
    with paths[0].open("wb") as signs_file, paths[1].open("wb") as words_file:
        while batch := list(islice(source, BATCH)):
            signs = [signs for _, _, signs, _ in batch]
            words = [token_ids + places for _, token_ids, _, places in batch]
            tokens, sizes = np.array([len(one) // width for one in signs]), np.array([len(one) for one in words])
            all_signs, all_words = b"".join(signs), b"".join(words)
            sums = _sums(all_signs, tokens * width, _unit(width)), _sums(all_words, sizes, ID_BYTES)
            tables.append(np.array([[one[0] for one in batch], tokens, sizes, *sums], dtype=np.int64))
            signs_file.write(all_signs)
            words_file.write(all_words)
    if tables:
        _save(paths[2], np.concatenate(tables, axis=1))
    else:
        remove_segment(folder, number)
    return bool(tables)


def merge_segments(folder: Path, number: int, parts: tuple[int, int]) -> None:
    """Write segment `number` of what the two `parts` hold, the lower ids first, and remove those. Raises OSError."""
    for suffix in range(2):
        with _paths(folder, number)[suffix].open("wb") as target:
            for part in parts:
                with _paths(folder, part)[suffix].open("rb") as source:
                    shutil.copyfileobj(source, target, 1 << 20)
    tables = [np.load(_paths(folder, part)[2], allow_pickle=False) for part in parts]
    ids_and_sums = [table[:, :-1].copy() for table in tables]
    for sizes, table in zip(ids_and_sums, tables, strict=True):
        sizes[1:3] = np.diff(table[1:3], axis=1)
    _save(_paths(folder, number)[2], np.concatenate(ids_and_sums, axis=1))
    for part in parts:
        remove_segment(folder, part)


def remove_segment(folder: Path, number: int) -> None:
    """Remove the files of segment `number`, as far as they are there."""
    for path in _paths(folder, number):
        path.unlink(missing_ok=True)


def _save(path: Path, sizes: Table) -> None:
    """Write the table of passages whose tokens and bytes of words, not yet where they begin, are rows 1 and 2."""
    table = np.pad(sizes, ((0, 0), (0, 1)))
    table[1:3] = np.pad(np.cumsum(sizes[1:3], axis=1), ((0, 0), (1, 0)))
    with path.open("wb") as file:
        np.save(file, table)


def _paths(folder: Path, number: int) -> tuple[Path, Path, Path]:
    return folder / f"{number}.signs", folder / f"{number}.words", folder / f"{number}.npy"


def _fetch(file: int, runs: Sequence[tuple[int, int]]) -> bytearray | None:
    """Return what stands in `file` from each start on, so many bytes of it; None where the file ends before.

    What is in memory is read at once. The rest is announced to the system before it is read: a disk fetches many places
    at once faster than one by one. A hundred places of a file of 8 GB that are not in memory take 2.7 ms instead of 8;
    announcing what is in memory took twice the time of reading it.
    """
    found, parts, at = bytearray(sum(size for _, size in runs)), [], 0
    whole = memoryview(found)
    for start, size in runs:
        parts.append((start, whole[at : at + size]))
        at += size
    left = [(start, part) for start, part in parts if not _read_now(file, part, start)]
    if hasattr(os, "posix_fadvise"):
        for start, part in left:
            os.posix_fadvise(file, start, len(part), os.POSIX_FADV_WILLNEED)
    for start, part in left:
        read = os.pread(file, len(part), start)
        if len(read) < len(part):
            return None
        part[:] = read
    return found


def _read_now(file: int, part: memoryview, start: int) -> bool:
    """Fill `part` if that takes no waiting, and say whether it did; never where the system cannot tell."""
    if not hasattr(os, "RWF_NOWAIT"):
        return False
    try:
        return os.preadv(file, [part], start, os.RWF_NOWAIT) == len(part)
    except OSError:
        return False  # not in memory, or a file system that does not say


def _unit(width: int) -> int:
    # Fewer numbers to add up; all encoders known have vectors of such a width.
    return 4 if width % 4 == 0 else 1


def _sums(content: bytes | bytearray, sizes: Table, unit: int) -> Table:
    """Return for each of the consecutive parts, `sizes` bytes long, the sum of its numbers of `unit` bytes."""
    filled = np.flatnonzero(sizes)
    sums = np.zeros(len(sizes), dtype=np.int64)
    if len(filled):
        firsts = (np.cumsum(sizes) - sizes)[filled] // unit
        sums[filled] = np.add.reduceat(np.frombuffer(content, f"<u{unit}"), firsts, dtype=np.int64)
    return sums
