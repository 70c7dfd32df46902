"""Follows the corpus folder: what is added, changed or removed there is so in the index soon after.

Looks again and again instead of being told by the system: that works on every file system, network mounts included.
A folder that is gone, or from which most has vanished at once, is taken for a lost mount: nothing is removed then.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from pathlib import Path

from qa.article_files import Seen, Stamp, look_into
from qa.article_writer import ArticleWriter, Change
from qa.errors import IndexBusy
from qa.reports import IndexReport

# A change is taken up when two looks agree on it: so it shows within two seconds, writing included.
SECONDS = 0.5
# Looking through a large folder takes at most this share of the time.
SHARE = 0.1
LONGEST_PAUSE = 60.0

logger = logging.getLogger(__name__)


class CorpusWatch:
    """Follows one folder in a thread of its own, from `start` to `stop`."""

    def __init__(self, writer: ArticleWriter, folder: Path, *, seconds: float = SECONDS) -> None:
        self._writer = writer
        self._folder = Path(os.path.abspath(folder))  # noqa: PTH100 - as sources are written: links are kept
        self._seconds = seconds
        self._done: dict[str, Stamp | None] | None = None
        self._last: Seen | None = None
        # Vanished, but not removed; until they are back or the process ends.
        self._held: set[str] = set()
        self._told: str | None = None
        self._look_seconds = 0.0
        self._change: Change | None = None
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="corpus-watch", daemon=True)

    def start(self) -> None:
        """Begin; the first thing done is what `qa index` of the folder would do."""
        logger.info("following %s", self._folder)
        self._thread.start()

    def stop(self, *, seconds: float = 5.0) -> None:
        """End; what is being written is finished if that takes no longer than `seconds`, and nothing is lost if not."""
        self._ending.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        pause = self._seconds
        while not self._ending.is_set():
            try:
                self.step()
                pause = max(self._seconds, self._look_seconds / SHARE)
            except IndexBusy:
                pause = self._seconds  # another process writes: what it leaves is looked at next
            except Exception as error:  # noqa: BLE001 - whatever a file or a disk does, the next look may go well
                logger.error("following %s: %s: %s", self._folder, type(error).__name__, error)
                pause = min(LONGEST_PAUSE, 2 * pause)
            self._ending.wait(min(pause, LONGEST_PAUSE))

    def step(self) -> IndexReport | None:
        """Look once; bring the index in line if two looks agree that something is new, and return what was done."""
        began = time.monotonic()
        seen = self._look()
        self._look_seconds = time.monotonic() - began
        if seen is None:
            return None
        if self._change is not None and not self._writer.has_change(self._change):
            self._done = None  # another archive: a backup was restored, or the index built anew
            self._held.clear()
        if self._done is None:
            self._done = dict.fromkeys(self._writer.sources_below(self._folder))
        self._change = self._writer.last_change()
        settled, self._last = self._last == seen, seen
        changed = [source for source, stamp in seen.stamps.items() if self._done.get(source) != stamp]
        gone = self._gone(seen)
        if not settled or not (changed or gone):
            return None  # somebody may still be writing
        report = self._writer.follow([seen.inputs[source] for source in changed], gone)
        self._change = self._writer.last_change()
        for source in gone:
            del self._done[source]
        self._done.update({source: seen.stamps[source] for source in changed})
        self._tell_of(report)
        return report

    def _look(self) -> Seen | None:
        if not self._folder.is_dir():
            self._tell(f"{self._folder} is not there: nothing is changed until it is")
            return None
        return look_into(self._folder)

    def _gone(self, seen: Seen) -> list[str]:
        """Return the sources that are no more; none where it looks as if the disk were gone, and not they."""
        known = self._done or {}
        gone = [source for source in known if source not in seen.stamps]
        # What stands in a folder that cannot be opened just now has not gone.
        gone = [source for source in gone if not any(_is_part(source, hidden) for hidden in seen.hidden)]
        kept = len(known) - len(gone)
        self._held.intersection_update(gone)
        if gone and (kept == 0 or (len(gone) > 1 and len(gone) > kept)):
            self._held.update(gone)
            self._tell(
                f"{len(gone)} of {len(known)} files have vanished from {self._folder} at once: nothing is removed; "
                "if that is meant, run: qa index"
            )
        elif not gone:
            self._told = None
        return [source for source in gone if source not in self._held]

    def _tell(self, what: str) -> None:
        if what != self._told:
            logger.warning("%s", what)
        self._told = what

    def _tell_of(self, report: IndexReport) -> None:
        if report.added or report.changed or report.removed:
            counts = len(report.added), len(report.changed), len(report.removed)
            logger.info("followed %s: %d added, %d changed, %d removed", self._folder, *counts)
        for source, reason, _ in report.unreadable:
            logger.warning("unreadable: %r: %s", source, reason)


def _is_part(source: str, hidden: str) -> bool:
    return source == hidden or source.startswith(hidden.rstrip("/") + "/")
