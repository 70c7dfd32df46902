"""Exit codes, and the one place that turns a failure into a message on stderr and a code."""

from __future__ import annotations

import os
import sys
import traceback

from qa.cli.output import say
from qa.errors import InvalidInput, NotFound, QaError

OK = 0  # for `qa ask`: answered
NOT_IN_CORPUS = 1
MISUSE = 2
FAILURE = 3
INTERRUPTED = 130  # 128 + SIGINT, as shells report it
PIPE_CLOSED = 141  # 128 + SIGPIPE: the reader left, as with any Unix tool

CODES: tuple[tuple[type[QaError], int], ...] = (
    (InvalidInput, MISUSE),
    (NotFound, MISUSE),
    (QaError, FAILURE),
)


def code_for(error: QaError) -> int:
    """Return the exit code of `error`: that of the first class in CODES it belongs to."""
    return next(code for kind, code in CODES if isinstance(error, kind))


def report(error: Exception) -> int:
    """Say on stderr what went wrong and what to do next; return the exit code."""
    if isinstance(error, QaError):
        say(f"error: {error.message}")
        say(f"next: {error.next_step}")
        return code_for(error)
    if os.environ.get("QA_DEBUG"):
        traceback.print_exception(error, file=sys.stderr)
    if isinstance(error, OSError):
        say(f"error: {error}")
        say("next: see that the disk has room and that the file or folder may be read and written")
        return FAILURE
    say(f"error: unexpected {type(error).__name__}: {error}")
    say("next: set QA_DEBUG=1 to see where it happened, and report it")
    return FAILURE


def let_go_of_stdout() -> None:
    """Point stdout at nothing, so that closing it at exit does not fail once more on a pipe nobody reads."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)
