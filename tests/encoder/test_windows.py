"""Cutting token rows into windows and batches."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from qa.encoder.windows import OVERLAP, Window, batch_windows, cut_into_windows


def test_a_short_row_is_one_window_that_keeps_everything() -> None:
    """Most passages: nothing must be read twice."""
    assert cut_into_windows(3, 12, 254) == [Window(3, 0, 12, 0, 12)]


def test_an_empty_row_still_has_a_window() -> None:
    """Text without tokens has a pooled vector too, from the special tokens alone."""
    assert cut_into_windows(0, 0, 254) == [Window(0, 0, 0, 0, 0)]


def test_a_long_row_keeps_half_of_each_overlap_from_either_side() -> None:
    """Each token is taken from the window in which it has more around it."""
    assert cut_into_windows(0, 300, 254) == [Window(0, 0, 254, 0, 238), Window(0, 222, 300, 238, 300)]


@given(count=st.integers(0, 3000), size=st.integers(2, 512))
def test_kept_runs_tile_the_row_inside_windows_that_fit(count: int, size: int) -> None:
    """No token may be lost or counted twice, whatever the model's window."""
    windows = cut_into_windows(0, count, size)
    assert windows[0].keep_start == 0
    assert windows[-1].keep_end == count
    assert all(one.keep_end == other.keep_start for one, other in pairwise(windows))
    assert all(w.start <= w.keep_start <= w.keep_end <= w.end and w.size <= size for w in windows)
    assert all(other.start == one.end - min(OVERLAP, size // 2) for one, other in pairwise(windows))


@given(sizes=st.lists(st.integers(0, 254), max_size=60), budget=st.integers(1, 4096))
def test_batches_hold_every_window_once_within_the_budget(sizes: list[int], budget: int) -> None:
    """The budget bounds memory; one window alone may pass it, else long texts could not be read."""
    windows = [Window(row, 0, size, 0, size) for row, size in enumerate(sizes)]
    batches = batch_windows(windows, budget)
    assert sorted(w.row for batch in batches for w in batch) == list(range(len(sizes)))
    assert all(len(batch) == 1 or max(w.size for w in batch) * len(batch) <= budget for batch in batches)
    assert all(batch[0].size == max(w.size for w in batch) for batch in batches)
