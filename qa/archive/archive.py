"""The archive: articles, turns, passages and vectors in one SQLite file, the only record of an index folder.

One transaction an article: what `put_article` returned from is on the disk, whole, also after SIGKILL or power
loss. Passage ids are never used twice. Everything else in the folder is derived from here (see `derived`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from types import TracebackType

import numpy as np

from qa.archive import writing
from qa.archive.check import find_problems
from qa.archive.connections import Connections, Row
from qa.archive.reader import ArchiveReader
from qa.archive.rows import Changes, EncodedArticle, Ids, Words, id_list, joined
from qa.archive.writer_lock import WriterLock
from qa.encoder.arrays import Floats, Ints, ModelIdentity
from qa.errors import IndexDamaged, IndexMissing, ModelMismatch, NotWritten

ARCHIVE_NAME = "archive.sqlite3"
LOCK_PATIENCE = 2.0
LARGEST_VOCABULARY = 1 << 24  # of an encoder, with room: the largest have a million tokens
# What BM25 finds a passage by besides its own words.
_CONTEXT = " || ' ' || ".join(
    f"coalesce({column}, '')"
    for column in (
        "a.title",
        "a.outlet",
        "substr(a.published, 1, 4)",  # the year; day and month as numbers would match any number
        # Read out of the text, these two stand in it already: see `article_encoding.label_texts`.
        "CASE WHEN json_extract(a.inferred, '$.interviewee') IS NULL THEN a.interviewee END",
        "CASE WHEN json_extract(a.inferred, '$.interviewer') IS NULL THEN a.interviewer END",
        "a.byline",
        "p.speaker",
        "p.asked",
    )
)
# An article's text comes with its first passage.
_WORDS = (
    f"SELECT p.id, p.text, {_CONTEXT}, CASE p.ordinal WHEN 0 THEN t.text ELSE '' END "  # noqa: S608 (own column names)
    "FROM passages p JOIN articles a ON a.number = p.article JOIN texts t ON t.article = p.article"
)


class Archive(ArchiveReader):
    """An open archive; any thread may read, and read while another writes.

    Opened for writing it holds the folder's writer lock until `close`.
    """

    def __init__(self, folder: Path, *, readonly: bool) -> None:
        self.folder = folder
        self.path = folder / ARCHIVE_NAME
        self.readonly = readonly
        self._lock = None if readonly else WriterLock(folder, patience=LOCK_PATIENCE)
        try:
            self._connections = Connections(self.path, readonly=readonly)
        except BaseException:
            self._release()
            raise

    @classmethod
    def open(cls, folder: Path, *, create: bool = False, readonly: bool = False) -> Archive:
        """Open the archive in `folder`; `create` makes folder and archive when there are none.

        Raises IndexMissing, IndexDamaged, NotWritten, or IndexBusy when another process writes.
        """
        if create:
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                step = "choose a folder you may write to with --index DIR"
                raise NotWritten(folder, error.strerror or str(error), next_step=step) from error
        elif not _holds_anything(folder / ARCHIVE_NAME):
            # Nor is an empty file made an archive of nothing: it may be what a full disk has left of one.
            raise IndexMissing(folder)
        return cls(folder, readonly=readonly)

    @property
    def older_format(self) -> int | None:
        """The format that the archive had until it was opened for writing now; None where that was the current one."""
        return self._connections.older_format

    def close(self) -> None:
        """Close the file and free the writer lock; harmless when already done."""
        self._connections.close()
        self._release()

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let this thread's reads inside the block see one and the same committed state.

        Where what was read could not be used, because a file that a disk has changed can hold anything, the block ends
        with IndexDamaged; where the archive is in order, with the error itself.
        """
        with super().snapshot():
            try:
                yield
            except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
                problems = find_problems(self._connections)
                if problems:
                    raise IndexDamaged(self.path, problems[0]) from error
                raise

    # What derived indexes are made from

    def changes_since(self, sequence: int) -> Changes:
        """Return what a reader that has seen `sequence` has to add and to forget."""
        with self.snapshot():
            now = self.sequence
            seen = self._rows("SELECT last_passage FROM changes WHERE sequence = ?", (sequence,))
            after = int(seen[0][0]) if seen else 0
            changed = "SELECT first_passage, passages FROM articles WHERE sequence > ? ORDER BY first_passage"
            ids = joined([np.arange(first, first + count) for first, count in self._rows(changed, (sequence,))])
            # A passage that came and went since then was never seen.
            removed = "SELECT passage FROM removals WHERE sequence > ? AND passage <= ? ORDER BY passage"
            return Changes(
                sequence=now,
                stamp=self.stamp(now) or "",
                after=after,
                added=ids[ids > after],
                renamed=ids[ids <= after],
                removed=np.array([row[0] for row in self._rows(removed, (sequence, after))], dtype=np.int64),
            )

    def pooled_after(self, passage_id: int, *, batch: int = 4096) -> Iterator[tuple[Ids, Floats]]:
        """Yield ids and pooled vectors, (n, dimension), of all passages with a larger id, ascending."""
        statement = "SELECT passage, vector, checksum FROM pooled_vectors WHERE passage > ? ORDER BY passage"
        dimension = self.dimension()
        for part in _batched(self._connections.iterate(statement, (passage_id,)), batch):
            for _, vector, stored in part:
                self._check(stored, vector)
            vectors = np.frombuffer(b"".join(row[1] for row in part), "<f4").reshape(-1, dimension)
            yield np.array([row[0] for row in part], dtype=np.int64), vectors

    def words_after(self, passage_id: int) -> Iterator[Words]:
        """Yield text, context and article of all passages with a larger id, ascending.

        The context is title, metadata, speaker, and of a short reply its question.
        """
        found = self._connections.iterate(f"{_WORDS} WHERE p.id > ? ORDER BY p.id", (passage_id,))
        return (Words(*row) for row in found)

    def words_of(self, ids: Iterable[int]) -> Iterator[Words]:
        """Yield the same of these passages, ascending."""
        among = "WHERE p.id IN (SELECT value FROM json_each(?)) ORDER BY p.id"
        return (Words(*row) for row in self._connections.iterate(f"{_WORDS} {among}", (id_list(ids),)))

    def token_ids_after(self, passage_id: int) -> Iterator[Ints]:
        """Yield the token ids of each passage with a larger id."""
        statement = "SELECT token_ids FROM token_vectors WHERE passage > ?"
        return (self._token_ids(row[0]) for row in self._connections.iterate(statement, (passage_id,)))

    def token_blobs_after(self, passage_id: int) -> Iterator[tuple[int, bytes, bytes, bytes]]:
        """Yield id, token ids, signs and places, as stored, of each passage with a larger id, ascending."""
        columns = "passage, checksum, token_ids, signs, places"
        statement = f"SELECT {columns} FROM token_vectors WHERE passage > ? ORDER BY passage"  # noqa: S608 (own column names)
        for number, stored, *blobs in self._connections.iterate(statement, (passage_id,)):
            self._check(stored, *blobs)
            yield (number, *blobs)

    def removed_token_ids(self, sequence: int, after: int) -> Iterator[Ints]:
        """Yield the token ids of each passage removed since `sequence` that was there then."""
        statement = "SELECT token_ids FROM removals WHERE sequence > ? AND passage <= ?"
        return (self._token_ids(row[0]) for row in self._connections.iterate(statement, (sequence, after)))

    def _token_ids(self, stored: bytes) -> Ints:
        # Their checksum would need the signs too, of ten times their size; who counts them needs a count for each.
        token_ids = np.frombuffer(stored, "<i4")
        if len(token_ids) and not 0 <= int(token_ids.min()) <= int(token_ids.max()) < LARGEST_VOCABULARY:
            raise IndexDamaged(self.path, "a token is none of any encoder's")
        return token_ids

    # Writing

    def bind(self, identity: ModelIdentity, *, passage_rules: str) -> None:
        """Note which encoder and which rules the coming articles use; raises ModelMismatch when others are in."""
        found = self.identity()
        if found is not None and found != identity and self.counts()[0]:
            raise ModelMismatch(
                expected=identity.label,
                found=found.label,
                next_step=f"set QA_MODEL to {found.name}, or index into another folder with --index DIR",
            )
        meta = {
            "model_name": identity.name,
            "model_digest": identity.digest,
            "model_dimension": str(identity.dimension),
            "passage_rules": passage_rules,
        }
        with self._connections.transaction() as writer:
            writer.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", list(meta.items()))

    def problems(self) -> list[str]:
        """Read everything and return what is not as it was written, in words; nothing, normally."""
        with self.snapshot():
            return find_problems(self._connections)

    def copy_to(self, target: Path) -> None:
        """Write the last committed state to `target`, a new file; nobody waits for it."""
        self._connections.copy_to(target)

    def replace_with(self, source: Path) -> None:
        """Put the content of the archive file `source` in place of this one's, in one transaction."""
        self._connections.replace_with(source)

    def put_article(self, encoded: EncodedArticle) -> tuple[int, ...]:
        """Commit one article in place of any older version; return its passages' ids in reading order.

        They are new ones, unless the older version had the same passages with the same vectors.
        """
        dimension = self.dimension()
        with self._connections.transaction() as writer:
            return writing.insert_article(writer, encoded, dimension)

    def remove_article(self, article_id: str) -> bool:
        """Remove an article; say whether there was one."""
        with self._connections.transaction() as writer:
            if not writer.execute("SELECT 1 FROM articles WHERE id = ?", (article_id,)).fetchone():
                return False
            writing.delete_article(writer, article_id)
        return True

    def move_article(self, article_id: str, source: str | None) -> None:
        """Note that the same article is now read from another file; no new version, no change of sequence."""
        with self._connections.transaction() as writer:
            writing.move_article(writer, article_id, source)


def _batched(found: Iterator[Row], size: int) -> Iterator[list[Row]]:
    while part := list(islice(found, size)):
        yield part


def _holds_anything(path: Path) -> bool:
    log = path.with_name(f"{path.name}-wal")
    return any(file.is_file() and file.stat().st_size > 0 for file in (path, log))
