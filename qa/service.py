"""The product as one object: what the command line and HTTP call. The one place that picks concrete classes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from qa.answering.answerer import Answerer, index_state
from qa.answering.question.bounds import check_question
from qa.answers import Answer, Citation, IndexState
from qa.archive.archive import ARCHIVE_NAME, Archive
from qa.archive.neighbours import neighbours_of
from qa.archive.overrides import NO_OVERRIDES
from qa.citing.citations import check_quotation, cite, question_text
from qa.encoder.arrays import Encoder
from qa.errors import IndexMissing, NotFound
from qa.opened_index import OpenedIndex
from qa.records import Article, Filters
from qa.reports import IndexInfo, IndexProgress, IndexReport
from qa.search.derived import open_derived
from qa.settings import Settings
from qa.verdicts import DraftCheck, Verdict
from qa.views import ArticleSummary, ArticleView, Facets, MetadataView, PassageView, Timeline, check_citation_format

NO_FILTERS = Filters()
MOST_SPEAKERS = 10  # in `info`; `facets` counts all
TIMELINE_ENTRIES = 20  # what is read in one go, on a screen or two


class Service(OpenedIndex):
    """One index, opened for questions; `index` and `remove` take the writer's lock for as long as they run.

    Safe to use from many threads. An index extended or rebuilt by another process is seen by the next call.
    """

    # Questions

    def ask(
        self,
        question: str,
        *,
        top_k: int | None = None,
        filters: Filters = NO_FILTERS,
        min_confidence: float | None = None,
        explain: bool = False,
        context: int = 0,
    ) -> Answer:
        """Return the nearest passages to `question`, cited, and whether the first is confident enough to answer it.

        With `explain` each hit says why it ranks where it does; `context` is how many passages before and after each
        are shown with it.

        Raises InvalidQuestion, TooLarge, InvalidInput, InvalidFilter, IndexMissing, IndexDamaged, ModelMismatch.
        """
        top_k = min(self.settings.top_k, self.settings.max_top_k) if top_k is None else top_k
        least = self.settings.min_confidence if min_confidence is None else min_confidence
        check_question(question, self.settings, top_k=top_k, min_confidence=least, context=context)
        archive, derived = self._current()
        answerer = Answerer(archive, derived, self._checked_encoder(archive), depth=self.settings.candidates)
        return answerer.ask(
            question, top_k=top_k, filters=filters, min_confidence=least, explain=explain, context=context
        )

    def timeline(self, question: str, *, limit: int | None = None, filters: Filters = NO_FILTERS) -> Timeline:
        """Return what was said about `question`, oldest first: at most `limit` entries, the most relevant ones.

        Raises InvalidQuestion, TooLarge, InvalidInput, InvalidFilter, IndexMissing, IndexDamaged, ModelMismatch.
        """
        from qa.answering.timeline import hits_to_read, timeline_of  # a question alone does without

        limit = min(TIMELINE_ENTRIES, self.settings.max_top_k) if limit is None else limit
        check_question(question, self.settings, limit=limit)
        archive, derived = self._current()
        answerer = Answerer(archive, derived, self._checked_encoder(archive), depth=self.settings.candidates)
        return timeline_of(
            answerer.ask(question, top_k=hits_to_read(limit), filters=filters, min_confidence=0.0), limit=limit
        )

    def verify(self, quotation: str) -> Verdict:
        """Return whether `quotation` stands in an article word for word, and where; else what is nearest to it.

        Raises InvalidInput, TooLarge, IndexMissing, IndexDamaged. Takes no model.
        """
        from qa.verifying.verification import Verifier  # a question alone does without

        return Verifier(*self._current()).verify(quotation)

    def verify_draft(self, text: str, *, markdown: bool = False, start: int = 0, most: int | None = None) -> DraftCheck:
        """Return the quotations in a draft's `text` from `start` on, at most so many, each checked as by `verify`."""
        from qa.verifying.draft import check_draft  # as in verify
        from qa.verifying.verification import Verifier

        verifier = Verifier(*self._current())
        return check_draft(text, verifier.verify, markdown=markdown, start=start, most=most)

    def format_citations(self, citations: Sequence[Citation], name: str) -> str:
        """Return citations of this index in the format `name`, one of views.CITATION_FORMATS.

        Raises InvalidInput for another name, NotFound where an article is gone.
        """
        from qa.citing.citation_formats import write_citations  # a question alone does without
        from qa.citing.csl import Source

        check_citation_format(name)
        archive = self._open_archive()
        with archive.snapshot():
            ids = {one.article_id for one in citations}
            articles = {article_id: _found(archive.article(article_id), article_id) for article_id in ids}
        return write_citations([Source(one, articles[one.article_id]) for one in citations], name)

    # Looking things up

    def list_articles(self, *, offset: int = 0, limit: int | None = None) -> list[ArticleSummary]:
        """Return summaries of the articles in the order of their ids."""
        return self._open_archive().summaries(offset, -1 if limit is None else limit)

    def article(self, article_id: str) -> ArticleView:
        """Return one article whole; raises NotFound."""
        archive = self._open_archive()
        with archive.snapshot():
            article = _found(archive.article(article_id), article_id)
            edited = archive.overrides(article_id).get(article_id, NO_OVERRIDES).fields
            return ArticleView(
                article, tuple(archive.turns(article_id)), tuple(archive.passages_of(article_id)), edited
            )

    def metadata(self, article_id: str) -> MetadataView:
        """Return what is known of one article and where each value comes from; raises NotFound."""
        from qa.indexing.editor import metadata_view  # not on the path of a question

        return metadata_view(self._open_archive(), article_id)

    def passage(self, passage_id: int, *, neighbours: int = 1) -> PassageView:
        """Return one passage with up to `neighbours` passages before and after it; raises NotFound."""
        archive = self._open_archive()
        with archive.snapshot():
            passage = archive.passages([passage_id]).get(passage_id)
            if passage is None:
                raise NotFound(f"no passage has the id {passage_id}", next_step="ids come from an answer's citations")
            article_id = passage.article_id
            article = _found(archive.article(article_id), article_id)
            head = archive.article_heads([article_id])[article_id]
            around = archive.passages_of(article_id)
            times = archive.spoken_times([passage]).get(passage_id, ())
            said = archive.attributions([article_id]).get(article_id, ())
        check_quotation(passage, article.text, archive.path)
        before, after = neighbours_of(passage, around, neighbours)
        return PassageView(
            passage=passage,
            citation=cite(passage, head, text=article.text, speaks_of=times, attributions=said),
            question=question_text(passage, article.text),
            before=before,
            after=after,
        )

    def facets(self, *, most: int = 100) -> Facets:
        """Return the outlets, speakers and years that questions can be narrowed to, `most` of each of the first two."""
        return self._open_archive().facets(most)

    def state(self) -> IndexState:
        """Return which state the index is in."""
        return index_state(self._open_archive())

    def check_ready(self) -> IndexState:
        """Return the index's state if a question could be answered now; raises the QaError that says why not."""
        archive, _ = self._current()
        self._checked_encoder(archive)
        return index_state(archive)

    def info(self) -> IndexInfo:
        """Return what the index holds and how large it is."""
        archive, derived = self._current()
        first, last = archive.published_range()
        return IndexInfo(
            path=str(self._folder),
            state=index_state(archive),
            bytes=_sizes(self._folder),
            vector_index=derived.vectors.kind,
            derived_sequence=derived.sequence,
            outlets=archive.outlets(),
            first_published=first,
            last_published=last,
            speakers=tuple(one.name for one in archive.facets(MOST_SPEAKERS).speakers),
        )

    # Changing the index

    def index(
        self,
        paths: Sequence[Path],
        *,
        progress: Callable[[IndexProgress], None] | None = None,
        given: Mapping[str, str | None] | None = None,
    ) -> IndexReport:
        """Bring the index in line with the articles below `paths`; an interrupted run keeps what it committed.

        `given` are values to set above what each article states, by field; None makes a field unknown.

        Raises InvalidInput for a path that does not exist, IndexBusy, ModelMismatch, ModelUnavailable.
        """
        # Reading articles is not on the path of a question, so its modules are loaded here.
        from qa.archive.overrides import checked_values
        from qa.indexing.indexer import Indexer
        from qa.ingestion.sources.corpus import count_inputs, read_corpus

        values = checked_values(given or {})
        articles = read_corpus(paths, max_chars=self.settings.max_article_chars)
        encoder = self._encoder()
        with Archive.open(self._folder, create=True) as archive:
            indexer = Indexer(archive, encoder)
            return indexer.index(articles, roots=paths, total=count_inputs(paths), progress=progress, given=values)

    def edit(
        self,
        article_id: str,
        changes: Mapping[str, str | None],
        *,
        unset: Iterable[str] = (),
        expected_sha: str | None = None,
    ) -> MetadataView:
        """Give fields of an article other values, and take earlier edits in `unset` back, without encoding it again.

        A value of None or "" makes a field unknown. What is edited stands above what the article states, also when it
        is indexed again. Readers see it at their next call.

        Raises NotFound, IndexMissing, IndexBusy, and InvalidInput for a field or a value that cannot be, or where the
        article's text is not that of `expected_sha` any more.
        """
        from qa.indexing.editor import Edit, edit_article, metadata_view

        with Archive.open(self._folder) as archive:
            edit_article(archive, article_id, Edit(changes, tuple(unset), expected_sha), open_encoder=self._encoder)
            return metadata_view(archive, article_id)

    def remove(self, article_id: str) -> None:
        """Remove one article from the index; raises NotFound, IndexMissing, IndexBusy."""
        with Archive.open(self._folder) as archive:
            if not archive.remove_article(article_id):
                raise NotFound.article(article_id)
            open_derived(self._folder, archive)


def open_service(settings: Settings, *, create: bool = False, encoder: Encoder | None = None) -> Service:
    """Return a Service over `settings.index_dir`; raises IndexMissing when there is no index and not `create`."""
    if not create and not index_exists(settings):
        raise IndexMissing(settings.index_dir)
    return Service(settings, encoder)


def index_exists(settings: Settings) -> bool:
    """Say whether there is an index in `settings.index_dir`."""
    return (settings.index_dir / ARCHIVE_NAME).is_file()


def sentences_of(text: str) -> list[str]:
    """Return the sentences of `text`, verbatim: the smallest things that a program cites."""
    from qa.text.sentences import split_sentences  # a question alone does without

    return [text[one.start : one.end] for one in split_sentences(text, 0, len(text))]


def _found(article: Article | None, article_id: str) -> Article:
    if article is None:
        raise NotFound.article(article_id)
    return article


def _sizes(folder: Path) -> dict[str, int]:
    sizes = {"archive": 0, "derived": 0}
    seen = set()
    for path in folder.rglob("*"):
        if path.is_file():
            found = path.stat()
            # Generations share files by links.
            if (found.st_dev, found.st_ino) not in seen:
                part = "derived" if "derived" in path.relative_to(folder).parts[:1] else "archive"
                sizes[part] += found.st_size
            seen.add((found.st_dev, found.st_ino))
    return sizes
