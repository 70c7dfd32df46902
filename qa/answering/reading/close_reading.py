"""The first of the ranked passages, read as closely as their marks, places and reports need: each wording once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from qa.answering.question.asked_for import answer_kind
from qa.answering.reading.explanation import Asked
from qa.answering.reading.highlights import highlight
from qa.answering.repeats.said import DEPTH, Said
from qa.answering.repeats.same_fact import SHARED_WITH_FIGURE, Statement, WordParts, state_the_same, statements_in
from qa.encoder.arrays import Encoder, Ints, TokenVectors
from qa.records import Passage, Span
from qa.search.token_index import TokenIndex


class CloseReading:
    """What the passages of one ranking say, by their places in it; for one question and one thread."""

    def __init__(self, asked: Asked, ranked: Sequence[Passage], tokens: TokenIndex, encoder: Encoder) -> None:
        self._asked = asked
        self._ranked = ranked
        self._index = tokens
        self._encoder = encoder
        self._tokens = tokens.vectors(passage.id for passage in ranked[:DEPTH])
        # An archive of news holds the same words many times. All that is read here depends on these three alone.
        seen: dict[tuple[str, str, str | None], int] = {}
        self._alike = [seen.setdefault((one.text, one.kind, one.role), place) for place, one in enumerate(ranked)]
        self._said: dict[int, Said] = {}
        self._stated: dict[int, tuple[Statement, ...]] = {}
        self._parts: WordParts | None = None
        self._shared: dict[int, Sequence[float]] = {}
        self._restated: dict[tuple[int, int], Span | None] = {}

    def said(self, place: int) -> Said:
        """Return what the passage at `place` answers with."""
        first = self._alike[place]
        if first not in self._said:
            self._said[first] = self._look(self._ranked[first], self._tokens_of(first))
        return self._said[first] if first == place else replace(self._said[first], passage=self._ranked[place])

    def restated(self, place: int, other: int) -> Span | None:
        """Return where the passage at `other` states what the one at `place` answers with; None where nowhere."""
        pair = self._alike[place], self._alike[other]
        if pair not in self._restated:
            self._restated[pair] = self._compare(*pair)
        return self._restated[pair]

    def _compare(self, place: int, other: int) -> Span | None:
        answer = self.said(place).answer
        # A cheap look before the close one.
        if answer is None or self._shared_by(place, answer)[other] < SHARED_WITH_FIGURE:
            return None
        return next((one.span for one in self._all_stated(other) if state_the_same(answer, one)), None)

    def _shared_by(self, place: int, answer: Statement) -> Sequence[float]:
        """Return the share of `answer`, of the passage at `place`, whose words each of the first passages has."""
        if place not in self._shared:
            if self._parts is None:
                self._parts = WordParts.of([self._tokens_of(at).token_ids for at in range(len(self._ranked[:DEPTH]))])
            self._shared[place] = self._parts.shares(answer).tolist()
        return self._shared[place]

    def _all_stated(self, place: int) -> tuple[Statement, ...]:
        if place not in self._stated:
            passage, tokens = self._ranked[place], self._tokens_of(place)
            self._stated[place] = self._statements(passage, tokens, self._spans(passage, tokens))
        return self._stated[place]

    def _look(self, passage: Passage, tokens: TokenVectors) -> Said:
        spans, asked = self._spans(passage, tokens), self._asked
        found = highlight(passage, tokens, spans, asked.encoding, asked.weights, kind=answer_kind(asked.question.text))
        if found is None:
            return Said(passage, tokens, spans, None, None)
        stated = self._statements(passage, tokens, spans, only=found.sentence)
        return Said(passage, tokens, spans, found.words, next(iter(stated), None))

    def _statements(
        self, passage: Passage, tokens: TokenVectors, spans: Ints, *, only: Span | None = None
    ) -> tuple[Statement, ...]:
        dimension = self._encoder.identity.dimension
        return statements_in(passage, tokens, spans, self._index, dimension=dimension, only=only)

    def _tokens_of(self, place: int) -> TokenVectors:
        passage_id = self._ranked[place].id
        if passage_id not in self._tokens:
            self._tokens |= self._index.vectors([passage_id])
        return self._tokens[passage_id]

    def _spans(self, passage: Passage, tokens: TokenVectors) -> Ints:
        return self._encoder.tokenize(passage.text)[1] if tokens.spans is None else tokens.spans.astype(np.int32)
