"""What can be asked of the archive: its state, articles, passages, neighbours.

Vectors are `vectors`'s; opening, writing and the feed for derived indexes are `archive.Archive`'s.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from functools import reduce

import numpy as np

from qa.archive.facets import read_facets, read_outlets
from qa.archive.filters import conditions_of
from qa.archive.overrides import Overrides
from qa.archive.rows import (
    ARTICLE_COLUMNS,
    INTERJECTION,
    PASSAGE_COLUMNS,
    SUMMARY_COLUMNS,
    Ids,
    Known,
    Neighbours,
    article_from_row,
    article_with_metadata,
    id_list,
    joined,
    passage_from_row,
    summary_from_row,
)
from qa.archive.speakers import ATTRIBUTIONS, SPOKEN, attribution_from_row, names_like, speakers_named
from qa.archive.times import ABOUT, SPOKEN_TIMES, NamedTime, about_values, named_times, spoken_times
from qa.archive.vectors import ArchiveVectors
from qa.encoder.arrays import ModelIdentity
from qa.process.recently_used import RecentlyUsed
from qa.records import Article, Attribution, Filters, Passage, SpokenTime, Turn
from qa.views import ArticleSummary, Facets

_PASSAGES = f"SELECT {PASSAGE_COLUMNS} FROM passages p JOIN articles a ON a.number = p.article"  # noqa: S608 (own column names)
# Passages remembered, 1.5 KB each with what stands around them.
KEPT_PASSAGES = 8_000
_AMONG = "IN (SELECT value FROM json_each(?))"


class _Remembered:
    """Passages of one committed state that were asked for lately: popular ones come up again and again."""

    def __init__(self, state: tuple[int, str]) -> None:
        self.state = state
        self.passages: RecentlyUsed[int, Passage] = RecentlyUsed(KEPT_PASSAGES, name="passages")
        self.neighbours: RecentlyUsed[int, Neighbours] = RecentlyUsed(KEPT_PASSAGES, name="neighbours")


class ArchiveReader(ArchiveVectors):
    """The reading half of an open archive; any thread may ask, also while another writes."""

    _lately: _Remembered | None = None
    # The sequence at which was counted, and what: a question asks for it, and among a million passages it takes 2 ms.
    _counted: tuple[int, tuple[int, int]] | None = None

    def snapshot(self) -> AbstractContextManager[None]:
        """Let this thread's reads inside the block see one and the same committed state."""
        return self._connections.snapshot()

    # The state of the whole

    @property
    def sequence(self) -> int:
        """Number of changes committed; a few microseconds, so a server may ask at every question."""
        return int(self._rows("SELECT coalesce(max(sequence), 0) FROM changes")[0][0])

    def stamp(self, sequence: int) -> str | None:
        """Return the random mark of a change; None where this archive never had such a change."""
        if sequence == 0:
            return ""
        found = self._rows("SELECT stamp FROM changes WHERE sequence = ?", (sequence,))
        return str(found[0][0]) if found else None

    def identity(self) -> ModelIdentity | None:
        """Return the encoder all vectors come from; None as long as nothing was indexed."""
        meta: dict[str, str] = dict(self._rows("SELECT key, value FROM meta"))
        if "model_name" not in meta:
            return None
        return ModelIdentity(meta["model_name"], meta["model_digest"], int(meta["model_dimension"]))

    def passage_rules(self) -> str | None:
        """Return the rules that the passages were cut by; of several, the oldest."""
        found = self._rows("SELECT value FROM meta WHERE key = 'passage_rules'")
        return str(found[0][0]) if found else None

    def counts(self) -> tuple[int, int]:
        """Return the numbers of articles and passages."""
        with self.snapshot():
            sequence = self.sequence
            if self._counted is None or self._counted[0] != sequence:
                found = self._rows("SELECT count(*), coalesce(sum(passages), 0) FROM articles")
                self._counted = sequence, (int(found[0][0]), int(found[0][1]))
            return self._counted[1]

    def outlets(self) -> tuple[str, ...]:
        """Return the outlets' names, each once, in alphabetical order."""
        return tuple(sorted(facet.name for facet in read_outlets(self._rows)))

    def published_range(self) -> tuple[str | None, str | None]:
        """Return the earliest and the latest `published`, as the articles state them."""
        first = "SELECT published FROM articles WHERE first_day IS NOT NULL ORDER BY first_day, last_day LIMIT 1"
        last = (
            "SELECT published FROM articles WHERE last_day IS NOT NULL ORDER BY last_day DESC, first_day DESC LIMIT 1"
        )
        (first_row, last_row) = (self._rows(first), self._rows(last))
        return (first_row[0][0] if first_row else None), (last_row[0][0] if last_row else None)

    def facets(self, most: int) -> Facets:
        """Return what questions can be narrowed by; at most `most` outlets and as many speakers."""
        with self.snapshot():
            return read_facets(self._rows, most=most)

    # Articles

    def article(self, article_id: str) -> Article | None:
        """Return one article with its text."""
        columns = ", ".join(f"a.{name}" for name in ARTICLE_COLUMNS)
        statement = (
            f"SELECT {columns}, a.inferred, t.text, t.marks FROM articles a "  # noqa: S608 (own column names)
            "JOIN texts t ON t.article = a.number WHERE a.id = ?"
        )
        found = self._rows(statement, (article_id,))
        return article_from_row(found[0]) if found else None

    def texts(self, article_ids: Iterable[str]) -> dict[str, str]:
        """Return the canonical texts of articles by id; ids that are gone are left out."""
        statement = f"SELECT a.id, t.text FROM articles a JOIN texts t ON t.article = a.number WHERE a.id {_AMONG}"  # noqa: S608 (no outside text)
        return dict(self._rows(statement, (id_list(article_ids),)))

    def article_heads(self, article_ids: Iterable[str]) -> dict[str, ArticleSummary]:
        """Return what is known of each article except its text; ids that are gone are left out."""
        statement = f"SELECT {SUMMARY_COLUMNS} FROM articles WHERE id {_AMONG}"  # noqa: S608 (own column names)
        return {row[0]: summary_from_row(row) for row in self._rows(statement, (id_list(article_ids),))}

    def summaries(self, offset: int = 0, limit: int = -1) -> list[ArticleSummary]:
        """Return articles in the order of their ids, from `offset`; a negative limit means all."""
        statement = f"SELECT {SUMMARY_COLUMNS} FROM articles ORDER BY id LIMIT ? OFFSET ?"  # noqa: S608 (own column names)
        return [summary_from_row(row) for row in self._rows(statement, (limit, offset))]

    def article_as_read(self, article_id: str) -> Article | None:
        """Return one article with the metadata it was read with, before any override."""
        with self.snapshot():
            article = self.article(article_id)
            found = self._rows("SELECT as_read FROM articles WHERE id = ?", (article_id,))
        return article and article_with_metadata(article, found[0][0])

    def overrides(self, article_id: str | None = None) -> dict[str, Overrides]:
        """Return what people said about the articles, or about one, by article id; others are left out."""
        where = "" if article_id is None else " WHERE article_id = ?"
        statement = f"SELECT article_id, field, origin, value FROM overrides{where} ORDER BY article_id"  # noqa: S608 (no outside text)
        found: dict[str, list[tuple[str, str, str | None]]] = {}
        for owner, *row in self._rows(statement, () if article_id is None else (article_id,)):
            found.setdefault(owner, []).append((row[0], row[1], row[2]))
        return {owner: Overrides.from_rows(rows) for owner, rows in found.items()}

    def known_articles(self) -> dict[str, Known]:
        """Return, by id, what tells whether an article has to be encoded again."""
        return {row[0]: Known(*row[1:]) for row in self._rows("SELECT id, fingerprint, source, sha256 FROM articles")}

    def turns(self, article_id: str) -> list[Turn]:
        """Return the turns of an article in reading order."""
        statement = (
            'SELECT t.ordinal, t."start", t."end", t.speaker, t.role FROM turns t '
            "JOIN articles a ON a.number = t.article WHERE a.id = ? ORDER BY t.ordinal"
        )
        return [Turn(*row) for row in self._rows(statement, (article_id,))]

    # Passages

    def passages_of(self, article_id: str) -> list[Passage]:
        """Return the passages of an article in reading order."""
        return [
            passage_from_row(row) for row in self._rows(f"{_PASSAGES} WHERE a.id = ? ORDER BY p.ordinal", (article_id,))
        ]

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """Return passages by id; ids that are gone are left out."""
        with self.snapshot():
            return self._remembered().passages.of(ids, self._read_passages)

    def neighbours(self, ids: Iterable[int]) -> dict[int, Neighbours]:
        """Return what stands around each passage: the body passage before it, and the question it answers.

        Interjections are before nothing, and have nothing before them: they would take on the words of others.
        """
        with self.snapshot():
            return self._remembered().neighbours.of(ids, self._read_neighbours)

    def _remembered(self) -> _Remembered:
        """Return what was read lately of the committed state that this thread sees."""
        # The stamp, too: a restored backup may have come as far as what it replaces.
        found = self._rows("SELECT sequence, stamp FROM changes ORDER BY sequence DESC LIMIT 1")
        state = found[0] if found else (0, "")
        remembered = self._lately
        if remembered is None or remembered.state != state:
            self._lately = remembered = _Remembered(state)
        return remembered

    def _read_passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        return {
            row[0]: passage_from_row(row) for row in self._rows(f"{_PASSAGES} WHERE p.id {_AMONG}", (id_list(ids),))
        }

    def _read_neighbours(self, ids: Iterable[int]) -> dict[int, Neighbours]:
        statement = (
            f"SELECT p.id, CASE WHEN length(p.text) >= {INTERJECTION} OR p.question_from IS NOT NULL THEN "  # noqa: S608 (no outside text)
            "(SELECT b.id FROM passages b WHERE b.article = p.article AND b.ordinal < p.ordinal AND b.kind = 'body' "
            f"AND length(b.text) >= {INTERJECTION} ORDER BY b.ordinal DESC LIMIT 1) END, "
            "(SELECT group_concat(q.id) FROM passages q WHERE q.article = p.article "
            "AND q.ordinal BETWEEN p.question_from AND p.question_to AND q.kind = 'body'), p.asked IS NOT NULL "
            f"FROM passages p WHERE p.id {_AMONG}"
        )
        return {
            row[0]: Neighbours(row[1], tuple(sorted(map(int, row[2].split(",")))) if row[2] else (), bool(row[3]))
            for row in self._rows(statement, (id_list(ids),))
        }

    def passage_ids_where(self, filters: Filters) -> Ids | None:
        """Return the ids of all passages that `filters` lets through, ascending; None without any.

        Raises InvalidFilter for a date that is none.
        """
        if not filters:
            return None
        sets = [found for found in (self._about(filters.about), self._spoken_by(filters.speaker)) if found is not None]
        conditions, values = conditions_of(filters)
        if not conditions:
            return reduce(_shared, sets)
        statement = (
            f"SELECT first_passage, passages FROM articles WHERE {' AND '.join(conditions)} ORDER BY first_passage"  # noqa: S608 (values are bound)
        )
        # An article's passages have consecutive ids, so a range for each article is enough.
        found = joined([np.arange(first, first + count) for first, count in self._rows(statement, values)])
        return reduce(_shared, sets, found)

    def _about(self, about: str | None) -> Ids | None:
        if about is None:
            return None
        return np.array([row[0] for row in self._rows(ABOUT, about_values(about))], dtype=np.int64)

    def _spoken_by(self, speaker: str | None) -> Ids | None:
        if not speaker:
            return None
        found = self._rows(SPOKEN, (id_list(speakers_named(self._rows, speaker)),))
        return np.array([row[0] for row in found], dtype=np.int64)

    def names_like(self, speaker: str) -> tuple[str, ...]:
        """Return a few speakers' names that are spelt much like `speaker`; none where somebody has that name."""
        with self.snapshot():
            return () if speakers_named(self._rows, speaker) else names_like(self._rows, speaker)

    def attributions(self, article_ids: Iterable[str]) -> dict[str, tuple[Attribution, ...]]:
        """Return who said what in narrative articles, in reading order, by article id; others are left out."""
        found: dict[str, list[Attribution]] = {}
        for row in self._rows(ATTRIBUTIONS, (id_list(article_ids),)):
            found.setdefault(row[0], []).append(attribution_from_row(row))
        return {article_id: tuple(rows) for article_id, rows in found.items()}

    def spoken_times(self, passages: Iterable[Passage]) -> dict[int, tuple[SpokenTime, ...]]:
        """Return what each passage speaks of, in its order, by passage id; those that name no time are left out."""
        known = {passage.id: passage for passage in passages}
        return spoken_times(self._rows(SPOKEN_TIMES, (id_list(known),)), known)

    def named_times(self, ids: Iterable[int]) -> dict[int, list[NamedTime]]:
        """Return the times that each passage names, by passage id; those that name none are left out."""
        return named_times(self._rows(SPOKEN_TIMES, (id_list(ids),)))

    def dimension(self) -> int:
        """Return how many dimensions the vectors have; 0 as long as nothing was indexed."""
        identity = self.identity()
        return identity.dimension if identity else 0


def _shared(one: Ids, other: Ids) -> Ids:
    return np.intersect1d(one, other, assume_unique=True)
