"""From articles to a searchable index: what is new is cut, encoded and committed, one article at a time.

Unchanged articles are not encoded again, changed ones replaced, vanished ones removed. Stopped at any moment, what
was committed stays; the next run goes on from there.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from qa.archive.archive import Archive
from qa.archive.overrides import NO_OVERRIDES, Overrides
from qa.archive.rows import EncodedArticle, Known, PassageVectors
from qa.encoder.arrays import Encoder
from qa.errors import FAULTS_WITH_A_TEXT, UnreadableArticle
from qa.indexing.article_encoding import Reading, encode_readings
from qa.ingestion.passages import PASSAGE_RULES
from qa.records import Article
from qa.reports import IndexProgress, IndexReport
from qa.search.derived import publish_derived

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


# Texts given to the encoder at once. Their token vectors in full precision stand in memory together, about 230 KB
# a passage, before only their signs are kept.
BATCH = 128
# Several small articles share a batch up to this many characters, about 50 passages.
BATCH_CHARACTERS = 30_000
PUBLISH_SECONDS = 30.0
# Publishing rewrites whole files: at most this share of the time goes into it.
PUBLISH_SHARE = 0.1

Progress = Callable[[IndexProgress], None]


@dataclass(slots=True)
class IndexRun:
    """One call of `Indexer.index`: what came, what is waiting to be encoded, what happened."""

    archive: Archive
    encoder: Encoder
    roots: Sequence[Path]
    total: int
    progress: Progress | None
    given: Mapping[str, str | None] = field(default_factory=dict)
    below: list[str] = field(init=False)
    known: dict[str, Known] = field(init=False)
    overrides: dict[str, Overrides] = field(init=False)
    seen: dict[str, str | None] = field(default_factory=dict)
    waiting: list[Reading] = field(default_factory=list)
    waiting_characters: int = 0
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    unreadable: list[tuple[str, str, str]] = field(default_factory=list)
    finished: int = 0
    passages: int = 0
    began: float = field(default_factory=time.monotonic)
    published: float = field(default_factory=time.monotonic)
    publishing: float = 0.0

    def __post_init__(self) -> None:
        self.below = [os.path.abspath(root) for root in self.roots]  # noqa: PTH100 (resolve would follow links)
        self.known = self.archive.known_articles()
        self.overrides = self.archive.overrides()

    def take(self, item: Article | UnreadableArticle) -> None:
        """Sort one input: refuse it, leave it as it is, or let it wait for the encoder."""
        if isinstance(item, UnreadableArticle):
            self._refuse(item)
            return
        reason = self._why_not(item)
        if reason:
            why, step = reason
            self._refuse(UnreadableArticle(item.source or item.id, why, next_step=step))
            return
        self.seen[item.id] = item.source
        before = self.overrides.get(item.id, NO_OVERRIDES)
        reading = Reading(item, replace(before, given={**before.given, **self.given}))
        known = self.known.get(item.id)
        if known is not None and known.fingerprint == reading.fingerprint(self.encoder.identity.digest):
            if known.source != item.source:
                self.archive.move_article(item.id, item.source)
            self.unchanged.append(item.id)
            self._tell(item.id)
            return
        self.waiting.append(reading)
        self.waiting_characters += len(item.text)
        if self.waiting_characters >= BATCH_CHARACTERS:
            self._encode_waiting()

    def finish(self) -> None:
        """Encode what waits and remove what has vanished."""
        self._encode_waiting()
        kept = [source for source, _, _ in self.unreadable]
        for article_id, known in self.known.items():
            if article_id in self.seen or known.source is None or not _is_below(known.source, self.below):
                continue
            if not any(_is_part(known.source, source) for source in kept):
                self.archive.remove_article(article_id)
                self.removed.append(article_id)

    def has_read_every_file(self) -> bool:
        """Tell whether each article that stems from a file was read in this run, or is removed."""
        left = self.known.keys() - self.seen.keys() - set(self.removed)
        return not any(Path(source).is_absolute() for source in (self.known[name].source for name in left) if source)

    def report(self) -> IndexReport:
        return IndexReport(
            added=tuple(self.added),
            changed=tuple(self.changed),
            removed=tuple(self.removed),
            unchanged=tuple(self.unchanged),
            unreadable=tuple(self.unreadable),
            passages=self.passages,
            seconds=time.monotonic() - self.began,
        )

    def _why_not(self, article: Article) -> tuple[str, str] | None:
        """Return reason and next step when the article cannot take its id."""
        if not _is_text(article):
            return "holds half a character (a lone surrogate)", "save it as UTF-8"
        if article.id in self.seen:
            return (
                f"its id {article.id!r} was already taken by {self.seen[article.id]} in this run",
                "give it another id",
            )
        known = self.known.get(article.id)
        if known is None or known.source == article.source or known.source is None or known.sha256 == article.sha256:
            return None
        if not Path(known.source).is_absolute():  # a URL: nothing but a request reads it again
            return None
        if _is_below(known.source, self.below):
            return None
        return (
            f"its id {article.id!r} belongs to {known.source}",
            f"rename it, or free the id with: qa remove {article.id!r}",
        )

    def _refuse(self, error: UnreadableArticle) -> None:
        self.unreadable.append((error.source, error.reason, error.next_step))
        self._tell(error.source)

    def _tell(self, name: str) -> None:
        self.finished += 1
        if self.progress is not None:
            seconds = time.monotonic() - self.began
            self.progress(IndexProgress(name, self.finished, self.total, self.passages, seconds))

    def _encode_waiting(self) -> None:
        waiting, self.waiting, self.waiting_characters = self.waiting, [], 0
        self._encode_and_commit(waiting)

    def _encode_and_commit(self, readings: Sequence[Reading]) -> None:
        """Commit the readings; one that our code falls over is refused, and what was there of it stays."""
        digest = self.encoder.identity.digest
        try:
            found = encode_readings(
                readings, self._encode, self.archive, model_digest=digest, tokenize=self.encoder.tokenize
            )
        except FAULTS_WITH_A_TEXT as error:
            if len(readings) == 1:
                self._refuse_for(error, readings[0])
                return
            for reading in readings:
                self._encode_and_commit([reading])
            return
        for reading, encoded in zip(readings, found, strict=True):
            try:
                self.archive.put_article(encoded)
            except FAULTS_WITH_A_TEXT as error:
                self._refuse_for(error, reading)
            else:
                self._committed(encoded)

    def _refuse_for(self, error: Exception, reading: Reading) -> None:
        self._refuse(UnreadableArticle.because_of(error, reading.as_read.source or reading.as_read.id))

    def _encode(self, texts: list[str]) -> list[PassageVectors]:
        return [
            PassageVectors.from_encoding(encoding)
            for start in range(0, len(texts), BATCH)
            for encoding in self.encoder.encode_passages(texts[start : start + BATCH])
        ]

    def _committed(self, encoded: EncodedArticle) -> None:
        self.passages += encoded.fresh_passages
        article_id = encoded.article.id
        (self.changed if article_id in self.known else self.added).append(article_id)
        self._tell(article_id)
        self._publish_now_and_then()

    def _publish_now_and_then(self) -> None:
        start = time.monotonic()
        if start - self.published < max(PUBLISH_SECONDS, self.publishing / PUBLISH_SHARE):
            return
        publish_derived(self.archive.folder, self.archive)
        self.published = time.monotonic()
        self.publishing = self.published - start


def _is_below(source: str, roots: Iterable[str]) -> bool:
    return any(source == root or source.startswith(root.rstrip("/") + "/") for root in roots)


def _is_part(source: str, unreadable: str) -> bool:
    # A file, a line of a JSONL file (path:line), or a folder could not be read.
    return source == unreadable or unreadable.startswith(source + ":") or source.startswith(unreadable + "/")


def _is_text(article: Article) -> bool:
    try:
        json.dumps([article.id, article.text, *article.metadata.values()], ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
