"""From articles to a searchable index: what is new is cut, encoded and committed, one article at a time.

Unchanged articles are not encoded again, changed ones replaced, vanished ones removed. Stopped at any moment, what
was committed stays; the next run goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from qa.errors import UnreadableArticle
from qa.indexing.archive import Archive
from qa.indexing.derived import publish_derived
from qa.indexing.encoding import Encoder
from qa.indexing.index_run import IndexRun, Progress
from qa.ingestion.chunker import PASSAGE_RULES
from qa.records import Article
from qa.reports import IndexReport

NOTHING_GIVEN: Mapping[str, str | None] = MappingProxyType({})


class Indexer:
    """Writes to an archive opened for writing, with one encoder."""

    def __init__(self, archive: Archive, encoder: Encoder) -> None:
        self._archive = archive
        self._encoder = encoder

    def index(
        self,
        articles: Iterable[Article | UnreadableArticle],
        *,
        roots: Sequence[Path],
        total: int = 0,
        progress: Progress | None = None,
        given: Mapping[str, str | None] = NOTHING_GIVEN,
    ) -> IndexReport:
        """Bring the archive in line with `articles`, which are all that `roots` hold, and publish the derived indexes.

        Articles formerly read from below `roots` and not among these are removed, except those whose source could
        not be read this time. `given` are values to set above what each article states: see `Overrides`.

        Raises ModelMismatch when the archive's vectors come from another encoder.
        """
        # One article that is sent must not make the others, which older rules have cut, pass for new.
        rules = self._archive.passage_rules() if self._archive.counts()[0] else None
        self._archive.bind(self._encoder.identity, passage_rules=rules or PASSAGE_RULES)
        run = IndexRun(self._archive, self._encoder, roots, total, progress, given)
        for item in articles:
            run.take(item)
        run.finish()
        if run.has_read_every_file():
            self._archive.bind(self._encoder.identity, passage_rules=PASSAGE_RULES)
        publish_derived(self._archive.folder, self._archive)
        return run.report()
