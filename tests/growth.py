"""Growth: how much more work ten times the input makes, whatever machine it is on and whoever else is busy there."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

TIMES = 10
MOST_GROWTH = 25
"""In proportion is ten, the square of the time a hundred; on two busy cores what is in proportion measured 2 to 16."""
_TRIES = 3


def growth(work: Callable[[int], object], size: int) -> float:
    """Return how many times the work of `size` that of ten times `size` is, in this process's own processor time.

    Each is the best of three, taken in turns, so that what disturbs one disturbs the other; of fewer when that will do.
    """
    few, many = [], []
    for _ in range(_TRIES):
        few.append(_seconds(work, size))
        many.append(_seconds(work, TIMES * size))
        if min(many) < MOST_GROWTH * min(few):
            break
    return min(many) / min(few)


def _seconds(work: Callable[[int], object], size: int) -> float:
    gc.collect()
    gc.disable()  # as timeit does: it looks through everything that other tests have left
    try:
        began = time.process_time()
        work(size)
        return time.process_time() - began
    finally:
        gc.enable()
