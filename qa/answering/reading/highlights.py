"""Which words of a passage answer: its best sentence, or a few short ones, by the token scores that ranked it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from qa.answering.question.asked_for import AnswerKind, says
from qa.encoder.arrays import Encoding, Floats, Ints, TokenVectors, unpack_signs
from qa.records import Passage, Span
from qa.text.sentences import sentences_of

ELSEWHERE_DISCOUNT = 0.8
# How much more a sentence counts that holds a time or a figure, where one is asked for. Measured for what is marked: at
# 0.05 more of the gold words are marked on podcast and xquad-en, at 0.1 and 0.2 fewer than at 0.05.
MARK_BONUS = 0.05
STATE_BONUS = 0.1
# Measured: so the gold words are marked in 71 % of the podcasts' right passages, in 56 % by single sentences.
TOGETHER_CHARS = 240
# A heading of Markdown answers nothing, and marked with its sign it reads badly.
_HEADING = re.compile(r"#{1,6}\s")


class Highlight(NamedTuple):
    """The words of a passage that answer, as offsets into its text.

    Attributes:
        sentence: the one that answers most likely: a time or a figure, where the question asks for one, counts more.
        words: what is marked: the sentence that satisfies most of the question, with its best neighbours where
            sentences are short.
    """

    sentence: Span
    words: Span


def highlight(
    passage: Passage,
    tokens: TokenVectors,
    spans: Ints,
    question: Encoding,
    weights: Floats,
    *,
    kind: AnswerKind | None = None,
) -> Highlight | None:
    """Return which words of `passage` answer.

    Short sentences, as people speak, are marked together with their best neighbours, up to TOGETHER_CHARS and half of
    the passage. Headings of Markdown are not marked.

    `spans` are the places of the stored tokens in the text, (tokens, 2). None when nothing in the passage is like
    the question, or when the spans are not those of the stored tokens.
    """
    if len(spans) != len(tokens.token_ids) or not len(spans) or not len(question.token_ids):
        return None
    # For the tokens of one passage this is faster than making whole numbers of the question's first.
    similarities = np.maximum(unpack_signs(tokens.signs, question.tokens.shape[1]) @ question.tokens.T, 0.0)
    sentences = sentences_of(passage.text)
    scores = [
        0.0 if _HEADING.match(passage.text, sentence.start) else score
        for sentence, score in zip(sentences, _scores(similarities, spans, sentences, weights), strict=True)
    ]
    holding = [kind is not None and says(kind, passage.text[start:end]) for start, end in sentences]
    marks = _with_bonus(scores, holding, MARK_BONUS)
    best = int(np.argmax(marks))
    if marks[best] <= 0.0:
        return None
    together = _together(sentences, marks, best, min(TOGETHER_CHARS, len(passage.text) // 2))
    return Highlight(sentences[int(np.argmax(_with_bonus(scores, holding, STATE_BONUS)))], together)


def _with_bonus(scores: Sequence[float], holding: Sequence[bool], bonus: float) -> list[float]:
    return [score * (1.0 + bonus) if holds else score for score, holds in zip(scores, holding, strict=True)]


def _together(sentences: Sequence[Span], scores: Sequence[float], best: int, limit: int) -> Span:
    """Return the best sentence, widened by the better of its neighbours as long as all of it is within `limit`."""
    first = last = best
    while True:
        wider = [
            (scores[new], begin, end)
            for new, begin, end in ((first - 1, first - 1, last), (last + 1, first, last + 1))
            if 0 <= new < len(sentences) and scores[new] > 0.0 and sentences[end].end - sentences[begin].start <= limit
        ]
        if not wider:
            return Span(sentences[first].start, sentences[last].end)
        _, first, last = max(wider)


def _scores(similarities: Floats, spans: Ints, sentences: Sequence[Span], weights: Floats) -> list[float]:
    """Return how much of the question each sentence satisfies; 0.0 for one without tokens."""
    bounds = np.searchsorted(spans[:, 0], np.array(sentences, dtype=spans.dtype))
    filled = bounds[:, 0] < bounds[:, 1]
    # Where sentences end counts for nothing: between two of them there are no tokens.
    inside = np.maximum.reduceat(similarities, bounds[filled, 0])
    # What the rest of the passage says need not be said again: "they expect to sign it in May" answers for the treaty
    # that the sentence before names.
    elsewhere = np.float32(ELSEWHERE_DISCOUNT) * similarities.max(axis=0)
    scores = np.zeros(len(sentences), dtype=np.float32)
    scores[filled] = np.maximum(inside, elsewhere) @ weights
    return [float(score) for score in scores]
