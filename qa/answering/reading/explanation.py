"""Why a passage ranks: what its score is made of, word by word of the question.

The same similarities that ranked the passage, read once more for the few passages that are shown.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from qa.answering.question.spelling import Respelled
from qa.answering.ranking.late_interaction import Texts, read_windows, token_similarities
from qa.answering.ranking.reading import Side, best_of
from qa.answering.ranking.reranker import ABOVE, NUMBER_WEIGHT, late_parts
from qa.answers import ContextMatch, ExplainedWord, Explanation, WordMatch
from qa.encoder.arrays import Encoding, Floats, Ints, TokenVectors
from qa.records import Span

# Measured on podcast: of the question's words that a passage holds, 95 % are above 0.45 (stored vectors keep only their
# signs); of the others 80 % are below 0.4, and what is above is mostly related: "purchase" and "buy".
LEAST_SIMILARITY = 0.4
MOST_MATCHES = 3
# Words this much less like the question's than the best one add nothing to a reader.
CLOSE_TO_BEST = 0.15


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A question as it is compared: its words, its vectors, and how much each token counts, float32, (tokens,)."""

    question: Respelled
    encoding: Encoding
    weights: Floats


@dataclass(frozen=True, slots=True, eq=False)
class PlacedTokens:
    """A passage as it is compared.

    Attributes:
        vectors, spans: its stored tokens, and where each stands in the text, (tokens, 2).
        read: the tokens that were read as one, when they are more than its own (`reranker.read_together`).
    """

    text: str
    vectors: TokenVectors
    spans: Ints
    read: TokenVectors | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, `text[start:end]`, and the rows of its tokens, `first` to `end_row`."""

    start: int
    end: int
    first: int
    end_row: int


class AddedParts(NamedTuple):
    """What the score has beside late interaction: of BM25; of missing numbers, zero or below; of times; as a reply."""

    lexical: float
    numbers: float
    times: float
    asked: float = 0.0

    @classmethod
    def of(cls, added: float, *, lexical: float, missing_numbers: float, times: float) -> AddedParts:
        """Take apart what was `added` to a score when this share of numbers is missing; the rest is as a reply."""
        numbers = 0.0 - NUMBER_WEIGHT * missing_numbers  # never -0.0
        asked = added - lexical - numbers - times
        return cls(lexical, numbers, times, asked if asked >= ABOVE / 2 else 0.0)  # less is rounding


def explain_passage(asked: Asked, passage: PlacedTokens, sides: Sequence[Side], added: AddedParts) -> Explanation:
    """Return why the passage scores as it does; `sides` are the passage itself, first, and its context.

    Without matches when the spans are not those of the stored tokens.
    """
    covered = best_of(sides)
    windows = read_windows(asked.encoding.tokens, Texts.of([passage.read or passage.vectors]))
    coverage, proximity = late_parts(windows, covered[np.newaxis], asked.weights)
    likeness = _likeness(asked, passage)
    words = join_pieces(asked.question.text, asked.encoding.spans)
    return Explanation(
        coverage=float(coverage[0]),
        proximity=float(proximity[0]),
        lexical_part=added.lexical,
        numbers_part=added.numbers,
        times_part=added.times,
        asked_part=added.asked,
        least_similarity=LEAST_SIMILARITY,
        words=tuple(_explained(asked, word, covered, sides, likeness) for word in words),
    )


def join_pieces(text: str, spans: Ints) -> list[Word]:
    """Return the words of `text`, each of one or more tokens whose places are `spans`; every token is in one word."""
    words: list[Word] = []
    for row, (start, end) in enumerate(spans.tolist()):
        # Some tokenizers count the blank before a word as part of it.
        start += len(text[start:end]) - len(text[start:end].lstrip())
        if words and _goes_on(text, words[-1], start):
            last = words.pop()
            begin = start if last.start == last.end else last.start
            words.append(Word(begin, max(last.end, end), last.first, row + 1))
        else:
            words.append(Word(start, end, row, row + 1))
    return words


def _goes_on(text: str, last: Word, start: int) -> bool:
    if start < last.end or last.start == last.end:
        return True  # one character in several tokens, or a token of no characters before its word
    # Marks that an encoder leaves out may stand between two pieces.
    return all(map(_is_letter, text[last.end - 1 : start + 1])) and start < len(text)


def _is_letter(sign: str) -> bool:
    # Marks are parts of letters; ideographs and kana are written without spaces, and each piece stands for itself.
    alone = "\u2e80" <= sign < "\ua000" or sign >= "\U00020000"
    return not alone and (sign.isalnum() or unicodedata.category(sign).startswith("M"))


@dataclass(frozen=True, slots=True, eq=False)
class _Likeness:
    """The words of a passage, and each question token's best similarity in each, 0..1, (words, question tokens)."""

    words: Sequence[Word]
    best: Floats


def _likeness(asked: Asked, passage: PlacedTokens) -> _Likeness:
    tokens = asked.encoding.tokens
    agree = len(passage.spans) == len(passage.vectors.token_ids)
    words = join_pieces(passage.text, passage.spans) if agree else []
    if not words:
        return _Likeness([], np.zeros((0, len(tokens)), dtype=np.float32))
    similarities = np.clip(token_similarities(tokens, passage.vectors.signs), 0.0, 1.0)
    best = np.maximum.reduceat(similarities, [word.first for word in words], axis=0)
    # A comma may be the nearest token to "is"; to a reader that says nothing.
    readable = [row for row, word in enumerate(words) if any(map(str.isalnum, passage.text[word.start : word.end]))]
    return _Likeness([words[row] for row in readable], best[readable])


def _explained(asked: Asked, word: Word, covered: Floats, sides: Sequence[Side], likeness: _Likeness) -> ExplainedWord:
    weights = asked.weights
    rows = slice(word.first, word.end_row)
    typed = asked.question.as_typed(Span(word.start, word.end))
    shares = _shares(weights[rows])
    similarity = float(covered[rows] @ shares)
    total = float(weights.sum())
    return ExplainedWord(
        start=typed.start,
        end=typed.end,
        weight=float(weights[rows].sum()) / total if total > 0.0 else 0.0,
        similarity=similarity,
        found=similarity >= LEAST_SIMILARITY,
        matches=tuple(_matches(likeness.words, likeness.best[:, rows] @ shares)),
        context=_context(sides, [float(side.covered[rows] @ shares) for side in sides]),
    )


def _shares(weights: Floats) -> Floats:
    total = float(weights.sum())
    if total <= 0.0:
        return np.full(len(weights), 1.0 / len(weights), dtype=np.float32)
    return weights / np.float32(total)


def _matches(words: Sequence[Word], likeness: Floats) -> Iterator[WordMatch]:
    least = max(LEAST_SIMILARITY, float(likeness.max(initial=0.0)) - CLOSE_TO_BEST)
    for row in np.argsort(-likeness, kind="stable")[:MOST_MATCHES].tolist():
        if likeness[row] >= least:
            yield WordMatch(words[row].start, words[row].end, float(likeness[row]))


def _context(sides: Sequence[Side], similarities: Sequence[float]) -> ContextMatch | None:
    counted = [side.discount * similarity for side, similarity in zip(sides, similarities, strict=True)]
    best = max(range(len(sides)), key=counted.__getitem__)  # the passage itself comes first, and wins a tie
    part, discount, _ = sides[best]
    return None if part == "passage" else ContextMatch(part, similarities[best], discount)
