"""Adds, replaces and removes single articles while others read: one transaction each, under the folder's one lock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from qa.archive.archive import Archive
from qa.errors import FileHasArticle, IndexMissing, NotFound, UnreadableArticle
from qa.ingestion.sources.inputs import Input
from qa.records import Article
from qa.reports import IndexReport
from qa.search.derived import publish_derived
from qa.service import Service

NOTHING: Mapping[str, str] = {}
Check = Callable[[str, Article | None, Article | None], None]
"""Is given an id, what the index has under it, and what shall stand there; raises what speaks against it."""

Change = tuple[int, str | None]
"""A state of an archive: its sequence, and the stamp that no other history has there."""


def _no_objection(_id: str, _before: Article | None, _after: Article | None) -> None:
    return


class ArticleWriter:
    """Writes through a service's encoder into its index, which is made when there is none.

    Every method takes the writer's lock and raises IndexBusy while another holds it. What it returned from is on the
    disk and in the next answer of every process over this index.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._settings = service.settings

    # Reading what came

    def read_file(
        self, data: bytes, name: str, *, article_id: str | None = None, metadata: Mapping[str, str] = NOTHING
    ) -> list[Article]:
        """Return the articles in a file that was sent; raises UnreadableArticle."""
        from qa.ingestion.sources.received import read_file  # parsers are not on the path of a question

        limit = self._settings.max_article_chars
        return read_file(data, name=name, article_id=article_id, metadata=metadata, max_chars=limit)

    def read_text(self, text: str, *, article_id: str | None = None, metadata: Mapping[str, str] = NOTHING) -> Article:
        """Return the article that a text is; raises UnreadableArticle."""
        from qa.ingestion.sources.received import read_text  # as in read_file

        return read_text(text, article_id=article_id, metadata=metadata, max_chars=self._settings.max_article_chars)

    def fetch(self, url: str, *, article_id: str | None = None, metadata: Mapping[str, str] = NOTHING) -> Article:
        """Return the article at `url`; raises UrlRefused, FetchFailed, UnreadableArticle."""
        from qa.ingestion.sources.fetching import fetch  # as in read_file
        from qa.ingestion.sources.received import read_page

        page = fetch(url, allow=self._settings.fetch_allow, max_bytes=self._settings.max_upload_bytes)
        return read_page(page, article_id=article_id, metadata=metadata, max_chars=self._settings.max_article_chars)

    # Writing

    def put(self, articles: Sequence[Article], *, check: Check = _no_objection) -> IndexReport:
        """Add `articles` or put them in place of what has their ids; nothing is written when one is objected to.

        An article that is there already, word for word, is left as it is. Raises FileHasArticle, what `check` raises,
        IndexBusy, ModelMismatch, UnreadableArticle.
        """
        from qa.indexing.indexer import Indexer  # encoding is not on the path of a question

        encoder = self._service.encoder()
        with Archive.open(self._settings.index_dir, create=True) as archive:
            before = {article.id: archive.article(article.id) for article in articles}
            for article in articles:
                check(article.id, before[article.id], article)
            kept = tuple(article.id for article in articles if _belongs_to_file(before[article.id], article))
            fresh = [article for article in articles if article.id not in kept]
            report = Indexer(archive, encoder).index(fresh, roots=())
        for source, reason, next_step in report.unreadable:
            raise UnreadableArticle(source, reason, next_step=next_step)
        return replace(report, unchanged=report.unchanged + kept)

    def follow(self, changed: Sequence[Input], gone: Sequence[str]) -> IndexReport:
        """Read the files `changed` anew and remove the articles of the files `gone`; what is in neither is left alone.

        Of a file that cannot be read the articles it gave before stay.
        """
        from qa.indexing.indexer import Indexer  # as in put
        from qa.ingestion.sources.corpus import read_inputs

        articles = read_inputs(changed, max_chars=self._settings.max_article_chars)
        roots = [Path(source) for source in (*(item.source for item in changed), *gone)]
        encoder = self._service.encoder()
        with Archive.open(self._settings.index_dir, create=True) as archive:
            return Indexer(archive, encoder).index(articles, roots=roots)

    def sources_below(self, folder: Path) -> list[str]:
        """Return the files below `folder` that articles in the index were read from; none where there is no index."""
        try:
            with Archive.open(self._settings.index_dir, readonly=True) as archive:
                sources = {known.source for known in archive.known_articles().values() if known.source}
        except IndexMissing:
            return []
        return sorted(source for source in sources if Path(source).is_relative_to(folder))

    def last_change(self) -> Change | None:
        """Return which state the archive is in; None where there is no index."""
        try:
            with Archive.open(self._settings.index_dir, readonly=True) as archive:
                return archive.sequence, archive.stamp(archive.sequence)
        except IndexMissing:
            return None

    def has_change(self, change: Change) -> bool:
        """Say whether the archive has gone on from `change`, and not been replaced by another, such as a backup."""
        try:
            with Archive.open(self._settings.index_dir, readonly=True) as archive:
                return archive.stamp(change[0]) == change[1]
        except IndexMissing:
            return False

    def remove(self, article_id: str, *, check: Check = _no_objection) -> None:
        """Remove one article; raises NotFound, what `check` raises, IndexMissing, IndexBusy."""
        with Archive.open(self._settings.index_dir) as archive:
            known = archive.article(article_id)
            if known is None:
                raise NotFound.article(article_id)
            check(article_id, known, None)
            archive.remove_article(article_id)
            publish_derived(self._settings.index_dir, archive)


def _belongs_to_file(known: Article | None, article: Article) -> bool:
    """Say whether the same words are read from a file already, which they stay with.

    Raises FileHasArticle where other words are.
    """
    if known is None or known.source is None or known.source == article.source:
        return False
    if not Path(known.source).is_absolute():  # a URL
        return False
    if known.sha256 != article.sha256:
        raise FileHasArticle(
            f"the article {article.id!r} is read from a file",
            next_step="change the file, choose another id, or remove the article first",
        )
    return True
