"""BM25 over the words of passages and of what they stand in, and phrases in whole articles: the home of tantivy.

A question is text, never query syntax: it is cut into words and only the words are looked up.
"""

from __future__ import annotations

import json
import os
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import tantivy

from qa.archive.rows import Ids, Words
from qa.errors import IndexDamaged
from qa.text.folding import folded

WRITER_BYTES = 64_000_000
# Longer words are no words; tantivy refuses terms from 64 KiB on.
LONGEST_WORD = 100
# Share of all passages from which a restriction is applied after ranking.
MANY = 0.05

# Question words are here, "may" and "will" are not: they are also a month and a name.
STOP_WORDS = """
a about after again all also am an and any are aren as at be because been before being both but by can could d did didn
do does doesn doing don done down each few for from had hadn has hasn have haven having he her here hers him his how i
if in into is isn it its just ll m me more most my no not of off on once only or other our out over own re s same she
should shouldn so some such t than that the their them then there these they this those through to too under until up us
ve very was wasn we were weren what when where which while who whom whose why with would wouldn you your
"""


# So many words of a phrase are looked up; what follows is compared by who looks.
LONGEST_PHRASE = 60


class LexicalIndex:
    """Words by passage id. Searches may run in any number of threads; changes count from `commit` on."""

    def __init__(self, index: tantivy.Index, folder: Path | None = None) -> None:
        self._index = index
        self._folder = folder
        self._index.config_reader("manual")
        self._index.register_tokenizer("words", _stem_analyzer())
        self._index.register_tokenizer("every_word", _spelling_analyzer())
        self._index.register_tokenizer("plain_words", _plain_analyzer())
        self._index.reload()
        self._words = _stem_analyzer()
        self._every_word = _spelling_analyzer()
        self._plain_words = _plain_analyzer()
        self._writer: Any = None
        self._searcher = self._index.searcher()

    @classmethod
    def create(cls, folder: Path | None) -> LexicalIndex:
        """Make an empty index in `folder`, or in memory when that is None."""
        if folder is None:
            return cls(tantivy.Index(_schema()))
        folder.mkdir(parents=True)
        with _writing():
            return cls(tantivy.Index(_schema(), path=str(folder), reuse=False), folder)

    @classmethod
    def open(cls, folder: Path) -> LexicalIndex:
        """Open what was committed in `folder`; raises IndexDamaged when that cannot be read."""
        try:
            if os.access(folder, os.W_OK):
                return cls(tantivy.Index.open(str(folder)), folder)
            return cls._open_readonly(folder)
        except (ValueError, OSError) as error:
            raise IndexDamaged(folder, f"not a tantivy index: {error}") from error

    @classmethod
    def _open_readonly(cls, folder: Path) -> LexicalIndex:
        # tantivy makes a lock file even to read. It gets a folder of links to put it in, and needs that no longer
        # once it has mapped the files behind them.
        with tempfile.TemporaryDirectory(prefix="qa-lexical-") as links:
            for file in folder.iterdir():
                if not file.name.endswith(".lock"):
                    (Path(links) / file.name).symlink_to(file.absolute())
            return cls(tantivy.Index.open(links), folder)

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def stale(self) -> int:
        """Return how many removed passages still count in the statistics of words; in memory none are known."""
        if self._folder is None:
            return 0
        # tantivy's searcher tells of passages that are left only; its list of segments tells what is removed from each.
        segments = json.loads((self._folder / "meta.json").read_bytes())["segments"]
        return sum(segment["deletes"]["num_deleted_docs"] for segment in segments if segment["deletes"])

    def ids(self) -> Ids:
        """Return the passage ids, ascending."""
        found = self._searcher.search(tantivy.Query.all_query(), max(len(self), 1), count=False).hits
        return np.sort(np.array(self._passage_ids([address for _, address in found]), dtype=np.int64))

    def add(self, entries: Iterable[Words | tuple[int, str, str]]) -> None:
        """Add passages under ids that are not there yet; raises OSError, as all that writes does."""
        writer = self._open_writer()
        for passage_id, text, context, article in (Words(*entry) for entry in entries):
            words = _plain(f"{context}\n{text}")
            document = tantivy.Document()
            document.add_unsigned("passage_id", passage_id)
            document.add_text("words", words)
            document.add_text("every_word", words)
            if article:
                document.add_text("article", folded(_utf8(article)))
            with _writing():
                writer.add_document(document)

    def remove(self, ids: Iterable[int]) -> None:
        """Forget passages; ids that are not there are passed over."""
        writer = self._open_writer()
        gone = [int(passage_id) for passage_id in ids]
        # Not delete_documents_by_term: tantivy 0.27 takes the number for a signed one there, and finds nothing.
        writer.delete_documents_by_query(tantivy.Query.term_set_query(self._index.schema, "passage_id", gone))

    def commit(self) -> None:
        """Write what was added and removed, end background work, and let searches see it."""
        if self._writer is not None:
            writer, self._writer = self._writer, None
            with _writing():
                writer.commit()
                writer.wait_merging_threads()
            self._index.reload()
            self._searcher = self._index.searcher()

    def search(self, question: str, k: int, *, allowed: Ids | None = None) -> list[tuple[int, float]]:
        """Return the `k` best passages as (id, BM25), best first, equal scores by ascending id.

        `allowed` restricts the search to those ids. Passages that share no word with the question are left out.
        """
        query = self._query(_plain(question))
        if query is None or k <= 0 or (allowed is not None and not len(allowed)):
            return []
        if allowed is None:
            return self._best(query, k)
        return self._best_of_many(query, k, allowed) or self._best(self._restricted(query, allowed), k)

    def knows(self, word: str) -> bool:
        """Tell whether a passage has `word`, in any of its inflected forms; stop words count as known."""
        stems = self._words.analyze(_plain(word))
        return all(self._searcher.doc_freq("words", stem) for stem in stems)

    def near(self, word: str, *, slips: int, k: int) -> list[int]:
        """Return up to `k` passages with a word that differs from `word` in at most `slips` letters, by id."""
        alike = [
            (tantivy.Occur.Should, tantivy.Query.fuzzy_term_query(self._index.schema, "every_word", spelled, slips))
            for spelled in self._every_word.analyze(_plain(word))
        ]
        found = self._hits(tantivy.Query.boolean_query(alike), k) if alike else []
        return sorted(passage_id for passage_id, _ in found)

    def articles_holding(self, phrases: Sequence[str]) -> list[int]:
        """Return the first passages' ids of the articles that hold each of `phrases`, ascending.

        A phrase holds words that follow each other, whatever stands between them, letter case ignored.
        """
        queries = [query for query in map(self._phrase, phrases) if query is not None]
        if not queries:
            return []
        every = tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])
        # No scores: all of them are wanted.
        found = self._searcher.search(tantivy.Query.const_score_query(every, 0.0), max(len(self), 1), count=False).hits
        return sorted(self._passage_ids([address for _, address in found]))

    def articles_like(self, phrases: Sequence[str], k: int) -> list[int]:
        """Return the first passages' ids of the `k` articles that hold most of `phrases`, rare ones counting more."""
        queries = [query for query in map(self._phrase, phrases) if query is not None]
        if not queries:
            return []
        any_of = tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])
        return [passage_id for passage_id, _ in self._best(any_of, k)]

    def _phrase(self, phrase: str) -> tantivy.Query | None:
        words = self._plain_words.analyze(folded(_utf8(phrase)))[:LONGEST_PHRASE]
        schema = self._index.schema
        if len(words) == 1:
            return tantivy.Query.term_query(schema, "article", words[0], "freq")
        return tantivy.Query.phrase_query(schema, "article", [*words]) if words else None

    def _query(self, question: str) -> tantivy.Query | None:
        field, words = "words", self._words.analyze(question)
        if not words:
            # Nothing but stop words ("who is it?"): better to look for those than for nothing.
            field, words = "every_word", self._every_word.analyze(question)
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._index.schema, field, word, "freq"))
            for word in dict.fromkeys(words)
        ]
        return tantivy.Query.boolean_query(terms) if terms else None

    def _restricted(self, query: tantivy.Query, allowed: Ids) -> tantivy.Query:
        among = tantivy.Query.term_set_query(self._index.schema, "passage_id", allowed.tolist())
        # The restriction adds nothing to the score.
        restriction = tantivy.Query.const_score_query(among, 0.0)
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, restriction)])

    def _best(self, query: tantivy.Query, k: int) -> list[tuple[int, float]]:
        # tantivy breaks ties by where a passage happens to lie. To break them by id, all that tie with the last
        # one wanted must be seen.
        limit = k + 16
        while True:
            hits = self._hits(query, limit)
            if len(hits) < limit or hits[-1][1] < hits[k - 1][1]:
                return _ranked(hits, k)
            limit *= 4

    def _best_of_many(self, query: tantivy.Query, k: int, allowed: Ids) -> list[tuple[int, float]]:
        """Return what `_best` would, or nothing when it takes the restricted query to be sure.

        A restriction to n ids takes 0.5 ms for each 1,000, because all must be looked up. Where it lets a good part
        of the passages through, it is faster to rank more of them and leave out what is not allowed.
        """
        share = len(allowed) / max(len(self), 1)
        if share < MANY:
            return []
        limit = int(3 * k / share) + 16
        hits = self._hits(query, limit)
        lowest = hits[-1][1] if len(hits) == limit else float("-inf")
        kept = np.isin([passage_id for passage_id, _ in hits], allowed)
        found = _ranked([hit for hit, keep in zip(hits, kept, strict=True) if keep], k)
        complete = len(hits) < limit or (len(found) == k and found[-1][1] > lowest)
        return found if complete else []

    def _hits(self, query: tantivy.Query, limit: int) -> list[tuple[int, float]]:
        found = self._searcher.search(query, limit, count=False).hits
        ids = self._passage_ids([address for _, address in found])
        return list(zip(ids, (float(score) for score, _ in found), strict=True))

    def _passage_ids(self, addresses: list[Any]) -> list[int]:
        return [int(value or 0) for value in self._searcher.fast_field_values("passage_id", addresses)]

    def _open_writer(self) -> Any:
        if self._writer is None:
            # One thread: passages then lie in the order of their ids, whatever machine builds the index.
            with _writing():
                self._writer = self._index.writer(WRITER_BYTES, 1)
        return self._writer


@contextmanager
def _writing() -> Iterator[None]:
    """Let a full disk be the OSError that it is; tantivy makes a ValueError of it."""
    try:
        yield
    except ValueError as error:
        raise OSError(f"tantivy could not write: {error}") from error


def _ranked(hits: list[tuple[int, float]], k: int) -> list[tuple[int, float]]:
    return sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:k]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("passage_id", indexed=True, fast=True)
    builder.add_text_field("words", tokenizer_name="words", index_option="freq")
    builder.add_text_field("every_word", tokenizer_name="every_word", index_option="freq")
    builder.add_text_field("article", tokenizer_name="plain_words", index_option="position")
    return builder.build()


def _stem_analyzer() -> Any:
    stop_words = tantivy.Filter.custom_stopword(STOP_WORDS.split())
    return _folding().filter(stop_words).filter(tantivy.Filter.stemmer("english")).build()


def _spelling_analyzer() -> Any:
    return _folding().build()


def _folding() -> Any:
    simple = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    whole = simple.filter(tantivy.Filter.remove_long(LONGEST_WORD))
    return whole.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.ascii_fold())


def _plain_analyzer() -> tantivy.TextAnalyzer:
    # Nothing is left out or stemmed: in a quotation every word counts.
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase()).build()


def _plain(text: str) -> str:
    # NFKC, because folding knows letters with their marks, not marks on their own.
    return unicodedata.normalize("NFKC", _utf8(text))


def _utf8(text: str) -> str:
    """Return `text` with lone surrogates, which are no text, replaced."""
    return text.encode("utf-8", "replace").decode("utf-8")
