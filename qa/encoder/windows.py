"""How token rows are cut into windows the model can read, put into batches, and joined again. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# A token near a window's edge sees little of what surrounds it; windows share this many, half kept from each side.
OVERLAP = 32


@dataclass(frozen=True, slots=True)
class Window:
    """A run of tokens read at once.

    Attributes:
        row: which text it belongs to.
        start, end: the tokens the model reads.
        keep_start, keep_end: those whose vectors are taken from this window; the kept runs of a row tile it.
    """

    row: int
    start: int
    end: int
    keep_start: int
    keep_end: int

    @property
    def size(self) -> int:
        """Tokens read."""
        return self.end - self.start


def cut_into_windows(row: int, count: int, size: int) -> list[Window]:
    """Cover `count` tokens with windows of at most `size`; the first one begins at 0, even when there are none.

    >>> [(w.start, w.end, w.keep_start, w.keep_end) for w in cut_into_windows(0, 300, 254)]
    [(0, 254, 0, 238), (222, 300, 238, 300)]
    """
    overlap = min(OVERLAP, size // 2)
    windows: list[Window] = []
    start = kept = 0
    while True:
        end = min(start + size, count)
        keep_end = count if end == count else end - overlap // 2
        windows.append(Window(row, start, end, kept, keep_end))
        if end == count:
            return windows
        start, kept = end - overlap, keep_end


def batch_windows(windows: Sequence[Window], budget: int) -> list[list[Window]]:
    """Group windows of similar size so that no batch, once padded, passes `budget` tokens (one window always may)."""
    batches: list[list[Window]] = []
    for window in sorted(windows, key=lambda w: w.size, reverse=True):
        widest = batches[-1][0].size if batches else 0
        if batches and widest * (len(batches[-1]) + 1) <= budget:
            batches[-1].append(window)
        else:
            batches.append([window])
    return batches
