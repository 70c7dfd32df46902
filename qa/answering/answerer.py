"""From a question to an Answer: encode, retrieve, read, rank, look closely, fold what says the same, cite, weigh."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.answering.question.asked_for import names_in
from qa.answering.question.numbers import missing_numbers
from qa.answering.question.spelling import Respelled, respell
from qa.answering.question.times import AskedTimes, read_asked_times
from qa.answering.ranking.reading import Reading
from qa.answering.ranking.reranker import lexical_parts, rank, read_candidates, read_together
from qa.answering.ranking.retriever import Candidates, find_candidates
from qa.answering.reading.close_reading import CloseReading, Place, Said
from qa.answering.reading.confidence import confidence_of
from qa.answering.reading.evidence import NEXT_HITS, First, compared_rows, gather_evidence
from qa.answering.reading.explanation import AddedParts, Asked, PlacedTokens, explain_passage
from qa.answering.repeats.independent_sources import Source, count_independent
from qa.answers import Answer, Citation, Evidence, Explanation, Hit, IndexState, Report, Scores
from qa.archive.archive import Archive
from qa.archive.neighbours import neighbours_of
from qa.citing.citations import check_quotation, cite, question_text
from qa.encoder.arrays import Encoder, Encoding, Floats
from qa.process.stages import stage
from qa.records import Attribution, Filters, Passage, Span, SpokenTime
from qa.search.derived import Derived
from qa.views import ArticleSummary


class Answerer:
    """Answers questions from one state of an index; safe to use from many threads."""

    def __init__(self, archive: Archive, derived: Derived, encoder: Encoder, *, depth: int) -> None:
        self._archive = archive
        self._derived = derived
        self._encoder = encoder
        self._depth = depth

    def ask(
        self,
        question: str,
        *,
        top_k: int,
        filters: Filters,
        min_confidence: float,
        explain: bool = False,
        context: int = 0,
    ) -> Answer:
        """Return the `top_k` nearest passages as cited hits, and whether the first is an answer.

        Each hit comes with up to `context` passages before and after it.
        """
        began = time.perf_counter()
        with self._archive.snapshot():
            with stage("encode"):
                spelled = respell(question, self._derived.lexical, self._archive, is_common=self._is_common)
                encoding = self._encoder.encode_questions([spelled.text])[0]
            hits, evidence = self._hits(spelled, encoding, filters, top_k=top_k, explain=explain)
            hits = with_neighbours(hits, self._archive, context)
            close = self._archive.names_like(filters.speaker) if evidence is None and filters.speaker else ()
            state = index_state(self._archive)
        confidence = confidence_of(evidence) if evidence else 0.0
        return Answer(
            question=question,
            answerable=bool(hits) and confidence >= min_confidence,
            confidence=confidence,
            index=state,
            took_ms=(time.perf_counter() - began) * 1000.0,
            hits=hits,
            evidence=evidence,
            respelled=spelled.changes,
            close_speakers=close,
        )

    def _hits(
        self, spelled: Respelled, encoding: Encoding, filters: Filters, *, top_k: int, explain: bool
    ) -> tuple[tuple[Hit, ...], Evidence | None]:
        with stage("retrieve"):
            candidates = self._retrieve(spelled.text, encoding, filters)
        with stage("read"):
            reading = read_candidates(self._archive, self._derived.tokens, encoding, candidates.ids)
        with stage("rank"):
            if not len(reading.ids):
                return (), None
            asked = Asked(spelled, encoding, reading.weights)
            ranking = _Ranking.of(spelled.text, self._archive, candidates, reading)
            close = CloseReading(asked, ranking.passages, self._derived.tokens, self._encoder, ranking.times.named)
            # As many as the evidence looks at, too: how sure we are must not depend on how many are shown.
            places = close.places(wanted=max(top_k, 1 + NEXT_HITS), told=top_k)
            shown = [(place, close.said(place.shown)) for place in places[:top_k]]
            cited = _Cited.of(self._archive, [ranking.passages[n] for place, _ in shown for n in place.all()])
            hits = [cited.hit(number, *one, ranking) for number, one in enumerate(shown, start=1)]
            if explain:
                whys = [self._explain(asked, ranking, *one) for one in shown]
                hits = [replace(hit, explanation=why) for hit, why in zip(hits, whys, strict=True)]
            head = cited.heads[ranking.passages[0].article_id]
            return tuple(hits), self._weigh(asked, ranking, places, close.said(0), head)

    def _retrieve(self, question: str, encoding: Encoding, filters: Filters) -> Candidates:
        allowed = self._archive.passage_ids_where(filters)
        return find_candidates(self._archive, self._derived, question, encoding, depth=self._depth, allowed=allowed)

    def _explain(self, asked: Asked, ranking: _Ranking, place: Place, said: Said) -> Explanation:
        passage, around, row = said.passage, ranking.reading.around, ranking.row(place)
        read = read_together(passage.id, around.neighbours[passage.id], self._derived.tokens)
        added = AddedParts.of(
            float(ranking.scores[row] - ranking.reading.late[row]),
            lexical=float(lexical_parts(ranking.lexical)[row]),
            missing_numbers=float(ranking.missing_numbers[row]),
            times=float(ranking.times.part[row]),
        )
        placed = PlacedTokens(passage.text, said.tokens, said.spans, read)
        return explain_passage(asked, placed, around.sides(passage), added)

    def _weigh(
        self, asked: Asked, ranking: _Ranking, places: Sequence[Place], said: Said, head: ArticleSummary
    ) -> Evidence:
        names, missing = names_in(asked.question.text), ranking.missing_numbers[ranking.order[0]] > 0.0
        first = First.of(said, self._archive, ranking.reading, head, names, missing=bool(missing))
        compared = compared_rows(ranking.order, places)
        return gather_evidence(asked, ranking.reading, ranking.scores, compared, first=first)

    def _is_common(self, word: str) -> bool:
        # Encoders keep the words that are common in their language whole, and cut the others into pieces.
        return len(self._encoder.tokenize(word)[0]) <= 1


@dataclass(frozen=True, slots=True, eq=False)
class _Ranking:
    """The candidates in order; rows are those of `reading`.

    Attributes:
        dense, lexical: what each search gave, float32, (n,).
        missing_numbers: the share of the question's numbers that each has not, float32, (n,).
        scores: what they are ranked by, float32, (n,).
        order: the rows, best first.
        passages: the passages in that order.
    """

    reading: Reading
    dense: Floats
    lexical: Floats
    times: AskedTimes
    missing_numbers: Floats
    scores: Floats
    order: NDArray[np.intp]
    passages: Sequence[Passage]

    @classmethod
    def of(cls, question: str, archive: Archive, candidates: Candidates, reading: Reading) -> _Ranking:
        places = np.searchsorted(candidates.ids, reading.ids)
        dense, lexical = candidates.dense[places], candidates.lexical[places]
        times = read_asked_times(question, archive, reading)
        missing = missing_numbers(question, archive, reading, told=times.told)
        scores, order = rank(reading, lexical, missing, times.part)
        passages = [reading.passages[passage_id] for passage_id in reading.ids[order].tolist()]
        return cls(reading, dense, lexical, times, missing, scores, order, passages)

    def row(self, place: Place) -> int:
        """Return the row of the passage shown at `place`."""
        return int(self.order[place.shown])


@dataclass(frozen=True, slots=True)
class _Cited:
    """What an answer cites: articles' metadata and canonical texts by id, read from the archive at `path`.

    Attributes:
        times: what the passages speak of, by passage id.
        attributions: who said what in narrative articles, by article id.
    """

    heads: Mapping[str, ArticleSummary]
    texts: Mapping[str, str]
    times: Mapping[int, tuple[SpokenTime, ...]]
    attributions: Mapping[str, tuple[Attribution, ...]]
    path: Path

    @classmethod
    def of(cls, archive: Archive, passages: Sequence[Passage]) -> _Cited:
        ids = {passage.article_id for passage in passages}
        times = archive.spoken_times(passages)
        return cls(archive.article_heads(ids), archive.texts(ids), times, archive.attributions(ids), archive.path)

    def hit(self, number: int, place: Place, said: Said, ranking: _Ranking) -> Hit:
        """Return what is at `place`, the `number`th from 1, with everything that it cites. Raises IndexDamaged."""
        row, passage, ranked = ranking.row(place), said.passage, ranking.passages
        dense, lexical, late = ranking.dense[row], ranking.lexical[row], ranking.reading.late[row]
        return Hit(
            rank=number,
            score=float(ranking.scores[row]),
            scores=Scores(float(dense), float(lexical), float(late)),
            passage=passage,
            citation=self._cite(passage, words=said.words),
            highlights=() if said.words is None else (said.words,),
            question=question_text(passage, self.texts[passage.article_id]),
            also_in=tuple(self._cite(ranked[copy]) for copy in place.copies),
            also_reported_by=tuple(
                Report(self._cite(ranked[other], words=words), words) for other, words in place.reports
            ),
            independent_outlets=count_independent([self._source(ranked[n]) for n in place.all()]),
        )

    def _cite(self, passage: Passage, *, words: Span | None = None) -> Citation:
        """Return the citation of `passage`, checked; its link opens at `words`."""
        text = self.texts[passage.article_id]
        check_quotation(passage, text, self.path)
        times = self.times.get(passage.id, ())
        said = self.attributions.get(passage.article_id, ())
        head = self.heads[passage.article_id]
        return cite(passage, head, words=words, text=text, speaks_of=times, attributions=said)

    def _source(self, passage: Passage) -> Source:
        return Source(passage, self.texts[passage.article_id], self.heads[passage.article_id].outlet)


def with_neighbours(hits: tuple[Hit, ...], archive: Archive, count: int) -> tuple[Hit, ...]:
    """Return the hits with up to `count` passages before and after each."""
    if not count:
        return hits
    article_ids = {hit.passage.article_id for hit in hits}
    passages = {article_id: archive.passages_of(article_id) for article_id in article_ids}
    around = (neighbours_of(hit.passage, passages[hit.passage.article_id], count) for hit in hits)
    return tuple(replace(hit, before=before, after=after) for hit, (before, after) in zip(hits, around, strict=True))


def index_state(archive: Archive) -> IndexState:
    """Return which state of which index `archive` is in."""
    identity = archive.identity()
    articles, passages = archive.counts()
    return IndexState(archive.sequence, identity.label if identity else "", articles, passages)
