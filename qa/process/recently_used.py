"""A bounded memory of what was used lately, for things that are dear to make and never change under their key."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")
# Of all memories of one name together, also those that are no more. Two threads at once may miss one another's count.
_uses: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])


def uses() -> Mapping[str, tuple[int, int]]:
    """Return for each name how often a value was there, and how often not, since this process began."""
    return {name: (hits, misses) for name, (hits, misses) in list(_uses.items())}


class RecentlyUsed(Generic[K, V]):
    """Keeps values until `limit` is passed; what was not used for longest goes first, many at a time.

    Values lie in two halves. What is put in or asked for goes to the young half; when that is full it becomes the old
    one, and what was in the old one and not asked for since is forgotten. Safe to use from many threads.
    """

    def __init__(self, limit: int, *, name: str = "other") -> None:
        """Hold values whose sizes, in the unit of `put`, add up to about `limit` at most; `uses` counts by `name`."""
        self._uses = _uses[name]
        self._half = max(limit // 2, 1)
        self._guard = threading.Lock()
        self._young: dict[K, tuple[V, int]] = {}
        self._old: dict[K, tuple[V, int]] = {}
        self._size = 0

    def get(self, key: K) -> V | None:
        """Return the value under `key`, or None when it is not, or no longer, there."""
        return self.of([key], lambda _: {}).get(key)

    def of(
        self, keys: Iterable[K], read: Callable[[list[K]], Mapping[K, V]], *, size: Callable[[V], int] = lambda _: 1
    ) -> dict[K, V]:
        """Return the values under `keys`; `read` gives those that are not here, as far as there are any."""
        found: dict[K, V] = {}
        missing: list[K] = []
        asked_again: list[tuple[K, tuple[V, int]]] = []
        young, old = self._young, self._old
        for key in keys:
            entry = young.get(key)
            if entry is None:
                entry = old.get(key)
                if entry is None:
                    missing.append(key)
                    continue
                asked_again.append((key, entry))
            found[key] = entry[0]
        self._uses[0] += len(found)
        self._uses[1] += len(missing)
        fresh = read(missing) if missing else {}
        self._keep([*asked_again, *((key, (value, size(value))) for key, value in fresh.items())])
        found.update(fresh)
        return found

    def put(self, key: K, value: V, *, size: int = 1) -> None:
        """Keep `value`; what is larger than half of all there is room for is not kept."""
        self._keep([(key, (value, size))])

    def _keep(self, entries: Sequence[tuple[K, tuple[V, int]]]) -> None:
        if not entries:
            return
        with self._guard:
            for key, entry in entries:
                if key in self._young or entry[1] > self._half:
                    continue
                if self._size + entry[1] > self._half:
                    self._young, self._old, self._size = {}, self._young, 0
                self._young[key] = entry
                self._size += entry[1]
