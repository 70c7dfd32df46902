"""The lock that keeps an index folder to one writing process; the operating system frees it however that one ends."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from qa.errors import IndexBusy, NotWritten

LOCK_NAME = "writer.lock"
_POLL_SECONDS = 0.02


class WriterLock:
    """Held from construction to `release`; raises IndexBusy when another still holds it after `patience` seconds.

    A little patience outlasts a reader that looks whether the lock is held, or brings derived indexes in step.
    """

    def __init__(self, folder: Path, *, patience: float = 0.0) -> None:
        try:
            self._file = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            step = "choose a folder you may write to with --index DIR"
            raise NotWritten(folder, error.strerror or str(error), next_step=step) from error
        deadline = time.monotonic() + patience
        while not _take(self._file, fcntl.LOCK_EX):
            if time.monotonic() >= deadline:
                self.release()
                raise IndexBusy(folder)
            time.sleep(_POLL_SECONDS)

    def release(self) -> None:
        """Give the lock up; harmless when already done."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def is_locked(folder: Path) -> bool:
    """Say whether somebody writes to `folder` now; needs no right to write there."""
    try:
        file = os.open(folder / LOCK_NAME, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return not _take(file, fcntl.LOCK_SH)
    finally:
        os.close(file)


def _take(file: int, kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
