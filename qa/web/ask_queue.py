"""How many questions are answered at once, and how many may wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import anyio
import anyio.to_thread

from qa.process.cores import cores_allowed
from qa.web.problems import HttpProblem

# Requests waiting beyond the ones at work. A question takes some 10 ms, so the last of them waits about a second.
WAITING = 128
# While one thread is in compiled code, another can have the interpreter. More only take turns at it: sixteen threads
# gave 32 clients half the answers a second that two give, and held 60 MB more. Processes are what uses more cores.
USEFUL_THREADS = 2

T = TypeVar("T")


class AskQueue:
    """Runs CPU-bound work in at most `workers` threads and refuses requests once `waiting` more are in line.

    Used within one event loop; a request takes one place however many questions it brings.

    Attributes:
        workers: how many threads answer.
        taken: requests at work or in line now; `on_change` is told of it.
    """

    def __init__(
        self, *, workers: int, waiting: int = WAITING, on_change: Callable[[int], None] = lambda _: None
    ) -> None:
        self._limiter = anyio.CapacityLimiter(workers)
        self.workers = workers
        self._places = workers + waiting
        self.taken = 0
        self._on_change = on_change

    @classmethod
    def for_this_machine(cls, *, on_change: Callable[[int], None] = lambda _: None) -> AskQueue:
        """Return a queue with as many workers as this process can use."""
        return cls(workers=min(USEFUL_THREADS, cores_allowed()), on_change=on_change)

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place while a request is answered; raise HttpProblem (503) when all are taken."""
        if self.taken >= self._places:
            detail = f"{self.taken} requests are being answered or waiting"
            raise HttpProblem("overloaded", detail, next_step="ask again after the seconds in Retry-After")
        self.taken += 1
        self._on_change(self.taken)
        try:
            yield
        finally:
            self.taken -= 1
            self._on_change(self.taken)

    async def run(self, work: Callable[[], T]) -> T:
        """Return what `work` returns, called in one of the threads, first come first served."""
        return await anyio.to_thread.run_sync(work, limiter=self._limiter)
