"""How far indexing has come, on stderr: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from qa.cli.output import say
from qa.reports import IndexProgress

SECONDS_BETWEEN_LINES = 10.0  # a log of a long run stays readable

Step = Callable[[IndexProgress], None]


def index_progress() -> AbstractContextManager[Step]:
    """Return a context whose value is to be called with each IndexProgress."""
    if sys.stderr.isatty():
        from qa.cli import terminal  # rich is imported for a terminal only

        return terminal.IndexBar()
    return nullcontext(ProgressLines())


class ProgressLines:
    """Says a line on stderr every SECONDS_BETWEEN_LINES of the run."""

    def __init__(self) -> None:
        self._next = SECONDS_BETWEEN_LINES

    def __call__(self, step: IndexProgress) -> None:
        if step.seconds < self._next:
            return
        self._next = step.seconds + SECONDS_BETWEEN_LINES
        rate = step.passages / step.seconds
        left = step.seconds / step.articles * (step.total - step.articles) if step.articles else 0.0
        say(
            f"{step.articles}/{step.total} articles, {step.passages} passages, "
            f"{rate:.0f} passages/s, about {left:.0f} s left"
        )
