"""The product as one object: what the command line and HTTP call. The one place that picks concrete classes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

from qa.answering.answerer import Answerer, check_quotation, index_state, question_text
from qa.answering.citations import cite
from qa.answering.question_bounds import check_question
from qa.errors import IndexMissing, ModelMismatch, NotFound
from qa.indexing.archive import ARCHIVE_NAME, Archive
from qa.indexing.derived import Derived, open_derived, refresh_derived
from qa.indexing.encoding import Encoder
from qa.indexing.overrides import NO_OVERRIDES
from qa.records import Answer, Article, Filters, IndexState
from qa.reports import Finding, IndexInfo, IndexProgress, IndexReport
from qa.settings import Settings
from qa.views import ArticleSummary, ArticleView, Facets, PassageView, Timeline

NO_FILTERS = Filters()
TIMELINE_ENTRIES = 20  # what is read in one go, on a screen or two


class Service:
    """One index, opened for questions; `index` and `remove` take the writer's lock for as long as they run.

    Safe to use from many threads. An index extended or rebuilt by another process is seen by the next call.
    """

    def __init__(self, settings: Settings, encoder: Encoder | None = None) -> None:
        self.settings = settings
        self._folder = settings.index_dir
        self._given_encoder = encoder
        self._guard = threading.Lock()
        self._archive: Archive | None = None
        self._archive_file: tuple[int, int] | None = None
        self._retired: list[Archive] = []
        self._derived: Derived | None = None

    def __enter__(self) -> Service:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the files; harmless when already done."""
        with self._guard:
            self._retire_archive()
            for archive in self._retired:
                archive.close()
            self._retired.clear()

    # Questions

    def ask(
        self,
        question: str,
        *,
        top_k: int | None = None,
        filters: Filters = NO_FILTERS,
        min_confidence: float | None = None,
        explain: bool = False,
    ) -> Answer:
        """Return the nearest passages to `question`, cited, and whether the first is confident enough to answer it.

        With `explain` each hit says why it ranks where it does.

        Raises InvalidQuestion, TooLarge, InvalidInput, InvalidFilter, IndexMissing, IndexDamaged, ModelMismatch.
        """
        top_k = min(self.settings.top_k, self.settings.max_top_k) if top_k is None else top_k
        least = self.settings.min_confidence if min_confidence is None else min_confidence
        check_question(question, self.settings, top_k=top_k, min_confidence=least)
        archive, derived = self._current()
        answerer = Answerer(archive, derived, self._checked_encoder(archive), depth=self.settings.candidates)
        return answerer.ask(question, top_k=top_k, filters=filters, min_confidence=least, explain=explain)

    def timeline(self, question: str, *, limit: int | None = None, filters: Filters = NO_FILTERS) -> Timeline:
        """Return what was said about `question`, oldest first: at most `limit` entries, the most relevant ones.

        Raises InvalidQuestion, TooLarge, InvalidInput, InvalidFilter, IndexMissing, IndexDamaged, ModelMismatch.
        """
        from qa.answering.timeline import READ, timeline_of  # a question alone does without

        limit = min(TIMELINE_ENTRIES, self.settings.max_top_k) if limit is None else limit
        check_question(question, self.settings, limit=limit)
        archive, derived = self._current()
        answerer = Answerer(archive, derived, self._checked_encoder(archive), depth=self.settings.candidates)
        return timeline_of(answerer.ask(question, top_k=READ, filters=filters, min_confidence=0.0), limit=limit)

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
        check_quotation(passage, article.text, archive.path)
        at = passage.ordinal
        return PassageView(
            passage=passage,
            citation=cite(passage, head, text=article.text),
            question=question_text(passage, article.text),
            before=tuple(p for p in around if at - neighbours <= p.ordinal < at),
            after=tuple(p for p in around if at < p.ordinal <= at + neighbours),
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
        )

    # Changing the index

    def index(self, paths: Sequence[Path], *, progress: Callable[[IndexProgress], None] | None = None) -> IndexReport:
        """Bring the index in line with the articles below `paths`; an interrupted run keeps what it committed.

        Raises InvalidInput for a path that does not exist, IndexBusy, ModelMismatch, ModelUnavailable.
        """
        # Reading articles is not on the path of a question, so its modules are loaded here.
        from qa.indexing.indexer import Indexer
        from qa.ingestion.corpus import count_inputs, read_corpus

        articles = read_corpus(paths, max_chars=self.settings.max_article_chars)
        encoder = self._encoder()
        with Archive.open(self._folder, create=True) as archive:
            indexer = Indexer(archive, encoder)
            return indexer.index(articles, roots=paths, total=count_inputs(paths), progress=progress)

    def remove(self, article_id: str) -> None:
        """Remove one article from the index; raises NotFound, IndexMissing, IndexBusy."""
        with Archive.open(self._folder) as archive:
            if not archive.remove_article(article_id):
                raise _no_article(article_id)
            open_derived(self._folder, archive)

    # What is open

    def _open_archive(self) -> Archive:
        with self._guard:
            return self._archive_now()

    def _current(self) -> tuple[Archive, Derived]:
        with self._guard:
            archive = self._archive_now()
            if self._derived is None:
                self._derived = open_derived(self._folder, archive)
            else:
                self._derived = refresh_derived(self._derived, self._folder, archive)
            return archive, self._derived

    def _archive_now(self) -> Archive:
        path = self._folder / ARCHIVE_NAME
        try:
            found = path.stat()
        except FileNotFoundError:
            self._retire_archive()
            raise IndexMissing(self._folder) from None
        file = (found.st_dev, found.st_ino)
        if self._archive is None or self._archive_file != file:
            # Another file under the same name: the index was removed and built anew while we ran.
            self._retire_archive()
            self._archive, self._archive_file = Archive.open(self._folder, readonly=True), file
        return self._archive

    def _retire_archive(self) -> None:
        # Not closed at once: other threads may be in the middle of a question.
        if self._archive is not None:
            self._retired.append(self._archive)
        self._archive = self._archive_file = self._derived = None

    def _encoder(self) -> Encoder:
        if self._given_encoder is None:
            from qa.indexing.encoder import open_encoder

            self._given_encoder = open_encoder(self.settings)
        return self._given_encoder

    def _checked_encoder(self, archive: Archive) -> Encoder:
        found = archive.identity()
        with self._guard:
            encoder = self._encoder()
        if found is not None and found != encoder.identity:
            raise ModelMismatch(
                expected=encoder.identity.label,
                found=found.label,
                next_step=f"set QA_MODEL to {found.name}, or index into another folder with --index DIR",
            )
        return encoder


def open_service(settings: Settings, *, create: bool = False, encoder: Encoder | None = None) -> Service:
    """Return a Service over `settings.index_dir`; raises IndexMissing when there is no index and not `create`."""
    if not create and not index_exists(settings):
        raise IndexMissing(settings.index_dir)
    return Service(settings, encoder)


def index_exists(settings: Settings) -> bool:
    """Say whether there is an index in `settings.index_dir`."""
    return (settings.index_dir / ARCHIVE_NAME).is_file()


def examine(settings: Settings) -> list[Finding]:
    """Return what was checked of archive, derived indexes and model, and what came of it: `qa doctor`."""
    from qa.indexing.encoder import check_model, model_identity
    from qa.indexing.examination import examine as examine_index

    faults = check_model(settings)
    if faults:
        return [*(Finding("encoder", False, fault) for fault in faults), *examine_index(settings.index_dir)]
    identity = model_identity(settings)
    return [Finding("encoder", True, identity.label), *examine_index(settings.index_dir, identity=identity)]


def repair(settings: Settings) -> list[str]:
    """Mend what can be mended from the archive and return what was done: `qa doctor --repair`.

    Raises IndexMissing, IndexBusy, or IndexDamaged where the archive itself is damaged.
    """
    from qa.indexing.examination import repair as repair_index

    return repair_index(settings.index_dir)


def _found(article: Article | None, article_id: str) -> Article:
    if article is None:
        raise _no_article(article_id)
    return article


def _no_article(article_id: str) -> NotFound:
    return NotFound(f"no article has the id {article_id!r}", next_step="see the ids with: qa list")


def _sizes(folder: Path) -> dict[str, int]:
    sizes = {"archive": 0, "derived": 0}
    for path in folder.rglob("*"):
        if path.is_file():
            part = "derived" if "derived" in path.relative_to(folder).parts[:1] else "archive"
            sizes[part] += path.stat().st_size
    return sizes
