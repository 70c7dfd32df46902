"""The lock that keeps an index folder to one writing process; the operating system frees it however that one ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from qa.errors import IndexBusy, QaError

LOCK_NAME = "writer.lock"


class WriterLock:
    """Held from construction to `release`; raises IndexBusy when another holder is alive."""

    def __init__(self, folder: Path) -> None:
        try:
            self._file = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            step = "choose a folder you may write to with --index DIR"
            raise QaError(f"cannot write to the index at {folder}: {error.strerror}", next_step=step) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._file)
            raise IndexBusy(folder) from error

    def release(self) -> None:
        """Give the lock up; harmless when already done."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
