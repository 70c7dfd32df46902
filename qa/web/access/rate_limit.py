"""How many requests each key or address may send: a bucket that fills evenly, and bounded memory for all of them."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

# Beyond so many callers the one not seen for longest is forgotten. A bucket takes some 200 bytes.
MOST_CALLERS = 10_000


class RateLimit:
    """Allows each caller `per_minute` requests at once and as many in each minute after; 0 allows all.

    Used within one event loop.
    """

    def __init__(self, per_minute: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._capacity = float(per_minute)
        self._clock = clock
        self._buckets: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def take(self, caller: Hashable) -> int:
        """Count a request; return 0 when it may go on, else after how many seconds the next one may."""
        if not self._capacity:
            return 0
        now = self._clock()
        left, seen = self._buckets.pop(caller, (self._capacity, now))
        left = min(self._capacity, left + (now - seen) * self._capacity / 60)
        allowed = left >= 1
        self._buckets[caller] = (left - 1 if allowed else left, now)
        if len(self._buckets) > MOST_CALLERS:
            self._buckets.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((1 - left) * 60 / self._capacity))
