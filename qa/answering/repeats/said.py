"""What passages say, and the places that they take in an answer: the records that finding repeats is done with."""

from __future__ import annotations

from dataclasses import dataclass

from qa.answering.repeats.same_fact import Statement
from qa.encoder.arrays import Ints, TokenVectors
from qa.records import Passage, Span

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
