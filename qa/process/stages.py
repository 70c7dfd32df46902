"""How long the parts of the work take, told to whoever listens: metrics and spans, or nobody, when it costs nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[str, int, int], None]
"""Is told the name of a stage, and when it began and ended, in nanoseconds since 1970."""

_listeners: ContextVar[tuple[Listener, ...]] = ContextVar("listeners", default=())


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Tell the listeners of this context how long the block took, also when it fails."""
    listeners = _listeners.get()
    if not listeners:
        yield
        return
    began = time.time_ns()
    clock = time.perf_counter_ns()
    try:
        yield
    finally:
        ended = began + time.perf_counter_ns() - clock
        for listener in listeners:
            listener(name, began, ended)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Tell `listener` of every stage inside the block, also in threads that are started with this context."""
    token = _listeners.set((*_listeners.get(), listener))
    try:
        yield
    finally:
        _listeners.reset(token)
