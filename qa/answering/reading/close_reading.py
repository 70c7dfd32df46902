"""Close reading: the first of the ranked passages, as closely as their marks, places and reports need.

A passage that says nothing beyond a better one is a copy. One that states what a better one answers with, in its own
words, is a report: it takes no place of its own where it answers with that statement itself, and keeps its place where
it has it among other things.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from qa.answering.question.asked_for import answer_kind
from qa.answering.reading.explanation import Asked
from qa.answering.reading.highlights import highlight
from qa.answering.repeats.duplicates import NOTHING_NAMED, fold_duplicates, repeats
from qa.answering.repeats.named_times import NamedTimes
from qa.answering.repeats.same_fact import SHARED_WITH_FIGURE, Statement, WordParts, state_the_same, statements_in
from qa.encoder.arrays import Encoder, Ints, TokenVectors
from qa.records import Passage, Span
from qa.search.token_index import TokenIndex

# How far down the ranking reports are looked for; what stands further down hardly answers the question.
DEPTH = 20


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """What a passage answers a question with.

    Attributes:
        passage: the passage.
        tokens: its stored token vectors.
        spans: where they stand in its text, int32, (tokens, 2).
        words: what is highlighted, or None: offsets into its text.
        answer: what the best sentence of it states, or None where that is nothing to compare.
    """

    passage: Passage
    tokens: TokenVectors
    spans: Ints
    words: Span | None
    answer: Statement | None


@dataclass(frozen=True, slots=True)
class Place:
    """A place of an answer: numbers count from 0 in the ranking.

    Attributes:
        shown: the passage shown.
        copies: those that say nothing beyond it, in its words.
        reports: those of other articles that state what it answers with, and where in their passages.
    """

    shown: int
    copies: tuple[int, ...]
    reports: tuple[tuple[int, Span], ...]

    def all(self) -> tuple[int, ...]:
        """Return the passages of the place: the one shown, its copies, its reports."""
        return (self.shown, *self.copies, *(number for number, _ in self.reports))


class CloseReading:
    """What the passages of one ranking say, each wording looked at once; for one question and one thread.

    `times` tell the same words about one year from those about another.
    """

    def __init__(
        self,
        asked: Asked,
        ranked: Sequence[Passage],
        tokens: TokenIndex,
        encoder: Encoder,
        times: NamedTimes = NOTHING_NAMED,
    ) -> None:
        self._asked = asked
        self._ranked = ranked
        self._index = tokens
        self._encoder = encoder
        self._times = times
        self._tokens = tokens.vectors(passage.id for passage in ranked[:DEPTH])
        # An archive of news holds the same words many times. All that is read here depends on these three alone.
        seen: dict[tuple[str, str, str | None], int] = {}
        self._alike = [seen.setdefault((one.text, one.kind, one.role), number) for number, one in enumerate(ranked)]
        self._said: dict[int, Said] = {}
        self._stated: dict[int, tuple[Statement, ...]] = {}
        self._parts: WordParts | None = None
        self._shared: dict[int, Sequence[float]] = {}
        self._restated: dict[tuple[int, int], Span | None] = {}

    def places(self, *, wanted: int, told: int) -> list[Place]:
        """Return `wanted` places, or as many as there are, best first; who else reports is told of the first `told`.

        Few passages are looked at: those shown, and those that state the same.
        """
        asked_for = wanted
        while True:
            groups = fold_duplicates(self._ranked, places=asked_for, times=self._times)
            places = self._share(groups, wanted=wanted, told=told)
            if len(places) == wanted or len(groups) < asked_for:
                return places
            asked_for += wanted - len(places)  # as many more as reports have left empty

    def _share(self, groups: Sequence[Sequence[int]], *, wanted: int, told: int) -> list[Place]:
        places: list[Place] = []
        taken: set[int] = set()
        for shown, *copies in groups:
            if len(places) == wanted:
                break
            if shown in taken:
                continue
            # What the last one states takes no place from another, so where nobody is told of it, it is not looked for.
            is_read = len(places) < max(told, wanted - 1)
            same = self._reports(shown, taken.union(copies)) if is_read else []
            folded = {number for number, span in same if self._answers_with(number, span)}
            # How far down copies are looked for depends on how many passages are asked for; what is one must not.
            copied = {number for number in folded if self._repeats(shown, number)}
            reports = tuple((number, span) for number, span in same if number not in copied)
            places.append(Place(shown, tuple(sorted({*copies, *copied} - taken)), reports))
            taken |= folded
        return places

    def _reports(self, shown: int, left_out: set[int]) -> list[tuple[int, Span]]:
        """Return the passages below `shown` that report what it answers with, and where."""
        below = (number for number in range(shown + 1, min(DEPTH, len(self._ranked))) if number not in left_out)
        return [(number, span) for number in below if (span := self._report(shown, number)) is not None]

    def _report(self, shown: int, number: int) -> Span | None:
        """Return where passage `number` states, in another article, what `shown` answers with; None where nowhere."""
        one, other = self._ranked[shown], self._ranked[number]
        if one.article_id == other.article_id:
            return None
        answer, span = self.said(shown).answer, self.restated(shown, number)
        if answer is None or span is None:
            return None
        return None if self._times.differ(one, other, span=answer.span, other_span=span) else span

    def _answers_with(self, number: int, statement: Span) -> bool:
        answer = self.said(number).answer
        return answer is not None and answer.span == statement

    def _repeats(self, shown: int, number: int) -> bool:
        return repeats(self._ranked[shown], self._ranked[number], times=self._times)

    def said(self, number: int) -> Said:
        """Return what a passage answers with."""
        first = self._alike[number]
        if first not in self._said:
            self._said[first] = self._look(self._ranked[first], self._tokens_of(first))
        return self._said[first] if first == number else replace(self._said[first], passage=self._ranked[number])

    def restated(self, number: int, other: int) -> Span | None:
        """Return where passage `other` states what passage `number` answers with; None where nowhere."""
        pair = self._alike[number], self._alike[other]
        if pair not in self._restated:
            self._restated[pair] = self._compare(*pair)
        return self._restated[pair]

    def _compare(self, number: int, other: int) -> Span | None:
        answer = self.said(number).answer
        # A cheap look before the close one.
        if answer is None or self._shared_by(number, answer)[other] < SHARED_WITH_FIGURE:
            return None
        return next((one.span for one in self._all_stated(other) if state_the_same(answer, one)), None)

    def _shared_by(self, number: int, answer: Statement) -> Sequence[float]:
        """Return the share of `answer`, of passage `number`, whose words each of the first passages has."""
        if number not in self._shared:
            if self._parts is None:
                self._parts = WordParts.of([self._tokens_of(at).token_ids for at in range(len(self._ranked[:DEPTH]))])
            self._shared[number] = self._parts.shares(answer).tolist()
        return self._shared[number]

    def _all_stated(self, number: int) -> tuple[Statement, ...]:
        if number not in self._stated:
            passage, tokens = self._ranked[number], self._tokens_of(number)
            self._stated[number] = self._statements(passage, tokens, self._spans(passage, tokens))
        return self._stated[number]

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

    def _tokens_of(self, number: int) -> TokenVectors:
        passage_id = self._ranked[number].id
        if passage_id not in self._tokens:
            self._tokens |= self._index.vectors([passage_id])
        return self._tokens[passage_id]

    def _spans(self, passage: Passage, tokens: TokenVectors) -> Ints:
        return self._encoder.tokenize(passage.text)[1] if tokens.spans is None else tokens.spans.astype(np.int32)
