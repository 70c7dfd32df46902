"""From a question to an Answer: encode, find candidates, read them, highlight, cite."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from qa.answering.question.asked_for import names_in
from qa.answering.question.numbers import missing_numbers
from qa.answering.question.spelling import respell
from qa.answering.question.times import read_asked_times
from qa.answering.ranking.reading import Reading
from qa.answering.ranking.reranker import lexical_parts, rank, read_candidates, read_together
from qa.answering.ranking.retriever import Candidates, find_candidates
from qa.answering.reading.close_reading import CloseReading
from qa.answering.reading.confidence import confidence_of
from qa.answering.reading.evidence import NEXT_HITS, First, compared_rows, gather_evidence
from qa.answering.reading.explanation import AddedParts, Asked, PlacedTokens, explain_passage
from qa.answering.repeats.also_reported import share_places
from qa.answering.repeats.independent_sources import Source, count_independent
from qa.answers import Answer, Citation, Evidence, Hit, IndexState, Report, Scores
from qa.archive.archive import Archive
from qa.archive.neighbours import neighbours_of
from qa.citing.citations import check_quotation, cite, question_text
from qa.encoder.arrays import Encoder
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
            with stage("retrieve"):
                allowed = self._archive.passage_ids_where(filters)
                candidates = find_candidates(
                    self._archive, self._derived, spelled.text, encoding, depth=self._depth, allowed=allowed
                )
            with stage("read"):
                reading = read_candidates(self._archive, self._derived.tokens, encoding, candidates.ids)
            asked = Asked(spelled, encoding, reading.weights)
            with stage("rank"):
                hits, evidence = self._hits(asked, candidates, reading, top_k=top_k, explain=explain)
            hits = with_neighbours(hits, self._archive, context)
            close = () if len(reading.ids) or not filters.speaker else self._archive.names_like(filters.speaker)
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
        self, asked: Asked, candidates: Candidates, reading: Reading, *, top_k: int, explain: bool
    ) -> tuple[tuple[Hit, ...], Evidence | None]:
        if not len(reading.ids):
            return (), None
        places = np.searchsorted(candidates.ids, reading.ids)
        dense, lexical = candidates.dense[places], candidates.lexical[places]
        times = read_asked_times(asked.question.text, self._archive, reading)
        missing = missing_numbers(asked.question.text, self._archive, reading, told=times.told)
        scores, order = rank(reading, lexical, missing, times.part)
        ranked = [reading.passages[passage_id] for passage_id in reading.ids[order].tolist()]
        close = CloseReading(asked, ranked, self._derived.tokens, self._encoder)
        # As many as the evidence looks at, too: how sure we are must not depend on how many are shown.
        shared = share_places(
            ranked,
            wanted=max(top_k, 1 + NEXT_HITS),
            told=top_k,
            look=close.said,
            restated=close.restated,
            times=times.named,
        )
        sources = _Sources.of(self._archive, [ranked[n] for place in shared[:top_k] for n in place.all()])
        hits = []
        for number, place in enumerate(shared[:top_k], start=1):
            row, passage, said = int(order[place.shown]), ranked[place.shown], close.said(place.shown)
            why = None
            if explain:
                read = read_together(passage.id, reading.around.neighbours[passage.id], self._derived.tokens)
                placed = PlacedTokens(passage.text, said.tokens, said.spans, read)
                beside_late = float(scores[row] - reading.late[row])
                added = AddedParts.of(
                    beside_late,
                    lexical=float(lexical_parts(lexical)[row]),
                    missing_numbers=float(missing[row]),
                    times=float(times.part[row]),
                )
                why = explain_passage(asked, placed, reading.around.sides(passage), added)
            hits.append(
                Hit(
                    rank=number,
                    score=float(scores[row]),
                    scores=Scores(float(dense[row]), float(lexical[row]), float(reading.late[row])),
                    passage=passage,
                    citation=sources.cite(passage, words=said.words),
                    highlights=() if said.words is None else (said.words,),
                    question=question_text(passage, sources.texts[passage.article_id]),
                    also_in=tuple(sources.cite(ranked[copy]) for copy in place.copies),
                    also_reported_by=tuple(sources.report(ranked[other], words) for other, words in place.reports),
                    independent_outlets=count_independent([sources.source(ranked[n]) for n in place.all()]),
                    explanation=why,
                )
            )
        head = sources.heads[ranked[0].article_id]
        names = names_in(asked.question.text)
        first = First.of(close.said(0), self._archive, reading, head, names, missing=bool(missing[order[0]] > 0.0))
        return tuple(hits), gather_evidence(asked, reading, scores, compared_rows(order, shared), first=first)

    def _is_common(self, word: str) -> bool:
        # Encoders keep the words that are common in their language whole, and cut the others into pieces.
        return len(self._encoder.tokenize(word)[0]) <= 1


@dataclass(frozen=True, slots=True)
class _Sources:
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
    def of(cls, archive: Archive, passages: Sequence[Passage]) -> _Sources:
        ids = {passage.article_id for passage in passages}
        times = archive.spoken_times(passages)
        return cls(archive.article_heads(ids), archive.texts(ids), times, archive.attributions(ids), archive.path)

    def cite(self, passage: Passage, *, words: Span | None = None) -> Citation:
        """Return the citation of `passage`, checked; its link opens at `words`. Raises IndexDamaged."""
        text = self.texts[passage.article_id]
        check_quotation(passage, text, self.path)
        times = self.times.get(passage.id, ())
        said = self.attributions.get(passage.article_id, ())
        head = self.heads[passage.article_id]
        return cite(passage, head, words=words, text=text, speaks_of=times, attributions=said)

    def report(self, passage: Passage, words: Span) -> Report:
        """Return `passage` as a report of what another states; its link opens at `words`."""
        return Report(self.cite(passage, words=words), words)

    def source(self, passage: Passage) -> Source:
        """Return where `passage` was published, for counting."""
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
